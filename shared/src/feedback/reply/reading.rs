//! Reads a turn: which cues stand where, and what stands around the turn.
//!
//! In: a turn. Out: its cues with their places, and what the replies before and after it say.
//! Whatever follows the verb of a task is the task's content, and its cues are left out. Not here: weighing.

use super::Turn;
use super::cue::{Cued, Hit, Opening, Use, in_word};
use super::fault;
use super::languages::{Languages, languages};
use super::text::{Own, folded};
use crate::feedback::cues::Script;

/// Cues beyond these bytes from the start, and before these from the end, are content.
pub(super) const HEAD: usize = 400;
const TAIL: usize = 250;
/// A turn of so many words says one thing.
const BRIEF: usize = 14;
/// So many words before a colon, none of them a cue, announce what follows.
const ANNOUNCEMENT: usize = 3;
/// A judgement takes so many words: "that was an astonishingly clever answer".
const JUDGEMENT: usize = 9;

/// A turn, read.
pub(super) struct Reading<'a> {
    pub(super) own: &'a Own,
    pub(super) languages: Languages,
    request: &'a str,
    reply: &'a str,
    /// The turn holds a task.
    pub(super) tasks: bool,
    pub(super) hits: Vec<Placed>,
    pub(super) words: usize,
    /// How the replies before and after begin.
    pub(super) before: Opening,
    pub(super) next: Opening,
    /// The reply before ends with a question.
    pub(super) asked: bool,
    /// The turn reports an error.
    pub(super) fault: bool,
}

/// A hit and its place in the turn.
pub(super) struct Placed {
    pub(super) hit: Hit,
    pub(super) clause: usize,
    /// Nothing but fillers stands before it in its clause, or in the turn.
    pub(super) opens_clause: bool,
    pub(super) opens_turn: bool,
    /// Nothing but fillers stands around it in its clause.
    pub(super) alone: bool,
    pub(super) negated: bool,
    /// The same phrase also only nods: "ok, now …".
    pub(super) nods: bool,
    /// A function word or nothing follows, not a noun that it describes.
    pub(super) goes_on: bool,
    /// Nothing follows it in its clause.
    pub(super) closes: bool,
    /// The same phrase may also be a bare "no".
    pub(super) denies: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(turn: &Turn<'a>, own: &'a Own) -> Self {
        let languages = languages(turn);
        let cued = Cued::read(own, languages);
        let mut tasks = tasks(own, &cued);
        if is_letter(own) {
            tasks.push((0, own.text.len()));
        }
        let mut hits = Vec::new();
        for hit in &cued.hits {
            let numbered = is_number(&own.text[hit.end..]);
            if hit.role == Use::Mask || numbered || (hit.start > HEAD && hit.end + TAIL < own.text.len()) {
                continue;
            }
            let Some(clause) = own.clause_at(hit.start) else {
                continue;
            };
            // The task's content; asking for a change of the reply is no task of its own.
            let content = tasks
                .iter()
                .any(|(start, end)| (*start..*end).contains(&hit.start));
            if content && !matches!(hit.role, Use::Refine | Use::Rephrase) {
                continue;
            }
            hits.push(place(own, &cued, *hit, clause, languages));
        }
        let plain = tasks.is_empty() && length(&own.text) <= JUDGEMENT;
        let asked = turn.prev_assistant.trim_end().ends_with(['?', '？', '؟']);
        if !asked
            && tasks.is_empty()
            && length(&own.text) <= BRIEF
            && !own.clauses.iter().any(|clause| clause.question)
            && !cued.asks(0, own.text.len())
        {
            for placed in hits.iter_mut().filter(|placed| placed.hit.role == Use::Correct) {
                placed.opens_clause = true;
            }
            if plain {
                // "Make it amazing" wishes, and judges nothing.
                let wished: Vec<usize> = hits
                    .iter()
                    .filter(|placed| placed.hit.role == Use::Refine)
                    .map(|placed| placed.clause)
                    .collect();
                hits.iter_mut()
                    .filter(|placed| !wished.contains(&placed.clause))
                    .for_each(|placed| judge(own, &cued, placed));
            }
            if !turn.prev_assistant.is_empty() {
                hits.extend(contrast(own, &cued, &hits));
            }
        }
        if plain {
            hits.iter_mut().for_each(|placed| doubt(own, &cued, placed));
        }
        hits.retain(|placed| !matches!(placed.hit.role, Use::Good | Use::Bad | Use::Really));
        if hits.iter().all(|placed| placed.clause > 0)
            && (own
                .clauses
                .first()
                .is_some_and(|first| first.question || cued.asks(first.start, first.end))
                || tasks.first().is_some_and(|task| own.clause_at(task.0) == Some(0)))
        {
            let last = own.clauses.len().saturating_sub(1);
            hits.retain(|placed| !(placed.hit.role == Use::Praise && placed.alone && placed.clause == last));
        }
        Self {
            own,
            languages,
            request: turn.prev_user,
            reply: turn.prev_assistant,
            tasks: !tasks.is_empty(),
            hits,
            words: own
                .text
                .split(|letter| !in_word(letter))
                .filter(|word| !word.is_empty())
                .count(),
            before: Opening::read(turn.prev_assistant),
            next: turn.next_assistant.map_or_else(Opening::default, Opening::read),
            asked,
            fault: fault::reported(turn, own),
        }
    }

