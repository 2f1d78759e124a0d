//! Whether the page says that a reply has failed.
//!
//! In: the mirror. Out: yes or no. A notice is a short text in an element that pages use for alarms: what merely stands in a reply,
//! in code or in a field is none.

use shared::feedback::gesture::circumstances::says_that_it_failed;

use crate::capture::mirror::{Mirror, Node, NodeId};

/// So long after a notice was last shown, another try still is because of it, in milliseconds.
pub const FRESH: i64 = 3_000;
/// The longest text of a notice, in bytes.
const LONGEST: usize = 300;

/// Whether a notice of failure is shown.
#[must_use]
pub fn is_shown(mirror: &Mirror) -> bool {
    mirror.all().into_iter().any(|id| {
        mirror.node(id).is_some_and(is_alarm)
            && mirror.is_shown(id)
            && !in_code(mirror, id)
            && notice(mirror, id).is_some_and(|text| says_that_it_failed(&text))
    })
}

fn is_alarm(node: &Node) -> bool {
    matches!(node.attribute("role"), Some("alert"))
        || node.classes().any(|class| {
            let class = class.to_ascii_lowercase();
            ["error", "alert-danger", "destructive"]
                .iter()
                .any(|word| class.contains(word))
        })
}

fn notice(mirror: &Mirror, id: NodeId) -> Option<String> {
    // A box with many parts is no notice, and its text would be long to put together.
    let few = super::first_parts(mirror, id, 40).len() < 40;
    few.then(|| mirror.text(id)).filter(|text| text.len() <= LONGEST)
}

fn in_code(mirror: &Mirror, id: NodeId) -> bool {
    mirror
        .ancestors(id)
        .filter_map(|id| mirror.node(id))
        .any(|node| matches!(node.tag.as_str(), "pre" | "code" | "textarea"))
}
