//! Which turn of a look is which message of a path.
//!
//! In: the look, a path through the tree. Out: pairs, both in order. Ids, elements and texts that occur once are anchors; between
//! anchors, pairs grow from both ends; what little is left is compared each with each. Near-linear in both. Changes nothing.

use std::collections::HashMap;

use shared::conversation::Role;

use super::Thread;
use super::likeness::{is_weak, likeness};
use super::seen::Seen;

/// A row of the look and a place on the path.
pub(super) type Pair = (usize, usize);

/// What lies between two anchors is compared each with each up to this many pairs.
const MAX_CELLS: usize = 4_096;

impl Thread {
    /// Pairs rows with places on a path, both in order.
    pub(super) fn align(&self, seen: &Seen<'_>, path: &[usize]) -> Vec<Pair> {
        let anchors = in_order(&self.anchors(seen, path));
        let mut pairs = Vec::with_capacity(seen.rows.len().min(path.len()));
        let mut start = (0, 0);
        for end in anchors.into_iter().map(Some).chain([None]) {
            let (row, place) = end.unwrap_or((seen.rows.len(), path.len()));
            self.fill(seen, path, start, (row, place), &mut pairs);
            if end.is_some() {
                pairs.push((row, place));
                start = (row + 1, place + 1);
            }
        }
        self.without_chance(seen, path, pairs)
    }

    /// Pairs that are probable wherever they stand; not in order yet.
    fn anchors(&self, seen: &Seen<'_>, path: &[usize]) -> Vec<Pair> {
        let mut ids: HashMap<(Role, &str), usize> = HashMap::new();
        let mut nodes: HashMap<u32, usize> = HashMap::new();
        let mut texts: HashMap<(Role, u64), Vec<usize>> = HashMap::new();
        for (place, at) in path.iter().enumerate() {
            let kept = &self.kept[*at];
            if let Some(id) = kept.site_id.as_deref() {
                ids.insert((kept.role, id), place);
            }
            for node in &kept.nodes {
                nodes.insert(*node, place);
            }
            texts.entry((kept.role, kept.key)).or_default().push(place);
        }
        let mut rows: HashMap<(Role, u64), u32> = HashMap::new();
        for row in 0..seen.rows.len() {
            *rows.entry((seen.turn(row).role, seen.key(row))).or_default() += 1;
        }
        let like = |row: usize, place: usize| likeness(seen, row, &self.kept[path[place]]);
        let mut found = Vec::new();
        let mut before: Option<usize> = None;
        for row in 0..seen.rows.len() {
            let turn = seen.turn(row);
            let text_key = (turn.role, seen.key(row));
            let alike = texts.get(&text_key).map_or(&[][..], Vec::as_slice);
            let by_id = seen
                .id(row)
                .and_then(|id| ids.get(&(turn.role, id)).copied())
                .filter(|place| like(row, *place) > 0);
            let by_element = || {
                turn.nodes
                    .iter()
                    .find_map(|node| nodes.get(node).copied())
                    .filter(|place| like(row, *place) > 0)
            };
            let by_text = || match alike {
                [place] if rows[&text_key] == 1 => Some(*place),
                _ => {
                    let next = before.map(|place| place + 1);
                    next.filter(|next| alike.binary_search(next).is_ok())
                }
            };
            let place = by_id
                .or_else(by_element)
                .or_else(|| by_text().filter(|place| like(row, *place) > 0));
            if let Some(place) = place {
                found.push((row, place));
            }
            before = place;
        }
        found
    }

    /// Pairs between two anchors.
    fn fill(&self, seen: &Seen<'_>, path: &[usize], start: Pair, end: Pair, pairs: &mut Vec<Pair>) {
        let like = |row: usize, place: usize| likeness(seen, row, &self.kept[path[place]]);
        let (mut row, mut place) = start;
        let (mut last_row, mut last_place) = end;
        while row < last_row && place < last_place && like(row, place) > 0 {
            pairs.push((row, place));
            (row, place) = (row + 1, place + 1);
        }
        let mut from_the_end = Vec::new();
        while row < last_row && place < last_place && like(last_row - 1, last_place - 1) > 0 {
            (last_row, last_place) = (last_row - 1, last_place - 1);
            from_the_end.push((last_row, last_place));
        }
        if (last_row - row) * (last_place - place) <= MAX_CELLS {
            each_with_each((row, place), (last_row, last_place), like, pairs);
        }
        pairs.extend(from_the_end.into_iter().rev());
    }

    /// Short texts between strangers are no evidence: a run of pairs needs one that is not there by chance.
    fn without_chance(&self, seen: &Seen<'_>, path: &[usize], pairs: Vec<Pair>) -> Vec<Pair> {
        if pairs.len() == seen.rows.len() {
            return pairs;
        }
        let mut kept = Vec::with_capacity(pairs.len());
        let mut rest = &pairs[..];
        while !rest.is_empty() {
            let length = 1 + rest
                .windows(2)
                .take_while(|pair| pair[1] == (pair[0].0 + 1, pair[0].1 + 1))
                .count();
            let (run, others) = rest.split_at(length);
            let from_the_start = run[0] == (0, 0);
            if from_the_start
                || run
                    .iter()
                    .any(|(row, place)| !is_weak(seen, *row, &self.kept[path[*place]]))
            {
                kept.extend_from_slice(run);
            }
            rest = others;
        }
        kept
    }
}

/// The longest chain of pairs in which both sides rise.
fn in_order(pairs: &[Pair]) -> Vec<Pair> {
    let mut ends: Vec<usize> = Vec::new(); // of the chain of each length, the pair that ends lowest
    let mut former: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, place)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *place);
        former.push(length.checked_sub(1).map(|before| ends[before]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        chain.push(pairs[at]);
        next = former[at];
    }
    chain.reverse();
    chain
}

/// The pairs in a small rectangle whose sum of likeness is greatest.
fn each_with_each(start: Pair, end: Pair, like: impl Fn(usize, usize) -> u32, pairs: &mut Vec<Pair>) {
    let (rows, columns) = (end.0 - start.0, end.1 - start.1);
    if rows == 0 || columns == 0 {
        return;
    }
    let mut best = vec![0u32; (rows + 1) * (columns + 1)];
    let at = |row: usize, column: usize| row * (columns + 1) + column;
    let mut likenesses = vec![0u32; rows * columns];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let like = like(start.0 + row, start.1 + column);
            likenesses[row * columns + column] = like;
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
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        let like = likenesses[row * columns + column];
        if like > 0 && best[at(row, column)] == like + best[at(row + 1, column + 1)] {
            pairs.push((start.0 + row, start.1 + column));
            (row, column) = (row + 1, column + 1);
        } else if best[at(row, column)] == best[at(row + 1, column)] {
            row += 1;
        } else {
            column += 1;
        }
    }
}
