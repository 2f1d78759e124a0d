//! How easily somebody might still recognise the person in a scrubbed record.
//!
//! In: a record. Out: a score with the reasons that make it up, each a count; never a word of the text. It reads what scrubbing
//! leaves on purpose: ages, work, health, family, exact dates, rare names of things, long numbers, links. Two or three of them
//! together often name one person.
//! The weights are judgement, not measurement: the score orders records for the person who reviews them, and says nothing about
//! probabilities. Deliberately not here: any decision; a record with a high score is donated like others when its owner says so.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Serialize;

use crate::conversation::Role;
use crate::record::Record;
use crate::scrub::PiiType;

/// What might give a person away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Kinds of identity that were found and removed: where much was, more may be left.
    Removed,
    /// Redactions that a rule was unsure of.
    Unsure,
    /// Findings the person called not personal.
    Kept,
    Age,
    Work,
    Health,
    Family,
    /// Days, with or without a year.
    Date,
    /// Names of things and places that stand in the person's own messages.
    Name,
    /// Numbers of six digits and more.
    Number,
    Link,
}

/// How loudly to say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Low,
    Some,
    High,
}

/// The residual risk of one record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Risk {
    /// 0–1.
    pub score: f64,
    pub level: Level,
    /// How often each reason applies, heaviest first.
    pub reasons: Vec<(Reason, u32)>,
}

/// What one occurrence weighs, and how many occurrences count.
fn weight(reason: Reason) -> (f64, u32) {
    match reason {
        Reason::Removed => (0.03, 6),
        Reason::Unsure => (0.05, 4),
        Reason::Kept => (0.06, 4),
        Reason::Age => (0.10, 2),
        Reason::Work => (0.12, 3),
        Reason::Health => (0.12, 3),
        Reason::Family => (0.08, 3),
        Reason::Date => (0.05, 4),
        Reason::Name => (0.03, 8),
        Reason::Number => (0.08, 3),
        Reason::Link => (0.06, 3),
    }
}

/// Weighs a record.
#[must_use]
pub fn residual(record: &Record) -> Risk {
    let mut found: Vec<(Reason, u32)> = Vec::new();
    let mut add = |reason: Reason, count: usize| {
        if count > 0 {
            found.push((reason, u32::try_from(count).unwrap_or(u32::MAX)));
        }
    };
    let redactions = || record.messages.iter().flat_map(|message| &message.redactions);
    let identity = |kind: PiiType| !matches!(kind, PiiType::Secret | PiiType::Ip | PiiType::Mac);
    let kinds: BTreeSet<PiiType> = redactions()
        .map(|redaction| redaction.kind)
        .filter(|kind| identity(*kind))
        .collect();
    add(Reason::Removed, kinds.len());
    add(
        Reason::Unsure,
        redactions()
            .filter(|redaction| redaction.confidence < 0.6)
            .count(),
    );
    add(Reason::Kept, record.scrub.kept.len());
    let mut cues = [0usize; 4];
    let (mut dates, mut numbers, mut links) = (0, 0, 0);
    let mut names: BTreeSet<String> = BTreeSet::new();
    for message in record
        .messages
        .iter()
        .filter(|message| message.role == Role::User)
    {
        let text = without_code(&message.text);
        count_cues(&text, &mut cues);
        let (own_dates, own_numbers) = digits(&text);
        dates += own_dates;
        numbers += own_numbers;
        links += text.matches("http://").count() + text.matches("https://").count();
        names.extend(names_in(&text));
    }
    for (reason, count) in [Reason::Age, Reason::Work, Reason::Health, Reason::Family]
        .into_iter()
        .zip(cues)
    {
        add(reason, count);
    }
    add(Reason::Date, dates);
    add(Reason::Name, names.len());
    add(Reason::Number, numbers);
    add(Reason::Link, links);
    let share = |(reason, count): &(Reason, u32)| {
        let (each, most) = weight(*reason);
        1.0 - (1.0 - each).powi(i32::try_from((*count).min(most)).unwrap_or(0))
    };
    let score = 1.0 - found.iter().map(|reason| 1.0 - share(reason)).product::<f64>();
    found.sort_by(|left, right| share(right).total_cmp(&share(left)).then(left.0.cmp(&right.0)));
    Risk {
        score: (score * 100.0).round() / 100.0,
        level: match score {
            score if score < 0.2 => Level::Low,
            score if score < 0.45 => Level::Some,
            _ => Level::High,
        },
        reasons: found,
    }
}

