//! Sources that a reply names.
//!
//! In: an element. Out: its citations with titles and addresses.
//! One rule says what happens in the text: a mark (a number, a chip with a site's name, "+2") is left out of it, because it is no
//! word of the reply; what it points at is a citation. A link whose words belong to a sentence stays a link. Footnotes that
//! the page itself holds stay footnotes.

use shared::conversation::RawCitation;

use super::furniture::is_for_screen_readers;
use super::{Block, Kind, Writer, join};
use crate::capture::mirror::{Mirror, Node, NodeId, collapse};

/// The most bytes that a mark shows.
const MARK: usize = 60;

/// The sources a reply names: links that say they are citations, or that show nothing but a number.
#[must_use]
pub fn citations(mirror: &Mirror, id: NodeId) -> Vec<RawCitation> {
    let mut found: Vec<RawCitation> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for link in mirror.walk_shown(id) {
        let Some(node) = mirror.node(link) else { continue };
        let url = ["href", "data-href", "data-url", "data-source-url"]
            .iter()
            .find_map(|name| node.attribute(name))
            .filter(|url| url.starts_with("http"));
        let Some(url) = url else { continue };
        if !(is_named_so(mirror, link) || is_number(&mirror.text(link))) {
            continue;
        }
        let title = title(mirror, link, node);
        match known.get(url) {
            None => {
                known.insert(url.to_owned(), found.len());
                found.push(RawCitation {
                    title,
                    url: url.to_owned(),
                });
            }
            Some(at) => {
                let before: &mut RawCitation = &mut found[*at];
                if before.title.len() < title.len() && (is_number(&before.title) || before.title.is_empty()) {
                    before.title = title;
                }
            }
        }
    }
    found
}

/// What a source is called: the words shown unless they are a number, else what hovering tells.
fn title(mirror: &Mirror, link: NodeId, node: &Node) -> String {
    let shown = mirror.text(link);
    if !shown.is_empty() && !is_number(&shown) {
        return shown;
    }
    let told = ["title", "data-title", "data-source-title", "aria-label"]
        .iter()
        .find_map(|name| {
            node.attribute(name)
                .map(collapse)
                .filter(|text| !is_number(text) && !text.is_empty())
        });
    told.unwrap_or(shown)
}

/// Whether the element, or one close around it, says that it is a citation.
fn is_named_so(mirror: &Mirror, id: NodeId) -> bool {
    mirror
        .ancestors(id)
        .take(3)
        .filter_map(|id| mirror.node(id))
        .any(says_citation)
}

fn says_citation(node: &Node) -> bool {
    ["class", "data-testid", "data-test-id", "role", "data-type"]
        .iter()
        .filter_map(|name| node.attribute(name))
        .any(|value| {
            let value = value.to_lowercase();
            [
                "citation",
                "footnote",
                "source-link",
                "source-chip",
                "source-pill",
                "sources-pill",
                "-cite",
                "ref-mark",
            ]
            .iter()
            .any(|word| value.contains(word))
                || value == "cite"
        })
}

/// `3`, `[3]`, `[3, 4]`, `+2`, `1-2`.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 12
        && text.chars().any(|character| character.is_ascii_digit())
        && text
            .chars()
            .all(|character| character.is_ascii_digit() || "[](),+-–†^ ↩".contains(character))
}

impl Writer<'_> {
    /// What to write for a mark of a source: nothing, or the mark of a footnote. Nothing at all for other elements.
    pub(super) fn source_mark(&self, id: NodeId, node: &Node) -> Option<String> {
        if let Some(name) = footnote_mark(self.mirror, id, node) {
            return Some(name);
        }
        let text = self.survey.of(id).text;
        if text == 0
            || text > MARK
            || !matches!(node.tag.as_str(), "a" | "sup" | "span" | "cite" | "div") && !node.tag.contains('-')
        {
            return None;
        }
        let goes_out = |node: &Node| {
            node.attribute("href")
                .is_some_and(|href| href.starts_with("http"))
        };
        let own = says_citation(node);
        if node.tag == "a" {
            return (goes_out(node) && (own || is_number(&self.mirror.text(id)))).then(String::new);
        }
        // Chips and raised marks around links, or without any.
        let holds_link = || {
            self.mirror.walk_shown(id).into_iter().skip(1).take(12).any(|id| {
                self.mirror
                    .node(id)
                    .is_some_and(|node| goes_out(node) || node.attribute("data-href").is_some())
            })
        };
        let is_mark = if own {
            holds_link() || is_number(&self.mirror.text(id))
        } else {
            node.tag == "sup" && is_number(&self.mirror.text(id)) && holds_link()
        };
        is_mark.then(String::new)
    }

    /// The footnotes at the end of a text; false when the element holds none.
    pub(super) fn footnotes(&self, _id: NodeId, node: &Node, blocks: &mut Vec<Block>, depth: usize) -> bool {
        let holds =
            node.attribute("data-footnotes").is_some() || (node.has_class("footnotes") && node.tag != "p");
        if !holds {
            return false;
        }
        let mut lists = node
            .elements()
            .filter(|id| self.shown(*id).is_some_and(|node| node.tag == "ol"));
        let Some(list) = lists.next().and_then(|id| self.mirror.node(id)) else {
            return false;
        };
        for (number, item) in list.elements().filter_map(|id| self.shown(id)).enumerate() {
            let (mut line, mut inner) = (String::new(), Vec::new());
            self.children(item, &mut line, &mut inner, depth + 1);
            self.flush(&mut line, &mut inner);
            let name = item
                .attribute("id")
                .and_then(|id| id.rsplit_once("fn-").map(|(_, name)| name.to_owned()))
                .unwrap_or_else(|| (number + 1).to_string());
            let text = join(&inner, false)
                .replace('\n', "\n    ")
                .replace("\n    \n", "\n\n");
            if !text.is_empty() {
                blocks.push(Block {
                    text: format!("[^{name}]: {text}"),
                    kind: Kind::Closed,
                });
            }
        }
        true
    }
}

/// `[^1]` for a mark that points at a footnote of the page, nothing for the way back from there.
fn footnote_mark(mirror: &Mirror, id: NodeId, node: &Node) -> Option<String> {
    let back = |node: &Node| {
        node.attribute("data-footnote-backref").is_some()
            || node.has_class("footnote-backref")
            || node.has_class("data-footnote-backref")
    };
    if back(node) {
        return Some(String::new());
    }
    let points = |node: &Node| {
        node.attribute("data-footnote-ref").is_some()
            || (node.tag == "a"
                && node.attribute("href").is_some_and(|href| {
                    href.starts_with("#fn")
                        || href.starts_with("#user-content-fn-")
                        || href.starts_with("#footnote-")
                }))
    };
    let link = match node.tag.as_str() {
        "a" => points(node).then_some(node),
        "sup" => node
            .elements()
            .filter_map(|id| mirror.node(id))
            .find(|node| !is_for_screen_readers(node))
            .filter(|node| points(node)),
        _ => None,
    }?;
    let named = link
        .attribute("href")
        .and_then(|href| href.rsplit_once("fn-").map(|(_, name)| name.to_owned()));
    let shown: String = mirror
        .text(id)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let name = named.filter(|name| !name.is_empty()).unwrap_or(shown);
    (!name.is_empty()).then(|| format!("[^{name}]"))
}
