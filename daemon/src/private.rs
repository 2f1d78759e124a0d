//! The contributor's own words: what always goes, whatever the rules say.
//!
//! In: words and phrases. Out: the list, and records without them. The list lies sealed in the data directory and leaves it
//! only for paired browsers, which keep it in memory. A changed list is applied to everything that has not left yet;
//! what was taken out does not come back when its word is taken off the list.

use serde_json::{Value, json};
use shared::scrub::{self, MAX_LETTERS, MAX_WORDS, PrivateWords};

use crate::companion::Companion;
use crate::refused::{Kind, Refused};
use crate::store::{StoreError, View};

pub(crate) const NAME: &str = "private words";

/// The list as it was written.
///
/// # Errors
/// When the store fails.
pub fn list(view: &View<'_>) -> Result<Vec<String>, StoreError> {
    let Some(sealed) = view.sealed(NAME)? else {
        return Ok(vec![]);
    };
    serde_json::from_slice(&sealed)
        .map_err(|_| StoreError::Unusable("the list of private words cannot be read".into()))
}

/// The list, ready to be looked for.
///
/// # Errors
/// When the store fails.
pub fn words(view: &View<'_>) -> Result<PrivateWords, StoreError> {
    let list = list(view)?;
    Ok(PrivateWords::new(list.iter().map(String::as_str)))
}

/// Shows the list, or puts another in its place and takes its words out of everything that has not left.
///
/// # Errors
/// When a word cannot be one, or the store fails.
pub fn perform(companion: &Companion, new: Option<Vec<String>>) -> Result<Value, Refused> {
    let Some(new) = new else {
        return Ok(json!({"words": companion.store.read(list)?}));
    };
    let new = checked(new)?;
    let private = PrivateWords::new(new.iter().map(String::as_str));
    let wall = companion.world.now();
    let shown = new.clone();
    let redacted = companion.change("keep private words", move |tx| {
        let plain = serde_json::to_vec(&new).expect("a list of strings is JSON");
        tx.keep_sealed(NAME, &plain)?;
        let mut redacted = 0u64;
        for mut row in tx.records(None, None, usize::MAX)? {
            if !row.hold.state.is_open() {
                continue;
            }
            let Some(mut body) = tx.body(&row.id)? else {
                continue;
            };
            if scrub::rescrub_with(&mut body.record, &private) > 0 {
                row.updated = wall;
                tx.keep_row(&row)?;
                tx.keep_body(&row.id, &body)?;
                tx.note(&row.id, "edited", wall)?;
                redacted += 1;
            }
        }
        Ok(redacted)
    })?;
    Ok(json!({"words": shown, "redacted": redacted}))
}

/// Trimmed, each once, in the order in which they were written.
fn checked(words: Vec<String>) -> Result<Vec<String>, Refused> {
    let mut checked: Vec<String> = vec![];
    for word in words {
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        let letters = word.chars().filter(|letter| letter.is_alphanumeric()).count();
        if letters < 2 {
            return Err(Refused::new(
                Kind::Invalid,
                "word_too_short",
                "a private word has at least two letters or digits",
            ));
        }
        if word.chars().count() > MAX_LETTERS {
            return Err(Refused::new(
                Kind::Invalid,
                "word_too_long",
                format!("a private word or phrase has at most {MAX_LETTERS} characters"),
            ));
        }
        if !checked.contains(&word) {
            checked.push(word);
        }
    }
    if checked.len() > MAX_WORDS {
        return Err(Refused::new(
            Kind::Invalid,
            "too_many_words",
            format!("the list holds at most {MAX_WORDS} words and phrases"),
        ));
    }
    Ok(checked)
}
