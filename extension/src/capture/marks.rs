//! Words by which pages name the two sides of a chat, and the short texts they put beside a message.
//!
//! In: one element. Out: which side its attributes speak for; whether a text is a speaker's name or a time.
//! Deliberately not here: any conclusion. Many pages that are no chats say `user`; the detector weighs that.

use shared::conversation::Role;

use crate::capture::mirror::Node;

/// A word for one side in an attribute; `pattern` is the attribute with that word left open.
pub struct Mark {
    pub pattern: String,
    pub role: Role,
    pub weight: f64,
    /// The word means a model and nothing else.
    pub names_model: bool,
}

pub fn attribute_of(pattern: &str) -> &str {
    pattern.split(':').next().unwrap_or_default()
}

pub fn marks(node: &Node) -> Vec<Mark> {
    let mut found = Vec::new();
    let mut read = |name: &str, value: &str, weight: f64| {
        if value.len() > 80 {
            return;
        }
        let words = words(value);
        for (at, word) in words.iter().enumerate() {
            let Some((role, strong)) = side(word) else {
                continue;
            };
            let mut pattern = words.clone();
            "*".clone_into(&mut pattern[at]);
            let weight = if strong { weight } else { 1.0 };
            found.push(Mark {
                pattern: format!("{name}:{}", pattern.join("-")),
                role,
                weight,
                names_model: role == Role::Assistant && is_model_word(word),
            });
        }
    };
    for class in node.classes() {
        read("class", class, 2.0);
    }
    for (name, value) in &node.attributes {
        if name.starts_with("data-") {
            read(name, value, 3.0);
        } else if name == "aria-label" {
            let name = value.split(':').next().unwrap_or_default();
            let start = name.split_whitespace().take(4).collect::<Vec<_>>().join(" ");
            read("aria-label", &start, 2.0);
        }
    }
    if node.tag.contains('-') {
        read("tag", &node.tag, 2.0);
    }
    found
}

/// Which side a word speaks for, and whether it can only mean a person and a model.
pub fn side(word: &str) -> Option<(Role, bool)> {
    Some(match word {
        "user" | "human" | "you" => (Role::User, true),
        "prompt" | "query" | "question" | "me" | "self" | "own" | "mine" | "sent" | "outgoing" | "right"
        | "customer" | "visitor" | "client" | "request" => (Role::User, false),
        "bot" | "ai" | "model" => (Role::Assistant, true),
        word if is_model_word(word) => (Role::Assistant, true),
        "answer" | "agent" | "response" | "reply" | "received" | "incoming" | "left" | "other" | "them"
        | "system" | "server" => (Role::Assistant, false),
        _ => return None,
    })
}

/// Words that are not used of people or of other programs.
fn is_model_word(word: &str) -> bool {
    matches!(
        word,
        "assistant" | "chatbot" | "gpt" | "chatgpt" | "llm" | "claude" | "gemini" | "copilot"
    )
}

/// The words of an attribute: `q-message-sent`, `userMessage` and `user_message` alike.
pub fn words(value: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut lower_before = false;
    for character in value.chars() {
        if (!character.is_alphanumeric() || (character.is_uppercase() && lower_before)) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
        lower_before = character.is_lowercase();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

pub fn is_label(text: &str) -> bool {
    let lower = text.trim_end_matches(':').to_lowercase();
    if version_of(text).is_some() {
        return true;
    }
    is_model_name(&lower)
        || matches!(lower.as_str(), "you" | "me" | "user" | "human" | "you said")
        || is_time(&lower)
}

/// Whether a label speaks of the reader: `You`, `Sie (14:03)`. A hint in some languages; nothing depends on it alone.
pub fn is_reader(text: &str) -> bool {
    let first = text
        .split(|character: char| !character.is_alphanumeric())
        .find(|word| !word.is_empty())
        .unwrap_or_default()
        .to_lowercase();
    READER.contains(&first.as_str())
}

/// Words for the reader, and for oneself.
const READER: &[&str] = &[
    "you",
    "me",
    "user",
    "human",
    "myself",
    "du",
    "sie",
    "ich",
    "vous",
    "toi",
    "moi",
    "tu",
    "tú",
    "usted",
    "yo",
    "você",
    "eu",
    "voi",
    "io",
    "jij",
    "u",
    "ik",
    "ty",
    "ja",
    "вы",
    "ты",
    "я",
    "ви",
    "siz",
    "sen",
    "ben",
    "sinä",
    "minä",
    "dig",
    "jag",
    "jeg",
    "εσείς",
    "εγώ",
    "אני",
    "אתה",
    "את",
    "أنت",
    "أنا",
    "شما",
    "من",
    "आप",
    "मैं",
    "আপনি",
    "คุณ",
    "bạn",
    "anda",
    "saya",
    "kamu",
    "あなた",
    "私",
    "自分",
    "你",
    "您",
    "我",
    "나",
    "당신",
    "사용자",
    "用户",
    "使用者",
];

/// `2 / 3`: which of how many versions of a message the page shows.
pub fn version_of(text: &str) -> Option<(u32, u32)> {
    let (one, all) = text.split_once('/')?;
    let (one, all) = (one.trim().parse().ok()?, all.trim().parse().ok()?);
    (text.len() <= 9 && one >= 1 && one <= all && all <= 99).then_some((one, all))
}

/// Whether a class moves an element to the end of the line, by names that many pages share.
pub fn is_moved_to_the_end(node: &Node) -> bool {
    node.classes().any(|class| {
        matches!(
            class,
            "justify-end"
                | "items-end"
                | "self-end"
                | "place-self-end"
                | "ml-auto"
                | "ms-auto"
                | "flex-row-reverse"
                | "text-right"
                | "text-end"
        )
    })
}

pub fn is_model_name(text: &str) -> bool {
    matches!(
        text.trim_end_matches(':').to_lowercase().as_str(),
        "bot"
            | "assistant"
            | "ai"
            | "ai assistant"
            | "chatbot"
            | "model"
            | "chatgpt"
            | "claude"
            | "gemini"
            | "copilot"
            | "agent"
            | "gpt"
            | "llm"
    )
}

pub fn is_time(text: &str) -> bool {
    text.len() <= 12
        && text.contains(':')
        && text.chars().filter(char::is_ascii_digit).count() >= 3
        && text
            .chars()
            .all(|character| character.is_ascii_digit() || ": apm.".contains(character))
}

pub fn is_named_as_label(node: &Node) -> bool {
    node.tag == "time"
        || node.classes().any(|class| {
            words(class).iter().any(|word| {
                matches!(
                    word.as_str(),
                    "name"
                        | "author"
                        | "sender"
                        | "username"
                        | "timestamp"
                        | "stamp"
                        | "time"
                        | "avatar"
                        | "byline"
                )
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_way_of_writing_names() {
        for name in [
            "q-message-sent",
            "qMessageSent",
            "q_message__sent",
            "Q message: sent",
        ] {
            assert_eq!(words(name), ["q", "message", "sent"], "{name}");
        }
    }

    #[test]
    fn names_and_times_are_labels_and_sentences_are_not() {
        for label in ["You", "Assistant:", "10:32", "9:05 PM", "ChatGPT"] {
            assert!(is_label(label), "{label}");
        }
        for text in ["Yes", "You are right.", "1:2", "12", ""] {
            assert!(!is_label(text), "{text}");
        }
    }
}
