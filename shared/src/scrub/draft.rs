//! Texts of one conversation while values are taken out of them, until nothing more is found.
//!
//! In: raw texts in reading order. Out: the same texts with numbered placeholders, and where everything moved.
//! Rounds: the rules run over every text; what they find is looked for in all other texts; texts that changed are
//! read again, because a placeholder may uncover what it stood beside: around the changes while these bring more, and
//! once as a whole when they bring no more. A text that is not settled after
//! [`ROUNDS`] becomes one `PRIVATE` placeholder as a whole, so what comes out always holds no finding.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::find::{self, Known, Part, Seen};
use super::hidden::Hidden;
use super::span::{self, CodePoints};
use super::wishes::{Kept, PrivateWords};
use super::{Finding, PiiType, value};

/// How often a text is read before it is taken out as a whole. Two do for nearly all texts.
const ROUNDS: usize = 12;
/// The rule id of a text that was taken out as a whole.
const UNSETTLED: &str = "unsettled";
/// The rule id of a word from the person's own list.
const PRIVATE_WORD: &str = "private-word";

/// One text.
pub(crate) struct Draft {
    raw: String,
    /// Sorted, disjoint, in bytes of `raw`.
    gone: Vec<Gone>,
    /// Where something was taken out since the rules last read here, in bytes of `raw`, in any order.
    fresh: Vec<Range<usize>>,
}

/// What came of reading a text.
struct Read {
    /// Something was found.
    found: bool,
    /// All of it was read.
    whole: bool,
}

/// One value that leaves a text.
#[derive(Clone)]
pub(crate) struct Gone {
    pub(crate) range: Range<usize>,
    pub(crate) kind: PiiType,
    pub(crate) rule: &'static str,
    pub(crate) confidence: f64,
}

/// A placeholder that was written: `(raw start, raw end, start, end)` in code points, and why.
pub(crate) struct Written {
    pub(crate) place: (usize, usize, usize, usize),
    pub(crate) kind: PiiType,
    pub(crate) rule: &'static str,
    pub(crate) confidence: f64,
}

impl Draft {
    pub(crate) fn new(raw: String) -> Self {
        Self {
            raw,
            gone: vec![],
            fresh: vec![],
        }
    }

    /// Takes a range out, together with every placeholder and value it touches.
    pub(crate) fn take(&mut self, mut gone: Gone) {
        for placeholder in span::placeholders(&self.raw) {
            if placeholder.range.start < gone.range.end && gone.range.start < placeholder.range.end {
                gone.range.start = gone.range.start.min(placeholder.range.start);
                gone.range.end = gone.range.end.max(placeholder.range.end);
            }
        }
        gone.range = span::whole_graphemes(&self.raw, gone.range.start, gone.range.end);
        self.gone.retain(|other| {
            let apart = other.range.end <= gone.range.start || gone.range.end <= other.range.start;
            if !apart {
                gone.range.start = gone.range.start.min(other.range.start);
                gone.range.end = gone.range.end.max(other.range.end);
            }
            apart
        });
        let place = self
            .gone
            .partition_point(|other| other.range.start < gone.range.start);
        self.gone.insert(place, gone);
    }

    fn values(&self) -> impl Iterator<Item = (PiiType, &str)> {
        self.gone
            .iter()
            .map(|gone| (gone.kind, &self.raw[gone.range.clone()]))
    }

    /// The text with placeholders as `number` says, and how long each is.
    fn rendered(&self, mut number: impl FnMut(&Gone) -> u32) -> (String, Vec<usize>) {
        let mut text = String::with_capacity(self.raw.len());
        let (mut at, mut lengths) = (0, Vec::with_capacity(self.gone.len()));
        for gone in &self.gone {
            text.push_str(&self.raw[at..gone.range.start]);
            let placeholder = format!("[{}_{}]", gone.kind.name(), number(gone));
            lengths.push(placeholder.len());
            text.push_str(&placeholder);
            at = gone.range.end;
        }
        text.push_str(&self.raw[at..]);
        (text, lengths)
    }

