//! How a page is built, without anything it says: for people who help to read a site that is not read well.
//!
//! In: the mirror and what reading it gave. Out: a `SiteReport`: tags, names of attributes, names in the values of a few attributes, rough
//! lengths of texts. A name leaves this file only if its words are words of web pages or stand nowhere in the page's texts, labels
//! and addresses, so that a name made from what somebody wrote stays here. The conversation comes first, as far as there is room.
//! Limits: a name that is spelled otherwise than in the page (a nickname in a class, and nowhere else) is not recognised.

use std::collections::{BTreeMap, HashMap, HashSet};

use shared::conversation::Role;
use shared::site_report::{
    AdapterMatches, Candidate, Element, MAX_REPORT_BYTES, Reading, Script, SiteReport, TEXT, is_token, rough,
};

use super::detect::{self, Weighed};
use super::health::Health;
use super::marks::words;
use super::mirror::{Child, Mirror, Node, NodeId, is_inline};
use super::page::Found;
use super::sites::Site;

mod vocabulary; // words that say something about web pages only

pub use vocabulary::is_known_word;

/// Room for everything but the elements.
const HEAD_BYTES: usize = 20_000;
/// The conversation may take this much of the rest.
const CONVERSATION_BYTES: usize = 120_000;
const MAX_ELEMENTS: usize = 6_000;
const MAX_NAMED: usize = 40;
const MAX_CANDIDATES: usize = 5;
/// Children of one element with the same tag and classes.
const MAX_ALIKE: usize = 20;
/// The same of elements inside a line: some pages wrap every word.
const MAX_WORDS: usize = 3;

/// What is reported besides the page.
pub struct About<'a> {
    pub extension: &'a str,
    pub health: &'a Health,
    pub cut: bool,
    pub site: Option<&'a Site>,
    /// None where the person did not choose to name it.
    pub host: Option<&'a str>,
    /// The page's address; only its words are used, to keep them out.
    pub url: &'a str,
    pub typed: &'a [String],
}

/// Describes how the page is built.
#[must_use]
pub fn report(mirror: &Mirror, found: Option<&Found>, about: &About<'_>) -> SiteReport {
    let detected = detect::detect(mirror, about.typed);
    let turns = found.or(detected.as_ref()).map(|found| &found.turns);
    let turn_nodes: Vec<NodeId> = turns
        .into_iter()
        .flatten()
        .flat_map(|turn| turn.nodes.clone())
        .collect();
    let mut writer = Writer {
        mirror,
        said: Said::on(mirror, about),
        names: HashMap::new(),
        elements: vec![],
        numbers: HashMap::new(),
        bytes: HEAD_BYTES,
    };
    let container = common(mirror, &turn_nodes).or(mirror.root());
    if let Some(container) = container {
        let mut around: Vec<NodeId> = mirror.ancestors(container).skip(1).collect();
        around.reverse();
        for id in around {
            writer.element(id, MAX_REPORT_BYTES);
        }
        writer.subtree(container, HEAD_BYTES + CONVERSATION_BYTES, is_beside);
    }
    if let Some(root) = mirror.root() {
        writer.subtree(root, MAX_REPORT_BYTES - 1_000, is_beside);
        writer.subtree(root, MAX_REPORT_BYTES - 1_000, |_| false);
    }
    let weighed = detect::weighed(mirror, about.typed, MAX_CANDIDATES);
    let candidates = weighed
        .iter()
        .map(|weighed| candidate(weighed, &writer.numbers))
        .collect();
    let known = writer.numbers.len();
    let all = mirror.all().len();
    SiteReport {
        v: 1,
        extension: about.extension.to_owned(),
        site: about.site.map(|site| site.id.clone()),
        host: about.host.map(str::to_owned),
        reading: Reading {
            method: if about.health.method.is_empty() {
                "none".to_owned()
            } else {
                about.health.method.clone()
            },
            confidence: (about.health.confidence.clamp(0.0, 1.0) * 100.0).round() / 100.0,
            degraded: about.health.degraded,
            turns_seen: about.health.turns_seen,
            turns_captured: about.health.turns_captured,
            cut: about.cut,
        },
        adapter: about.site.map(|site| AdapterMatches {
            version: site.version,
            matches: site.matches(mirror),
        }),
        candidates,
        elements: writer.elements,
        left_out: u32::try_from(all.saturating_sub(known)).unwrap_or(u32::MAX),
    }
}

