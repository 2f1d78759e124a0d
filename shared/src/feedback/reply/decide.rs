//! Weighs the cues of a turn.
//!
//! In: a turn. Out: its labels, each with a score of at least one half.
//! Where a phrase stands decides what it means: praise opens or closes a turn, complaints speak to the model,
//! and whatever follows the verb of a task is the task's content.

use super::cue::{self, Hit, Matcher, Use, in_word};
use super::similar::{Relation, relation};
use super::text::{OPAQUE, Own, folded};
use super::{Label, Turn};
use crate::feedback::SignalKind;

/// What a label needs.
const ENOUGH: f64 = 0.5;
/// Own words beyond these bytes from the start, and before these from the end, are content.
const HEAD: usize = 400;
const TAIL: usize = 250;

/// The feedback in a turn, in the order of its kinds.
#[must_use]
pub fn labels(turn: &Turn<'_>) -> Vec<Label> {
    let own = Own::read(turn.user);
    let reading = Reading::new(turn, &own);
    let mut found: Vec<Label> = Vec::new();
    let mut add = |kind, (score, start, end): (f64, usize, usize)| {
        if score >= ENOUGH {
            found.push(Label {
                kind,
                score: f64::min(score, 0.98),
                start: own.raw(start),
                end: own.raw(end).max(own.raw(start)),
            });
        }
    };
    let weights = reading.weigh();
    add(SignalKind::Positive, weights.positive);
    let (kind, complaint) = weights.complaint;
    add(kind, complaint);
    add(SignalKind::Clarification, weights.doubt);
    add(SignalKind::Rephrase, weights.rephrase);
    if [
        weights.positive.0,
        weights.doubt.0,
        complaint.0,
        weights.rephrase.0,
    ]
    .iter()
    .all(|score| *score < ENOUGH)
        || weights.refine.0 > 0.6
    {
        add(SignalKind::Refine, weights.refine);
    }
    found.sort_by_key(|label| label.kind);
    found
}

/// A weight and the bytes of own text it was read from.
type Weight = (f64, usize, usize);

struct Weights {
    positive: Weight,
    complaint: (SignalKind, Weight),
    doubt: Weight,
    rephrase: Weight,
    refine: Weight,
}

/// A turn, read.
struct Reading<'a> {
    turn: &'a Turn<'a>,
    own: &'a Own,
    hits: Vec<Placed>,
    languages: Vec<&'static Matcher>,
    words: usize,
    /// The next reply begins by taking a complaint, or by answering thanks.
    taken: bool,
    thanked: bool,
    /// The reply before declined, or ended with a question.
    refused: bool,
    asked: bool,
}

/// A hit and its place in the turn.
struct Placed {
    hit: Hit,
    clause: usize,
    /// Nothing but fillers stands before it in its clause, or in the turn.
    opens_clause: bool,
    opens_turn: bool,
    /// Nothing but fillers stands around it in its clause.
    alone: bool,
    negated: bool,
}

impl<'a> Reading<'a> {
    fn new(turn: &'a Turn<'a>, own: &'a Own) -> Self {
        let languages = cue::languages(own, turn.prev_user, turn.lang);
        let tasks = tasks(own, &languages);
        let mut hits = Vec::new();
        for hit in cue::hits(own, &languages) {
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
            hits.push(place(own, hit, clause));
        }
        let next = turn.next_assistant.map(opening);
        let before = opening(turn.prev_assistant);
        let begins = |text: &str, pick: fn(&Matcher) -> &Vec<String>, within: usize| {
            let head = &text[..text
                .char_indices()
                .nth(within)
                .map_or(text.len(), |(place, _)| place)];
            cue::every().any(|language| pick(language).iter().any(|phrase| has_word(head, phrase)))
        };
        let refuses = |text: &str| begins(text, |language| &language.refusal, 60);
        Self {
            turn,
            own,
            hits,
            words: own
                .text
                .split(|letter| !in_word(letter))
                .filter(|word| !word.is_empty())
                .count(),
            taken: next
                .as_deref()
                .is_some_and(|text| begins(text, |language| &language.sorry, 40) && !refuses(text)),
            thanked: next
                .as_deref()
                .is_some_and(|text| begins(text, |language| &language.welcome, 30)),
            refused: refuses(&before),
            asked: turn.prev_assistant.trim_end().ends_with(['?', '？', '؟']),
            languages,
        }
    }

