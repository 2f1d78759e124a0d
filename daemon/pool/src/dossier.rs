//! What a pool knows of one record beside its content: its former versions, what was decided, who voted, what was answered.
//!
//! In: events of one record, with days and the names of reviewers. Out: the dossier after them, or why not. Pure: the store keeps it
//! beside the record, changes it in one transaction with the record, and erases it with the record.
//! The two-person rule is kept here and not in a page: a vote of one reviewer accepts nothing.

use serde::{Deserialize, Serialize};
use shared::api::{self, OutcomeState, Verdict};
use shared::envelope::Envelope;
use shared::record::Judgements;
use shared::time::Day;

/// Former versions whose judgements are kept.
const MOST_FORMER: usize = 50;
/// Decisions about one record; more is a quarrel that belongs elsewhere.
const MOST_RULINGS: usize = 50;
/// The longest reason or answer, in characters.
pub const MOST_LETTERS: usize = 1_000;

/// Everything beside the content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dossier {
    /// Which form of the record is here.
    pub version: u32,
    /// Codes of `intake::notice`.
    pub notices: String,
    pub former: Vec<Former>,
    pub rulings: Vec<Ruling>,
    /// Of reviewers who would accept it without having read it alone.
    pub votes: Vec<Vote>,
    /// A rejection was taken back: the same content may come again.
    pub reopened: bool,
}

/// A version that a newer one has replaced: what was judged about it stays, its text does not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Former {
    pub version: u32,
    pub content_sha256: String,
    pub received_day: Day,
    pub judgements: Judgements,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ruling {
    pub number: u32,
    pub verdict: Verdict,
    /// Of `REASONS`.
    pub code: String,
    pub reason: String,
    /// The reviewers; never told in public.
    pub by: Vec<String>,
    pub day: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<Filed>,
}

/// What the contributor said against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Filed {
    pub text: String,
    pub day: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

/// What the maintainers said to that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub upheld: bool,
    pub text: String,
    pub by: String,
    pub day: Day,
}

/// One reviewer's vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    pub reviewer: String,
    pub day: Day,
}

/// Why records are rejected: codes that do not change, and what a contributor reads.
pub const REASONS: [(&str, &str); 9] = [
    ("personal_data", "It still says who somebody is."),
    ("other_people", "It says private things about other people."),
    ("near_duplicate", "Too many records say nearly the same."),
    ("spam", "It advertises something, or was made to fill the pool."),
    (
        "not_a_conversation",
        "It is no conversation with a model, or too little of one is left.",
    ),
    ("language", "It is in another language than it says."),
    ("harmful", "Publishing it could hurt somebody."),
    ("rights", "It holds text that was not the contributor's to give."),
    ("other", "For another reason, which is said below."),
];
/// The code of every acceptance.
pub const ACCEPTED: &str = "accepted";

/// Why something cannot be added to a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no decision with this number, or a newer one.
    NoSuchDecision,
    /// It was objected to already.
    Again,
    /// Nothing was said against it, or it was answered already.
    NothingToAnswer,
    /// Whoever decided does not judge what is said against it, where somebody else can.
    OwnDecision,
    /// The reason has no known code, or is too long.
    Reason,
    /// There were too many decisions.
    TooMany,
}

impl Refused {
    /// For programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSuchDecision => "no_such_decision",
            Self::Again => "again",
            Self::NothingToAnswer => "nothing_to_answer",
            Self::OwnDecision => "own_decision",
            Self::Reason => "reason",
            Self::TooMany => "too_many_decisions",
        }
    }

    /// For people.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoSuchDecision => "there is no such decision, or a newer one: ask for the record's status",
            Self::Again => "something was said against this decision already",
            Self::NothingToAnswer => "nothing was said against this decision, or it is answered",
            Self::OwnDecision => "another reviewer has to answer what is said against your own decision",
            Self::Reason => "choose a reason of the list, and write at most 1000 characters",
            Self::TooMany => "too much was decided about this record",
        }
    }
}

impl Default for Dossier {
    fn default() -> Self {
        Self {
            version: 1,
            notices: String::new(),
            former: vec![],
            rulings: vec![],
            votes: vec![],
            reopened: false,
        }
    }
}

