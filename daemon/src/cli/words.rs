//! `words`: the list of words that always go.

use clap::Args;

use super::{Here, say, say_json};
use crate::order::Order;

/// Show or change the private words, which are always taken out
#[derive(Args)]
pub struct Words {
    /// Take this out, now and from now on
    #[arg(long, value_name = "WORD")]
    add: Vec<String>,
    /// Stop looking for this; what is out stays out
    #[arg(long, value_name = "WORD")]
    remove: Vec<String>,
}

/// # Errors
/// When a word cannot be one, or the store fails.
pub fn run(here: &Here, words: Words) -> Result<(), String> {
    let mut answer = here.order(Order::Words { words: None })?;
    if !(words.add.is_empty() && words.remove.is_empty()) {
        let mut list: Vec<String> = answer["words"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|word| word.as_str().map(str::to_owned))
            .filter(|word| !words.remove.contains(word))
            .collect();
        list.extend(words.add);
        answer = here.order(Order::Words { words: Some(list) })?;
    }
    if here.json {
        say_json(&answer);
        return Ok(());
    }
    for word in answer["words"].as_array().into_iter().flatten() {
        say(word.as_str().unwrap_or_default());
    }
    if let Some(redacted) = answer["redacted"].as_u64().filter(|redacted| *redacted > 0) {
        say(&format!("taken out of {redacted} records that wait here"));
    }
    Ok(())
}
