//! Pagers: which of how many versions of a message the page shows.
//!
//! In: the page, and the elements of a turn. Out: `(2, 3)` where two small controls stand around a text such as `2 / 3`, inside
//! the turn or right after it. Deliberately strict: a `2/3` that a reply merely says is not a pager.

use crate::capture::mirror::{Child, Mirror, Node, NodeId, collapse};

/// More versions than this are not versions.
const MOST: u32 = 999;
/// A pager holds no more elements than this.
const MAX_ELEMENTS: usize = 40;
/// So many elements with digits in them are looked at, from the last one.
const MAX_TRIED: usize = 40;
/// After a turn, this many elements are searched.
const MAX_AFTER: usize = 200;

/// The version that the page shows of the message in these elements, and how many there are.
#[must_use]
pub fn of_turn(mirror: &Mirror, nodes: &[NodeId], others: impl Fn(NodeId) -> bool) -> Option<(u32, u32)> {
    let inside = nodes
        .iter()
        .rev()
        .find_map(|id| among(mirror, &mirror.walk_shown(*id)));
    inside.or_else(|| among(mirror, &after(mirror, *nodes.last()?, others)))
}

/// What stands after a turn and before the next one, as long as it is next to the turn: up to three elements further out.
fn after(mirror: &Mirror, last: NodeId, others: impl Fn(NodeId) -> bool) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut inner = last;
    for _ in 0..3 {
        let Some(outer) = mirror.node(inner).and_then(|node| node.parent) else {
            break;
        };
        let siblings = mirror
            .node(outer)
            .into_iter()
            .flat_map(Node::elements)
            .skip_while(|id| *id != inner)
            .skip(1);
        for sibling in siblings {
            for id in mirror.walk_shown(sibling) {
                if others(id) || found.len() >= MAX_AFTER {
                    return found;
                }
                found.push(id);
            }
        }
        inner = outer;
    }
    found
}

fn among(mirror: &Mirror, ids: &[NodeId]) -> Option<(u32, u32)> {
    let with_digits = ids.iter().rev().filter(|id| {
        let Some(node) = mirror.node(**id) else {
            return false;
        };
        let has_digits = node.children.iter().any(|child| match child {
            Child::Text(text) => text.len() <= 40 && text.chars().any(|character| digit(character).is_some()),
            Child::Node(_) => false,
        });
        has_digits && !matches!(node.tag.as_str(), "code" | "pre" | "td" | "th" | "math")
    });
    // The numbers may stand in elements of their own, each beside the other.
    let mut tried = with_digits.take(MAX_TRIED);
    tried.find_map(|id| {
        mirror
            .ancestors(*id)
            .take(4)
            .find_map(|outer| pager(mirror, outer))
    })
}

/// Whether an element is a pager as a whole: a control, two numbers, a control.
fn pager(mirror: &Mirror, id: NodeId) -> Option<(u32, u32)> {
    let mut budget = MAX_ELEMENTS;
    let mut controls = 0;
    let mut text = String::new();
    read(mirror, id, &mut text, &mut controls, &mut budget);
    if budget == 0 {
        return None;
    }
    let parts: Vec<&str> = text.split(CONTROL).map(str::trim).collect();
    // A control before the numbers and one after them; more may follow, such as those to copy or to try again.
    let at = parts.iter().position(|part| !part.is_empty())?;
    let is_alone = parts.iter().filter(|part| !part.is_empty()).count() == 1;
    (is_alone && controls >= 2 && at > 0 && at < parts.len() - 1)
        .then(|| version(parts[at]))
        .flatten()
}

/// Stands for a control in the text of a pager.
const CONTROL: char = '\u{0}';

fn read(mirror: &Mirror, id: NodeId, text: &mut String, controls: &mut usize, budget: &mut usize) {
    let Some(node) = mirror.node(id).filter(|node| !node.hidden) else {
        return;
    };
    *budget = budget.saturating_sub(1);
    if *budget == 0 {
        return;
    }
    if is_control(node) {
        // What is written on a control, such as `<` or `previous`, is no part of the numbers.
        *controls += 1;
        text.push(CONTROL);
        return;
    }
    for child in &node.children {
        match child {
            Child::Text(own) => text.push_str(own),
            Child::Node(child) => {
                text.push(' ');
                read(mirror, *child, text, controls, budget);
                text.push(' ');
            }
        }
    }
}

