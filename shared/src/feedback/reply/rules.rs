//! Weighs the cues of a turn by rules.
//!
//! In: a turn, read. Out: for each kind of feedback a weight between 0 and 1, and the words it was read from.
//! Where a phrase stands decides what it means: praise opens or closes a turn, complaints speak to the model,
//! and whatever follows the verb of a task is the task's content.

use super::cue::{Use, in_word};
use super::reading::{HEAD, Placed, Reading, length};
use super::similar::Relation;

/// What a label needs.
pub(super) const ENOUGH: f64 = 0.5;

/// A weight and the bytes of own text it was read from.
pub(super) type Weight = (f64, usize, usize);

/// What the rules think of a turn. Of `wrong` and `correct` at most one is enough.
pub(super) struct Weights {
    pub(super) positive: Weight,
    /// A complaint without, and with what would put it right.
    pub(super) wrong: Weight,
    pub(super) correct: Weight,
    pub(super) doubt: Weight,
    pub(super) rephrase: Weight,
    pub(super) refine: Weight,
}

impl Weights {
    /// In the order of the model's kinds.
    pub(super) fn all(&self) -> [Weight; 6] {
        [
            self.positive,
            self.correct,
            self.wrong,
            self.doubt,
            self.rephrase,
            self.refine,
        ]
    }
}

