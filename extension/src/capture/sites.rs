//! Site adapters: data files that say where a chat site keeps its turns.
//!
//! In: the texts of `manifest/sites/*.json` (form: `manifest/sites/schema.json`). Out: `Sites`, which finds the adapter for a
//! page. Selectors come as ordered alternatives: the first that finds anything counts. Deliberately not here: code for a
//! single site. An adapter that no longer fits leaves the page to others; `page`
//! decides that.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use shared::conversation::Role;

use crate::capture::mirror::{Mirror, Node, NodeId};
use crate::capture::select::{Index, Selector};
use crate::capture::updates;

/// What the pattern of an address may take in memory once it is compiled.
const MAX_PATTERN_BYTES: usize = 256 * 1024;

/// Every adapter that could be read.
#[derive(Default)]
pub struct Sites {
    sites: Vec<Site>,
    /// Adapters of the package in whose place newer ones stand.
    former: Vec<Site>,
    /// Every mark of every adapter, and whose it is.
    marks: Index,
    marked: Vec<usize>,
}

/// One adapter.
pub struct Site {
    pub id: String,
    pub version: u32,
    hosts: Vec<String>,
    marks: Vec<Selector>,
    thread: Option<Regex>,
    pub user: Alternatives,
    pub assistant: Alternatives,
    pub user_text: Alternatives,
    pub assistant_text: Alternatives,
    pub exclude: Alternatives,
    /// Parts of a reply in which the model thinks: apart from its text.
    pub reasoning: Alternatives,
    /// Parts of a reply that show the call of a tool: apart from its text.
    pub tool: Alternatives,
    /// Sources a reply names; their addresses count, their words are not text.
    pub citations: Alternatives,
    pub busy: Alternatives,
    pub composer: Alternatives,
    pub message_id: Vec<IdAttribute>,
    pub model_attribute: Vec<String>,
    pub model: Alternatives,
    /// Elements whose text says `2 / 3`: which of how many versions is shown.
    pub pager: Alternatives,
    /// Elements around several replies to one question.
    pub beside: Alternatives,
    /// One of the replies in such an element, where it is not an `assistant` element itself.
    pub beside_each: Alternatives,
    pub actions: BTreeMap<String, Alternatives>,
    /// What a rating control carries while the rating is given.
    pub rating_on: BTreeMap<String, Alternatives>,
    /// Several assistant elements without a question between them are one reply.
    pub joins_parts: bool,
    /// Several assistant elements without a question between them are replies side by side.
    pub beside_neighbours: bool,
    /// The page keeps its newest turn first.
    pub newest_first: bool,
    /// The side that is told by not being the other: worth nothing while that other one is not found.
    pub rest: Option<Role>,
    parts: Index,
}

/// Where the site keeps its own name for a message: an attribute, perhaps only with a certain beginning, which is no part of the name.
pub struct IdAttribute {
    name: String,
    prefix: String,
}

impl IdAttribute {
    fn parse(text: &str) -> Self {
        let (name, prefix) = text.split_once("^=").unwrap_or((text, ""));
        Self {
            name: name.to_owned(),
            prefix: prefix.to_owned(),
        }
    }

    /// The name that this element carries.
    #[must_use]
    pub fn of<'a>(&self, node: &'a Node) -> Option<&'a str> {
        node.attribute(&self.name)?
            .strip_prefix(self.prefix.as_str())
            .filter(|name| !name.is_empty())
    }
}

/// The parts of a turn that a look at the page needs.
#[derive(Clone, Copy, PartialEq)]
pub enum Part {
    User,
    Assistant,
    UserText,
    AssistantText,
    Exclude,
    Reasoning,
    Tool,
    Citations,
    Model,
    Pager,
    Beside,
    BesideEach,
    Busy,
}

/// What an adapter's selectors find on a page: one list for each alternative of each part.
pub struct Look<'a> {
    site: &'a Site,
    found: Vec<Vec<NodeId>>,
}

