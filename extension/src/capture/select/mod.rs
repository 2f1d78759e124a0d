//! CSS selectors over the mirror, as far as site adapters need them.
//!
//! In: `a.b#c[d="e"]:has(> f):not(g):is(h, i):nth-child(2) > j k, l`. Out: the elements that match, in document order.
//! Deliberately missing: namespaces, pseudo-elements, formulas in `:nth-child`, and every other pseudo-class. Shadow roots are
//! transparent: a descendant is a descendant, whatever lies between.
//! Invariant: to match one element looks at those around it and at `REACH` siblings; only `:has` looks inside.

use crate::capture::mirror::{MAX_DEPTH, Mirror, Node, NodeId};

mod index; // many selectors in one walk over the page
mod parse; // the text of a selector, read

pub use self::index::Index;

/// Steps of one path; more are refused.
const MAX_STEPS: usize = 16;
/// Siblings further away than this are not looked at by `+`, `~` and `:nth-child`.
const REACH: usize = 64;

/// A parsed selector list.
#[derive(Clone, Debug, PartialEq)]
pub struct Selector {
    alternatives: Vec<Path>,
}

/// Compounds from left to right; each but the first with what joins it to the one before.
#[derive(Clone, Debug, PartialEq)]
struct Path {
    steps: Vec<(Join, Compound)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Join {
    Inside,
    Child,
    Next,
    After,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Compound {
    tag: Option<String>,
    tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    Id(String),
    Class(String),
    Attribute {
        name: String,
        operator: Operator,
        value: String,
        fold_case: bool,
    },
    Has(Selector),
    HasChild(Selector),
    Not(Selector),
    Is(Selector),
    Nth {
        place: usize,
        from_end: bool,
        of_type: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operator {
    Present,
    Equals,
    Word,
    Prefix,
    Suffix,
    Substring,
    Dash,
}

impl Selector {
    /// Whether this element matches.
    #[must_use]
    pub fn matches(&self, mirror: &Mirror, id: NodeId) -> bool {
        self.alternatives.iter().any(|path| path.matches(mirror, id))
    }

    /// The matching elements inside `root` (itself not), in document order.
    #[must_use]
    pub fn all_inside(&self, mirror: &Mirror, root: NodeId) -> Vec<NodeId> {
        let mut found = mirror.walk(root);
        found.retain(|id| *id != root && self.matches(mirror, *id));
        found
    }

    /// The matching elements of the whole page, in document order.
    #[must_use]
    pub fn all(&self, mirror: &Mirror) -> Vec<NodeId> {
        let mut found = mirror.all();
        found.retain(|id| self.matches(mirror, *id));
        found
    }
}

impl Path {
    /// From right to left. Steps between two descendant joins form a chain; the nearest place above where a chain fits leaves most
    /// room for those before it, so no choice is ever taken back.
    fn matches(&self, mirror: &Mirror, id: NodeId) -> bool {
        let mut end = self.steps.len();
        let mut from = id;
        loop {
            let start = self.steps[..end]
                .iter()
                .rposition(|(join, _)| *join == Join::Inside)
                .unwrap_or(0);
            let chain = &self.steps[start..end];
            let top = if end == self.steps.len() {
                fits(mirror, from, chain)
            } else {
                mirror
                    .ancestors(from)
                    .skip(1)
                    .find_map(|outer| fits(mirror, outer, chain))
            };
            match top {
                None => return false,
                Some(_) if start == 0 => return true,
                Some(top) => (from, end) = (top, start),
            }
        }
    }
}

/// Whether a chain without descendant joins ends at this element; gives back where it begins.
fn fits(mirror: &Mirror, id: NodeId, chain: &[(Join, Compound)]) -> Option<NodeId> {
    let ((join, compound), before) = chain.split_last()?;
    let node = mirror.node(id)?;
    if !compound.matches(mirror, id, node) {
        return None;
    }
    if before.is_empty() {
        return Some(id);
    }
    match join {
        Join::Child => fits(mirror, node.parent?, before),
        Join::Next => fits(mirror, siblings_before(mirror, id, node).next()?, before),
        Join::After | Join::Inside => {
            siblings_before(mirror, id, node).find_map(|left| fits(mirror, left, before))
        }
    }
}

/// The nearest elements before this one under the same parent, nearest first; none when it stands too far from the first.
fn siblings_before<'a>(
    mirror: &'a Mirror,
    id: NodeId,
    node: &Node,
) -> impl Iterator<Item = NodeId> + use<'a> {
    let mut siblings: Vec<NodeId> = node
        .parent
        .and_then(|parent| mirror.node(parent))
        .map(|parent| parent.elements().take(REACH).collect())
        .unwrap_or_default();
    let place = siblings.iter().position(|sibling| *sibling == id).unwrap_or(0);
    siblings.truncate(place);
    siblings.into_iter().rev()
}

/// Whether an element is the `place`th of its parent, counted from 1.
fn stands_at(mirror: &Mirror, id: NodeId, node: &Node, place: usize, from_end: bool, of_type: bool) -> bool {
    let Some(parent) = node.parent.and_then(|parent| mirror.node(parent)) else {
        return false;
    };
    let alike = |other: &NodeId| !of_type || mirror.node(*other).is_some_and(|other| other.tag == node.tag);
    let found = if from_end {
        parent.elements().rev().take(REACH).filter(alike).nth(place - 1)
    } else {
        parent.elements().take(REACH).filter(alike).nth(place - 1)
    };
    found == Some(id)
}

impl Compound {
    fn matches(&self, mirror: &Mirror, id: NodeId, node: &Node) -> bool {
        self.tag.as_ref().is_none_or(|tag| *tag == node.tag)
            && self.tests.iter().all(|test| match test {
                Test::Id(wanted) => node.attribute("id") == Some(wanted),
                Test::Class(wanted) => node.has_class(wanted),
                Test::Attribute {
                    name,
                    operator,
                    value,
                    fold_case,
                } => node.attribute(name).is_some_and(|actual| {
                    if *fold_case {
                        operator.holds(&actual.to_lowercase(), &value.to_lowercase())
                    } else {
                        operator.holds(actual, value)
                    }
                }),
                Test::Has(inner) => holds_one(mirror, node, inner),
                Test::HasChild(inner) => node.elements().any(|child| inner.matches(mirror, child)),
                Test::Not(inner) => !inner.matches(mirror, id),
                Test::Is(inner) => inner.matches(mirror, id),
                Test::Nth {
                    place,
                    from_end,
                    of_type,
                } => stands_at(mirror, id, node, *place, *from_end, *of_type),
            })
    }
}

/// Whether anything inside an element matches; stops at the first that does.
fn holds_one(mirror: &Mirror, node: &Node, inner: &Selector) -> bool {
    let mut open: Vec<(NodeId, usize)> = node.elements().rev().map(|child| (child, 1)).collect();
    while let Some((id, depth)) = open.pop() {
        if inner.matches(mirror, id) {
            return true;
        }
        if let Some(node) = mirror.node(id).filter(|_| depth < MAX_DEPTH) {
            open.extend(node.elements().rev().map(|child| (child, depth + 1)));
        }
    }
    false
}

impl Operator {
    fn holds(self, actual: &str, wanted: &str) -> bool {
        match self {
            Self::Present => true,
            Self::Equals => actual == wanted,
            Self::Word => actual.split_whitespace().any(|word| word == wanted),
            Self::Prefix => !wanted.is_empty() && actual.starts_with(wanted),
            Self::Suffix => !wanted.is_empty() && actual.ends_with(wanted),
            Self::Substring => !wanted.is_empty() && actual.contains(wanted),
            Self::Dash => {
                actual == wanted
                    || actual
                        .strip_prefix(wanted)
                        .is_some_and(|rest| rest.starts_with('-'))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(selector: &str, expected: &[NodeId]) {
        let mut mirror = Mirror::default();
        let nodes = r#"[{"i":1,"t":"main","a":{"id":"top"},"c":[2,5]},
            {"i":2,"t":"div","a":{"class":"turn user","data-role":"user"},"c":[3,4]},
            {"i":3,"t":"p","c":["hi"]},{"i":4,"t":"button","a":{"aria-label":"Copy message"}},
            {"i":5,"t":"div","a":{"class":"turn","data-role":"assistant"},"c":[6]},{"i":6,"t":"p","c":["ho"]}]"#;
        assert!(mirror.apply(Some(1), serde_json::from_str(nodes).unwrap(), false));
        assert_eq!(
            Selector::parse(selector).unwrap().all(&mirror),
            expected,
            "{selector}"
        );
    }

    #[test]
    fn selectors_find_what_css_would_find() {
        check("p", &[3, 6]);
        check("#top > .turn", &[2, 5]);
        check("main p", &[3, 6]);
        check(".turn.user, button", &[2, 4]);
        check("[data-role=assistant] p", &[6]);
        check("[data-role^='us']", &[2]);
        check("[aria-label*=\"copy\" i]", &[4]);
        check(".turn:has(button)", &[2]);
        check(".turn:not(.user)", &[5]);
        check(".turn + .turn", &[5]);
        check("p ~ button", &[4]);
        check("*[class~=\"turn\"]", &[2, 5]);
        check("main > .turn > p:first-child", &[3, 6]);
        check(".turn:has(> button)", &[2]);
        check("main:has(> button)", &[]);
        check("#top :is(p, button):last-child", &[4, 6]);
        check(".turn > :nth-child(2)", &[4]);
        check("p:nth-of-type(1):nth-last-child(2)", &[3]);
        check("#top .user p", &[3]);
        check("main > div + div > p", &[6]);
    }

    #[test]
    fn an_index_finds_what_each_selector_finds() {
        let texts = [
            "p",
            "#top > .turn",
            "[data-role=assistant] p",
            ".turn:has(button)",
            "main *",
            ":is(p, button)",
            "p, .turn",
        ];
        let mut mirror = Mirror::default();
        let nodes = r#"[{"i":1,"t":"main","a":{"id":"top"},"c":[2,5]},{"i":2,"t":"div","a":{"class":"turn user"},"c":[3,4]},
            {"i":3,"t":"p"},{"i":4,"t":"button"},{"i":5,"t":"div","a":{"class":"turn turn","data-role":"assistant"},"c":[6]},{"i":6,"t":"p"}]"#;
        assert!(mirror.apply(Some(1), serde_json::from_str(nodes).unwrap(), false));
        let selectors: Vec<Selector> = texts.iter().map(|text| Selector::parse(text).unwrap()).collect();
        let found = Index::new(selectors.clone()).find(&mirror, &mirror.all());
        for (selector, found) in selectors.iter().zip(found) {
            assert_eq!(found, selector.all(&mirror), "{selector:?}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for selector in [
            "",
            "a >",
            "[x",
            "a:hover",
            "a b)",
            "..x",
            "[x='y]",
            ":not()",
            ":nth-child(0)",
            ":nth-child(2n)",
            ":has(> a b)",
        ] {
            assert!(Selector::parse(selector).is_err(), "{selector}");
        }
    }
}
