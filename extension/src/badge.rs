//! What the toolbar icon says about a tab.
//!
//! In: how far capture got. Out: a few characters, a colour, and the keys of the tooltip's sentences. Says nothing on pages that are not
//! captured, so that the badge keeps its meaning:
//!
//! | badge | colour | meaning |
//! |---|---|---|
//! | none | | not switched on, or no conversation on the page |
//! | `II` | grey | paused |
//! | `4` | green | all 4 messages, and no reason for doubt |
//! | `3/4` | amber | some are not sure yet, or something may be wrong or missing: the tooltip says what |
//! | `!` | amber | no conversation was found, and the page is one that cannot be read whole |

use crate::capture::Note;

/// What a tab shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TabState {
    /// Not a site that is switched on, or nothing may be captured at all.
    Off,
    Paused,
    Reading {
        turns_seen: u32,
        turns_captured: u32,
        /// The reader itself says that it may be wrong.
        degraded: bool,
        /// What matters most of what may be wrong.
        note: Option<Note>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    pub text: String,
    pub colour: &'static str,
    /// Key of the tooltip in `messages.json`; it takes the two counts.
    pub title: &'static str,
    /// Key of a further sentence.
    pub note: Option<&'static str>,
}

/// The key of the sentence that says a note.
#[must_use]
pub fn sentence(note: Note) -> &'static str {
    match note {
        Note::TooLarge => "noteTooLarge",
        Note::SiteChanged => "noteSiteChanged",
        Note::SiteUnreadable => "noteSiteUnreadable",
        Note::BeginningMissing => "noteBeginningMissing",
        Note::NeverRests => "noteNeverRests",
        Note::ReadLessOften => "noteReadLessOften",
    }
}

// White text on each of them has a contrast of at least 5 : 1.
const GREEN: &str = "#1b6e53";
const AMBER: &str = "#8a5a00";
const GREY: &str = "#5f6368";

/// The badge of a tab.
#[must_use]
pub fn badge(state: TabState) -> Badge {
    let (text, colour, title) = match state {
        TabState::Off => (String::new(), GREY, "badgeOff"),
        TabState::Paused => ("II".to_owned(), GREY, "badgePaused"),
        TabState::Reading {
            turns_seen: 0,
            note: Some(Note::TooLarge | Note::SiteUnreadable),
            ..
        } => ("!".to_owned(), AMBER, "badgeNothing"),
        TabState::Reading { turns_seen: 0, .. } => (String::new(), GREY, "badgeNothing"),
        TabState::Reading {
            turns_seen,
            turns_captured,
            degraded,
            note,
        } => {
            if turns_captured >= turns_seen && !degraded && note.is_none() {
                (short(turns_captured), GREEN, "badgeAll")
            } else {
                (
                    format!("{}/{}", short(turns_captured), short(turns_seen)),
                    AMBER,
                    "badgeSome",
                )
            }
        }
    };
    let note = match state {
        TabState::Reading { note, .. } if !text.is_empty() => note.map(sentence),
        _ => None,
    };
    Badge {
        text,
        colour,
        title,
        note,
    }
}

/// A badge holds about four characters.
fn short(count: u32) -> String {
    if count > 99 {
        "99".to_owned() + "+"
    } else {
        count.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_badge_tells_complete_from_partial_capture() {
        let noted = |turns_captured, turns_seen, degraded, note| TabState::Reading {
            turns_seen,
            turns_captured,
            degraded,
            note,
        };
        let reading = |captured, seen, degraded| noted(captured, seen, degraded, None);
        for (state, text, colour) in [
            (TabState::Off, "", GREY),
            (TabState::Paused, "II", GREY),
            (reading(0, 0, false), "", GREY),
            (reading(4, 4, false), "4", GREEN),
            (reading(3, 4, false), "3/4", AMBER),
            (reading(4, 4, true), "4/4", AMBER),
            (reading(120, 120, false), "99+", GREEN),
            (noted(4, 4, false, Some(Note::BeginningMissing)), "4/4", AMBER),
            (noted(0, 0, true, Some(Note::TooLarge)), "!", AMBER),
            (noted(0, 0, false, Some(Note::NeverRests)), "", GREY),
        ] {
            let shown = badge(state);
            assert_eq!((shown.text.as_str(), shown.colour), (text, colour), "{state:?}");
        }
    }
}
