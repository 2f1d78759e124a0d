//! `list`, `show`, and what can be done to records: `revoke`, `retract`, `donate`, `approve`, `hold`.

use clap::Args;
use serde_json::{Value, json};

use super::{Here, feedback, layout, say, say_json};
use crate::config;
use crate::order::{Order, Verb};
use crate::proof::Outcome;

#[derive(Args)]
pub struct List {
    /// Only held, approved, ready, queued, donated,
    /// rejected, retracted or revoked ones
    #[arg(long, value_name = "STATE", verbatim_doc_comment)]
    state: Option<String>,
    /// Only those with these words in their text
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// Only those of this site
    #[arg(long, value_name = "SITE")]
    site: Option<String>,
    /// Only those with this language: en, de, unknown
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Only those of low, some or high residual risk
    #[arg(long, value_name = "LEVEL")]
    risk: Option<String>,
    /// Only those with this feedback: any, none, rated,
    /// or a kind such as `thumbs_up`
    #[arg(long, value_name = "KIND", verbatim_doc_comment)]
    signal: Option<String>,
    /// newest, oldest, due, changed, longest or risk first
    #[arg(long, value_name = "ORDER")]
    sort: Option<String>,
}

#[derive(Args)]
pub struct Ids {
    /// Which records: ids of `tributary list`
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    ids: Vec<String>,
    /// Every record to which it applies
    #[arg(long)]
    all: bool,
}

#[derive(Args)]
pub struct Hold {
    #[command(flatten)]
    ids: Ids,
    /// How long from now: 12h, 7d; never shorter than now
    #[arg(long = "for", value_name = "DURATION")]
    length: String,
}

/// The state in words: erased here is not yet taken back from the pool.
fn state(record: &Value) -> String {
    let state = text(&record["state"]);
    match record["retraction"].as_str() {
        Some("pending") => format!("{state} here, the pool is still to be told"),
        _ => state.to_owned(),
    }
}

/// # Errors
/// When the store fails, or there is no such state.
pub fn list(here: &Here, list: &List) -> Result<(), String> {
    let mut records = Vec::new();
    let mut after = None;
    loop {
        let page = here.order(Order::List {
            state: list.state.clone(),
            query: list.search.clone(),
            site: list.site.clone(),
            language: list.language.clone(),
            risk: list.risk.clone(),
            signal: list.signal.clone(),
            sort: list.sort.clone(),
            after,
            limit: 500,
        })?;
        if page["reading"].is_object() {
            // Not all has been read yet: ask again for what is still missing.
            records.clear();
            after = None;
            continue;
        }
        records.extend(page["records"].as_array().cloned().unwrap_or_default());
        after = page["next"].as_str().and_then(|next| next.parse().ok());
        if after.is_none() {
            break;
        }
    }
    if here.json {
        say_json(&Value::Array(records));
        return Ok(());
    }
    let now = here.world.now().0;
    for record in records {
        let mut first = format!("{}  {}", text(&record["id"]), state(&record));
        if let Some(due) = record["due"].as_i64() {
            first.push_str(&format!(", {} left", layout::length(due - now)));
        }
        say(&first);
        say(&layout::cut(
            &format!(
                "    {}  {}  {}  {}",
                text(&record["created_day"]),
                text(&record["site"]),
                layout::count(&record["turns"], "message"),
                text(&record["preview"]),
            ),
            layout::WIDTH,
        ));
        if let Some(reason) = record["reason"].as_str() {
            say(&layout::wrapped(reason, "    "));
        }
    }
    Ok(())
}

/// # Errors
/// When there is no such record.
pub fn show(here: &Here, id: String) -> Result<(), String> {
    let record = here.order(Order::Show { id })?;
    if here.json {
        say_json(&record);
        return Ok(());
    }
    say(&format!("{}  {}", text(&record["id"]), state(&record)));
    for line in facts(&record, here.world.now().0) {
        say(&layout::wrapped(&line, "  "));
    }
    for message in record["messages"].as_array().into_iter().flatten() {
        let model = message["model"].as_str().map(|model| format!(" ({model})"));
        let heading = format!(
            "\n{} {}{}:",
            text(&message["id"]),
            text(&message["role"]),
            model.unwrap_or_default()
        );
        say(&layout::printable(&heading));
        say(&layout::wrapped(&text(&message["text"]), "    "));
    }
    for line in feedback::lines(&record) {
        let bare = line.trim_start_matches(' ');
        say(&layout::wrapped(bare, &line[..line.len() - bare.len()]));
    }
    Ok(())
}

/// What there is to know about a record besides its text, one line each.
fn facts(record: &Value, now: i64) -> Vec<String> {
    let mut facts = vec![format!(
        "{}, {}",
        text(&record["site"]),
        text(&record["created_day"])
    )];
    let capture = &record["capture"];
    if capture.is_object() {
        facts.push(format!(
            "{} of {} messages captured by {}",
            capture["turns_captured"],
            capture["turns_seen"],
            text(&capture["method"])
        ));
    }
    if let Some(due) = record["due"].as_i64() {
        facts.push(format!("leaves in {} at the earliest", layout::length(due - now)));
    }
    if record["consent"].is_object() {
        facts.push(format!(
            "consent: terms {}, {}",
            text(&record["consent"]["terms_id"]),
            text(&record["consent"]["licence"])
        ));
    }
    let releases: Vec<String> = record["releases"]
        .as_array()
        .into_iter()
        .flatten()
        .map(Value::to_string)
        .collect();
    if !releases.is_empty() {
        facts.push(format!("in release {}", releases.join(", ")));
    }
    if let Some(outcome) = record["check"]["outcome"].as_str() {
        let release = record["check"]["release"].as_u64().unwrap_or(0);
        facts.push(Outcome::sentence(outcome, release));
    }
    if let Some(id) = record["id_at_pool"].as_str() {
        facts.push(format!("called {id} at {}", text(&record["pool"])));
    }
    facts.extend(record["reason"].as_str().map(str::to_owned));
    facts
}

/// # Errors
/// When the verb could not be done to one of them; it is done to the others.
pub fn change(here: &Here, verb: Verb, ids: Ids, seconds: Option<i64>) -> Result<(), String> {
    let answer = if ids.all {
        here.order(Order::ChangeAll { verb, seconds })?
    } else {
        here.order(Order::Change {
            verb,
            ids: ids.ids,
            seconds,
        })?
    };
    let results = answer["results"].as_array().cloned().unwrap_or_default();
    if here.json {
        say_json(&json!(results));
    }
    let mut problems = Vec::new();
    for result in &results {
        if result["ok"] == json!(true) {
            if !here.json {
                say(&format!("{}  {}", text(&result["id"]), text(&result["state"])));
            }
        } else {
            problems.push(text(&result["error"]["message"]));
        }
    }
    match problems.as_slice() {
        [] => Ok(()),
        [one] => Err(one.clone()),
        many => Err(format!(
            "{} of {} not done: {}",
            many.len(),
            results.len(),
            many.join("; ")
        )),
    }
}

/// # Errors
/// When the duration is none, or a record cannot be held any more.
pub fn hold(here: &Here, hold: Hold) -> Result<(), String> {
    let seconds = config::duration(&hold.length)?.div_euclid(1000);
    change(here, Verb::Hold, hold.ids, Some(seconds))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
