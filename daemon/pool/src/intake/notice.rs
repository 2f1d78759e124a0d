//! What a reviewer should know of a record before reading it: why it deserves a look.
//!
//! In: a record that was taken. Out: notices, kept with it in quarantine. None of them refuses anything: they order the work.

use shared::conversation::Role;
use shared::record::{Record, Said};
use shared::risk::{self, Level};

use super::language;

/// A reason to look at a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notice {
    Language,
    Recognisable,
    Kept,
    Unseen,
    Contested,
    NoReply,
    Short,
    BadlyRead,
    Credited,
}

/// All of them, in the order of their weight.
pub const ALL: [Notice; 9] = [
    Notice::Recognisable,
    Notice::Kept,
    Notice::Language,
    Notice::Contested,
    Notice::BadlyRead,
    Notice::NoReply,
    Notice::Short,
    Notice::Credited,
    Notice::Unseen,
];

impl Notice {
    /// For programs; does not change.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Recognisable => "recognisable",
            Self::Kept => "kept_values",
            Self::Unseen => "unseen",
            Self::Contested => "contested_labels",
            Self::NoReply => "no_reply",
            Self::Short => "short",
            Self::BadlyRead => "badly_read",
            Self::Credited => "credited",
        }
    }

    /// For people.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Language => "Much of it is in another language than it says.",
            Self::Recognisable => "It tells enough about its writer that somebody might recognise them.",
            Self::Kept => "Its contributor called something not personal that the scrubber had found.",
            Self::Unseen => "Its contributor did not look at it before it was given.",
            Self::Contested => "Its contributor contests labels that detectors gave.",
            Self::NoReply => "It holds no reply of a model.",
            Self::Short => "It has hardly any words.",
            Self::BadlyRead => "The page was not read well: turns may be missing.",
            Self::Credited => "It carries a pseudonym, so its contributor wants to be credited.",
        }
    }

    /// The notice with this code.
    #[must_use]
    pub fn with_code(code: &str) -> Option<Self> {
        ALL.into_iter().find(|notice| notice.code() == code)
    }
}

/// Notices as they are stored: their codes, one after the other.
#[must_use]
pub fn codes(notices: &[Notice]) -> String {
    let codes: Vec<_> = notices.iter().map(|notice| notice.code()).collect();
    codes.join(",")
}

/// Notices as they were stored; what this program does not know is left out.
#[must_use]
pub fn of_codes(codes: &str) -> Vec<Notice> {
    codes.split(',').filter_map(Notice::with_code).collect()
}

/// What there is to say of a record.
#[must_use]
pub fn notices(record: &Record) -> Vec<Notice> {
    ALL.into_iter()
        .filter(|notice| applies(*notice, record))
        .collect()
}

fn applies(notice: Notice, record: &Record) -> bool {
    match notice {
        Notice::Language => language::agreement(record).is_doubtful(),
        Notice::Recognisable => risk::residual(record).level == Level::High,
        Notice::Kept => !record.scrub.kept.is_empty(),
        Notice::Unseen => !record.scrub.reviewed,
        Notice::Contested => {
            let judgements = &record.judgements;
            !judgements.contests.is_empty()
                || judgements.outcomes.iter().any(|one| one.said == Said::Contested)
        }
        Notice::NoReply => {
            let replies = |message: &shared::record::RecordMessage| {
                message.role == Role::Assistant && !message.text.trim().is_empty()
            };
            !record.messages.iter().any(replies)
        }
        Notice::Short => {
            let letters: usize = record
                .messages
                .iter()
                .map(|message| message.text.chars().take(100).count())
                .sum();
            letters < 20
        }
        Notice::BadlyRead => {
            let capture = &record.capture;
            capture.confidence < 0.5 || capture.turns_captured * 4 < capture.turns_seen * 3
        }
        // Told by the envelope, not by the record.
        Notice::Credited => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notice_has_a_code_of_its_own_and_comes_back_from_it() {
        assert_eq!(of_codes(&codes(&ALL)), ALL);
        assert_eq!(of_codes(""), vec![]);
        assert_eq!(
            of_codes("short,unheard_of,language"),
            vec![Notice::Short, Notice::Language]
        );
    }
}