fn is_control(node: &Node) -> bool {
    node.tag == "button"
        || node.tag.ends_with("-button")
        || (node.tag == "a" && node.attribute("href").is_none_or(|href| href.starts_with('#')))
        || matches!(node.attribute("role"), Some("button" | "link"))
        || node
            .attribute("aria-label")
            .is_some_and(|label| !label.is_empty())
            && node.children.is_empty()
}

/// `2 / 3`, `2/3`, `2 of 3`, `第 2 / 共 3`: two numbers with one short word or sign between them, and nothing else.
pub(super) fn version(text: &str) -> Option<(u32, u32)> {
    let text = collapse(text);
    if text.chars().count() > 24 {
        return None;
    }
    let mut numbers: Vec<u32> = Vec::new();
    let mut between = String::new();
    let mut outside = String::new();
    let mut in_number = false;
    for character in text.chars() {
        if let Some(value) = digit(character) {
            if !in_number {
                numbers.push(0);
            }
            let number = numbers.last_mut()?;
            *number = number.saturating_mul(10).saturating_add(value);
            in_number = true;
        } else {
            in_number = false;
            if numbers.len() == 1 {
                between.push(character)
            } else {
                outside.push(character)
            }
        }
    }
    let between = between.trim().to_lowercase();
    let separates = matches!(
        between.as_str(),
        "/" | "／"
            | "⁄"
            | "∕"
            | "|"
            | "of"
            | "de"
            | "von"
            | "sur"
            | "di"
            | "из"
            | "/ 共"
            | "共"
            | "из:"
            | "van"
    );
    match numbers[..] {
        [shown, all]
            if separates
                && outside.trim().chars().count() <= 2
                && shown >= 1
                && shown <= all
                && all <= MOST =>
        {
            Some((shown, all))
        }
        _ => None,
    }
}

/// A decimal digit of any script; those of one script follow one another.
fn digit(character: char) -> Option<u32> {
    const ZEROS: &[u32] = &[
        0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6,
        0xE50, 0xED0, 0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
        0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    ];
    let code = u32::from(character);
    ZEROS
        .iter()
        .find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mirror(json: &str) -> Mirror {
        let mut mirror = Mirror::default();
        assert!(mirror.apply(Some(1), serde_json::from_str(json).unwrap(), false));
        mirror
    }

    #[test]
    fn two_numbers_in_any_script_are_a_version_and_other_texts_are_not() {
        for (text, expected) in [
            ("2 / 3", Some((2, 3))),
            ("2/3", Some((2, 3))),
            ("2 of 12", Some((2, 12))),
            ("٢ / ٣", Some((2, 3))),
            ("२/३", Some((2, 3))),
            ("２／３", Some((2, 3))),
            ("3 / 2", None),
            ("0 / 2", None),
            ("2024/12/31", None),
            ("1/2 cup", None),
            ("2 3", None),
            ("2", None),
        ] {
            assert_eq!(version(text), expected, "{text}");
        }
    }

    #[test]
    fn a_pager_needs_a_control_on_either_side() {
        let page = |inner: &str| {
            mirror(&format!(
                r#"[{{"i":1,"t":"main","c":[2,3]}},{{"i":2,"t":"div","c":["a reply"]}},{{"i":3,"t":"div","c":[4,5,6]}},{inner}]"#
            ))
        };
        let with = r#"{"i":4,"t":"button"},{"i":5,"t":"span","c":["2","/","3"]},{"i":6,"t":"button"}"#;
        let without = r#"{"i":4,"t":"b","c":["Part"]},{"i":5,"t":"span","c":["2/3"]},{"i":6,"t":"button"}"#;
        assert_eq!(of_turn(&page(with), &[2], |_| false), Some((2, 3)));
        assert_eq!(of_turn(&page(without), &[2], |_| false), None);
        assert_eq!(
            of_turn(&page(with), &[2], |id| id == 3),
            None,
            "that of the next turn"
        );
    }

    #[test]
    fn numbers_in_elements_of_their_own_are_read_together() {
        let page = mirror(
            r#"[{"i":1,"t":"div","c":["a reply",2]},{"i":2,"t":"div","c":[3,4,5,6]},{"i":3,"t":"button","c":["<"]},
                {"i":4,"t":"span","c":["1"]},{"i":5,"t":"span","c":["/ 2"]},{"i":6,"t":"button","c":[">"]}]"#,
        );
        assert_eq!(of_turn(&page, &[1], |_| false), Some((1, 2)));
    }
}