impl Reading<'_> {
    pub(super) fn weigh(&self, relation: Relation) -> Weights {
        let positive = self.positive();
        let (wrong, correct) = self.complaint();
        let complaint = wrong.0.max(correct.0);
        let doubt = self.doubt(complaint);
        let rephrase = if complaint >= ENOUGH || positive.0 >= ENOUGH && doubt.0 >= ENOUGH {
            (0.0, 0, 0)
        } else {
            self.rephrase(positive.0, relation)
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
            wrong,
            correct,
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

    fn positive(&self) -> Weight {
        let wishes = self.tasks || self.hits.iter().any(|placed| placed.hit.role == Use::Refine);
        let mut positive = self.best(&[Use::Praise, Use::Accept], |placed| {
            if placed.negated || self.question(placed) && !placed.opens_turn {
                return 0.0;
            }
            let edge = placed.clause <= 1 || placed.clause + 1 >= self.last_clause();
            match placed.hit.role {
                Use::Praise if edge && (placed.opens_clause || self.words <= 25) => 0.9,
                Use::Praise if edge => 0.55,
                Use::Accept if placed.nods && self.last_clause() > 0 => 0.0,
                Use::Accept
                    if placed.alone && (placed.clause == 0 || placed.clause == self.last_clause()) =>
                {
                    0.85
                }
                Use::Accept if placed.opens_turn && !placed.nods && placed.goes_on => 0.75,
                // "That came out amazing!", but not "make it cool".
                Use::Accept if placed.closes && !placed.nods && !wishes && self.words <= 7 => 0.6,
                _ => 0.0,
            }
        });
        if self.next.welcome && !self.taken() {
            if positive.0 >= ENOUGH {
                positive.0 += 0.05;
            } else if self.words <= 12 && !self.asks() {
                positive = (0.6, 0, self.own.text.trim_end().len());
            }
        }
        positive
    }

    /// A complaint without, and with what would put it right.
    fn complaint(&self) -> (Weight, Weight) {
        /// The kind that was not chosen stays below what a label needs.
        const OTHER: f64 = 0.45;
        let mut wrong = self.best(&[Use::Wrong, Use::WrongShort], |placed| {
            let edge = placed.clause <= 3 || placed.clause + 2 >= self.last_clause();
            match placed.hit.role {
                _ if placed.negated && !placed.opens_clause => 0.0,
                Use::Wrong if edge && self.words <= 60 => 0.8,
                Use::Wrong if placed.opens_turn => 0.75,
                Use::Wrong if edge && !self.question(placed) => 0.55,
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
                        && !self.question(placed)
                        && self.words <= 14
                        && placed.goes_on =>
                {
                    0.5
                }
                Use::WrongShort if self.short() && placed.alone && !self.question(placed) => 0.5,
                _ => 0.0,
            }
        });
        let negated_praise = self.best(&[Use::Praise, Use::Accept], |placed| {
            if placed.negated && placed.clause <= 1 && !self.question(placed) {
                0.55
            } else {
                0.0
            }
        });
        if negated_praise.0 > wrong.0 {
            wrong = negated_praise;
        }
        if self.fault && wrong.0 < 0.6 {
            wrong = (0.6, 0, self.own.text.trim_end().len().min(HEAD));
        }
        let correct = self.best(&[Use::Correct, Use::CorrectOpen], |placed| {
            let early = placed.clause <= 2;
            match placed.hit.role {
                Use::Correct if early && placed.opens_clause && !self.question(placed) => 0.65,
                Use::Correct if early || self.words <= 40 => {
                    if self.taken() || wrong.0 >= ENOUGH {
                        0.75
                    } else {
                        0.4
                    }
                }
                Use::CorrectOpen if placed.opens_turn && self.words >= 4 && !self.question(placed) => {
                    let base = if self.asked { 0.25 } else { 0.45 };
                    if self.taken() { base + 0.35 } else { base }
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
            matches!(placed.hit.role, Use::Praise | Use::Accept) && !placed.negated && placed.clause <= 1
        });
        let turns = self.best(&[Use::CorrectOpen], |placed| {
            let after = praised.is_some_and(|praise| {
                let beyond = praise.clause < placed.clause && placed.clause <= praise.clause + 2;
                beyond && placed.opens_clause
                    || praise.clause == placed.clause && praise.hit.end < placed.hit.start
            });
            if after && !self.question(placed) {
                0.55
            } else {
                0.0
            }
        });
        let correct = if turns.0 > correct.0 { turns } else { correct };
        let taken = if self.taken() { 0.15 } else { 0.0 };
        let less = |weight: Weight| (weight.0.min(OTHER), weight.1, weight.2);
        let more = |weight: Weight| (weight.0 + taken, weight.1, weight.2);
        if correct.0 >= ENOUGH {
            (less(wrong), more(correct))
        } else if wrong.0 >= ENOUGH {
            if self.tells_more(wrong) {
                (less(wrong), more(wrong))
            } else {
                (more(wrong), correct)
            }
        } else if self.taken()
            && (!self.asks() || self.states())
            && self.words <= 80
            && self.positive().0 < ENOUGH
            && self.doubt(0.0).0 < ENOUGH
        {
            let whole = (0.55, 0, self.own.text.trim_end().len().min(HEAD));
            let blames = self
                .hits
                .iter()
                .any(|placed| placed.opens_turn && matches!(placed.hit.role, Use::Wrong | Use::WrongShort));
            if self.words >= 4 && !blames {
                (wrong, whole)
            } else {
                (whole, correct)
            }
        } else {
            (wrong, correct)
        }
    }

    /// Whether more than the complaint itself is said: other clauses that state something.
    fn tells_more(&self, (_, start, _): Weight) -> bool {
        let Some(complaint) = self.own.clause_at(start) else {
            return false;
        };
        if self.fault {
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

    fn doubt(&self, complaint: f64) -> Weight {
        let doubt = self.best(&[Use::Doubt, Use::DoubtShort], |placed| {
            let edge = placed.clause <= 2 || placed.clause + 1 >= self.last_clause();
            match placed.hit.role {
                // "Is this correct: …" asks about what follows.
                Use::Doubt | Use::DoubtShort if self.announces(placed) => 0.0,
                Use::Doubt if edge && self.words <= 40 => 0.75,
                Use::Doubt if placed.opens_turn => 0.6,
                Use::DoubtShort
                    if placed.alone && self.short() && (placed.opens_turn || self.question(placed)) =>
                {
                    0.6
                }
                // "…, right?"
                Use::DoubtShort
                    if placed.alone
                        && placed.clause > 0
                        && placed.clause == self.last_clause()
                        && self.question(placed)
                        && self.words <= 40 =>
                {
                    0.6
                }
                _ => 0.0,
            }
        });
        if doubt.0 < ENOUGH && complaint < ENOUGH && self.echoes() {
            return (0.6, 0, self.own.text.trim_end().len());
        }
        // Asking why something fails is a complaint, not a doubt.
        if complaint >= ENOUGH && complaint > doubt.0 {
            return (0.0, 0, 0);
        }
        // A question that the next reply apologises for had reason to ask.
        let asked_back =
            !self.states() && self.next.sorry && !self.next.refusal && self.asks() && self.words <= 60;
        // "But isn't …?": an objection in the form of a question.
        let objects = self.best(&[Use::CorrectOpen], |placed| {
            let merely_no = placed.denies && !placed.alone;
            if placed.opens_turn && self.question(placed) && !self.asked && !merely_no && self.words <= 40 {
                if self.taken() || self.next.agrees {
                    0.6
                } else {
                    0.5
                }
            } else {
                0.0
            }
        });
        if doubt.0 >= objects.0.max(if asked_back { 0.55 } else { 0.0 }) {
            doubt
        } else if objects.0 >= ENOUGH {
            objects
        } else {
            (0.55, 0, self.own.text.trim_end().len().min(HEAD))
        }
    }

    /// Whether something is stated beside a question.
    fn states(&self) -> bool {
        self.own
            .clauses
            .iter()
            .any(|clause| !clause.question && length(&self.own.text[clause.start..clause.end]) >= 4)
    }

    /// "A TB test?": a word of the reply, thrown back.
    fn echoes(&self) -> bool {
        let Some(first) = self.own.clauses.first().filter(|first| first.question) else {
            return false;
        };
        let text = &self.own.text[first.start..first.end];
        let words: Vec<&str> = text
            .split(|letter| !in_word(letter))
            .filter(|word| !word.is_empty())
            .collect();
        let content = |word: &str| word.chars().count() >= 3 && !self.languages.common(word);
        let mut echoed = words.iter().filter(|word| content(word)).peekable();
        (1..=3).contains(&words.len())
            && echoed.peek().is_some()
            && echoed.all(|word| self.reply_holds(word) && !self.request_holds(word))
    }

    /// Whether the turn asks for more of the same, as it may any number of times.
    fn goes_on(&self) -> bool {
        const MORE: [&str; 8] = [
            "more", "another", "continue", "next", "other", "proceed", "further", "keep",
        ];
        self.own
            .text
            .split(|letter| !in_word(letter))
            .filter(|word| !word.is_empty())
            .take(6)
            .any(|word| MORE.contains(&word))
    }

    fn rephrase(&self, positive: f64, relation: Relation) -> Weight {
        let said = self.best(&[Use::Rephrase], |placed| {
            if placed.opens_clause && placed.clause <= 1 {
                0.7
            } else {
                0.0
            }
        });
        let whole = |score| (score, 0, self.own.text.trim_end().len());
        let declined = self.before.refusal || self.asked && self.before.sorry;
        // "Continue" said twice is no request repeated.
        let alike = if self.words < 3 && self.own.text.len() < 18 || positive >= ENOUGH {
            (0.0, 0, 0)
        } else {
            match relation {
                _ if self.goes_on() && !declined => (0.0, 0, 0),
                Relation::Same => whole(if self.words >= 4 { 0.8 } else { 0.4 }),
                Relation::Extended => whole(0.6),
                Relation::Reduced => whole(0.5),
                Relation::Alike(alike) if declined && alike >= 0.3 => whole(0.55),
                Relation::OtherSlot if declined => whole(0.5),
                // Asked again after a request that the reply apologises for.
                Relation::Alike(alike) if self.next.sorry && alike >= 0.2 && !self.asks() => whole(0.5),
                Relation::OtherSlot | Relation::Alike(_) => (0.0, 0, 0),
            }
        };
        if said.0 >= alike.0 { said } else { alike }
    }
}