    /// The next reply takes a complaint.
    pub(super) fn taken(&self) -> bool {
        (self.next.sorry || self.next.agrees && !self.checks()) && !self.next.refusal
    }

    /// The turn ends by asking whether it is right; "you are right" answers that.
    pub(super) fn checks(&self) -> bool {
        self.own.clauses.last().is_some_and(|clause| clause.question)
    }

    pub(super) fn last_clause(&self) -> usize {
        self.own.clauses.len().saturating_sub(1)
    }

    pub(super) fn short(&self) -> bool {
        // Scripts without spaces count few words; their turns are short by letters.
        self.words <= 8 && self.own.text.len() <= 120
    }

    pub(super) fn asks(&self) -> bool {
        self.own.text.contains(['?', '？', '؟'])
    }

    /// Whether a colon follows the clause of a cue.
    pub(super) fn announces(&self, placed: &Placed) -> bool {
        let end = self.own.clauses[placed.clause].end;
        self.own.text[end..].starts_with(':') && self.own.text[end + 1..].contains(in_word)
    }

    /// Whether the beginning of the reply before holds this word.
    pub(super) fn reply_holds(&self, word: &str) -> bool {
        holds(self.reply, word)
    }

    /// Whether the request before holds this word.
    pub(super) fn request_holds(&self, word: &str) -> bool {
        holds(self.request, word)
    }

    /// Whether the sentence of a cue is a question.
    pub(super) fn question(&self, placed: &Placed) -> bool {
        self.own.clauses[placed.clause].question
    }
}

/// In a short turn, a word that praises or blames is about the reply if it stands alone or something points there.
fn judge(own: &Own, cued: &Cued<'_>, placed: &mut Placed) {
    let clause = own.clauses[placed.clause];
    let about = placed.alone && own.clauses.len() == 1 || cued.points(&placed.hit, clause.start, clause.end);
    if !about || cued.denies(&placed.hit) {
        return;
    }
    match placed.hit.role {
        Use::Good | Use::Accept => {
            placed.hit.role = Use::Praise;
            placed.opens_clause = true;
        }
        Use::Bad | Use::WrongShort => placed.hit.role = Use::Wrong,
        _ => {}
    }
}

/// In a short question that points at the reply, "really" doubts it.
fn doubt(own: &Own, cued: &Cued<'_>, placed: &mut Placed) {
    let clause = own.clauses[placed.clause];
    let asks = clause.question || cued.asks(clause.start, clause.end);
    if placed.hit.role == Use::Really && asks && cued.points(&placed.hit, clause.start, clause.end) {
        placed.hit.role = Use::Doubt;
    }
}

/// "On the 19th, not the 12th": a short turn whose second half denies something puts it right.
fn contrast(own: &Own, cued: &Cued<'_>, hits: &[Placed]) -> Option<Placed> {
    let (index, clause) = own.clauses.iter().enumerate().skip(1).find(|(_, clause)| {
        cued.denial(clause.start, clause.end).is_some()
            && length(&own.text[clause.start..clause.end]) <= BRIEF / 2
    })?;
    let before = own.clauses[index - 1];
    let plain = before.sentence == clause.sentence
        && length(&own.text[before.start..before.end]) >= 1
        && !hits.iter().any(|placed| {
            placed.clause + 1 == index
                || placed.clause == index
                    && placed.hit.role != Use::WrongShort
                    && placed.hit.role != Use::CorrectOpen
        });
    let negation = cued.denial(clause.start, clause.end)?;
    plain.then_some(Placed {
        hit: Hit {
            role: Use::Correct,
            end: clause.end,
            ..*negation
        },
        clause: index,
        opens_clause: true,
        opens_turn: false,
        alone: false,
        negated: false,
        nods: false,
        goes_on: true,
        closes: true,
        denies: false,
    })
}

