//! Siblings: the rows of one list fall into two kinds that take turns.
//!
//! In: every list on the page. Out: proposals. What makes two kinds: words for the sides in attributes, other attributes, the side
//! of the screen, a short text that only some rows carry, or, at last, rendered markdown in one kind only. Which kind asks is
//! told by what was typed, by such words, by markdown, by the side of the screen, by length.

use std::collections::BTreeMap;

use shared::conversation::Role;

use super::bodies::masked;
use super::facts::{Page, Set, Table, hash, is_prose, kind};
use super::typed::Shown;
use super::{Candidate, Item};
use crate::capture::mirror::is_inline;

/// Longer lists are data.
const MAX_ROWS: usize = 2_000;
/// Elements on the way inwards whose attributes tell two rows apart.
const DEEP: usize = 5;
/// The two kinds hold this share of the letters, in percent.
const SHARE: usize = 80;
/// A row moved in by more than this on one side lies on the other.
const INDENT: f64 = 24.0;

/// One way to tell the rows of a list apart.
struct Parted {
    /// How clearly words in attributes name the sides.
    marks: f64,
    names_model: bool,
    kinds: Vec<Option<u64>>,
}

impl Page<'_> {
    /// `hopeless` lists are tried as well where all proposals are wanted, not just those that can be taken.
    pub(super) fn by_siblings(&self, shown: &[Shown], hopeless: bool) -> Vec<Candidate> {
        let mut found = Vec::new();
        for around in 0..self.spots.len() {
            let Some(node) = self.node(around) else { continue };
            if self.spots[around].weight() < 8
                || is_inline(&node.tag)
                || matches!(
                    node.tag.as_str(),
                    "p" | "tr" | "pre" | "table" | "thead" | "ul" | "math" | "html"
                )
                || !(hopeless || self.may_be_taken(around, shown))
            {
                continue;
            }
            let rows: Vec<usize> = self
                .children(around)
                .into_iter()
                .filter(|row| !self.holds_composer(*row))
                .collect();
            if rows.is_empty() || rows.len() > MAX_ROWS {
                continue;
            }
            if rows.len() >= 2 {
                self.part("siblings", around, &rows, shown, &mut found);
            }
            let pairs = self.pairs(&rows);
            if pairs.len() >= 2 {
                self.part("pairs", around, &pairs, shown, &mut found);
            }
        }
        found
    }

    /// The elements inside rows that each hold a question with its reply.
    fn pairs(&self, rows: &[usize]) -> Vec<usize> {
        let mut inner = Vec::new();
        let mut looks = Set::default();
        // Rows of different make are turns themselves.
        if rows
            .iter()
            .map(|row| self.spots[*row].face)
            .collect::<Set<_>>()
            .len()
            > 1
        {
            return inner;
        }
        for row in rows {
            let mut at = *row;
            let children = loop {
                let children = self.children(at);
                match children.as_slice() {
                    [only] if !self.spots[at].own => at = *only,
                    _ => break children,
                }
            };
            if children.len() < 2
                || self.spots[at].own
                || self.node(at).is_none_or(|node| is_prose(&node.tag))
            {
                continue;
            }
            looks.insert(self.spots[at].looks);
            inner.extend(children);
        }
        if looks.len() == 1 { inner } else { Vec::new() }
    }

    fn part(
        &self,
        by: &'static str,
        around: usize,
        rows: &[usize],
        shown: &[Shown],
        found: &mut Vec<Candidate>,
    ) {
        let prose = rows
            .iter()
            .filter(|row| {
                self.node(**row)
                    .is_some_and(|node| is_prose(&node.tag) || is_inline(&node.tag))
            })
            .count();
        if prose * 2 > rows.len() {
            return;
        }
        let asked: Set<usize> = rows
            .iter()
            .copied()
            .filter(|row| {
                let from = shown.partition_point(|place| place.spot < *row);
                shown
                    .get(from)
                    .is_some_and(|place| place.spot < self.spots[*row].end && self.mostly(*row, place.spot))
            })
            .collect();
        for parted in self.ways(around, rows) {
            if let Some(candidate) = self.sides(around, rows, &parted, &asked) {
                found.push(Candidate { by, ..candidate });
            }
        }
    }

    /// Whether a row holds little but one text.
    fn mostly(&self, row: usize, text: usize) -> bool {
        let (whole, part) = (self.spots[row].weight(), self.spots[text].weight());
        whole <= part + 60
    }

    fn ways(&self, around: usize, rows: &[usize]) -> Vec<Parted> {
        let deep: Vec<Vec<usize>> = rows.iter().map(|row| self.deep(*row)).collect();
        let sides: Vec<Option<(Role, f64, bool)>> = deep.iter().map(|chain| self.named_side(chain)).collect();
        let mut ways = Vec::new();
        if sides.iter().any(|side| matches!(side, Some((Role::User, ..)))) {
            let weight = sides
                .iter()
                .flatten()
                .map(|(_, weight, _)| *weight)
                .fold(3.0, f64::min);
            ways.push(Parted {
                marks: if sides
                    .iter()
                    .any(|side| matches!(side, Some((Role::Assistant, ..))))
                {
                    weight
                } else {
                    1.0
                },
                names_model: sides.iter().flatten().any(|(_, _, names_model)| *names_model),
                kinds: sides
                    .iter()
                    .map(|side| Some(u64::from(matches!(side, Some((Role::User, ..))))))
                    .collect(),
            });
        }
        let mut add = |kinds: Vec<Option<u64>>| {
            ways.push(Parted {
                marks: 0.0,
                names_model: false,
                kinds,
            });
        };
        add(rows.iter().map(|row| Some(self.spots[*row].face)).collect());
        for reach in [2, DEEP] {
            add(deep
                .iter()
                .map(|chain| {
                    Some(hash(
                        &chain
                            .iter()
                            .take(reach)
                            .map(|at| self.spots[*at].face)
                            .collect::<Vec<_>>(),
                    ))
                })
                .collect());
        }
        if let Some(sides) = self.lying(around, rows) {
            add(sides.into_iter().map(|right| Some(u64::from(right))).collect());
        }
        if let Some(labels) = self.labelled(rows) {
            add(labels);
        }
        if let Some(kinds) = self.by_turns(rows) {
            add(kinds);
        }
        add(rows
            .iter()
            .map(|row| {
                let spot = &self.spots[*row];
                Some(u64::from((spot.inside) & (kind::RICH | kind::PARAGRAPH) != 0))
            })
            .collect());
        ways
    }

    /// The row and the elements on the way to where its text is.
    fn deep(&self, row: usize) -> Vec<usize> {
        let mut chain = Vec::with_capacity(DEEP);
        chain.push(row);
        let mut at = row;
        while chain.len() < DEEP {
            let Some(next) = self.spots[at].heaviest else {
                break;
            };
            if self.node(next).is_none_or(|node| is_prose(&node.tag)) {
                break;
            }
            chain.push(next);
            at = next;
        }
        chain
    }

    /// The side that words in the attributes of a row speak for.
    fn named_side(&self, chain: &[usize]) -> Option<(Role, f64, bool)> {
        let mut best: Option<(Role, f64, bool)> = None;
        for at in chain {
            for mark in self.marks(*at).iter().filter(|mark| mark.weight >= 2.0) {
                match &best {
                    Some((role, ..)) if *role != mark.role => return None,
                    Some((_, weight, told)) if *weight >= mark.weight && (*told || !mark.names_model) => {}
                    _ => best = Some((mark.role, mark.weight, mark.names_model)),
                }
            }
        }
        best
    }

    /// Which rows lie on the side of the screen where a person's own messages lie.
    fn lying(&self, around: usize, rows: &[usize]) -> Option<Vec<bool>> {
        let sides: Vec<bool> = rows.iter().map(|row| self.lies_apart(around, *row)).collect();
        (sides.iter().any(|side| *side) && !sides.iter().all(|side| *side)).then_some(sides)
    }

    /// Whether a row is moved to the end of the line: the right, or the left where one writes from the right.
    pub(super) fn lies_apart(&self, around: usize, row: usize) -> bool {
        let Some((frame, (left, right))) = self
            .node(around)
            .and_then(|node| node.bounds)
            .zip(self.extent(around, row))
        else {
            return false;
        };
        let moved = self
            .outwards(row)
            .take_while(|outer| *outer > around)
            .chain(self.deep(row))
            .any(|at| self.spots[at].style.moved);
        if moved {
            return true;
        }
        let (before, after) = (left - frame.left, frame.left + frame.width - right);
        if self.spots[around].backwards {
            after > before + INDENT
        } else {
            before > after + INDENT
        }
    }

    /// From where to where the text of a row reaches.
    fn extent(&self, around: usize, row: usize) -> Option<(f64, f64)> {
        let spot = &self.spots[row];
        let around_row = || {
            let outer = self.outwards(row).skip(1).take_while(|outer| *outer > around);
            let mut boxes = outer.filter_map(|outer| self.node(outer)?.bounds);
            let bounds = boxes.find(|bounds| bounds.width > 0.0)?;
            Some((bounds.left, bounds.left + bounds.width))
        };
        let foreign = if spot.adrift { around_row() } else { None };
        match (spot.reach, foreign) {
            (Some((left, right)), Some((low, high))) => Some((left.min(low), right.max(high))),
            (one, other) => one.or(other),
        }
    }

    /// Rows by the short text they begin with, if few such texts take turns.
    fn labelled(&self, rows: &[usize]) -> Option<Vec<Option<u64>>> {
        let mut forms: Table<u64, usize> = Table::default();
        let kinds: Vec<Option<u64>> = rows
            .iter()
            .map(|row| {
                let first = (*row..self.spots[*row].end).find(|at| self.spots[*at].own)?;
                let spot = &self.spots[first];
                let short = spot.weight() <= 40
                    && spot.weight() * 2 <= self.spots[*row].weight().max(8) + spot.weight();
                (short && spot.weight() < self.spots[*row].weight()).then(|| {
                    let form = hash(&masked(self.text(first)));
                    *forms.entry(form).or_default() += 1;
                    form
                })
            })
            .collect();
        let repeated = forms.values().filter(|count| **count >= 2).count();
        (forms.len() >= 2 && (repeated >= 1 || rows.len() == 2) && forms.len() <= rows.len()).then_some(kinds)
    }

    /// Every second row, if these and no others are rendered markdown in the main and nothing else tells the rows apart.
    fn by_turns(&self, rows: &[usize]) -> Option<Vec<Option<u64>>> {
        let rich = |row: usize| (self.spots[row].inside & kind::RICH).count_ones() >= 2;
        let faces: Set<u64> = rows.iter().map(|row| self.spots[*row].face).collect();
        let (even, odd): (Vec<_>, Vec<_>) = rows.iter().enumerate().partition(|(at, _)| at % 2 == 0);
        let count = |rows: &[(usize, &usize)]| rows.iter().filter(|(_, row)| rich(**row)).count();
        let (even, odd) = ((count(&even), even.len()), (count(&odd), odd.len()));
        let clear = |(none, _): (usize, usize), (most, all): (usize, usize)| {
            none == 0 && most >= 2 && most * 2 >= all
        };
        (rows.len() >= 4
            && rows.len().is_multiple_of(2)
            && faces.len() == 1
            && (clear(even, odd) || clear(odd, even)))
        .then(|| (0..rows.len()).map(|at| Some(u64::from(at % 2 == 1))).collect())
    }

    /// Takes the two kinds that hold most, and decides which of them asks.
    fn sides(&self, around: usize, rows: &[usize], parted: &Parted, asked: &Set<usize>) -> Option<Candidate> {
        let mut weights: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
        for (row, kind) in rows.iter().zip(&parted.kinds) {
            if let Some(kind) = kind {
                let entry = weights.entry(*kind).or_default();
                entry.0 += self.spots[*row].weight();
                entry.1 += 1;
            }
        }
        let mut ranked: Vec<(u64, (usize, usize))> = weights.into_iter().collect();
        ranked.sort_by_key(|(kind, (weight, count))| (std::cmp::Reverse(*weight), *count, *kind));
        let (first, (first_weight, _)) = *ranked.first()?;
        let all: usize = rows.iter().map(|row| self.spots[*row].weight()).sum();
        // Questions may be shorter than what stands between the turns: the second kind is the one that takes turns with the first.
        let of = |kind: u64| {
            rows.iter()
                .zip(&parted.kinds)
                .filter(move |(_, other)| **other == Some(kind))
                .map(|(row, _)| *row)
        };
        let changes = |one: u64, other: u64| {
            let order: Vec<u64> = parted
                .kinds
                .iter()
                .flatten()
                .copied()
                .filter(|kind| *kind == one || *kind == other)
                .collect();
            order.windows(2).filter(|pair| pair[0] != pair[1]).count()
        };
        let (second, (second_weight, _)) =
            ranked[1..]
                .iter()
                .copied()
                .take(6)
                .max_by_key(|(kind, (weight, _))| {
                    (
                        of(*kind).any(|row| asked.contains(&row)),
                        changes(first, *kind),
                        *weight,
                    )
                })?;
        if (first_weight + second_weight) * 100 < all * SHARE {
            return None;
        }
        let (ones, others): (Vec<usize>, Vec<usize>) = (of(first).collect(), of(second).collect());
        let asks = [first, second][self.asker(around, [&ones, &others], asked, parted.marks)?];
        let mut items: Vec<Item> = Vec::new();
        let mut besides = Vec::new();
        for (row, kind) in rows.iter().zip(&parted.kinds) {
            match *kind {
                Some(kind) if kind == asks => items.push(Item::new(Role::User, vec![*row])),
                Some(kind) if kind == first || kind == second => {
                    items.push(Item::new(Role::Assistant, vec![*row]))
                }
                _ => besides.push(*row),
            }
        }
        self.drop_remarks(&mut items, &mut besides);
        if self.is_newest_first(&items) {
            items.reverse();
        }
        besides.retain(|at| self.spots[*at].weight() <= 60);
        Some(Candidate {
            by: "siblings",
            items,
            around,
            besides,
            marks: parted.marks,
            names_model: parted.names_model,
        })
    }

    /// Rows beside a turn of their side that are made otherwise and hold no rendered text: suggestions, notices.
    fn drop_remarks(&self, items: &mut Vec<Item>, besides: &mut Vec<usize>) {
        for role in [Role::User, Role::Assistant] {
            let main = items
                .iter()
                .filter(|item| item.role == role)
                .map(|item| item.pieces[0])
                .max_by_key(|row| {
                    (
                        self.spots[*row].weight() + self.spots[*row].prose,
                        usize::MAX - row,
                    )
                });
            let Some(main) = main else { continue };
            let before: Vec<Role> = items.iter().map(|item| item.role).collect();
            let mut at = 0usize;
            items.retain(|item| {
                let beside_its_like = at.checked_sub(1).is_some_and(|at| before[at] == role)
                    || before.get(at + 1) == Some(&role);
                at += 1;
                let kept = item.role != role
                    || !beside_its_like
                    || item.pieces[0] == main
                    || self.belongs(main, item.pieces[0]);
                if !kept {
                    besides.push(item.pieces[0]);
                }
                kept
            });
        }
    }

    /// Which of two kinds asks.
    fn asker(&self, around: usize, kinds: [&[usize]; 2], asked: &Set<usize>, marks: f64) -> Option<usize> {
        let count = |rows: &[usize]| rows.iter().filter(|row| asked.contains(row)).count();
        match (count(kinds[0]), count(kinds[1])) {
            (0, 0) => {}
            (typed, 0) if typed > 0 => return Some(0),
            (0, _) => return Some(1),
            _ => return None, // what was typed stands on both sides
        }
        if marks > 0.0 {
            let named =
                |rows: &[usize]| matches!(self.named_side(&self.deep(rows[0])), Some((Role::User, ..)));
            return match (named(kinds[0]), named(kinds[1])) {
                (true, false) => Some(0),
                (false, true) => Some(1),
                _ => None,
            };
        }
        let rich = |rows: &[usize]| {
            let kinds = rows.iter().fold(0, |kinds, row| kinds | self.spots[*row].inside);
            (kinds & kind::RICH).count_ones()
        };
        match (rich(kinds[0]), rich(kinds[1])) {
            (0, other) if other >= 2 => return Some(0),
            (one, 0) if one >= 2 => return Some(1),
            _ => {}
        }
        let right = |rows: &[usize]| rows.iter().all(|row| self.lies_apart(around, *row));
        match (right(kinds[0]), right(kinds[1])) {
            (true, false) => return Some(0),
            (false, true) => return Some(1),
            _ => {}
        }
        let mean = |rows: &[usize]| {
            rows.iter().map(|row| self.spots[*row].weight()).sum::<usize>() / rows.len().max(1)
        };
        let (one, other) = (mean(kinds[0]), mean(kinds[1]));
        if one > other * 2 {
            Some(1)
        } else if other > one * 2 {
            Some(0)
        } else {
            None
        }
    }

    /// Whether the page puts new rows before old ones: by when they came, else by a list that begins with a reply and ends
    /// with a question.
    pub(super) fn is_newest_first(&self, items: &[Item]) -> bool {
        let (Some(first), Some(last)) = (items.first(), items.last()) else {
            return false;
        };
        let born = |item: &Item| self.node(item.pieces[0]).map_or(0, |node| node.born);
        match born(first).cmp(&born(last)) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => first.role == Role::Assistant && last.role == Role::User,
        }
    }
}
