//! Finds cue phrases in a turn, in the languages it may be written in.
//!
//! In: folded text and a set of languages. Out: hits, longest phrase first where they nest, and the marks around them: fillers,
//! verbs of tasks, negations. Not here: weighing them.
//! One automaton holds the phrases of every language and every use, so that a text is read once; a smaller one those of English alone.
//! They are built on first use.

use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::languages::Languages;
use super::text::{OPAQUE, Own, folded};
use crate::feedback::cues::{ALL, Cues, Script, phrases};

/// What a phrase is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Praise,
    Accept,
    Wrong,
    WrongShort,
    Correct,
    CorrectOpen,
    Doubt,
    DoubtShort,
    Rephrase,
    Refine,
    /// Contains another phrase and means something else.
    Mask,
    /// May stand before what matters.
    Filler,
    /// Opens a task.
    Task,
    Negation,
    /// A reply begins by taking a complaint, by answering thanks, or by declining.
    Sorry,
    Welcome,
    Refusal,
    /// Praises or blames, if something points at the reply.
    Good,
    Bad,
    /// Points at the reply.
    Pointer,
    /// Asks.
    Ask,
    /// Makes a question a doubt.
    Really,
}

impl Use {
    /// Whether it says something about other phrases only.
    fn is_mark(self) -> bool {
        matches!(
            self,
            Self::Filler | Self::Task | Self::Negation | Self::Pointer | Self::Ask
        )
    }

    fn is_of_replies(self) -> bool {
        matches!(self, Self::Sorry | Self::Welcome | Self::Refusal)
    }
}

/// A phrase found in a text, in bytes of that text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) role: Use,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Its place in `ALL`.
    pub(super) language: usize,
}

/// What the phrase lists find in a turn.
pub(super) struct Cued<'a> {
    text: &'a str,
    /// In order, none inside a longer one.
    pub(super) hits: Vec<Hit>,
    /// Fillers, verbs of tasks and negations, by start, longest first.
    marks: Vec<Hit>,
}

/// Languages that may put a negation behind what it denies: "das funktioniert immer noch nicht".
const BEHIND: [&str; 5] = ["de", "nl", "tr", "hi", "bn"];

impl<'a> Cued<'a> {
    /// Every phrase of these languages in a turn. One inside a strictly longer one gives way, whatever the languages:
    /// "no" is not said in "no problem". Of equal ones all stay, as they may have several uses.
    pub(super) fn read(own: &'a Own, languages: Languages) -> Self {
        let (mut hits, mut marks) = (Vec::new(), Vec::new());
        Lexicon::of_turns(languages).scan(&own.text, languages, |hit| {
            if hit.role.is_mark() {
                marks.push(hit);
            } else {
                hits.push(hit);
            }
        });
        let order = |hit: &Hit| (hit.start, std::cmp::Reverse(hit.end));
        marks.sort_by_key(order);
        hits.sort_by_key(order);
        let mut reach = (0, 0);
        hits.retain(|hit| {
            let gives_way = hit.end <= reach.1 && (hit.start, hit.end) != reach;
            if !gives_way {
                reach = (hit.start, hit.end);
            }
            !gives_way
        });
        Self {
            text: &own.text,
            hits,
            marks,
        }
    }

    fn marks_at(&self, place: usize) -> &[Hit] {
        let first = self.marks.partition_point(|mark| mark.start < place);
        let after = self.marks[first..].partition_point(|mark| mark.start == place);
        &self.marks[first..first + after]
    }

    /// Where a stretch of text goes on after the fillers it begins with; its end where nothing else follows.
    pub(super) fn after_fillers(&self, language: usize, mut from: usize, to: usize) -> usize {
        loop {
            let rest = &self.text[from..to];
            let Some(word) = rest.find(|letter: char| in_word(letter) || letter == OPAQUE) else {
                return to;
            };
            from += word;
            let filler = self
                .marks_at(from)
                .iter()
                .find(|mark| mark.role == Use::Filler && mark.language == language && mark.end <= to);
            match filler {
                Some(filler) => from = filler.end,
                None => return from,
            }
        }
    }

    /// Where the content of a task begins, if its verb opens this stretch of text.
    pub(super) fn task(&self, from: usize, to: usize) -> Option<usize> {
        let word = from + self.text[from..to].find(in_word)?;
        let mut seen = 0_u32;
        self.marks_at(word).iter().find_map(|mark| {
            let new = seen & 1 << mark.language == 0;
            seen |= 1 << mark.language;
            if !new {
                return None;
            }
            let start = self.after_fillers(mark.language, word, to);
            self.marks_at(start)
                .iter()
                .any(|mark_here| {
                    mark_here.role == Use::Task && mark_here.language == mark.language && mark_here.end <= to
                })
                .then_some(start)
        })
    }