    /// Lets the rules read the whole text, or only around what was taken out since they last did.
    fn read(&mut self, whole: bool, kept: &Kept) -> Read {
        let fresh: BTreeSet<usize> = self.fresh.drain(..).map(|range| range.start).collect();
        let (text, lengths) = self.rendered(|_| 0);
        if whole {
            let found = self.look(&text, lengths, kept, |barriers| {
                find::candidates(&text, barriers, Part::Whole)
            });
            return Read { found, whole };
        }
        let mut around = vec![];
        let mut shift = 0_isize;
        for (gone, length) in self.gone.iter().zip(&lengths) {
            let start = gone.range.start.saturating_add_signed(shift);
            if fresh.contains(&gone.range.start) {
                around.push(start..start + length);
            }
            shift += *length as isize - gone.range.len() as isize;
        }
        // Where that is most of the text, it is read as a whole at once, and not once more for that.
        let part = if find::is_most(&text, &around) {
            Part::Whole
        } else {
            Part::Around(&around)
        };
        let whole = matches!(part, Part::Whole);
        let found = self.look(&text, lengths, kept, |barriers| {
            find::candidates(&text, barriers, part)
        });
        Read { found, whole }
    }

    /// Takes out what was found elsewhere, in the text as it is written now; says whether there was any.
    fn recall(&mut self, (text, lengths): (String, Vec<usize>), known: &Known, kept: &Kept) -> bool {
        self.look(&text, lengths, kept, |_| known.candidates(&text))
    }

    /// Takes out what `candidates` proposes of the text as it is written now, with placeholders so long.
    fn look(
        &mut self,
        text: &str,
        lengths: Vec<usize>,
        kept: &Kept,
        candidates: impl FnOnce(&[span::Placeholder]) -> Vec<Finding>,
    ) -> bool {
        let barriers = span::placeholders(text);
        let mut candidates = candidates(&barriers);
        kept.spare(text, &mut candidates);
        let found = find::settle(text, &barriers, candidates);
        if found.is_empty() {
            return false;
        }
        // Findings lie between placeholders, so each moves back by what the placeholders before it changed.
        let mut merged = Vec::with_capacity(self.gone.len() + found.len());
        let mut old = self.gone.drain(..).zip(lengths).peekable();
        let mut shift = 0_isize;
        for finding in found {
            while let Some((gone, length)) =
                old.next_if(|(gone, _)| gone.range.start.saturating_add_signed(shift) < finding.start)
            {
                shift += length as isize - gone.range.len() as isize;
                merged.push(gone);
            }
            let range =
                finding.start.saturating_add_signed(-shift)..finding.end.saturating_add_signed(-shift);
            self.fresh.push(range.clone());
            merged.push(Gone {
                range,
                kind: finding.kind,
                rule: finding.rule,
                confidence: finding.confidence,
            });
        }
        merged.extend(old.map(|(gone, _)| gone));
        self.gone = merged;
        true
    }

    /// Takes the whole text out.
    fn give_up(&mut self) {
        self.gone = vec![Gone {
            range: 0..self.raw.len(),
            kind: PiiType::Private,
            rule: UNSETTLED,
            confidence: 0.0,
        }];
    }
}

/// Takes out the words that always go.
pub(crate) fn take_private(drafts: &mut [Draft], words: &PrivateWords) {
    take_each(drafts, PRIVATE_WORD, |text| words.find(text));
}

/// Takes out what the person hid in this conversation.
pub(crate) fn take_hidden(drafts: &mut [Draft], hidden: &Hidden) {
    take_each(drafts, super::CONTRIBUTOR, |text| hidden.find(text));
}

fn take_each(drafts: &mut [Draft], rule: &'static str, find: impl Fn(&str) -> Vec<Range<usize>>) {
    for draft in drafts {
        for range in find(&draft.raw) {
            let written = span::placeholders(&draft.raw).iter().any(|placeholder| {
                placeholder.range.start < range.end && range.start < placeholder.range.end
            });
            if !written {
                draft.take(Gone {
                    range,
                    kind: PiiType::Private,
                    rule,
                    confidence: 1.0,
                });
            }
        }
    }
}

