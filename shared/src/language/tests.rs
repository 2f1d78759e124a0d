//! Languages of short messages, and what has none. Invented; figures on many come from `examples/language_jsonl`.

use super::*;

fn clear(text: &str) -> Option<&'static str> {
    Guess::of(text).clear()
}

#[test]
fn short_messages_are_told_apart() {
    for (text, code) in [
        ("how do I get there by train?", "en"),
        ("¿y cómo se hace eso en el horno?", "es"),
        ("e como é que eu faço isso?", "pt"),
        ("explique-moi ça avec un exemple", "fr"),
        ("kannst du mir das bitte erklären", "de"),
        ("kun je me dat uitleggen", "nl"),
        ("perché non funziona più?", "it"),
        ("dlaczego to nie działa", "pl"),
        ("bana bunu bir örnekle açıkla", "tr"),
        ("giải thích cho tôi với", "vi"),
        ("tolong jelaskan cara kerjanya", "id"),
        ("kan du förklara det för mig", "sv"),
        ("kan du forklare hvordan det virker for mig", "da"),
        ("můžeš mi to prosím vysvětlit", "cs"),
        ("как это работает", "ru"),
        ("поясни, будь ласка, як це працює", "uk"),
        ("можеш ли да ми обясниш защо", "bg"),
        ("كيف أكتب هذا بشكل صحيح", "ar"),
        ("این کد چطور کار می‌کند", "fa"),
        ("یہ کیسے کام کرتا ہے", "ur"),
        ("यह कैसे काम करता है", "hi"),
        ("हे कसे काम करते ते सांगा", "mr"),
        ("এটা কীভাবে কাজ করে", "bn"),
        ("איך זה עובד", "he"),
        ("这个怎么用", "zh"),
        ("これはどう使うの", "ja"),
        ("이거 어떻게 써", "ko"),
        ("ใช้ยังไง", "th"),
        ("πώς λειτουργεί αυτό", "el"),
    ] {
        assert_eq!(clear(text), Some(code), "{text}");
    }
}

#[test]
fn what_is_not_clear_has_no_language() {
    for text in [
        "",
        "ok",
        "👍",
        "1234",
        "https://example.com/the/and/of",
        "```\nif the value is not in the list\n```",
        "{\"the\": \"and\"}",
        "yeh kaise kaam karta hai bhai",
        "shu hada ya habibi msh fahem",
        "Bí a bá ṣe ń ṣe oúnjẹ ní ilé",
        "Abooluganda ab'emmamba ababiri",
        "quicksort",
    ] {
        assert_eq!(clear(text), None, "{text}");
    }
}

#[test]
fn the_language_of_the_question_counts_not_that_of_a_term_in_it() {
    for (text, code) in [
        ("什么是 machine learning", "zh"),
        ("объясни, что такое pull request", "ru"),
        ("How do you say \"谢谢\" to a friend in Beijing?", "en"),
        ("`for x in y` bu kod ne işe yarıyor", "tr"),
    ] {
        assert_eq!(clear(text), Some(code), "{text}");
    }
}

#[test]
fn a_short_message_follows_its_conversation_only_where_it_may() {
    let texts = [
        "wie koche ich das?",
        "Du kochst es zehn Minuten.",
        "super",
        "merci beaucoup pour cette réponse",
        "谢谢",
        "12",
    ];
    assert_eq!(
        of_each(texts.into_iter()),
        [Some("de"), Some("de"), Some("de"), Some("fr"), Some("zh"), None]
    );
}

#[test]
fn long_texts_are_read_at_their_beginning_only() {
    let text = "the cat sat on the mat and ".repeat(200_000);
    assert_eq!(clear(&text), Some("en"));
    assert!(prose(&text).len() < 4 * LETTERS);
}

#[test]
fn tables_hold_words_as_texts_are_folded_and_no_language_twice() {
    let mut seen = Vec::new();
    for known in [LATIN, CYRILLIC, ARABIC, DEVANAGARI].into_iter().flatten() {
        assert!(
            known.code.is_empty() || !seen.contains(&known.code),
            "{}",
            known.code
        );
        seen.push(known.code);
        for word in known
            .words
            .split_whitespace()
            .chain(known.endings.split_whitespace())
        {
            assert_eq!(folded(word), word, "{}", known.code);
        }
        for letter in known.letters.chars() {
            assert!(letter.to_lowercase().eq([letter]), "{}: {letter}", known.code);
        }
    }
}