    /// Whether a stretch of text ends with the verb of a task, in a language that puts it there: "… hakkında şiir yaz".
    pub(super) fn ends_with_task(&self, from: usize, to: usize) -> bool {
        const LAST: [&str; 6] = ["tr", "ja", "ko", "hi", "bn", "fa"];
        /// Room for what is polite: "please", "could you".
        const ROOM: usize = 30;
        let first = self.marks.partition_point(|mark| mark.start + 2 * ROOM < to);
        self.marks[first..]
            .iter()
            .filter(|mark| mark.role == Use::Task && from < mark.start && mark.end <= to)
            .filter(|mark| LAST.contains(&ALL[mark.language].lang))
            .any(|mark| {
                let rest = &self.text[mark.end..to];
                if ALL[mark.language].script.spaced() {
                    rest.split_whitespace().count() <= 1
                } else {
                    rest.chars().count() <= 6
                }
            })
    }

    /// Whether something in this stretch of text points at the reply, beside the hit itself.
    pub(super) fn points(&self, hit: &Hit, from: usize, to: usize) -> bool {
        let first = self.marks.partition_point(|mark| mark.start < from);
        self.marks[first..]
            .iter()
            .take_while(|mark| mark.start < to)
            .any(|mark| {
                mark.role == Use::Pointer
                    && mark.language == hit.language
                    && (mark.end <= hit.start || mark.start >= hit.end)
            })
    }

    /// Whether this stretch of text asks, by its words.
    pub(super) fn asks(&self, from: usize, to: usize) -> bool {
        let first = self.marks.partition_point(|mark| mark.start < from);
        let asks = |mark: &Hit| mark.role == Use::Ask && mark.end <= to;
        self.marks[first..]
            .iter()
            .take_while(|mark| mark.start < to)
            .any(asks)
    }

    /// Whether this very phrase only denies.
    pub(super) fn denies(&self, hit: &Hit) -> bool {
        self.marks_at(hit.start)
            .iter()
            .any(|mark| mark.role == Use::Negation && mark.end == hit.end && mark.language == hit.language)
    }

    /// The negation that opens this stretch of text, or closes it where the verb stands last: "…, Bursa'da değil".
    pub(super) fn denial(&self, from: usize, to: usize) -> Option<&Hit> {
        let word = from + self.text[from..to].find(in_word)?;
        let opens = |mark: &&Hit| mark.role == Use::Negation && mark.end <= to;
        let first = self.marks.partition_point(|mark| mark.start < from);
        let closes = |mark: &&Hit| {
            mark.role == Use::Negation
                && BEHIND.contains(&ALL[mark.language].lang)
                && self.text[mark.end.min(to)..to].trim().is_empty()
        };
        self.marks_at(word).iter().find(opens).or_else(|| {
            let within = self.marks[first..].iter().take_while(|mark| mark.start < to);
            within.filter(|mark| mark.end <= to).find(closes)
        })
    }

    /// Whether this very phrase also only nods.
    pub(super) fn nods(&self, hit: &Hit) -> bool {
        self.marks_at(hit.start)
            .iter()
            .any(|mark| mark.role == Use::Filler && mark.end == hit.end && mark.language == hit.language)
    }

    /// Whether the word here is a filler.
    pub(super) fn filler_at(&self, place: usize, end: usize) -> bool {
        self.marks_at(place)
            .iter()
            .any(|mark| mark.role == Use::Filler && mark.end == end)
    }

    /// Whether a negation stands right before this place, or behind it where the language puts it there: at most two words lie between.
    pub(super) fn negated(&self, hit: &Hit) -> bool {
        /// Nothing further away counts, which keeps this linear.
        const NEAR: usize = 60;
        if BEHIND.contains(&ALL[hit.language].lang) {
            let first = self.marks.partition_point(|mark| mark.start < hit.end);
            let behind = self.marks[first..]
                .iter()
                .take_while(|mark| mark.start <= hit.end + NEAR)
                .filter(|mark| mark.role == Use::Negation && mark.language == hit.language)
                .any(|mark| {
                    let between = &self.text[hit.end..mark.start];
                    !between.contains([',', '.', '\n', '!', '?', '।', OPAQUE])
                        && between.split_whitespace().count() <= 2
                });
            if behind {
                return true;
            }
        }
        let spaced = ALL[hit.language].script.spaced();
        let after = self.marks.partition_point(|mark| mark.start < hit.start);
        self.marks[..after]
            .iter()
            .rev()
            .take_while(|mark| mark.start + NEAR >= hit.start)
            .filter(|mark| {
                mark.role == Use::Negation && mark.language == hit.language && mark.end <= hit.start
            })
            .any(|mark| {
                let between = &self.text[mark.end..hit.start];
                if spaced {
                    !between.contains([',', '.', '\n', '!', '?', OPAQUE])
                        && between.split_whitespace().count() <= 2
                } else {
                    between.is_empty()
                }
            })
    }
}

