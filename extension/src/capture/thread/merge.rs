//! Takes a look at the page over into the thread.
//!
//! In: the turns of the look. Out: a tree that explains them. The path that explains most of the look becomes the branch; turns in
//! the place of known messages are those with a new text, or versions of them, with which another branch begins; turns
//! between known ones fill what was missing; turns after the last go on.

use std::collections::HashMap;

use shared::conversation::{GestureKind, Role};
use shared::time::Timestamp;

use super::align::Pair;
use super::likeness::{Followed, Verdict, judge, likeness};
use super::seen::Seen;
use super::{Outcome, Thread};

/// Other paths that are tried when the branch does not explain a look.
const MAX_PATHS: usize = 8;

/// What becomes of the rows after the last one that is known.
pub(super) enum Rest {
    Nothing,
    /// They go on where the branch ends.
    Append(usize),
    /// They stand in the gap before this place.
    Insert(usize, usize),
}

/// What stands in the place of what.
pub(super) struct Compared {
    pairs: Vec<Pair>,
    /// The row with which another branch begins, and the place of the message that it stands for.
    pub(super) turning: Option<Pair>,
    rest: Rest,
}

impl Thread {
    pub(super) fn take(&mut self, seen: &Seen<'_>, now: Timestamp) -> Outcome {
        let first_question = (0..seen.rows.len()).find(|row| seen.turn(*row).role == Role::User);
        if self.branch.is_empty() && self.kept.is_empty() {
            let from = first_question.unwrap_or(seen.rows.len());
            for row in from..seen.rows.len() {
                self.append(seen, row, false, now);
            }
            return if from < seen.rows.len() {
                self.remember_branch();
                Outcome::Changed
            } else {
                Outcome::Unchanged
            };
        }
        self.reorder(seen);
        let mut pairs = self.align(seen, &self.branch);
        let mut changed = false;
        if pairs.len() < seen.rows.len()
            && let Some((path, better)) = self.better_path(seen, pairs.len())
        {
            self.branch = path;
            pairs = better;
            changed = true;
        }
        if pairs.is_empty() {
            return if first_question.is_some() {
                Outcome::Another
            } else {
                Outcome::Unchanged
            };
        }
        let structure = (self.kept.len(), self.branch.len());
        changed |= self.merge(seen, pairs, now);
        if changed || structure != (self.kept.len(), self.branch.len()) {
            self.remember_branch();
        }
        if changed {
            Outcome::Changed
        } else {
            Outcome::Unchanged
        }
    }

    /// A path off the branch that explains more of the look than so many pairs.
    pub(super) fn better_path(&self, seen: &Seen<'_>, pairs: usize) -> Option<(Vec<usize>, Vec<Pair>)> {
        if self.kept.len() == self.branch.len() {
            return None;
        }
        let mut on_branch = vec![false; self.kept.len()];
        for at in &self.branch {
            on_branch[*at] = true;
        }
        let mut known: HashMap<(Role, u64), Vec<usize>> = HashMap::new();
        let mut ids: HashMap<(Role, &str), usize> = HashMap::new();
        for (at, kept) in self.kept.iter().enumerate().filter(|(at, _)| !on_branch[*at]) {
            known.entry((kept.role, kept.key)).or_default().push(at);
            if let Some(id) = kept.site_id.as_deref() {
                ids.insert((kept.role, id), at);
            }
        }
        let mut paths: Vec<Vec<usize>> = Vec::new();
        for row in (0..seen.rows.len()).rev() {
            let role = seen.turn(row).role;
            let alike = known.get(&(role, seen.key(row))).into_iter().flatten().copied();
            let named = seen.id(row).and_then(|id| ids.get(&(role, id)).copied());
            for at in named.into_iter().chain(alike) {
                if paths.len() < MAX_PATHS
                    && !paths.iter().any(|path| path.contains(&at))
                    && likeness(seen, row, &self.kept[at]) > 0
                {
                    paths.push(self.path_through(at));
                }
            }
        }
        let mut best: Option<(Vec<usize>, Vec<Pair>)> = None;
        for path in paths {
            let found = self.align(seen, &path);
            if found.len() > best.as_ref().map_or(pairs, |(_, best)| best.len()) {
                best = Some((path, found));
            }
        }
        let (mut path, found) = best?;
        // What lay behind the point where the paths part is shown again only if some of it is seen.
        let parting = path
            .iter()
            .zip(&self.branch)
            .take_while(|(one, other)| one == other)
            .count();
        let last = found.last().map_or(0, |(_, place)| *place);
        if last <= parting {
            path.truncate(last + 1);
        }
        Some((path, found))
    }