impl Look<'_> {
    /// What each alternative finds, in order of preference.
    #[must_use]
    pub fn each(&self, part: Part) -> &[Vec<NodeId>] {
        let mut start = 0;
        for (other, alternatives) in self.site.all_parts() {
            let end = start + alternatives.0.len();
            if other == part {
                return &self.found[start..end];
            }
            start = end;
        }
        &[]
    }

    /// What the first alternative finds that finds anything.
    #[must_use]
    pub fn first(&self, part: Part) -> &[NodeId] {
        self.each(part)
            .iter()
            .find(|found| !found.is_empty())
            .map_or(&[], Vec::as_slice)
    }

    /// What all alternatives find.
    pub fn every(&self, part: Part) -> impl Iterator<Item = NodeId> {
        self.each(part).iter().flatten().copied()
    }
}

/// Selectors in order of preference.
#[derive(Default)]
pub struct Alternatives(Vec<Selector>);

impl Alternatives {
    /// How many elements of the page each alternative finds.
    #[must_use]
    pub fn counts(&self, mirror: &Mirror) -> Vec<u32> {
        let counts = self.0.iter().map(|selector| selector.all(mirror).len());
        counts
            .map(|count| u32::try_from(count).unwrap_or(u32::MAX))
            .collect()
    }

    /// Whether any alternative matches this element.
    #[must_use]
    pub fn matches(&self, mirror: &Mirror, id: NodeId) -> bool {
        self.0.iter().any(|selector| selector.matches(mirror, id))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "$schema", default)]
    _schema: String,
    site: String,
    version: u32,
    #[serde(rename = "verified")]
    _verified: String,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    marks: Vec<String>,
    #[serde(default)]
    thread: Option<String>,
    user: Vec<String>,
    assistant: Vec<String>,
    #[serde(default)]
    user_text: Vec<String>,
    #[serde(default)]
    assistant_text: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    #[serde(default)]
    reasoning: Vec<String>,
    #[serde(default)]
    tool: Vec<String>,
    #[serde(default)]
    citations: Vec<String>,
    #[serde(default)]
    busy: Vec<String>,
    #[serde(default)]
    composer: Vec<String>,
    #[serde(default)]
    message_id: Vec<String>,
    #[serde(default)]
    model_attribute: Vec<String>,
    #[serde(default)]
    model: Vec<String>,
    #[serde(default)]
    pager: Vec<String>,
    #[serde(default)]
    beside: Vec<String>,
    #[serde(default)]
    beside_each: Vec<String>,
    #[serde(default)]
    joins_parts: bool,
    #[serde(default)]
    beside_neighbours: bool,
    #[serde(default)]
    order: Order,
    #[serde(default)]
    rest: Option<Role>,
    #[serde(default)]
    actions: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    rating_on: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Order {
    #[default]
    OldestFirst,
    NewestFirst,
}

/// The gestures an adapter may name.
const ACTIONS: &[&str] = &[
    "copy",
    "copy_code",
    "thumbs_up",
    "thumbs_down",
    "regenerate",
    "edit",
    "stop",
    "prefer",
    "share",
    "tie",
    "both_bad",
    "skip",
    "report",
    "pin",
    "export",
    "read_aloud",
    "page",
    "continue",
    "delete",
];

impl Sites {
    /// Reads every file it can, and says of the others what is wrong with them.
    #[must_use]
    pub fn parse(files: &[(&str, &str)]) -> (Self, Vec<String>) {
        let mut sites = Vec::new();
        let mut problems = Vec::new();
        for (name, json) in files {
            match Site::parse(json) {
                Ok(site) => sites.push(site),
                Err(problem) => problems.push(format!("{name}: {problem}")),
            }
        }
        (Self::of(sites, Vec::new()), problems)
    }

    fn of(sites: Vec<Site>, former: Vec<Site>) -> Self {
        let of_each = |(at, site): (usize, &Site)| site.marks.clone().into_iter().map(move |mark| (mark, at));
        let (marks, marked): (Vec<Selector>, Vec<usize>) = sites
            .iter()
            .enumerate()
            .flat_map(|each| of_each(each).collect::<Vec<_>>())
            .unzip();
        Self {
            sites,
            former,
            marks: Index::new(marks),
            marked,
        }
    }

