//! What the tagger takes for a participant's name and what it leaves, by language, each with its reason.

use sha2::{Digest, Sha256};

use super::super::{PiiType, find, scrub_text};
use super::*;

/// Of `names.bin`, as the training script wrote it; it changes with the file, and `README.md` with both.
const DIGEST: &str = "f7439a32a3b1f4db8bc9abdc3a381ff6b7a49dfa1d773af7c24ba5e71119e2c9";

fn persons(text: &str) -> Vec<&str> {
    find(text)
        .into_iter()
        .filter(|finding| finding.kind == PiiType::Person)
        .map(|finding| &text[finding.start..finding.end])
        .collect()
}

#[test]
fn the_file_is_the_one_that_was_measured() {
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(FILE));
    assert_eq!(digest, DIGEST);
    assert!(Table::read(FILE).is_some());
}

#[test]
fn a_broken_file_is_refused_and_not_believed() {
    assert!(Table::read(b"").is_none());
    assert!(Table::read(&FILE[..FILE.len() - 1]).is_none());
    assert!(Table::read(&[FILE, &[0]].concat()).is_none());
    for cut in 0..64 {
        assert!(Table::read(&FILE[..cut]).is_none(), "{cut}");
    }
}

#[test]
fn names_without_a_cue_are_found() {
    for (text, names) in [
        // A given and a family name.
        (
            "Yesterday Harriet Pemberton brought the keys.",
            vec!["Harriet Pemberton"],
        ),
        (
            "Gestern rief Annegret Küster wegen der Heizung an.",
            vec!["Annegret Küster"],
        ),
        (
            "Le bail est signé par Delphine Maréchal.",
            vec!["Delphine Maréchal"],
        ),
        (
            "Ayer vino Graciela Olivares con los papeles.",
            vec!["Graciela Olivares"],
        ),
        (
            "Ieri Fiorella Gambino ha portato le chiavi.",
            vec!["Fiorella Gambino"],
        ),
        (
            "Gisteren belde Maaike Terpstra over de huur.",
            vec!["Maaike Terpstra"],
        ),
        (
            "Ontem Terezinha Peixoto trouxe as chaves.",
            vec!["Terezinha Peixoto"],
        ),
        ("Wczoraj dzwoniła Grażyna Wróblewska.", vec!["Grażyna Wróblewska"]),
        (
            "Вчера Варвара Мельникова принесла ключи.",
            vec!["Варвара Мельникова"],
        ),
        // One given name.
        ("Can Siobhan pick up the parcel?", vec!["Siobhan"]),
        // Particles and initials belong to the name.
        (
            "Attendees: Jan van der Meer, Maria da Conceição Souza",
            vec!["Jan van der Meer", "Maria da Conceição Souza"],
        ),
        (
            "signed for by Douglas P. Hargreaves on Friday",
            vec!["Douglas P. Hargreaves"],
        ),
    ] {
        assert_eq!(persons(text), names, "{text}");
    }
}

#[test]
fn what_only_looks_like_a_name_stays() {
    for (text, why) in [
        (
            "Albert Einstein wrote to Niels Bohr.",
            "people everyone talks about",
        ),
        ("Streść wiersz Adama Mickiewicza.", "the same, declined"),
        ("Перескажи «Войну и мир» Льва Толстого.", "the same, declined"),
        ("Goethes Faust in drei Sätzen", "the same, with a genitive"),
        (
            "Die Katze liegt auf dem Sofa und der Hund im Garten.",
            "German nouns have capitals",
        ),
        ("The Golden Gate Bridge is in San Francisco.", "a place"),
        ("published by Penguin Books in New York", "a publisher"),
        ("Key Takeaways: Data Quality and Machine Learning", "a heading"),
        (
            "Will you mark it? I hope so, said Grace period rules.",
            "names that are words",
        ),
        ("class Joiner(Base): pass", "code"),
        ("names = [\"Ben\", \"Ada\", \"Grace\"]", "values of a program"),
        ("from django.contrib import Admin", "code"),
        ("Dear Sir or Madam, Best Regards", "a greeting without a name"),
        ("प्रकाश और छाया का खेल", "names that are words"),
    ] {
        assert!(persons(text).is_empty(), "{text}: {why}: {:?}", persons(text));
    }
}

#[test]
fn a_stretch_gives_only_names_that_the_whole_text_has() {
    let text = "The boiler was repaired. Then Harriet Pemberton and Douglas Hargreaves came, and Delphine Maréchal left.";
    let table = candidates(text, std::slice::from_ref(&(0..text.len())));
    for start in 0..text.len() {
        for end in [start + 20, start + 60] {
            for one in candidates(text, std::slice::from_ref(&(start..end.min(text.len())))) {
                assert!(
                    table
                        .iter()
                        .any(|whole| whole.start < one.end && one.start < whole.end),
                    "{}",
                    &text[one.start..one.end]
                );
            }
        }
    }
}

#[test]
fn a_second_pass_finds_nothing_more() {
    for text in [
        "From: Harriet Pemberton <hp@posteo.net>\nHi Douglas,\nthe keys are with Delphine Maréchal.\nHarriet",
        "Вчера Варвара Мельникова принесла ключи, а Захар Юдин — нет.",
    ] {
        let (once, found) = scrub_text(text);
        assert!(!found.is_empty());
        assert_eq!(scrub_text(&once).0, once);
    }
}

#[test]
fn initials_sign_a_letter_and_abbreviations_do_not() {
    assert_eq!(persons("See you on Monday.\n– MK"), ["MK"]);
    assert_eq!(persons("Thanks for all.\nBest, J.S."), ["J.S."]);
    for text in ["Ask the team.\n- HR", "a list:\n- OK", "Regards, IT"] {
        assert!(persons(text).is_empty(), "{text}");
    }
}

#[test]
fn names_in_copyright_notices_stay_and_below_them_go() {
    let text = "Copyright (c) 2019 Harriet Pemberton\n\nYesterday Graham Whitlock brought the keys.";
    assert_eq!(persons(text), ["Graham Whitlock"]);
}

#[test]
fn tools_and_words_of_programs_are_no_names() {
    for text in [
        "I bought a wooden hammer and a steel baker.",
        "return cast<Operator>(Val)->isFast();",
        "auto From = Lenny->Val;",
    ] {
        assert!(persons(text).is_empty(), "{text}: {:?}", persons(text));
    }
}