    fn weigh(&self) -> Weights {
        let positive = self.positive();
        let complaint = self.complaint();
        let doubt = self.doubt(complaint.1.0);
        let rephrase = if complaint.1.0 >= ENOUGH || positive.0 >= ENOUGH && doubt.0 >= ENOUGH {
            (0.0, 0, 0)
        } else {
            self.rephrase(positive.0)
        };
        let refine = self.best(&[Use::Refine], |placed| {
            if placed.opens_clause && placed.clause < 3 || self.words <= 12 {
                0.65
            } else {
                0.0
            }
        });
        Weights {
            positive,
            complaint,
            doubt,
            rephrase,
            refine,
        }
    }

    /// The heaviest hit of these uses.
    fn best(&self, roles: &[Use], weight: impl Fn(&Placed) -> f64) -> Weight {
        self.hits
            .iter()
            .filter(|placed| roles.contains(&placed.hit.role))
            .map(|placed| (weight(placed), placed.hit.start, placed.hit.end))
            .fold(
                (0.0, 0, 0),
                |best, next| if next.0 > best.0 { next } else { best },
            )
    }

    fn last_clause(&self) -> usize {
        self.own.clauses.len().saturating_sub(1)
    }

    fn short(&self) -> bool {
        // Scripts without spaces count few words; their turns are short by letters.
        self.words <= 8 && self.own.text.len() <= 120
    }

    fn positive(&self) -> Weight {
        let mut positive = self.best(&[Use::Praise, Use::Accept], |placed| {
            if placed.negated || self.own.clauses[placed.clause].question && !placed.opens_turn {
                return 0.0;
            }
            let edge = placed.clause <= 1 || placed.clause + 1 >= self.last_clause();
            match placed.hit.role {
                Use::Praise if edge && (placed.opens_clause || self.words <= 25) => 0.9,
                Use::Praise if edge => 0.55,
                Use::Accept if self.nods(placed) && self.last_clause() > 0 => 0.0,
                Use::Accept
                    if placed.alone && (placed.clause == 0 || placed.clause == self.last_clause()) =>
                {
                    0.85
                }
                Use::Accept if placed.opens_turn && !self.nods(placed) && self.goes_on(placed) => 0.75,
                _ => 0.0,
            }
        });
        if self.thanked && !self.taken {
            if positive.0 >= ENOUGH {
                positive.0 += 0.05;
            } else if self.words <= 12 && !self.own.text.contains(['?', '？']) {
                positive = (0.6, 0, self.own.text.trim_end().len());
            }
        }
        positive
    }

    /// Whether a word only nods and goes on: "ok, now …".
    fn nods(&self, placed: &Placed) -> bool {
        let word = &self.own.text[placed.hit.start..placed.hit.end];
        placed.hit.language.fillers.iter().any(|filler| filler == word)
    }

    /// After an opening word of praise: a function word, not a noun that it describes.
    fn goes_on(&self, placed: &Placed) -> bool {
        let rest = self.own.text[placed.hit.end..].trim_start();
        let next = rest.split(|letter| !in_word(letter)).next().unwrap_or("");
        next.is_empty()
            || self.languages.iter().any(|language| {
                language
                    .common
                    .iter()
                    .chain(&language.fillers)
                    .any(|word| word == next)
            })
    }