fn candidate(weighed: &Weighed, numbers: &HashMap<NodeId, u32>) -> Candidate {
    let count = |role| {
        let turns = weighed.turns.iter().filter(|(_, of)| *of == role);
        u32::try_from(turns.count()).unwrap_or(u32::MAX)
    };
    let turns = weighed.turns.iter();
    Candidate {
        by: weighed.by.to_owned(),
        confidence: (weighed.confidence.clamp(0.0, 1.0) * 100.0).round() / 100.0,
        user: count(Role::User),
        assistant: count(Role::Assistant),
        elements: turns
            .filter_map(|(id, _)| numbers.get(id).copied())
            .take(MAX_NAMED)
            .collect(),
    }
}

/// Parts of a page that stand beside what it is about.
fn is_beside(node: &Node) -> bool {
    matches!(node.tag.as_str(), "head" | "nav" | "aside" | "footer")
        || node.attribute("role") == Some("navigation")
}

/// The innermost element around all of these.
fn common(mirror: &Mirror, ids: &[NodeId]) -> Option<NodeId> {
    let (first, rest) = ids.split_first()?;
    let mut around: Vec<NodeId> = mirror.ancestors(*first).skip(1).collect();
    for id in rest {
        let others: HashSet<NodeId> = mirror.ancestors(*id).skip(1).collect();
        around.retain(|id| others.contains(id));
    }
    around.first().copied()
}

/// Everything the page says: no word of it may leave as a name.
struct Said(HashSet<String>);

impl Said {
    fn on(mirror: &Mirror, about: &About<'_>) -> Self {
        let mut said = HashSet::new();
        let address = about.url.split_once("://").map_or(about.url, |(_, rest)| rest);
        note(address, &mut said);
        about.typed.iter().for_each(|text| note(text, &mut said));
        for id in mirror.all() {
            let Some(node) = mirror.node(id) else { continue };
            // Across elements as well: a name may be bold in its second half.
            note(&own_text(node), &mut said);
            for (name, value) in &node.attributes {
                if !is_structural(name) {
                    note(value, &mut said);
                }
            }
        }
        Self(said)
    }

    /// Whether a name holds a word that the page says, or is such words written together.
    fn holds(&self, token: &str) -> bool {
        let together: String = token.chars().filter(char::is_ascii_alphabetic).collect();
        let together = together.to_ascii_lowercase();
        let mut parts = words(token);
        parts.extend(
            token
                .split(|letter: char| !letter.is_ascii_alphabetic())
                .map(str::to_lowercase),
        );
        let parts = parts
            .iter()
            .flat_map(|part| part.split(|letter: char| !letter.is_alphabetic()));
        parts
            .chain([together.as_str()])
            .any(|part| part.len() >= 3 && !is_known_word(part) && self.0.contains(part))
    }
}

/// Remembers the words of a text: each, and two or three neighbours written together.
fn note(text: &str, said: &mut HashSet<String>) {
    let mut before: [String; 2] = Default::default();
    // Scripts without blanks put words of others right between their letters; names are ASCII.
    let ascii = text.split(|letter: char| !letter.is_ascii_alphabetic());
    said.extend(
        ascii
            .filter(|word| (3..=shared::site_report::MAX_TOKEN).contains(&word.len()))
            .map(str::to_ascii_lowercase),
    );
    for word in text
        .split(|letter: char| !letter.is_alphabetic())
        .filter(|word| !word.is_empty())
    {
        let lower = word.to_lowercase();
        // As names are split: a text may write two words as one, too.
        said.extend(words(word).into_iter().filter(|part| part.len() >= 3));
        for start in [
            format!("{}{}", before[0], before[1]),
            before[1].clone(),
            String::new(),
        ] {
            let joined = start + &lower;
            // Longer than any name that may leave.
            if (3..=shared::site_report::MAX_TOKEN).contains(&joined.len()) {
                said.insert(joined);
            }
        }
        before = [std::mem::take(&mut before[1]), lower];
    }
}

