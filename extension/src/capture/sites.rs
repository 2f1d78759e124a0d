//! Site adapters: data files that say where a chat site keeps its turns.
//!
//! In: the texts of `manifest/sites/*.json` (form: `manifest/sites/schema.json`). Out: `Sites`, which finds the adapter for a
//! page. Selectors come as ordered alternatives: the first that finds anything counts. Deliberately not here: code for a
//! single site. An adapter that finds nothing leaves the page to the generic detector.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::capture::mirror::{Mirror, NodeId};
use crate::capture::select::Selector;
use crate::capture::updates;

/// What the pattern of an address may take in memory once it is compiled.
const MAX_PATTERN_BYTES: usize = 256 * 1024;

/// Every adapter that could be read.
#[derive(Default)]
pub struct Sites {
    sites: Vec<Site>,
    /// Adapters of the package in whose place newer ones stand.
    former: Vec<Site>,
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
    pub busy: Alternatives,
    pub composer: Alternatives,
    pub message_id: Vec<String>,
    pub model_attribute: Vec<String>,
    pub model: Alternatives,
    pub actions: BTreeMap<String, Alternatives>,
    /// Several assistant elements without a question between them are one reply.
    pub joins_parts: bool,
}

/// Selectors in order of preference.
#[derive(Default)]
pub struct Alternatives(Vec<Selector>);

impl Alternatives {
    /// What the first alternative finds that finds anything.
    #[must_use]
    pub fn first(&self, mirror: &Mirror) -> Vec<NodeId> {
        self.0
            .iter()
            .map(|selector| selector.all(mirror))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// As `first`, inside one element.
    #[must_use]
    pub fn first_inside(&self, mirror: &Mirror, root: NodeId) -> Vec<NodeId> {
        self.0
            .iter()
            .map(|selector| selector.all_inside(mirror, root))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// What all alternatives find inside one element.
    #[must_use]
    pub fn every_inside(&self, mirror: &Mirror, root: NodeId) -> Vec<NodeId> {
        self.0
            .iter()
            .flat_map(|selector| selector.all_inside(mirror, root))
            .collect()
    }

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
    joins_parts: bool,
    #[serde(default)]
    actions: BTreeMap<String, Vec<String>>,
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
        let former = Vec::new();
        (Self { sites, former }, problems)
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
        (self, problems)
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
                self.sites
                    .iter()
                    .find(|site| site.marks.iter().any(|mark| !mark.all(mirror).is_empty()))
            })
    }
}

impl Site {
    fn parse(json: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(json).map_err(|error| error.to_string())?;
        if file.hosts.is_empty() && file.marks.is_empty() {
            return Err("needs hosts or marks".to_owned());
        }
        let mut actions = BTreeMap::new();
        for (action, selectors) in &file.actions {
            if !ACTIONS.contains(&action.as_str()) {
                return Err(format!("unknown action {action}"));
            }
            actions.insert(action.clone(), alternatives(selectors)?);
        }
        Ok(Self {
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
            busy: alternatives(&file.busy)?,
            composer: alternatives(&file.composer)?,
            message_id: file.message_id,
            model_attribute: file.model_attribute,
            model: alternatives(&file.model)?,
            actions,
            joins_parts: file.joins_parts,
        })
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