    fn complaint(&self) -> (SignalKind, Weight) {
        let question = |placed: &Placed| self.own.clauses[placed.clause].question;
        let mut wrong = self.best(&[Use::Wrong, Use::WrongShort], |placed| {
            let edge = placed.clause <= 3 || placed.clause + 2 >= self.last_clause();
            match placed.hit.role {
                _ if placed.negated && !placed.opens_clause => 0.0,
                Use::Wrong if edge && self.words <= 60 => 0.8,
                Use::Wrong if placed.opens_turn => 0.75,
                Use::Wrong if edge && !question(placed) => 0.55,
                // After a question, "no" answers it.
                Use::WrongShort if placed.alone && placed.opens_turn => {
                    if self.asked {
                        0.3
                    } else {
                        0.6
                    }
                }
                Use::WrongShort
                    if placed.opens_turn
                        && !self.asked
                        && !question(placed)
                        && self.words <= 14
                        && self.goes_on(placed) =>
                {
                    0.5
                }
                Use::WrongShort if self.short() && placed.alone && !question(placed) => 0.5,
                _ => 0.0,
            }
        });
        let negated_praise = self.best(&[Use::Praise, Use::Accept], |placed| {
            if placed.negated && placed.clause <= 1 && !question(placed) {
                0.55
            } else {
                0.0
            }
        });
        if negated_praise.0 > wrong.0 {
            wrong = negated_praise;
        }
        if let Some(report) = self.error_report()
            && report.0 > wrong.0
        {
            wrong = report;
        }
        let correct = self.best(&[Use::Correct, Use::CorrectOpen], |placed| {
            let early = placed.clause <= 2;
            match placed.hit.role {
                Use::Correct if early && placed.opens_clause && !question(placed) => 0.65,
                Use::Correct if early || self.words <= 40 => {
                    if self.taken || wrong.0 >= ENOUGH {
                        0.75
                    } else {
                        0.4
                    }
                }
                Use::CorrectOpen if placed.opens_turn && self.words >= 4 => {
                    let base = if self.asked { 0.25 } else { 0.45 };
                    if self.taken { base + 0.35 } else { base }
                }
                _ => 0.0,
            }
        });
        // An opener together with a statement of what was wanted is a correction.
        let opener = self
            .hits
            .iter()
            .any(|placed| placed.hit.role == Use::CorrectOpen && placed.opens_turn);
        let stated = self.hits.iter().any(|placed| placed.hit.role == Use::Correct);
        let bonus = if opener && stated && !self.asked { 0.2 } else { 0.0 };
        let correct = (
            correct.0 + if correct.0 > 0.0 { bonus } else { 0.0 },
            correct.1,
            correct.2,
        );
        // "Thanks, but …": after praise, a clause that turns against it.
        let praised = self.hits.iter().find(|placed| {
            matches!(placed.hit.role, Use::Praise | Use::Accept) && placed.opens_clause && placed.clause <= 1
        });
        let turns = self.best(&[Use::CorrectOpen], |placed| {
            let after = praised
                .is_some_and(|praise| praise.clause < placed.clause && placed.clause <= praise.clause + 2);
            if after && placed.opens_clause && !question(placed) {
                0.55
            } else {
                0.0
            }
        });
        let correct = if turns.0 > correct.0 { turns } else { correct };
        let taken = if self.taken { 0.15 } else { 0.0 };
        if correct.0 >= ENOUGH {
            (
                SignalKind::AwareCorrection,
                (correct.0 + taken, correct.1, correct.2),
            )
        } else if wrong.0 >= ENOUGH {
            let kind = if self.tells_more(wrong) {
                SignalKind::AwareCorrection
            } else {
                SignalKind::AwareNoCorrection
            };
            (kind, (wrong.0 + taken, wrong.1, wrong.2))
        } else if self.taken && self.positive().0 < ENOUGH && self.doubt(0.0).0 < ENOUGH {
            let asks = self.own.text.contains(['?', '？', '؟']);
            let kind = if self.words >= 6 && !asks {
                SignalKind::AwareCorrection
            } else {
                SignalKind::AwareNoCorrection
            };
            (
                kind,
                (
                    if self.words <= 80 { 0.55 } else { 0.0 },
                    0,
                    self.own.text.trim_end().len().min(HEAD),
                ),
            )
        } else {
            (SignalKind::AwareNoCorrection, wrong)
        }
    }

    /// Whether more than the complaint itself is said: other clauses that state something.
    fn tells_more(&self, (_, start, _): Weight) -> bool {
        let Some(complaint) = self.own.clause_at(start) else {
            return false;
        };
        if self.error_report().is_some() {
            return false;
        }
        self.own.clauses.iter().enumerate().any(|(index, clause)| {
            let text = &self.own.text[clause.start..clause.end];
            let repeats = self.hits.iter().any(|placed| {
                placed.clause == index
                    && matches!(
                        placed.hit.role,
                        Use::Wrong | Use::WrongShort | Use::Doubt | Use::Praise
                    )
            });
            index != complaint && !repeats && !clause.question && length(text) >= 5
        })
    }

    /// An error pasted after the reply that should have avoided it.
    fn error_report(&self) -> Option<Weight> {
        let head = &self.own.text[..self
            .own
            .text
            .char_indices()
            .nth(300)
            .map_or(self.own.text.len(), |(place, _)| place)];
        let code = self.turn.prev_assistant.contains('`')
            || mentions_error(&folded(
                &self.turn.prev_user.chars().take(400).collect::<String>(),
            ));
        let first = head.trim_start().split(['\n', ' ']).next().unwrap_or("");
        let opens = first.trim_end_matches(':').ends_with("error")
            || first.trim_end_matches(':').ends_with("exception")
            || first == "traceback";
        let told = [
            "i get",
            "i got",
            "i'm getting",
            "getting",
            "it says",
            "shows",
            "throws",
            "gives",
            "now",
            "still",
            "terminal",
        ]
        .iter()
        .any(|phrase| has_word(head, phrase));
        let end = head.trim_end().len();
        (code && mentions_error(head) && (opens || told)).then_some((0.6, 0, end))
    }