fn own_text(node: &Node) -> String {
    let texts = node.children.iter().filter_map(|child| match child {
        Child::Text(text) => Some(text.as_str()),
        Child::Node(_) => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// Attributes whose values programs choose from few.
fn is_structural(name: &str) -> bool {
    matches!(
        name,
        "class" | "role" | "type" | "data-testid" | "dir" | "contenteditable"
    ) || (name.starts_with("data-") && !name.ends_with("-id") && name != "data-id")
        || (name.starts_with("aria-")
            && !matches!(
                name,
                "aria-label"
                    | "aria-description"
                    | "aria-valuetext"
                    | "aria-placeholder"
                    | "aria-roledescription"
            ))
}

struct Writer<'a> {
    mirror: &'a Mirror,
    said: Said,
    /// Names that were judged already.
    names: HashMap<String, bool>,
    elements: Vec<Element>,
    numbers: HashMap<NodeId, u32>,
    bytes: usize,
}

impl Writer<'_> {
    /// An element and all inside it, until so many bytes are used; of many children that are alike, the first and the last.
    fn subtree(&mut self, root: NodeId, most: usize, skipped: fn(&Node) -> bool) {
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            let Some(node) = self.mirror.node(id) else {
                continue;
            };
            if id != root && skipped(node) {
                continue;
            }
            if !self.numbers.contains_key(&id) && !self.element(id, most) {
                return;
            }
            // What is hidden, and the inside of an image, is no help.
            if !node.hidden && node.tag != "svg" {
                open.extend(self.without_repetitions(node).into_iter().rev());
            }
        }
    }

    fn without_repetitions(&self, parent: &Node) -> Vec<NodeId> {
        let mut alike: HashMap<(&str, Option<&str>), usize> = HashMap::new();
        let last = parent.elements().next_back();
        let children = parent.elements().filter(|id| {
            let Some(node) = self.mirror.node(*id) else {
                return false;
            };
            let seen = alike.entry((&node.tag, node.attribute("class"))).or_default();
            *seen += 1;
            let most = if is_inline(&node.tag) {
                MAX_WORDS
            } else {
                MAX_ALIKE
            };
            *seen <= most || Some(*id) == last
        });
        children.collect()
    }

    /// Writes one element with its own texts. False when there is no room.
    fn element(&mut self, id: NodeId, most: usize) -> bool {
        let Some(node) = self.mirror.node(id) else {
            return true;
        };
        let number = u32::try_from(self.elements.len()).unwrap_or(u32::MAX);
        let mut written = vec![self.described(id, node)];
        // Neighbours are one text: pages write one word after the other, and the lengths of words are nobody's business.
        let mut text = String::new();
        for (at, child) in node.children.iter().enumerate() {
            if let Child::Text(part) = child {
                text.push_str(part);
                if matches!(node.children.get(at + 1), Some(Child::Text(_))) {
                    continue;
                }
            }
            let whole = std::mem::take(&mut text);
            if !whole.trim().is_empty() && !node.hidden {
                written.push(Element {
                    parent: Some(number),
                    at: u32::try_from(at).unwrap_or(u32::MAX),
                    tag: TEXT.to_owned(),
                    length: rough(whole.trim().chars().count()),
                    script: Some(script_of(&whole)),
                    ..Element::default()
                });
            }
        }
        let size: usize = written
            .iter()
            .map(|element| serde_json::to_string(element).map_or(usize::MAX / 8, |json| json.len() + 1))
            .sum();
        if self.bytes + size > most || self.elements.len() + written.len() > MAX_ELEMENTS {
            return false;
        }
        self.bytes += size;
        self.elements.extend(written);
        self.numbers.insert(id, number);
        true
    }

    fn described(&mut self, id: NodeId, node: &Node) -> Element {
        let parent = node.parent.and_then(|parent| self.numbers.get(&parent).copied());
        let at = node
            .parent
            .and_then(|parent| self.mirror.node(parent))
            .and_then(|parent| {
                let mut children = parent.children.iter();
                children.position(|child| matches!(child, Child::Node(child) if *child == id))
            });
        let mut dropped = 0;
        let mut names = vec![];
        let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in &node.attributes {
            if names.len() >= MAX_NAMED || !self.may_leave(name) {
                dropped += 1;
                continue;
            }
            names.push(name.clone());
            if !is_structural(name) {
                continue;
            }
            // Only these are written for programs to find elements by; of the others, what everybody knows.
            let open = matches!(name.as_str(), "class" | "role" | "type" | "data-testid");
            let mut kept = vec![];
            for token in value.split_whitespace() {
                let mut said = parts(token).peekable();
                let known = open || (said.peek().is_some() && said.all(|part| is_known_word(&part)));
                if kept.len() < MAX_NAMED && known && self.may_leave(token) {
                    kept.push(token.to_owned());
                } else {
                    dropped += 1;
                }
            }
            if !kept.is_empty() {
                values.insert(name.clone(), kept);
            }
        }
        let tens = |number: f64| {
            if number.is_finite() {
                (number.clamp(-1e6, 1e6) / 10.0).round() as i32 * 10
            } else {
                0
            }
        };
        Element {
            parent,
            at: at.and_then(|at| u32::try_from(at).ok()).unwrap_or(0),
            tag: if self.may_leave(&node.tag) {
                node.tag.clone()
            } else {
                "x-unnamed".to_owned()
            },
            names,
            values,
            dropped,
            hidden: node.hidden,
            bounds: node
                .bounds
                .map(|bounds| [tens(bounds.left), tens(bounds.width), tens(bounds.height)]),
            ..Element::default()
        }
    }

    fn may_leave(&mut self, token: &str) -> bool {
        if let Some(known) = self.names.get(token) {
            return *known;
        }
        let may = is_token(token) && !is_made_up(token) && !is_from_content(token) && !self.said.holds(token);
        self.names.insert(token.to_owned(), may);
        may
    }
}

