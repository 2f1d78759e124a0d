//! `pseudonym`: credit at the pool, for those who want it.

use clap::Args;

use super::{Here, say, say_json};
use crate::order::Order;
use crate::pseudonym::{Choice, GIVES_AWAY};

/// Give records under a pseudonym, or again without one
#[derive(Args)]
pub struct Pseudonym {
    /// From now on, sign records with one key for all of them
    #[arg(long, conflicts_with = "off")]
    on: bool,
    /// What to be called
    #[arg(long, value_name = "NAME", requires = "on")]
    name: Option<String>,
    /// From now on, without
    #[arg(long)]
    off: bool,
}

/// # Errors
/// When the name is none, or the store fails.
pub fn run(here: &Here, asked: Pseudonym) -> Result<(), String> {
    let choice = (asked.on || asked.off).then_some(Choice {
        on: asked.on,
        name: asked.name,
    });
    let answer = here.order(Order::Pseudonym { choice })?;
    if here.json {
        say_json(&answer);
        return Ok(());
    }
    say(&match (answer["on"].as_bool(), answer["name"].as_str()) {
        (Some(true), Some(name)) => format!("on, as {name}"),
        (Some(true), None) => "on, without a name".to_owned(),
        _ => "off".to_owned(),
    });
    say(GIVES_AWAY);
    Ok(())
}