    fn doubt(&self, complaint: f64) -> Weight {
        let doubt = self.best(&[Use::Doubt, Use::DoubtShort], |placed| {
            let edge = placed.clause <= 2 || placed.clause + 1 >= self.last_clause();
            match placed.hit.role {
                Use::Doubt if edge && self.words <= 40 => 0.75,
                Use::Doubt if placed.opens_turn => 0.6,
                Use::DoubtShort
                    if placed.alone
                        && self.short()
                        && (placed.opens_turn || self.own.clauses[placed.clause].question) =>
                {
                    0.6
                }
                _ => 0.0,
            }
        });
        // Asking why something fails is a complaint, not a doubt.
        if complaint > doubt.0 { (0.0, 0, 0) } else { doubt }
    }

    fn rephrase(&self, positive: f64) -> Weight {
        let said = self.best(&[Use::Rephrase], |placed| {
            if placed.opens_clause && placed.clause <= 1 {
                0.7
            } else {
                0.0
            }
        });
        let whole = |score| (score, 0, self.own.text.trim_end().len());
        // "Continue" said twice is no request repeated.
        let alike = if self.words < 3 && self.own.text.len() < 18 || positive >= ENOUGH {
            (0.0, 0, 0)
        } else {
            match relation(self.turn.prev_user, self.turn.user) {
                Relation::Same => whole(if self.words >= 4 { 0.8 } else { 0.4 }),
                Relation::Extended => whole(0.6),
                Relation::Reduced => whole(0.5),
                Relation::Alike(alike) if self.refused && alike >= 0.3 => whole(0.55),
                Relation::OtherSlot if self.refused => whole(0.5),
                Relation::OtherSlot | Relation::Alike(_) => (0.0, 0, 0),
            }
        };
        if said.0 >= alike.0 { said } else { alike }
    }
}

fn place(own: &Own, hit: Hit, clause: usize) -> Placed {
    /// Fillers are few and short; looking no further keeps this linear.
    const NEAR: usize = 80;
    let bounds = own.clauses[clause];
    let nothing = |start: usize, end: usize| {
        end.saturating_sub(start) <= NEAR
            && !hit
                .language
                .without_fillers(&own.text[start..end])
                .contains(|letter| in_word(letter) || letter == OPAQUE)
    };
    let opens_clause = nothing(bounds.start, hit.start);
    Placed {
        opens_clause,
        opens_turn: opens_clause && nothing(0, hit.start),
        alone: opens_clause && hit.end <= bounds.end && nothing(hit.end, bounds.end),
        negated: hit.language.negated(&own.text, hit.start),
        clause,
        hit,
    }
}

/// The stretches of text that belong to a task: from its verb to the end of the sentence, or of the turn where it announces its content.
fn tasks(own: &Own, languages: &[&'static Matcher]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut reached = 0;
    for (index, clause) in own.clauses.iter().enumerate() {
        if clause.start < reached {
            continue;
        }
        let text = &own.text[clause.start..clause.end];
        let opened = languages.iter().find_map(|language| {
            let rest = language.without_fillers(text);
            language.opens_task(rest).then_some(clause.end - rest.len())
        });
        if let Some(start) = opened {
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
        }
    }
    found
}

/// Whether an abbreviation's number follows: "no. 3".
fn is_number(rest: &str) -> bool {
    let number = rest.strip_prefix('.').map(str::trim_start);
    number.is_some_and(|number| number.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// The first words of a reply, folded.
fn opening(text: &str) -> String {
    folded(&text.chars().take(160).collect::<String>())
}

fn mentions_error(text: &str) -> bool {
    [
        "error",
        "exception",
        "traceback",
        "cannot find",
        "undefined",
        "not found",
        "failed",
        "enoent",
        "no such file",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Whether the text holds the phrase as whole words.
fn has_word(text: &str, phrase: &str) -> bool {
    let phrase = phrase.trim_end_matches('*');
    text.match_indices(phrase).any(|(start, _)| {
        let bounded = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_ascii_alphanumeric());
        bounded(text[..start].chars().next_back()) && bounded(text[start + phrase.len()..].chars().next())
    })
}

/// The length of a text in words; letters of scripts without spaces count half.
fn length(text: &str) -> usize {
    let letters = text
        .chars()
        .filter(|letter| crate::feedback::cues::Script::of(*letter).is_some_and(|script| !script.spaced()));
    let words = text
        .split(|letter| !in_word(letter))
        .filter(|word| !word.is_empty())
        .count();
    words.max(letters.count() / 2)
}