fn parts(token: &str) -> impl Iterator<Item = String> {
    let runs: Vec<String> = words(token)
        .iter()
        .flat_map(|word| {
            word.split(|letter: char| !letter.is_alphabetic())
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|part| !part.is_empty())
        .collect();
    runs.into_iter()
}

/// Whether a name is made from what stands in the element: the language of a piece of code.
fn is_from_content(token: &str) -> bool {
    let said = words(token);
    said.len() > 1 && matches!(said[0].as_str(), "language" | "lang" | "highlight")
}

/// Whether a word of the name mixes letters and digits as ids and digests do: it is of no use to an adapter, and may be somebody's.
fn is_made_up(token: &str) -> bool {
    token.split(['-', '_', ':']).any(|word| {
        let kinds: Vec<bool> = word.chars().map(|letter| letter.is_ascii_digit()).collect();
        let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
        word.len() >= 5 && changes >= 2
    })
}

/// What most letters of a text are.
fn script_of(text: &str) -> Script {
    let mut counts: BTreeMap<u8, (usize, Script)> = BTreeMap::new();
    // Enough to tell; a text may be long.
    for letter in text.chars().filter(|letter| letter.is_alphabetic()).take(500) {
        let script = match u32::from(letter) {
            0x41..=0x24f | 0x1e00..=0x1eff => Script::Latin,
            0x370..=0x3ff | 0x1f00..=0x1fff => Script::Greek,
            0x400..=0x52f => Script::Cyrillic,
            0x590..=0x5ff => Script::Hebrew,
            0x600..=0x77f | 0x8a0..=0x8ff => Script::Arabic,
            0x900..=0xdff => Script::Indic,
            0xe00..=0xe7f => Script::Thai,
            0x3040..=0x30ff => Script::Kana,
            0x3400..=0x9fff | 0x2_0000..=0x3_ffff => Script::Cjk,
            0xac00..=0xd7af | 0x1100..=0x11ff => Script::Hangul,
            _ => Script::Other,
        };
        counts.entry(script as u8).or_insert((0, script)).0 += 1;
    }
    let most = counts.into_values().max_by_key(|(count, _)| *count);
    most.map_or(Script::None, |(_, script)| script)
}