/// How a reply begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Opening {
    /// It takes a complaint: an apology.
    pub(super) sorry: bool,
    /// It agrees, with the words that praise has for it: "you're right".
    pub(super) agrees: bool,
    /// It answers thanks.
    pub(super) welcome: bool,
    /// It declines.
    pub(super) refusal: bool,
}

impl Opening {
    /// Reads the first words of a reply, in every language.
    pub(super) fn read(reply: &str) -> Self {
        let end = reply
            .char_indices()
            .nth(80)
            .map_or(reply.len(), |(place, _)| place);
        let text = folded(&reply[..end]);
        let within = |letters: usize| {
            text.char_indices()
                .nth(letters)
                .map_or(text.len(), |(place, _)| place)
        };
        let (near, middle, far) = (within(30), within(40), within(64));
        let mut opening = Self::default();
        let (mut taken, mut praised) = (Vec::new(), Vec::new());
        Lexicon::of_openings().scan(&text[..far], Languages::ALL, |hit| match hit.role {
            Use::Sorry => taken.push(hit),
            Use::Praise => praised.push(hit),
            Use::Welcome => opening.welcome |= hit.end <= near,
            Use::Refusal => opening.refusal = true,
            _ => {}
        });
        for hit in taken {
            let agrees = praised
                .iter()
                .any(|other| other.end == hit.end && other.language == hit.language);
            opening.agrees |= agrees && hit.end <= middle;
            opening.sorry |= !agrees && hit.end <= far;
        }
        opening
    }
}

/// The phrases of every language, ready for matching.
struct Lexicon {
    automaton: Option<AhoCorasick>,
    /// What each pattern stands for: `entries[firsts[pattern]..firsts[pattern + 1]]`.
    firsts: Vec<usize>,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    role: Use,
    language: usize,
    /// Any ending may follow.
    stem: bool,
}

impl Lexicon {
    /// The phrases for what a turn says. Most turns are in English alone, and what is small is fast.
    fn of_turns(languages: Languages) -> &'static Self {
        static ENGLISH: OnceLock<Lexicon> = OnceLock::new();
        static EVERY: OnceLock<Lexicon> = OnceLock::new();
        let of_turns = |role: Use| !role.is_of_replies();
        if languages == Languages::ENGLISH {
            ENGLISH.get_or_init(|| Self::new(languages, of_turns))
        } else {
            EVERY.get_or_init(|| Self::new(Languages::ALL, of_turns))
        }
    }

    /// The phrases for how a reply begins.
    fn of_openings() -> &'static Self {
        static OPENINGS: OnceLock<Lexicon> = OnceLock::new();
        OPENINGS.get_or_init(|| Self::new(Languages::ALL, |role| role.is_of_replies() || role == Use::Praise))
    }

    fn new(languages: Languages, wanted: impl Fn(Use) -> bool) -> Self {
        let mut all: Vec<(String, Entry)> = Vec::new();
        for (language, cues) in ALL.iter().enumerate() {
            for (role, list) in lists(cues) {
                if !languages.has(language) || !wanted(role) {
                    continue;
                }
                all.extend(phrases(list).map(|phrase| {
                    let stem = phrase.ends_with('*');
                    (
                        folded(phrase.trim_end_matches('*')),
                        Entry { role, language, stem },
                    )
                }));
            }
        }
        all.sort_by(|one, other| one.0.cmp(&other.0));
        let mut lexicon = Self {
            automaton: None,
            firsts: Vec::new(),
            entries: Vec::with_capacity(all.len()),
        };
        let mut patterns: Vec<&str> = Vec::new();
        for (text, entry) in &all {
            if patterns.last() != Some(&text.as_str()) {
                patterns.push(text);
                lexicon.firsts.push(lexicon.entries.len());
            }
            lexicon.entries.push(*entry);
        }
        lexicon.firsts.push(lexicon.entries.len());
        // Building fails only for far more patterns than phrase lists hold; a test builds them all.
        lexicon.automaton = AhoCorasick::new(patterns).ok();
        lexicon
    }

    /// Hands over every bounded phrase of these languages.
    fn scan(&self, text: &str, languages: Languages, mut found: impl FnMut(Hit)) {
        let Some(automaton) = &self.automaton else {
            return;
        };
        for one in automaton.find_overlapping_iter(text) {
            let pattern = one.pattern().as_usize();
            for entry in &self.entries[self.firsts[pattern]..self.firsts[pattern + 1]] {
                if languages.has(entry.language)
                    && stands_free(
                        ALL[entry.language].script,
                        text,
                        one.start(),
                        one.end(),
                        entry.stem,
                    )
                {
                    found(Hit {
                        role: entry.role,
                        start: one.start(),
                        end: one.end(),
                        language: entry.language,
                    });
                }
            }
        }
    }
}