    /// Puts newer adapters in the place of those of the package, and says of the others why they are not used. An older one than that
    /// of the package is passed over: the package was updated meanwhile.
    #[must_use]
    pub fn updated(mut self, texts: &[&str]) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        for text in texts {
            let site = match updates::admit(text).and_then(|()| Site::parse(text)) {
                Ok(site) => site,
                Err(problem) => {
                    problems.push(format!("an adapter of the pool: {problem}"));
                    continue;
                }
            };
            match self.sites.iter_mut().find(|known| known.id == site.id) {
                Some(known) if known.version < site.version => {
                    self.former.push(std::mem::replace(known, site));
                }
                Some(_) => {}
                None => self.sites.push(site),
            }
        }
        (Self::of(self.sites, self.former), problems)
    }

    /// The adapter of the package in whose place this newer one stands.
    #[must_use]
    pub fn former(&self, site: &Site) -> Option<&Site> {
        self.former.iter().find(|former| former.id == site.id)
    }

    /// Whether there is no adapter at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }

    /// No adapters at all: every page is left to the generic detector.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The adapter for this page: by its host, else by marks that only its interface carries.
    #[must_use]
    pub fn find(&self, url: &str, mirror: &Mirror) -> Option<&Site> {
        let host = host_of(url);
        self.sites
            .iter()
            .find(|site| site.hosts.iter().any(|pattern| host_matches(pattern, host)))
            .or_else(|| {
                if self.marked.is_empty() {
                    return None;
                }
                let mark = self.marks.any(mirror, &mirror.all())?;
                self.sites.get(*self.marked.get(mark)?)
            })
    }

    /// The adapter that knows this host by its address.
    #[must_use]
    pub fn of_host(&self, host: &str) -> Option<&str> {
        let knows = |site: &&Site| site.hosts.iter().any(|pattern| host_matches(pattern, host));
        self.sites.iter().find(knows).map(|site| site.id.as_str())
    }

    /// The first host of each adapter that knows one whole.
    #[must_use]
    pub fn hosts(&self) -> Vec<String> {
        let whole = |site: &Site| site.hosts.iter().find(|host| !host.starts_with('*')).cloned();
        let mut hosts: Vec<String> = self.sites.iter().filter_map(whole).collect();
        hosts.sort_unstable();
        hosts.dedup();
        hosts
    }

    /// The adapter of this name.
    #[must_use]
    pub fn named(&self, id: &str) -> Option<&Site> {
        self.sites.iter().find(|site| site.id == id)
    }
}

impl Site {
    fn parse(json: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(json).map_err(|error| error.to_string())?;
        if file.hosts.is_empty() && file.marks.is_empty() {
            return Err("needs hosts or marks".to_owned());
        }
        if file.user.is_empty() && file.assistant.is_empty() {
            return Err("needs selectors for one side at least".to_owned());
        }
        let mut site = Self {
            id: file.site,
            version: file.version,
            hosts: file.hosts,
            marks: alternatives(&file.marks)?.0,
            thread: file
                .thread
                .as_deref()
                .map(|pattern| RegexBuilder::new(pattern).size_limit(MAX_PATTERN_BYTES).build())
                .transpose()
                .map_err(|error| error.to_string())?,
            user: alternatives(&file.user)?,
            assistant: alternatives(&file.assistant)?,
            user_text: alternatives(&file.user_text)?,
            assistant_text: alternatives(&file.assistant_text)?,
            exclude: alternatives(&file.exclude)?,
            reasoning: alternatives(&file.reasoning)?,
            tool: alternatives(&file.tool)?,
            citations: alternatives(&file.citations)?,
            busy: alternatives(&file.busy)?,
            composer: alternatives(&file.composer)?,
            message_id: file
                .message_id
                .iter()
                .map(|text| IdAttribute::parse(text))
                .collect(),
            model_attribute: file.model_attribute,
            model: alternatives(&file.model)?,
            pager: alternatives(&file.pager)?,
            beside: alternatives(&file.beside)?,
            beside_each: alternatives(&file.beside_each)?,
            actions: named_actions(&file.actions)?,
            rating_on: named_actions(&file.rating_on)?,
            joins_parts: file.joins_parts,
            beside_neighbours: file.beside_neighbours,
            newest_first: file.order == Order::NewestFirst,
            rest: file.rest,
            parts: Index::default(),
        };
        let selectors = site
            .all_parts()
            .into_iter()
            .flat_map(|(_, part)| part.0.iter().cloned());
        site.parts = Index::new(selectors.collect());
        Ok(site)
    }

