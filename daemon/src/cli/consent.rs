//! `consent`: the terms without a browser.

use clap::Args;
use serde_json::{Value, json};
use shared::consent::{AfterWindow, Licence, Purpose};

use super::{Here, say, say_json};
use crate::order::Order;

#[derive(Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["show", "agree", "withdraw"])))]
pub struct Consent {
    /// Show the terms, and what was agreed to.
    #[arg(long)]
    show: bool,
    /// Agree to the current terms.
    #[arg(long)]
    agree: bool,
    /// Withdraw: what is held is erased, what was donated is taken back.
    #[arg(long)]
    withdraw: bool,
    /// On which terms records are released: CC0-1.0, CC-BY-4.0, research-only.
    #[arg(long, requires = "agree", default_value = "research-only")]
    licence: String,
    /// What records may be used for: research, train, evaluate, commercial.
    #[arg(long, requires = "agree", value_delimiter = ',', default_value = "research")]
    purposes: Vec<String>,
    /// What happens at the end of the window: donate, or wait for approval.
    #[arg(long, requires = "agree")]
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

fn choice<T: serde::de::DeserializeOwned>(name: &str, choices: &str) -> Result<T, String> {
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