/// The lists of a language that are matched, and what for.
fn lists(cues: &'static Cues) -> [(Use, &'static str); 22] {
    [
        (Use::Praise, cues.praise),
        (Use::Accept, cues.accept),
        (Use::Wrong, cues.wrong),
        (Use::WrongShort, cues.wrong_short),
        (Use::Correct, cues.correct),
        (Use::CorrectOpen, cues.correct_open),
        (Use::Doubt, cues.doubt),
        (Use::DoubtShort, cues.doubt_short),
        (Use::Rephrase, cues.rephrase),
        (Use::Refine, cues.refine),
        (Use::Mask, cues.masks),
        (Use::Filler, cues.fillers),
        (Use::Task, cues.tasks),
        (Use::Negation, cues.negations),
        (Use::Sorry, cues.sorry),
        (Use::Welcome, cues.welcome),
        (Use::Refusal, cues.refusal),
        (Use::Good, cues.good),
        (Use::Bad, cues.bad),
        (Use::Pointer, cues.pointers),
        (Use::Ask, cues.asks),
        (Use::Really, cues.really),
    ]
}

/// Whether a phrase is bounded as its script wants it.
fn stands_free(script: Script, text: &str, start: usize, end: usize, stem: bool) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    if !script.spaced() {
        // Latin words inside ("error") are bounded all the same.
        let latin = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_alphabetic());
        return !(latin(before) && latin(text[start..].chars().next())
            || latin(after) && latin(text[..end].chars().next_back()));
    }
    let free_before = match before {
        None => true,
        Some(letter) if !in_word(letter) => true,
        // One glued prefix letter ("and", "so", "the").
        Some(letter) => {
            let prefix = match script {
                Script::Arabic => "وفبلک",
                Script::Hebrew => "והשכלב",
                _ => "",
            };
            prefix.contains(letter)
                && text[..start - letter.len_utf8()]
                    .chars()
                    .next_back()
                    .is_none_or(|letter| !in_word(letter))
        }
    };
    free_before && (stem || after.is_none_or(|letter| !in_word(letter)))
}

/// Letters, digits, marks of Indic scripts and apostrophes make words.
pub(super) fn in_word(letter: char) -> bool {
    match letter {
        'a'..='z' | '0'..='9' | 'A'..='Z' | '\'' | '_' => true,
        '\0'..='\u{7f}' => false,
        '\u{900}'..='\u{963}' | '\u{980}'..='\u{9e3}' => true,
        _ => letter.is_alphanumeric(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_builds() {
        for languages in [Languages::ENGLISH, Languages::ALL] {
            assert!(Lexicon::of_turns(languages).automaton.is_some());
        }
        assert!(Lexicon::of_openings().automaton.is_some());
        assert_eq!(Languages::of(&["en"]), Languages::ENGLISH);
        assert!(ALL.len() <= 32, "a set of languages has 32 places");
    }

    #[test]
    fn phrases_match_whole_words_and_longer_phrases_win() {
        for (text, expected) in [
            ("thanksgiving", vec![Use::Mask]),
            ("thanks in advance", vec![Use::Mask]),
            ("thanks", vec![Use::Praise]),
            ("thanksful", vec![]),
        ] {
            let own = Own::read(text);
            let found: Vec<Use> = Cued::read(&own, Languages::of(&["en"]))
                .hits
                .iter()
                .map(|hit| hit.role)
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn replies_open_with_an_apology_an_answer_to_thanks_or_a_refusal() {
        let opening = |sorry, welcome, refusal| Opening {
            sorry,
            welcome,
            refusal,
            agrees: false,
        };
        for (reply, expected) in [
            (
                "I apologize for the confusion. Here is",
                opening(true, false, false),
            ),
            ("You're welcome! Anything else?", opening(false, true, false)),
            ("Entschuldigung, das war falsch.", opening(true, false, false)),
            (
                "Here is the whole list of towers that you asked me for; I apologize for nothing.",
                opening(false, false, false),
            ),
            (
                "You're right, it is 38.",
                Opening {
                    agrees: true,
                    ..Opening::default()
                },
            ),
            ("", opening(false, false, false)),
        ] {
            assert_eq!(Opening::read(reply), expected, "{reply}");
        }
    }
}
