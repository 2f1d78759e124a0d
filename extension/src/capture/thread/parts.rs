//! Parts of one thread between which something is missing, because a long list shows only a window.
//!
//! In: a part that was seen without any known neighbour; a look that shows two parts at once. Out: one thread, in the best order that is
//! known: numbers of the page, then windows that overlap, and without either the older part first.

use std::collections::HashMap;

use super::Thread;
use super::seen::Seen;

impl Thread {
    /// Whether the numbers that a page gives its turns say that a part is one of this thread: they fit between the known ones.
    #[must_use]
    pub fn numbers_fit(&self, part: &Self) -> bool {
        let numbers = |thread: &Self| -> Vec<u32> {
            thread
                .branch
                .iter()
                .filter_map(|at| thread.kept[*at].place)
                .collect()
        };
        let (known, new) = (numbers(self), numbers(part));
        let (Some(low), Some(high)) = (new.first(), new.last()) else {
            return false;
        };
        !known.is_empty() && known.iter().all(|number| number < low || number > high)
    }

    /// Takes in a part without known neighbours.
    pub fn join(&mut self, part: Self) {
        let Some(first) = part.branch.first().copied() else {
            return;
        };
        if self.branch.is_empty() {
            *self = part;
            return;
        }
        let place = self.place_for(&part);
        let offset = self.kept.len();
        let shifted = |at: usize| at + offset;
        let before = place.checked_sub(1).map(|place| self.branch[place]);
        let behind: Vec<usize> = match self.branch.get(place) {
            Some(_) => self.children(before).to_vec(),
            None => Vec::new(),
        };
        let roots = part.roots;
        for mut kept in part.kept {
            kept.parent = kept.parent.map(shifted);
            kept.chosen = kept.chosen.map(shifted);
            kept.children.iter_mut().for_each(|child| *child += offset);
            self.kept.push(kept);
        }
        for root in roots.into_iter().map(shifted) {
            self.kept[root].gap = place > 0;
            self.kept[root].parent = before;
            match before {
                Some(before) => self.kept[before].children.push(root),
                None => self.roots.push(root),
            }
        }
        self.open.extend(part.open.into_iter().map(shifted));
        self.gestures
            .extend(part.gestures.into_iter().map(|(at, kind)| (shifted(at), kind)));
        let last = part.branch.last().copied().map(shifted);
        for at in behind {
            self.kept[at].gap = true;
            self.hang(at, last);
        }
        debug_assert!(first < self.kept.len());
        self.branch
            .splice(place..place, part.branch.into_iter().map(shifted));
        self.remember_branch();
    }

    /// Where on the branch a part belongs.
    fn place_for(&self, part: &Self) -> usize {
        let number = part.branch.iter().find_map(|at| part.kept[*at].place);
        if let Some(number) = number {
            let numbered = |place: &usize| self.kept[self.branch[*place]].place.is_some();
            if (0..self.branch.len()).any(|place| numbered(&place)) {
                return (0..self.branch.len())
                    .find(|place| {
                        self.kept[self.branch[*place]]
                            .place
                            .is_some_and(|known| known > number)
                    })
                    .unwrap_or(self.branch.len());
            }
        }
        (1..self.branch.len())
            .rev()
            .find(|place| self.gap_at(*place))
            .unwrap_or(0)
    }

    /// Puts parts into the order in which a look shows them together.
    pub(super) fn reorder(&mut self, seen: &Seen<'_>) {
        let mut part = 0;
        let mut part_of: HashMap<usize, usize> = HashMap::new();
        let mut starts = vec![0];
        for place in 0..self.branch.len() {
            if self.gap_at(place) {
                part += 1;
                starts.push(place);
            }
            part_of.insert(self.branch[place], part);
        }
        if part == 0 {
            return;
        }
        let mut by_text: HashMap<u64, Option<usize>> = HashMap::new();
        let mut by_id: HashMap<&str, usize> = HashMap::new();
        for at in &self.branch {
            let kept = &self.kept[*at];
            by_text
                .entry(kept.key)
                .and_modify(|known| *known = None)
                .or_insert(Some(*at));
            if let Some(id) = kept.site_id.as_deref() {
                by_id.insert(id, *at);
            }
        }
        let mut shown: Vec<usize> = Vec::new();
        for row in 0..seen.rows.len() {
            let known = match seen.id(row) {
                Some(id) => by_id.get(id).copied(),
                None => by_text.get(&seen.key(row)).copied().flatten(),
            };
            if let Some(part) = known
                .and_then(|at| part_of.get(&at))
                .filter(|part| !shown.contains(part))
            {
                shown.push(*part);
            }
        }
        let mut slots = shown.clone();
        slots.sort_unstable();
        if slots == shown {
            return;
        }
        let mut order: Vec<usize> = (0..starts.len()).collect();
        for (slot, part) in slots.iter().zip(&shown) {
            order[*slot] = *part;
        }
        let ends: Vec<usize> = starts
            .iter()
            .skip(1)
            .copied()
            .chain([self.branch.len()])
            .collect();
        let parts: Vec<Vec<usize>> = starts
            .iter()
            .zip(&ends)
            .map(|(start, end)| self.branch[*start..*end].to_vec())
            .collect();
        let firsts: Vec<usize> = parts.iter().map(|part| part[0]).collect();
        let with_versions: Vec<Vec<usize>> = firsts
            .iter()
            .map(|first| {
                let siblings = self.children(self.kept[*first].parent).to_vec();
                let is_other = |at: &usize| {
                    at != first && (firsts.contains(at) || self.kept[*at].gap != self.kept[*first].gap)
                };
                siblings.into_iter().filter(|at| !is_other(at)).collect()
            })
            .collect();
        self.branch.clear();
        for part in order {
            let parent = self.branch.last().copied();
            for at in &with_versions[part] {
                self.kept[*at].gap = parent.is_some();
                self.hang(*at, parent);
            }
            self.branch.extend(&parts[part]);
        }
    }
}