/// Code says little about who wrote it, and is full of numbers and capitals.
fn without_code(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut inside = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// Beginnings of phrases that tell of the writer's own life, in the languages the scrubber knows best.
const CUES: [&[&str]; 4] = [
    &[
        "years old",
        "year old",
        "year-old",
        "y/o",
        "jahre alt",
        "años de edad",
        "tengo años",
        "anos de idade",
        "ans et",
        "âgé de",
        "âgée de",
        "anni e ",
        "ho anni",
        "jaar oud",
        "lat i ",
        "mam lat",
        "лет мне",
        "мне лет",
        "yaşındayım",
        "歳です",
        "岁了",
        "今年",
        "살입니다",
        "साल का",
        "साल की",
        "عمري",
    ],
    &[
        "i work ",
        "my boss",
        "my employer",
        "my company",
        "my job",
        "my colleague",
        "my coworker",
        "my client",
        "my patient",
        "my students",
        "ich arbeite",
        "mein chef",
        "meine chefin",
        "meine firma",
        "mein arbeitgeber",
        "meine kollegin",
        "mein kollege",
        "trabajo en ",
        "mi jefe",
        "mi jefa",
        "mi empresa",
        "je travaille",
        "mon patron",
        "mon employeur",
        "mon entreprise",
        "lavoro in ",
        "lavoro per ",
        "il mio capo",
        "trabalho na ",
        "trabalho no ",
        "meu chefe",
        "ik werk ",
        "mijn baas",
        "pracuję",
        "mój szef",
        "я работаю",
        "мой начальник",
        "çalışıyorum",
        "patronum",
        "我在公司",
        "我的老板",
        "我们公司",
        "私の会社",
        "上司",
        "회사에서",
        "मैं काम",
        "मेरे बॉस",
        "أعمل في",
        "مديري",
    ],
    &[
        "diagnosed",
        "my doctor",
        "my therapist",
        "my medication",
        "pregnan",
        "depress",
        "cancer",
        "hiv",
        "diagnostiziert",
        "mein arzt",
        "meine ärztin",
        "schwanger",
        "krebs",
        "diagnosticaron",
        "mi médico",
        "embarazad",
        "mon médecin",
        "enceinte",
        "diagnostiqué",
        "il mio medico",
        "incinta",
        "meu médico",
        "grávida",
        "mijn arts",
        "zwanger",
        "mój lekarz",
        "w ciąży",
        "мой врач",
        "беременн",
        "диагноз",
        "doktorum",
        "hamile",
        "医生",
        "怀孕",
        "診断",
        "妊娠",
        "진단",
        "임신",
        "डॉक्टर",
        "गर्भवती",
        "طبيبي",
        "حامل",
    ],
    &[
        "my wife",
        "my husband",
        "my son",
        "my daughter",
        "my mother",
        "my father",
        "my mom",
        "my dad",
        "my brother",
        "my sister",
        "my girlfriend",
        "my boyfriend",
        "my partner",
        "meine frau",
        "mein mann",
        "mein sohn",
        "meine tochter",
        "meine mutter",
        "mein vater",
        "mi esposa",
        "mi marido",
        "mi hijo",
        "mi hija",
        "mi madre",
        "mi padre",
        "ma femme",
        "mon mari",
        "mon fils",
        "ma fille",
        "ma mère",
        "mon père",
        "mia moglie",
        "mio marito",
        "mio figlio",
        "mia figlia",
        "minha esposa",
        "meu marido",
        "meu filho",
        "minha filha",
        "mijn vrouw",
        "mijn man",
        "mijn zoon",
        "mijn dochter",
        "moja żona",
        "mój mąż",
        "mój syn",
        "moja córka",
        "моя жена",
        "мой муж",
        "мой сын",
        "моя дочь",
        "eşim",
        "oğlum",
        "kızım",
        "我妻子",
        "我丈夫",
        "我儿子",
        "我女儿",
        "我老公",
        "我老婆",
        "妻が",
        "夫が",
        "息子",
        "娘が",
        "아내",
        "남편",
        "아들",
        "मेरी पत्नी",
        "मेरे पति",
        "मेरा बेटा",
        "मेरी बेटी",
        "زوجتي",
        "زوجي",
        "ابني",
        "ابنتي",
    ],
];

fn count_cues(text: &str, counts: &mut [usize; 4]) {
    static CUE: OnceLock<(AhoCorasick, Vec<usize>)> = OnceLock::new();
    let (cues, groups) = CUE.get_or_init(|| {
        let of = |group: usize| CUES[group].iter().map(move |cue| (*cue, group));
        let (phrases, groups): (Vec<&str>, Vec<usize>) = (0..CUES.len()).flat_map(of).unzip();
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .match_kind(MatchKind::LeftmostLongest)
            .build(phrases)
            .expect("a few hundred short phrases fit");
        (automaton, groups)
    });
    let lower = text.to_lowercase();
    for found in cues.find_iter(&lower) {
        let before = lower[..found.start()].chars().next_back();
        let spaced = lower[found.start()..]
            .chars()
            .next()
            .is_some_and(|first| u32::from(first) < 0x0900);
        if !spaced || before.is_none_or(|before| !before.is_alphanumeric()) {
            counts[groups[found.pattern().as_usize()]] += 1;
        }
    }
}

/// Days and long numbers: `3.11.2026`, `2026-11-03`, `11/03/26`; six digits and more in a row.
fn digits(text: &str) -> (usize, usize) {
    let (mut dates, mut numbers) = (0, 0);
    for token in
        text.split(|letter: char| letter.is_whitespace() || "()[]{}\"'„“,;:!?。、，".contains(letter))
    {
        if token.starts_with("http") {
            continue;
        }
        let token = token.trim_matches(|letter: char| !letter.is_numeric());
        let parts: Vec<&str> = token.split(['.', '/', '-', '年', '月']).collect();
        let all_numbers = |parts: &[&str]| {
            parts
                .iter()
                .all(|part| !part.is_empty() && part.chars().all(char::is_numeric))
        };
        if parts.len() == 3 && all_numbers(&parts) && token.len() <= 16 {
            dates += 1;
        } else if parts
            .iter()
            .any(|part| part.chars().count() >= 6 && part.chars().all(|letter| letter.is_ascii_digit()))
        {
            numbers += 1;
        }
    }
    (dates, numbers)
}

/// Capitalised words inside sentences. A text in which every third word is one is written in German, or shouted: there capitals say
/// nothing.
fn names_in(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let (mut words, mut capitals) = (0usize, 0usize);
    for line in text.lines() {
        let mut starts = true;
        for token in line.split_whitespace() {
            let word = token.trim_matches(|letter: char| !letter.is_alphanumeric());
            let placeholder = token.contains('[') || token.contains(']');
            if word.chars().count() >= 3 && !placeholder {
                words += 1;
                let mut letters = word.chars();
                let capital =
                    letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase);
                if capital && !starts && !word.starts_with("http") {
                    capitals += 1;
                    names.insert(word.to_lowercase());
                }
            }
            starts = token.ends_with(['.', '!', '?', ':', '*', '#', '-', '>']) || (starts && word.is_empty());
        }
    }
    if capitals * 3 > words {
        BTreeSet::new()
    } else {
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Capture, Conversation, Message, MessageId};
    use crate::scrub::scrub;
    use crate::time::Day;

    fn risk(question: &str) -> Risk {
        let message = |id: &str, role, text: &str| Message {
            id: MessageId(id.into()),
            parent_id: None,
            role,
            text: text.into(),
            model: None,
            citations: vec![],
            asides: vec![],
        };
        let conversation = Conversation {
            site: "unknown".into(),
            messages: vec![
                message("q", Role::User, question),
                message(
                    "a",
                    Role::Assistant,
                    "My wife, diagnosed on 3.11.2026, works in Ulm.",
                ),
            ],
            branch: vec![],
            gestures: vec![],
            capture: Capture {
                turns_seen: 2,
                turns_captured: 2,
                confidence: 1.0,
                method: "generic@1".into(),
            },
            day: None,
        };
        let day = Day::try_from("2026-11-22".to_owned()).unwrap();
        residual(&Record::new(scrub(conversation), vec![], &day))
    }

    #[test]
    fn a_question_about_the_world_says_nothing_about_the_person() {
        for text in [
            "How do I reverse a list in Python?",
            "Wie funktioniert die Photosynthese in einer Pflanze?",
            "```\nlet id = 12345678; // Ticket in Jira\n```",
            "",
        ] {
            assert_eq!(risk(text).level, Level::Low, "{text}: {:?}", risk(text));
        }
    }

    #[test]
    fn several_small_things_together_are_a_high_risk() {
        let told = risk(
            "I am 34 years old, I work at the bakery in Tettnang, my wife is pregnant and my son was born on 3.11.2026. \
             My boss at Brotkorb wants me to call customer 44120957.",
        );
        assert_eq!(told.level, Level::High, "{told:?}");
        let reasons: Vec<Reason> = told.reasons.iter().map(|(reason, _)| *reason).collect();
        for reason in [
            Reason::Age,
            Reason::Work,
            Reason::Health,
            Reason::Family,
            Reason::Name,
        ] {
            assert!(reasons.contains(&reason), "{reason:?} in {told:?}");
        }
        assert!(told.score <= 1.0);
    }

    #[test]
    fn it_is_heard_in_other_languages() {
        for text in [
            "Ich arbeite in einer Klinik und meine Tochter ist schwanger.",
            "Mon mari et ma fille vont chez mon médecin.",
            "Я работаю в школе, моя жена беременна.",
            "我妻子怀孕了，我的老板不知道。",
            "زوجتي حامل وأنا أعمل في مدرسة",
        ] {
            assert!(risk(text).level >= Level::Some, "{text}: {:?}", risk(text));
        }
    }

    #[test]
    fn more_said_is_never_less_risk() {
        let less = risk("My boss is strict.");
        let more = risk("My boss is strict. My wife is pregnant.");
        assert!(more.score > less.score);
    }
}