/// Takes out everything the rules find, and every repetition of it; but not what is to be kept.
pub(crate) fn settle(drafts: &mut [Draft], kept: &Kept) {
    let mut unread: BTreeMap<usize, bool> = (0..drafts.len()).map(|index| (index, true)).collect();
    for _ in 0..ROUNDS {
        let mut next = BTreeMap::new();
        let mut changed = false;
        for (index, whole) in unread {
            let read = drafts[index].read(whole, kept);
            if read.found {
                changed = true;
                next.insert(index, false);
            } else if !read.whole {
                next.insert(index, true);
            }
        }
        if changed {
            next.extend(repeat(drafts, kept).into_iter().map(|index| (index, false)));
        }
        if next.is_empty() {
            return;
        }
        unread = next;
    }
    for index in unread.into_keys() {
        drafts[index].give_up();
    }
}

/// Takes out what was already taken out elsewhere; says which texts changed.
fn repeat(drafts: &mut [Draft], kept: &Kept) -> Vec<usize> {
    let texts: Vec<_> = drafts.iter().map(|draft| draft.rendered(|_| 0)).collect();
    let seen = Seen::of(texts.iter().map(|(text, _)| text.as_str()));
    let known = Known::new(drafts.iter().flat_map(Draft::values), &seen);
    let changed =
        |(index, (draft, text)): (usize, (&mut Draft, _))| draft.recall(text, &known, kept).then_some(index);
    drafts
        .iter_mut()
        .zip(texts)
        .enumerate()
        .filter_map(changed)
        .collect()
}

/// Takes a range out of one text, and the same words wherever they stand in any text.
pub(crate) fn take_everywhere(drafts: &mut [Draft], target: usize, gone: &Gone) {
    let value = drafts[target].raw
        [span::whole_graphemes(&drafts[target].raw, gone.range.start, gone.range.end)]
    .to_owned();
    drafts[target].take(gone.clone());
    // One letter is no value that is known again.
    if value.chars().filter(|letter| letter.is_alphanumeric()).count() < 2 {
        return;
    }
    for draft in drafts {
        let again: Vec<_> = draft
            .raw
            .match_indices(&value)
            .map(|(start, _)| start..start + value.len())
            .collect();
        for range in again {
            let taken = draft
                .gone
                .iter()
                .any(|other| other.range.start < range.end && range.start < other.range.end);
            if !taken && span::stands_alone(&draft.raw, range.start, range.end) {
                draft.take(Gone {
                    range,
                    ..gone.clone()
                });
            }
        }
    }
}

/// Writes the placeholders, numbered by first appearance from above the highest number already used.
pub(crate) fn write(mut drafts: Vec<Draft>, kept: &Kept) -> Vec<(String, Vec<Written>)> {
    loop {
        let written = numbered(&drafts);
        let unsettled: Vec<_> = (0..drafts.len())
            .filter(|&index| {
                drafts[index].gone.iter().any(|gone| gone.rule != UNSETTLED) && grown(&written[index], kept)
            })
            .collect();
        if unsettled.is_empty() {
            return written;
        }
        for index in unsettled {
            drafts[index].give_up();
        }
    }
}

/// How much around a longer placeholder is read again: as far as the longest rules reach.
const REACH: usize = 512;

/// Whether the rules find anything near the longer placeholders. They saw `[EMAIL_0]`; a number with more digits is the
/// one thing they have not seen.
fn grown((text, places): &(String, Vec<Written>), kept: &Kept) -> bool {
    let longer = places
        .iter()
        .any(|one| one.place.3 - one.place.2 > one.kind.name().len() + 4);
    if !longer {
        return false;
    }
    let barriers = span::placeholders(text);
    let mut around: Vec<Range<usize>> = vec![];
    for placeholder in barriers.iter().filter(|placeholder| placeholder.number > 9) {
        let start = placeholder.range.start.saturating_sub(REACH);
        let end = (placeholder.range.end + REACH).min(text.len());
        match around.last_mut().filter(|last| start <= last.end) {
            Some(last) => last.end = end,
            None => around.push(start..end),
        }
    }
    let mut candidates = find::candidates(text, &barriers, Part::Around(&around));
    kept.spare(text, &mut candidates);
    !find::settle(text, &barriers, candidates).is_empty()
}