    /// From the root through a message to where that way was last seen to end.
    fn path_through(&self, at: usize) -> Vec<usize> {
        let mut path: Vec<usize> = std::iter::successors(Some(at), |at| self.kept[*at].parent)
            .take(self.kept.len())
            .collect();
        path.reverse();
        let mut next = self.kept[at].chosen;
        while let Some(at) = next.filter(|_| path.len() < self.kept.len()) {
            path.push(at);
            next = self.kept[at].chosen;
        }
        path
    }

    fn merge(&mut self, seen: &Seen<'_>, mut pairs: Vec<Pair>, now: Timestamp) -> bool {
        let compared = self.compare(seen, &pairs);
        pairs.extend(compared.pairs);
        pairs.sort_unstable();
        let mut changed = false;
        if let Some((row, place)) = compared.turning {
            pairs.retain(|pair| pair.0 < row);
            for (row, place) in &pairs {
                changed |= self.refresh(self.branch[*place], seen, seen.rows[*row], now);
            }
            changed |= self.turn_off(seen, row, place, now);
        } else {
            for (row, place) in &pairs {
                changed |= self.refresh(self.branch[*place], seen, seen.rows[*row], now);
            }
            match compared.rest {
                Rest::Nothing => {}
                Rest::Append(row) => {
                    changed = true;
                    for row in row..seen.rows.len() {
                        self.append(seen, row, false, now);
                    }
                }
                Rest::Insert(row, place) => {
                    let joined = pairs.last().is_some_and(|(_, last)| last + 1 == place);
                    changed |= self.insert(seen, row..seen.rows.len(), place, [!joined, true], now);
                }
            }
        }
        self.fill_in(seen, &pairs, now) || changed
    }

    /// What was missing between known messages, or above them.
    fn fill_in(&mut self, seen: &Seen<'_>, pairs: &[Pair], now: Timestamp) -> bool {
        let mut changed = false;
        for pair in pairs.windows(2).rev() {
            let ((left_row, left), (right_row, right)) = (pair[0], pair[1]);
            let rows = left_row + 1..right_row;
            if right == left + 1 {
                changed |= self.insert(seen, rows, right, [false, false], now);
            } else if let Some(gap) = (left + 1..=right).find(|place| self.gap_at(*place)) {
                changed |= self.insert(seen, rows, gap, [gap != left + 1, gap != right], now);
            }
        }
        let Some((first_row, first)) = pairs.first().copied() else {
            return changed;
        };
        if first == 0 {
            // Replies before the first question are greetings.
            let from = (0..first_row)
                .find(|row| seen.turn(*row).role == Role::User)
                .unwrap_or(first_row);
            changed |= self.insert(seen, from..first_row, 0, [false, false], now);
        } else if self.gap_at(first) {
            changed |= self.insert(seen, 0..first_row, first, [true, false], now);
        }
        changed
    }

    pub(super) fn gap_at(&self, place: usize) -> bool {
        place > 0 && self.branch.get(place).is_some_and(|at| self.kept[*at].gap)
    }

    /// Looks at the rows that are not known, from the first to the last: which message each stands for.
    pub(super) fn compare(&self, seen: &Seen<'_>, pairs: &[Pair]) -> Compared {
        let mut compared = Compared {
            pairs: Vec::new(),
            turning: None,
            rest: Rest::Nothing,
        };
        let followed = |row: usize, place: usize| {
            let Ok(next) = pairs.binary_search(&(row + 1, place + 1)) else {
                return Followed::No;
            };
            let (row, place) = pairs[next];
            let kept = &self.kept[self.branch[place]];
            if super::likeness::shares_element(kept, seen.turn(row))
                || (seen.id(row).is_some() && seen.id(row) == kept.site_id.as_deref())
            {
                Followed::Surely
            } else if super::likeness::is_weak(seen, row, kept) {
                Followed::No
            } else {
                Followed::Alike
            }
        };
        let verdict =
            |row: usize, place: usize| judge(seen, row, &self.kept[self.branch[place]], followed(row, place));
        let same_role = |row: usize, place: usize| self.kept[self.branch[place]].role == seen.turn(row).role;
        let mut regions: Vec<(Option<Pair>, Pair)> = Vec::with_capacity(pairs.len());
        let mut left = None;
        for pair in pairs {
            regions.push((left, *pair));
            left = Some(*pair);
        }
        for (left, (right_row, right)) in regions {
            let (row, place) = left.map_or((0, 0), |(row, place)| (row + 1, place + 1));
            let (rows, places) = (right_row - row, right - place);
            if rows == 0 || places == 0 || (place..=right).any(|place| self.gap_at(place)) {
                continue;
            }
            // Before the first known turn only what is next to it stands in a known place.
            let skip = if left.is_none() {
                (rows.saturating_sub(places), places.saturating_sub(rows))
            } else {
                (0, 0)
            };
            for step in 0..rows.min(places) {
                let (row, place) = (row + skip.0 + step, place + skip.1 + step);
                if !same_role(row, place) {
                    continue;
                }
                if verdict(row, place) == Verdict::Version {
                    compared.turning = Some((row, place));
                    return compared;
                }
                compared.pairs.push((row, place));
            }
        }
        let Some((last_row, last)) = pairs.last().copied() else {
            return compared;
        };
        let mut place = last + 1;
        for row in last_row + 1..seen.rows.len() {
            while place < self.branch.len() && !self.gap_at(place) && !same_role(row, place) {
                place += 1;
            }
            if place >= self.branch.len() {
                compared.rest = Rest::Append(row);
                return compared;
            }
            if self.gap_at(place) {
                compared.rest = Rest::Insert(row, place);
                return compared;
            }
            if verdict(row, place) == Verdict::Version {
                compared.turning = Some((row, place));
                return compared;
            }
            compared.pairs.push((row, place));
            place += 1;
        }
        compared
    }