impl Dossier {
    /// A newer version takes the place of this one: votes were about the former.
    pub fn replace(&mut self, former: &Envelope, received_day: Day, version: u32, notices: String) {
        self.former.push(Former {
            version: self.version,
            content_sha256: former.content_sha256.clone(),
            received_day,
            judgements: former.content.judgements.clone(),
        });
        if self.former.len() > MOST_FORMER {
            self.former.remove(0);
        }
        self.version = version;
        self.notices = notices;
        self.votes.clear();
        self.reopened = false;
    }

    /// As `replace` after a rejection, which erased the content and all that was judged in it.
    pub fn begin_again(&mut self, version: u32, notices: String) {
        self.version = version;
        self.notices = notices;
        self.votes.clear();
        self.reopened = false;
    }

    /// Writes a decision down.
    ///
    /// # Errors
    /// If the reason is none of the list, or too much was decided.
    pub fn rule(
        &mut self,
        verdict: Verdict,
        code: &str,
        reason: &str,
        by: Vec<String>,
        day: &Day,
    ) -> Result<(), Refused> {
        let known = match verdict {
            Verdict::Accepted => code == ACCEPTED,
            Verdict::Rejected => REASONS.iter().any(|(known, _)| *known == code),
        };
        if !known || reason.chars().count() > MOST_LETTERS {
            return Err(Refused::Reason);
        }
        if self.rulings.len() >= MOST_RULINGS {
            return Err(Refused::TooMany);
        }
        let number = self.rulings.last().map_or(1, |last| last.number + 1);
        self.rulings.push(Ruling {
            number,
            verdict,
            code: code.to_owned(),
            reason: reason.to_owned(),
            by,
            day: day.clone(),
            objection: None,
        });
        self.votes.clear();
        if verdict == Verdict::Rejected {
            // What was judged about former versions may quote them.
            self.former.clear();
        }
        Ok(())
    }

    /// Counts a reviewer's vote. Gives the reviewers as soon as two different ones have voted.
    #[must_use]
    pub fn vote(&mut self, reviewer: &str, day: &Day) -> Option<Vec<String>> {
        if !self.votes.iter().any(|vote| vote.reviewer == reviewer) {
            self.votes.push(Vote {
                reviewer: reviewer.to_owned(),
                day: day.clone(),
            });
        }
        (self.votes.len() >= 2).then(|| self.votes.iter().map(|vote| vote.reviewer.clone()).collect())
    }

    /// Takes in what the contributor says against the latest decision, once.
    ///
    /// # Errors
    /// If it is about another decision, or was said already.
    pub fn object(&mut self, decision: u32, text: &str, day: &Day) -> Result<(), Refused> {
        let latest = self.rulings.last_mut().ok_or(Refused::NoSuchDecision)?;
        if latest.number != decision {
            return Err(Refused::NoSuchDecision);
        }
        match &latest.objection {
            // The same again changes nothing: its answer may have been lost.
            Some(filed) if filed.text == text => Ok(()),
            Some(_) => Err(Refused::Again),
            None => {
                latest.objection = Some(Filed {
                    text: text.to_owned(),
                    day: day.clone(),
                    answer: None,
                });
                Ok(())
            }
        }
    }

    /// Answers an objection; upholding one against a rejection lets the record come again.
    ///
    /// # Errors
    /// If there is nothing to answer, or whoever decided would judge themself while others could.
    pub fn answer(&mut self, decision: u32, answer: Answer, others: bool) -> Result<(), Refused> {
        if answer.text.chars().count() > MOST_LETTERS {
            return Err(Refused::Reason);
        }
        let latest = self.rulings.last_mut().filter(|ruling| ruling.number == decision);
        let latest = latest.ok_or(Refused::NoSuchDecision)?;
        let filed = latest.objection.as_mut().filter(|filed| filed.answer.is_none());
        let filed = filed.ok_or(Refused::NothingToAnswer)?;
        if others && latest.by.contains(&answer.by) {
            return Err(Refused::OwnDecision);
        }
        self.reopened = answer.upheld && latest.verdict == Verdict::Rejected;
        filed.answer = Some(answer);
        Ok(())
    }

    /// Whether the contributor waits for an answer.
    #[must_use]
    pub fn is_waited_for(&self) -> bool {
        let filed = self.rulings.last().and_then(|ruling| ruling.objection.as_ref());
        filed.is_some_and(|filed| filed.answer.is_none())
    }