fn numbered(drafts: &[Draft]) -> Vec<(String, Vec<Written>)> {
    let mut next: BTreeMap<PiiType, u32> = BTreeMap::new();
    for placeholder in drafts.iter().flat_map(|draft| span::placeholders(&draft.raw)) {
        let highest = next.entry(placeholder.kind).or_default();
        *highest = (*highest).max(placeholder.number);
    }
    let persons = Persons::new(drafts.iter().flat_map(Draft::values));
    let mut numbers: BTreeMap<(PiiType, String), u32> = BTreeMap::new();
    drafts
        .iter()
        .map(|draft| {
            let (text, lengths) = draft.rendered(|gone| {
                let key = value::key(gone.kind, &draft.raw[gone.range.clone()]);
                let key = if gone.kind == PiiType::Person {
                    persons.whole(key)
                } else {
                    key
                };
                *numbers.entry((gone.kind, key)).or_insert_with(|| {
                    let highest = next.entry(gone.kind).or_default();
                    // A number beyond nine digits would be no placeholder; such texts share the last one.
                    *highest = (*highest + 1).min(999_999_999);
                    *highest
                })
            });
            let mut raw_points = CodePoints::new(&draft.raw);
            let mut shift = 0_isize;
            let places = draft.gone.iter().zip(lengths).map(|(gone, length)| {
                let (start, end) = (raw_points.at(gone.range.start), raw_points.at(gone.range.end));
                let placed = start.saturating_add_signed(shift);
                shift += length as isize - (end - start) as isize;
                Written {
                    place: (start, end, placed, placed + length),
                    kind: gone.kind,
                    rule: gone.rule,
                    confidence: gone.confidence,
                }
            });
            let places = places.collect();
            (text, places)
        })
        .collect()
}

/// Which full name a part of a name stands for.
struct Persons<'value> {
    /// Part, in lower case, to the first full name that has it.
    parts: BTreeMap<String, String>,
    /// Part, name, full name.
    named: Vec<(&'value str, &'value str, String)>,
    /// The same as `parts` for how else they may be written. What is the name of one is not taken for another's in a different case.
    others: std::cell::OnceCell<BTreeMap<String, String>>,
}

impl<'value> Persons<'value> {
    fn new(found: impl Iterator<Item = (PiiType, &'value str)>) -> Self {
        let mut parts = BTreeMap::new();
        let mut named = vec![];
        for (_, name) in found.filter(|(kind, _)| *kind == PiiType::Person) {
            let whole = value::key(PiiType::Person, name);
            if whole.contains(' ') {
                for part in value::name_parts(name) {
                    parts.entry(part.to_lowercase()).or_insert_with(|| whole.clone());
                    named.push((part, name, whole.clone()));
                }
            }
        }
        Self {
            parts,
            named,
            others: std::cell::OnceCell::new(),
        }
    }

    /// The full name that a part stands for. Other spellings are made only once a part is none of the names.
    fn of(&self, part: &str) -> Option<&String> {
        let other = || {
            let others = self.others.get_or_init(|| {
                let mut others = BTreeMap::new();
                for (part, name, whole) in &self.named {
                    for form in value::spellings(part, name, &|_| true) {
                        others.entry(form.to_lowercase()).or_insert_with(|| whole.clone());
                    }
                }
                others
            });
            others.get(part)
        };
        self.parts.get(part).or_else(other)
    }

    fn whole(&self, key: String) -> String {
        if key.contains(' ') {
            // "Ольге Смирновой" is who "Ольга Смирнова" is, if each part says so.
            let mut wholes = key.split(' ').map(|part| self.of(part));
            let first = wholes.next().flatten();
            first
                .filter(|first| wholes.all(|whole| whole == Some(first)))
                .cloned()
                .unwrap_or(key)
        } else {
            self.of(&key).cloned().unwrap_or(key)
        }
    }
}