    fn all_parts(&self) -> [(Part, &Alternatives); 13] {
        [
            (Part::User, &self.user),
            (Part::Assistant, &self.assistant),
            (Part::UserText, &self.user_text),
            (Part::AssistantText, &self.assistant_text),
            (Part::Exclude, &self.exclude),
            (Part::Reasoning, &self.reasoning),
            (Part::Tool, &self.tool),
            (Part::Citations, &self.citations),
            (Part::Model, &self.model),
            (Part::Pager, &self.pager),
            (Part::Beside, &self.beside),
            (Part::BesideEach, &self.beside_each),
            (Part::Busy, &self.busy),
        ]
    }

    /// Everything the adapter's selectors find among these elements, in one walk.
    #[must_use]
    pub fn look(&self, mirror: &Mirror, elements: &[NodeId]) -> Look<'_> {
        Look {
            site: self,
            found: self.parts.find(mirror, elements),
        }
    }

    /// Whether a rating control shows that its rating is given.
    #[must_use]
    pub fn is_on(&self, action: &str, mirror: &Mirror, control: NodeId) -> bool {
        self.rating_on
            .get(action)
            .is_some_and(|on| on.matches(mirror, control))
    }

    /// How many elements each alternative of each field finds: for a report about a page that it does not fit.
    #[must_use]
    pub fn matches(&self, mirror: &Mirror) -> BTreeMap<String, Vec<u32>> {
        let fields = [
            ("user", &self.user),
            ("assistant", &self.assistant),
            ("user_text", &self.user_text),
            ("assistant_text", &self.assistant_text),
            ("exclude", &self.exclude),
            ("busy", &self.busy),
            ("composer", &self.composer),
            ("model", &self.model),
        ];
        let counts = fields.map(|(name, alternatives)| (name.to_owned(), alternatives.counts(mirror)));
        counts
            .into_iter()
            .filter(|(_, counts)| !counts.is_empty())
            .collect()
    }

    /// Whether the site's addresses name threads.
    #[must_use]
    pub fn names_threads(&self) -> bool {
        self.thread.is_some()
    }

    /// The conversation's name inside an address, where the site puts one there.
    #[must_use]
    pub fn thread_of<'a>(&self, url: &'a str) -> Option<&'a str> {
        let found = self.thread.as_ref()?.captures(url)?;
        found.get(1).or_else(|| found.get(0)).map(|part| part.as_str())
    }
}

fn named_actions(named: &BTreeMap<String, Vec<String>>) -> Result<BTreeMap<String, Alternatives>, String> {
    named
        .iter()
        .map(|(action, selectors)| {
            if ACTIONS.contains(&action.as_str()) {
                Ok((action.clone(), alternatives(selectors)?))
            } else {
                Err(format!("unknown action {action}"))
            }
        })
        .collect()
}

fn alternatives(texts: &[String]) -> Result<Alternatives, String> {
    let selectors: Result<Vec<_>, String> = texts
        .iter()
        .map(|text| Selector::parse(text).map_err(|problem| format!("{text}: {problem}")))
        .collect();
    Ok(Alternatives(selectors?))
}

fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

fn host_matches(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(base) => {
            host.strip_suffix(base)
                .is_some_and(|before| before.ends_with('.'))
                || host == base
        }
        None => pattern == host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_match_whole_labels_only() {
        assert!(host_matches("*.hf.space", "demo.hf.space"));
        assert!(!host_matches("*.hf.space", "evilhf.space"));
        assert!(!host_matches("claude.ai", "claude.ai.example.com"));
        assert_eq!(host_of("https://user@chat.example:8080/c/1?x"), "chat.example");
    }

    #[test]
    fn a_file_that_makes_no_sense_is_named_and_passed_over() {
        let (sites, problems) = Sites::parse(&[
            ("bad.json", "{}"),
            (
                "worse.json",
                r#"{"site":"x","version":1,"verified":"","hosts":["x"],"user":["a >"],"assistant":[]}"#,
            ),
        ]);
        assert!(sites.sites.is_empty());
        assert_eq!(problems.len(), 2);
        assert!(problems[1].starts_with("worse.json: a >"));
    }
}
