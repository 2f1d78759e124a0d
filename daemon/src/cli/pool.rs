//! `pool`: several pools, each with what was agreed to with it.

use std::io::{BufRead, IsTerminal};

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use shared::consent::{Licence, Purpose};

use super::consent::choice;
use super::{Here, layout, pool_terms, say, say_json};
use crate::deliver::contact;
use crate::order::Order;
use crate::pool_client::{Failure, PoolClient};
use crate::pools::{Add, fingerprint};

/// Give to several pools, each on its own terms
///
/// The first pool is the one that `tributary serve --pool URL` names. At every
/// other, records have keys of their own: no two pools can tell that they have
/// something from the same person, unless its text says so.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Pool {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// List the pools that you give to
    List,
    /// Show a pool's key and terms, and give to it
    Add(AddPool),
    /// Show the terms of pools' own that you agreed to,
    /// also of pools that are gone
    #[command(verbatim_doc_comment)]
    Terms {
        /// Only those of this pool
        url: Option<String>,
    },
    /// Take back what a pool has, and give nothing more
    Withdraw {
        /// Its address
        url: String,
    },
    /// Give nothing more to a pool
    Remove {
        /// Its address
        url: String,
    },
    /// Send records there unless another is chosen
    Default {
        /// Its address
        url: String,
    },
    /// Choose the pool of records that have not left
    Choose(Choose),
}

#[derive(Args)]
struct AddPool {
    /// Its address
    url: String,
    /// Agree to its terms, and do not ask
    #[arg(long)]
    agree: bool,
    /// The language of its terms, where it has its
    /// own in several
    #[arg(long, value_name = "CODE", verbatim_doc_comment)]
    language: Option<String>,
    /// CC0-1.0, CC-BY-4.0 or research-only,
    /// which is the default
    #[arg(
        long,
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
        value_delimiter = ',',
        default_value = "research",
        hide_default_value = true,
        value_name = "A,B",
        verbatim_doc_comment
    )]
    purposes: Vec<String>,
}

#[derive(Args)]
struct Choose {
    /// The pool's address, or `default`
    pool: String,
    /// Which records: ids of `tributary list`
    #[arg(required = true)]
    ids: Vec<String>,
}

/// # Errors
/// Says why not.
pub fn run(here: &Here, pool: Pool) -> Result<(), String> {
    match pool.what {
        What::List => listed(here, &here.order(Order::Pools)?),
        What::Add(add) => add_pool(here, &add),
        What::Terms { url } => pool_terms::agreed_to(here, url.as_deref()),
        What::Withdraw { url } => withdraw(here, url),
        What::Remove { url } => listed(here, &here.order(Order::RemovePool { url })?),
        What::Default { url } => listed(here, &here.order(Order::DefaultPool { url })?),
        What::Choose(choose) => choose_pool(here, choose),
    }
}

fn listed(here: &Here, answer: &Value) -> Result<(), String> {
    if here.json {
        say_json(&answer["pools"]);
        return Ok(());
    }
    let text = |value: &Value| layout::printable(value.as_str().unwrap_or_default());
    for pool in answer["pools"].as_array().into_iter().flatten() {
        let default = if pool["default"] == true {
            "  (default)"
        } else {
            ""
        };
        say(&format!("{}{default}", text(&pool["url"])));
        if pool["name"].is_string() {
            say(&layout::wrapped(&text(&pool["name"]), "    "));
            say(&format!("    key {}", text(&pool["fingerprint"])));
        }
        say(&match pool["consent"]["day"].as_str() {
            _ if pool["paused"] == true => format!(
                "    it has other terms now ({}): nothing goes there until you agree, `tributary pool add {}`",
                text(&pool["terms"]["id"]),
                text(&pool["url"])
            ),
            Some(day) => format!(
                "    agreed on {day}: {}; {} of your records are there",
                text(&pool["consent"]["licence"]),
                pool["records"]
            ),
            None => "    not agreed: nothing goes there".to_owned(),
        });
    }
    Ok(())
}

fn add_pool(here: &Here, add: &AddPool) -> Result<(), String> {
    let url = crate::config::pool_url(&add.url)?;
    let licence = choice::<Licence>(&add.licence, "CC0-1.0, CC-BY-4.0 or research-only")?;
    let purposes = add
        .purposes
        .iter()
        .map(|name| choice::<Purpose>(name, "research, train, evaluate or commercial"))
        .collect::<Result<_, _>>()?;
    // Whoever agreed before reads what has changed in the language that they read then.
    let before = here.order(Order::Agreements)?;
    let before = before["agreements"]
        .as_array()
        .and_then(|all| all.iter().rev().find(|one| one["url"] == *url))
        .and_then(|one| one["receipt"]["language"].as_str());
    let language = add.language.as_deref().or(before).unwrap_or("en");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    let shown = runtime
        .block_on(contact::look(&PoolClient::new()?, &url, language))
        .map_err(|failure| match failure {
            Failure::Later { why, .. } | Failure::Never { why } => why,
        })?;
    let looked = here.order(Order::LookedAt {
        shown: Box::new(shown.clone()),
    })?;
    if !here.json {
        say(&layout::printable(&shown.pool.name));
        say(&format!("key {}", fingerprint(&shown.pool)));
        say("Compare the key with the one that the pool's maintainers publish.");
        pool_terms::show(&shown, &looked);
    }
    if !add.agree && !agreed() {
        return Err("nothing was added: read the terms, and agree with --agree".into());
    }
    let answer = here.order(Order::AddPool {
        add: Box::new(Add {
            shown,
            licence,
            purposes,
            language: "en".into(),
        }),
    })?;
    if here.json {
        say_json(&answer);
    } else {
        say(&format!(
            "{url} added: `tributary pool choose` sends records there"
        ));
    }
    Ok(())
}

fn withdraw(here: &Here, url: String) -> Result<(), String> {
    let answer = here.order(Order::WithdrawPool { url })?;
    if here.json {
        say_json(&answer);
    } else {
        say(&format!(
            "withdrawn: nothing more goes there, {} records are being taken back",
            answer["taken_back"]
        ));
    }
    Ok(())
}

fn agreed() -> bool {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return false;
    }
    say("\nWrite `I agree` to give to this pool on these terms:");
    let mut line = String::new();
    input.lock().read_line(&mut line).is_ok() && line.trim() == "I agree"
}

fn choose_pool(here: &Here, choose: Choose) -> Result<(), String> {
    let url = (choose.pool != "default").then_some(choose.pool);
    let answer = here.order(Order::ChoosePool { ids: choose.ids, url })?;
    let results = answer["results"].as_array().cloned().unwrap_or_default();
    if here.json {
        say_json(&json!(results));
    }
    let mut problems = Vec::new();
    for result in &results {
        if result["ok"] != true {
            problems.push(result["error"]["message"].as_str().unwrap_or_default().to_owned());
        } else if !here.json {
            say(&format!("{}  chosen", result["id"].as_str().unwrap_or_default()));
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("; "))
    }
}
