//! `consent`: the terms without a browser.

use clap::Args;
use serde_json::{Value, json};
use shared::consent::{AfterWindow, Licence, Purpose};

use super::{Here, say, say_json};
use crate::order::Order;

#[derive(Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["show", "agree", "withdraw"])))]
pub struct Consent {
    /// Show the terms, and what was agreed to
    #[arg(long)]
    show: bool,
    /// Agree to the current terms
    #[arg(long)]
    agree: bool,
    /// Erase what is held, take back what is donated
    #[arg(long)]
    withdraw: bool,
    /// CC0-1.0, CC-BY-4.0 or research-only,
    /// which is the default
    #[arg(
        long,
        requires = "agree",
        default_value = "research-only",
        hide_default_value = true,
        value_name = "NAME",
        verbatim_doc_comment
    )]
    licence: String,
    /// Of research, train, evaluate, commercial;
    /// research is the default
    #[arg(
        long,
        requires = "agree",
        value_delimiter = ',',
        default_value = "research",
        hide_default_value = true,
        value_name = "A,B",
        verbatim_doc_comment
    )]
    purposes: Vec<String>,
    /// At its end: donate, or wait for approval
    #[arg(long, requires = "agree", value_name = "DO")]
    after_window: Option<String>,
}

/// # Errors
/// When a choice is none, or the store fails.
pub fn run(here: &Here, consent: Consent) -> Result<(), String> {
    if consent.withdraw {
        let answer = here.order(Order::Withdraw)?;
        return done(
            here,
            &answer,
            &format!("withdrawn; {} records taken back", answer["taken_back"]),
        );
    }
    if consent.agree {
        let answer = here.order(Order::Agree {
            terms_id: None,
            licence: choice::<Licence>(&consent.licence, "CC0-1.0, CC-BY-4.0 or research-only")?,
            purposes: consent
                .purposes
                .iter()
                .map(|name| choice::<Purpose>(name, "research, train, evaluate or commercial"))
                .collect::<Result<_, _>>()?,
            language: "en".into(),
            after_window: consent
                .after_window
                .map(|name| choice::<AfterWindow>(&name, "donate or wait"))
                .transpose()?,
        })?;
        let receipt = &answer["consent"];
        let line = format!(
            "agreed to the terms {}: licence {}, purposes {}; at the end of the window: {}",
            receipt["terms_id"], receipt["licence"], receipt["purposes"], answer["after_window"]
        );
        return done(here, &answer, &line.replace('"', ""));
    }
    let answer = here.order(Order::Terms)?;
    let agreed = match answer["consent"].as_object() {
        Some(receipt) => format!("agreed on {}", receipt["day"].as_str().unwrap_or_default()),
        None => "not agreed: agree with `tributary consent --agree`".to_owned(),
    };
    let text = answer["terms"]["text"].as_str().unwrap_or_default().to_owned();
    done(here, &answer, &format!("{}\n{agreed}", text.trim_end()))
}

pub(super) fn choice<T: serde::de::DeserializeOwned>(name: &str, choices: &str) -> Result<T, String> {
    serde_json::from_value(json!(name)).map_err(|_| format!("{name:?} is no choice here: choose {choices}"))
}

fn done(here: &Here, answer: &Value, line: &str) -> Result<(), String> {
    if here.json {
        say_json(answer);
    } else {
        say(line);
    }
    Ok(())
}