fn place(own: &Own, cued: &Cued<'_>, hit: Hit, clause: usize, languages: Languages) -> Placed {
    /// Fillers are few and short; looking no further keeps this linear.
    const NEAR: usize = 80;
    let bounds = own.clauses[clause];
    let nothing = |start: usize, end: usize| {
        end.saturating_sub(start) <= NEAR && cued.after_fillers(hit.language, start, end.max(start)) >= end
    };
    let opens_clause = nothing(bounds.start, hit.start);
    let rest = &own.text[hit.end..];
    let next = hit.end
        + rest
            .find(|letter: char| !letter.is_whitespace())
            .unwrap_or(rest.len());
    let word = own.text[next..]
        .split(|letter| !in_word(letter))
        .next()
        .unwrap_or("");
    Placed {
        opens_clause,
        opens_turn: opens_clause && nothing(0, hit.start),
        alone: opens_clause && hit.end <= bounds.end && nothing(hit.end, bounds.end),
        negated: cued.negated(&hit),
        nods: cued.nods(&hit),
        closes: hit.end <= bounds.end && nothing(hit.end, bounds.end),
        denies: cued
            .hits
            .iter()
            .any(|other| other.start == hit.start && other.role == Use::WrongShort),
        goes_on: word.is_empty() || languages.common(word) || cued.filler_at(next, next + word.len()),
        clause,
        hit,
    }
}

/// The stretches of text that belong to a task: from its verb to the end of the sentence, or of the turn where it announces its content.
fn tasks(own: &Own, cued: &Cued<'_>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut reached = 0;
    for (index, clause) in own.clauses.iter().enumerate() {
        if clause.start < reached {
            continue;
        }
        let opened = cued.task(clause.start, clause.end);
        let closed = || {
            cued.ends_with_task(clause.start, clause.end)
                .then_some(clause.start)
        };
        if let Some(start) = opened.or_else(closed) {
            let announces = own.text[clause.end..].starts_with(':');
            let last = own.clauses[index..]
                .iter()
                .take_while(|other| other.sentence == clause.sentence)
                .last();
            reached = if announces {
                own.text.len()
            } else {
                last.map_or(clause.end, |last| last.end)
            };
            found.push((start, reached));
        } else if index == 0
            && own.text[clause.end..].starts_with(": ")
            && length(&own.text[clause.start..clause.end]) >= ANNOUNCEMENT
            && !cued
                .hits
                .iter()
                .any(|hit| (clause.start..clause.end).contains(&hit.start))
        {
            // "A dialogue in which she says: no, I wanted the red one".
            let rest = &own.text[clause.end..];
            reached = clause.end + rest.find("\n\n").unwrap_or(rest.len());
            found.push((clause.end, reached));
        }
    }
    found
}

/// Whether the turn holds a letter to somebody, whose thanks are not for the model.
fn is_letter(own: &Own) -> bool {
    const DEAR: [&str; 14] = [
        "dear ",
        "sehr geehrte",
        "liebe ",
        "lieber ",
        "estimad",
        "querid",
        "cher ",
        "chere ",
        "gentile ",
        "prezad",
        "beste ",
        "szanown",
        "уважаем",
        "шановн",
    ];
    let start = own.text.trim_start();
    let first = start.split('\n').next().unwrap_or("");
    own.text.len() > 160
        && first.len() < 60
        && first.trim_end().ends_with([',', '!'])
        && DEAR.iter().any(|dear| start.starts_with(dear))
}

/// Whether a text begins with a passage that holds this folded word.
fn holds(text: &str, word: &str) -> bool {
    /// Replies are long; what is thrown back was read just now.
    const NEAR: usize = 2_000;
    let end = text
        .char_indices()
        .nth(NEAR)
        .map_or(text.len(), |(place, _)| place);
    folded(&text[..end])
        .split(|letter| !in_word(letter))
        .any(|other| other == word)
}

/// Whether an abbreviation's number follows: "no. 3".
fn is_number(rest: &str) -> bool {
    let number = rest.strip_prefix('.').map(str::trim_start);
    number.is_some_and(|number| number.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// The length of a text in words; letters of scripts without spaces count half.
pub(super) fn length(text: &str) -> usize {
    let letters = text
        .chars()
        .filter(|letter| Script::of(*letter).is_some_and(|script| !script.spaced()));
    let words = text
        .split(|letter| !in_word(letter))
        .filter(|word| !word.is_empty())
        .count();
    words.max(letters.count() / 2)
}