    /// What is told to whoever asks: no reviewer's name, and nothing of what the contributor said.
    #[must_use]
    pub fn told(&self) -> Vec<api::Decision> {
        let told = |filed: &Filed| api::Outcome {
            state: match &filed.answer {
                None => OutcomeState::Waiting,
                Some(answer) if answer.upheld => OutcomeState::Upheld,
                Some(_) => OutcomeState::Dismissed,
            },
            answer: filed.answer.as_ref().map(|answer| answer.text.clone()),
            day: filed
                .answer
                .as_ref()
                .map_or(&filed.day, |answer| &answer.day)
                .clone(),
        };
        self.rulings
            .iter()
            .map(|ruling| api::Decision {
                number: ruling.number,
                verdict: ruling.verdict,
                code: ruling.code.clone(),
                reason: ruling.reason.clone(),
                day: ruling.day.clone(),
                objection: ruling.objection.as_ref().map(told),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day() -> Day {
        Day::try_from("2026-11-22".to_owned()).unwrap()
    }

    fn answer(by: &str, upheld: bool) -> Answer {
        Answer {
            upheld,
            text: "You are right.".into(),
            by: by.into(),
            day: day(),
        }
    }

    #[test]
    fn an_objection_is_said_once_to_the_latest_decision_and_answered_by_somebody_else() {
        let mut dossier = Dossier::default();
        assert_eq!(dossier.object(1, "why?", &day()), Err(Refused::NoSuchDecision));
        dossier
            .rule(Verdict::Rejected, "spam", "", vec!["ada".into()], &day())
            .unwrap();
        assert_eq!(
            dossier.answer(1, answer("bo", true), true),
            Err(Refused::NothingToAnswer)
        );
        assert_eq!(dossier.object(2, "why?", &day()), Err(Refused::NoSuchDecision));
        dossier.object(1, "It is not.", &day()).unwrap();
        dossier.object(1, "It is not.", &day()).unwrap();
        assert_eq!(dossier.object(1, "Really.", &day()), Err(Refused::Again));
        assert!(dossier.is_waited_for());
        assert_eq!(
            dossier.answer(1, answer("ada", false), true),
            Err(Refused::OwnDecision)
        );
        dossier.answer(1, answer("bo", true), true).unwrap();
        assert!(dossier.reopened && !dossier.is_waited_for());
        assert_eq!(
            dossier.answer(1, answer("bo", false), true),
            Err(Refused::NothingToAnswer)
        );
        let told = dossier.told();
        assert_eq!(told[0].objection.as_ref().unwrap().state, OutcomeState::Upheld);
        let public = serde_json::to_string(&told).unwrap();
        assert!(
            !public.contains("ada") && !public.contains("It is not"),
            "{public}"
        );
    }

    #[test]
    fn a_lone_maintainer_may_answer_and_a_dismissal_opens_nothing() {
        let mut dossier = Dossier::default();
        dossier
            .rule(
                Verdict::Rejected,
                "other",
                "Off topic.",
                vec!["ada".into()],
                &day(),
            )
            .unwrap();
        dossier.object(1, "It is not.", &day()).unwrap();
        dossier.answer(1, answer("ada", false), false).unwrap();
        assert!(!dossier.reopened);
    }

    #[test]
    fn reasons_are_of_the_list_and_bounded() {
        let mut dossier = Dossier::default();
        let mut rule = |verdict, code, reason: &str| dossier.rule(verdict, code, reason, vec![], &day());
        assert_eq!(rule(Verdict::Rejected, "because", ""), Err(Refused::Reason));
        assert_eq!(rule(Verdict::Rejected, "accepted", ""), Err(Refused::Reason));
        assert_eq!(rule(Verdict::Accepted, "spam", ""), Err(Refused::Reason));
        assert_eq!(
            rule(Verdict::Rejected, "spam", &"x".repeat(1_001)),
            Err(Refused::Reason)
        );
        assert!((0..50).all(|_| rule(Verdict::Rejected, "spam", "").is_ok()));
        assert_eq!(rule(Verdict::Rejected, "spam", ""), Err(Refused::TooMany));
    }

    proptest! {
        #[test]
        fn however_often_one_reviewer_votes_it_takes_a_second(votes in prop::collection::vec(0_usize..3, 1..20)) {
            let names = ["ada", "bo", "cleo"];
            let mut dossier = Dossier::default();
            let mut seen = std::collections::BTreeSet::new();
            for vote in votes {
                seen.insert(names[vote]);
                let accepted = dossier.vote(names[vote], &day());
                prop_assert_eq!(accepted.is_some(), seen.len() >= 2);
            }
        }
    }
}
