//! Whether the page shows the beginning of its conversation.
//!
//! In: the turns as they stand on the page. Out: how many items stand before the first of them, where the page counts its items
//! itself: long lists that show a part of their rows number these. A page that does not count says nothing, and neither does this.

use crate::capture::mirror::{Mirror, NodeId};
use crate::capture::page::Turn;

/// A heading or a greeting may be counted as well: as many items before the first turn mean nothing.
pub const FEW: u32 = 1;
/// The number stands on the turn or on a row close around it.
const AROUND: usize = 4;

/// How many items the page counts before the first of these turns.
#[must_use]
pub fn before_first(mirror: &Mirror, turns: &[Turn]) -> Option<u32> {
    let mut first_nodes = turns.iter().filter_map(|turn| turn.nodes.first().copied());
    let (first, second) = (first_nodes.next()?, first_nodes.next()?);
    // A number that does not grow from turn to turn counts something else.
    NUMBERS.iter().find_map(|number| {
        let place = place(mirror, first, number)?;
        (place < self::place(mirror, second, number)?).then_some(place)
    })
}

/// An attribute that numbers rows, what its value starts with, and the number of the first row.
struct Number {
    attribute: &'static str,
    prefix: &'static str,
    first: u32,
}

const NUMBERS: [Number; 5] = [
    Number {
        attribute: "aria-posinset",
        prefix: "",
        first: 1,
    },
    Number {
        attribute: "data-index",
        prefix: "",
        first: 0,
    },
    Number {
        attribute: "data-item-index",
        prefix: "",
        first: 0,
    },
    Number {
        attribute: "aria-rowindex",
        prefix: "",
        first: 1,
    },
    Number {
        attribute: "data-testid",
        prefix: "conversation-turn-",
        first: 1,
    },
];

fn place(mirror: &Mirror, id: NodeId, number: &Number) -> Option<u32> {
    let mut around = mirror.ancestors(id).take(AROUND).filter_map(|id| mirror.node(id));
    around.find_map(|node| {
        let value = node.attribute(number.attribute)?.strip_prefix(number.prefix)?;
        Some(value.parse::<u32>().ok()?.saturating_sub(number.first))
    })
}