    /// Another branch begins with this row, in the place of a known message.
    pub(super) fn turn_off(&mut self, seen: &Seen<'_>, row: usize, place: usize, now: Timestamp) -> bool {
        self.former = None;
        self.former = Some((Box::new(self.clone()), now.0));
        let former = self.branch[place];
        let reply = self.branch[place..]
            .iter()
            .copied()
            .find(|at| self.kept[*at].role == Role::Assistant);
        let gap = self.kept[former].gap;
        self.branch.truncate(place);
        let known = self.kept.len();
        for row in row..seen.rows.len() {
            let first = self.branch.len() == place;
            self.append(seen, row, first && gap, now);
        }
        let is_new = self.kept.len() > known && self.branch.get(place).is_some_and(|at| *at >= known);
        if is_new
            && seen.turn(row).role == Role::User
            && let Some(reply) = reply
        {
            self.gestures.push((reply, GestureKind::EditResend));
        }
        true
    }

    /// Adds a row at the end of the branch: a message known as a sibling, or a new one.
    pub(super) fn append(&mut self, seen: &Seen<'_>, row: usize, gap: bool, now: Timestamp) {
        let parent = self.branch.last().copied();
        let turn = seen.rows[row];
        let at = match self.child_like(parent, seen, turn) {
            Some(at) => {
                self.refresh(at, seen, turn, now);
                Some(at)
            }
            None => self.add(parent, seen, turn, now),
        };
        if let Some(at) = at {
            self.kept[at].gap |= gap;
            self.branch.push(at);
        }
    }

    /// The child that a turn shows.
    pub(super) fn child_like(&self, parent: Option<usize>, seen: &Seen<'_>, turn: usize) -> Option<usize> {
        let shown = seen.at(turn);
        let id = seen.id_at(turn);
        let among = || {
            self.children(parent)
                .iter()
                .copied()
                .filter(|at| self.kept[*at].role == shown.role)
        };
        let kept = |at: &usize| &self.kept[*at];
        among()
            .find(|at| {
                id.is_some()
                    && kept(at).site_id.as_deref() == id
                    && !super::likeness::is_other_version(kept(at), shown)
            })
            .or_else(|| {
                among().find(|at| !kept(at).settled && super::likeness::shares_element(kept(at), shown))
            })
            .or_else(|| {
                among().find(|at| {
                    kept(at).key == seen.key_at(turn)
                        && kept(at).text == shown.text
                        && !super::likeness::is_other_version(kept(at), shown)
                })
            })
            .or_else(|| {
                among().find(|at| {
                    shown.variant.is_some()
                        && kept(at).variant.map(|(number, _)| number)
                            == shown.variant.map(|(number, _)| number)
                        && super::likeness::alike(&kept(at).text, &shown.text) >= 0.5
                })
            })
    }

    /// Puts rows before the message at `place`: history that was loaded, or shells that were filled.
    /// `gaps` says whether something may still be missing before and after them.
    fn insert(
        &mut self,
        seen: &Seen<'_>,
        rows: std::ops::Range<usize>,
        place: usize,
        gaps: [bool; 2],
        now: Timestamp,
    ) -> bool {
        let mut new: Vec<usize> = Vec::new();
        let after = self.branch[place];
        let former = self.kept[after].parent;
        let moved: Vec<usize> = self.children(former).to_vec();
        let mut parent = former;
        for row in rows {
            let Some(at) = self.add(parent, seen, seen.rows[row], now) else {
                break;
            };
            self.finish(at);
            new.push(at);
            parent = Some(at);
        }
        let Some(first) = new.first().copied() else {
            return false;
        };
        self.kept[first].gap = gaps[0];
        // Versions of the message at this place stand behind what was missing as well.
        for at in moved {
            self.kept[at].gap = gaps[1];
            self.hang(at, parent);
        }
        self.branch.splice(place..place, new);
        true
    }
}
