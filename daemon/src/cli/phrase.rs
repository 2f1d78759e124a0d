//! `phrase`: shows the recovery phrase, or restores from it.
//!
//! The words come from standard input, never as arguments: those stand in the list of processes and in the shell's history.

use std::io::{IsTerminal, Read};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Here, say, say_json};
use crate::companion::Companion;
use crate::order::{self, Order};
use crate::pool_client::PoolClient;
use crate::{restore, socket};

/// Show the recovery phrase, or restore from it
///
/// Without an option, prints 24 words. Write them down on paper: whoever has
/// them can take back every record that was donated from here.
///
/// After this computer was lost, on a new one where nothing is held yet:
///
///   1. tributary phrase --restore --pool URL   and write the 24 words
///   2. tributary list                          what the pool has, without text
///   3. tributary retract --all                 delivered by `tributary serve`
///
/// The pool is asked about one record number after the other, until it knows
/// none of 200 in a row. It learns from this which records belong together.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Phrase {
    /// Read 24 words from standard input, and list what was donated with them.
    #[arg(long)]
    restore: bool,
    /// Where the records were donated; without it, the pool that is set here.
    #[arg(long, value_name = "URL", requires = "restore")]
    pool: Option<String>,
}

/// # Errors
/// When the words are no phrase, there are other records here, or the pool does not answer.
pub fn run(here: &Here, phrase: Phrase) -> Result<(), String> {
    if phrase.restore {
        return restore(here, phrase.pool);
    }
    let answer = here.order(Order::Phrase)?;
    if here.json {
        say_json(&answer);
    } else {
        say(answer["phrase"].as_str().unwrap_or_default());
    }
    Ok(())
}

fn restore(here: &Here, pool: Option<String>) -> Result<(), String> {
    if std::io::stdin().is_terminal() {
        say("Write the 24 words, then Enter and Ctrl-D:");
    }
    let mut words = Zeroizing::new(String::new());
    std::io::stdin()
        .take(4_096)
        .read_to_string(&mut words)
        .map_err(|_| "the words are not text: write them with spaces between them".to_owned())?;
    let order = Order::Restore {
        phrase: words.to_string(),
        pool,
    };
    let status = match socket::ask(&here.dir, &order) {
        Some(answer) => {
            answer.map_err(|refused| refused.message)?;
            watch(here)?
        }
        None => search(here, order)?,
    };
    let found = &status["searched"]["found"];
    if here.json {
        say_json(&json!({"found": found, "asked": status["searched"]["asked"]}));
    } else {
        say(&format!(
            "{found} donated records found: see `tributary list`, take them back with `tributary retract --all`"
        ));
    }
    Ok(())
}

/// The running companion searches; out: its status when it is done.
fn watch(here: &Here) -> Result<Value, String> {
    loop {
        let status = here.order(Order::Status)?;
        if !status["search"].is_object() {
            return Ok(status);
        }
        if let Some(error) = status["last_error"].as_str() {
            return Err(format!(
                "{error}; the companion goes on looking, see `tributary status`"
            ));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// No companion runs: this process searches; out: the status when it is done.
fn search(here: &Here, order: Order) -> Result<Value, String> {
    let companion =
        Companion::open(here.dir.clone(), here.world.clone(), None).map_err(|error| error.to_string())?;
    order::perform(&companion, order).map_err(|refused| refused.message)?;
    let (companion, client) = (Arc::new(companion), PoolClient::new()?);
    let searching = async {
        while let Some(wait) = restore::search(&companion, &client)
            .await
            .map_err(|refused| refused.message)?
        {
            if let Some(error) = companion.last_error() {
                return Err(format!(
                    "{error}; `tributary serve` goes on looking, or repeat this"
                ));
            }
            tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
        }
        Ok(())
    };
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?
        .block_on(searching)?;
    order::perform(&companion, Order::Status).map_err(|refused| refused.message)
}
