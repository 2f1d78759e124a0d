//! Which turn of a look is which known message.
//!
//! In: the turns, the visible branch. Out: pairs, both in order. By the site's own id, by text, or by the element of a reply
//! that still grows. Changes nothing.

use shared::conversation::Role;

use super::Thread;
use crate::capture::page::Turn;

impl Thread {
    /// Pairs turns with places on the branch, both in order, so that the sum of likeness is greatest.
    pub(super) fn align(&self, turns: &[Turn]) -> Vec<(usize, usize)> {
        let (rows, columns) = (turns.len(), self.branch.len());
        let mut best = vec![0u32; (rows + 1) * (columns + 1)];
        let at = |row: usize, column: usize| row * (columns + 1) + column;
        let likeness = |row: usize, column: usize| self.likeness(&turns[row], self.branch[column]);
        for row in (0..rows).rev() {
            for column in (0..columns).rev() {
                let like = likeness(row, column);
                let paired = if like > 0 {
                    like + best[at(row + 1, column + 1)]
                } else {
                    0
                };
                best[at(row, column)] = paired
                    .max(best[at(row + 1, column)])
                    .max(best[at(row, column + 1)]);
            }
        }
        let (mut row, mut column, mut pairs) = (0, 0, Vec::new());
        while row < rows && column < columns {
            let like = likeness(row, column);
            if like > 0 && best[at(row, column)] == like + best[at(row + 1, column + 1)] {
                pairs.push((row, column));
                row += 1;
                column += 1;
            } else if best[at(row, column)] == best[at(row + 1, column)] {
                row += 1;
            } else {
                column += 1;
            }
        }
        pairs
    }

    /// How surely a turn is a known message; 0 when it is not.
    pub(super) fn likeness(&self, turn: &Turn, at: usize) -> u32 {
        let kept = &self.kept[at];
        if kept.role != turn.role {
            return 0;
        }
        let same_element = kept.nodes.iter().any(|node| turn.nodes.contains(node));
        match (&kept.site_id, &turn.site_id) {
            (Some(known), Some(seen)) if known == seen => return 100,
            (Some(_), Some(_)) if !same_element || kept.settled => return 0,
            _ => {}
        }
        let bonus = u32::from(same_element) * 3;
        if kept.text == turn.text {
            10 + bonus
        } else if same_element
            && (!kept.settled || (turn.role == Role::Assistant && continues(&kept.text, &turn.text)))
        {
            8
        } else {
            0
        }
    }
}

/// Whether one text is the other grown: most of the old one stands at its start.
fn continues(old: &str, new: &str) -> bool {
    let common = old
        .chars()
        .zip(new.chars())
        .take_while(|(left, right)| left == right)
        .count();
    let length = old.chars().count();
    length > 0 && common * 5 >= length * 4
}
