//! What a contributor says and changes in one record: `rate`, `title`, `note`, `label`, `answer`, `redact`, `leave-out`, `licence`.
//!
//! Each is the order that the dashboard sends, too.

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use shared::consent::{Licence, Purpose};

use super::{Here, say, say_json};
use crate::order::Order;
use crate::review::Edit;

/// Rate one reply: a thumb, or 1-5 on five attributes
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Rate {
    /// Which record
    id: String,
    /// Which reply: an id that `tributary show` names
    message: String,
    #[arg(long)]
    thumb: Option<Thumb>,
    /// How much it helps, 1-5
    #[arg(long, value_name = "1-5")]
    helpfulness: Option<u8>,
    /// How right it is, 1-5
    #[arg(long, value_name = "1-5")]
    correctness: Option<u8>,
    /// How clear it is, 1-5
    #[arg(long, value_name = "1-5")]
    coherence: Option<u8>,
    /// How much one must know to write it, 1-5
    #[arg(long, value_name = "1-5")]
    complexity: Option<u8>,
    /// How long it is for what was asked, 1-5
    #[arg(long, value_name = "1-5")]
    verbosity: Option<u8>,
    /// Take its scores back
    #[arg(long)]
    clear: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Thumb {
    Up,
    Down,
    /// Take it back
    None,
}

/// A record, and words about it.
#[derive(Args)]
pub struct Words {
    /// Which record
    id: String,
    /// The words; none take the former ones away
    words: Vec<String>,
}

#[derive(Args)]
pub struct Answer {
    /// Which record
    id: String,
    /// Which message
    message: String,
    /// Which kind of signal, as `tributary show` names it
    kind: String,
    /// Its detector, as `tributary show` names it
    detector: String,
    /// confirmed, contested, removed, `removed_unsaid`,
    /// unanswered, or what it was: clarification, none …
    #[arg(verbatim_doc_comment)]
    answer: String,
}

#[derive(Args)]
pub struct Redact {
    /// Which record
    id: String,
    /// Which message
    message: String,
    /// The words; taken out wherever the record has them
    words: String,
    /// What they are: PERSON, EMAIL …
    #[arg(long = "as", value_name = "TYPE", default_value = "PRIVATE")]
    kind: String,
}

#[derive(Args)]
pub struct LeaveOut {
    /// Which record
    id: String,
    /// Which message; its turn goes
    message: String,
}

#[derive(Args)]
pub struct Terms {
    /// Which records
    #[arg(required = true)]
    ids: Vec<String>,
    /// CC0-1.0, CC-BY-4.0 or research-only: not wider than
    /// what you agreed to
    #[arg(long, value_name = "LICENCE", verbatim_doc_comment)]
    licence: Option<String>,
    /// research, train, evaluate, commercial: of those you
    /// agreed to, these
    #[arg(long, value_name = "A,B", value_delimiter = ',', verbatim_doc_comment)]
    purposes: Vec<String>,
}

/// # Errors
/// When there is no such reply, or nothing to say about it.
pub fn rate(here: &Here, rate: Rate) -> Result<(), String> {
    let scores = [
        rate.helpfulness,
        rate.correctness,
        rate.coherence,
        rate.complexity,
        rate.verbosity,
    ];
    let scored = scores.iter().any(Option::is_some);
    if !scored && !rate.clear && rate.thumb.is_none() {
        return Err("say how: --thumb up, or --helpfulness 4".into());
    }
    let message = rate.message;
    if let Some(thumb) = rate.thumb {
        let thumb = match thumb {
            Thumb::Up => 1,
            Thumb::Down => -1,
            Thumb::None => 0,
        };
        let op = json!({"op": "rate", "message_id": message, "thumb": thumb});
        send(here, &rate.id, op)?;
    }
    if scored || rate.clear {
        // What is not named keeps its former score, unless all are taken back.
        let record = here.order(Order::Show { id: rate.id.clone() })?;
        let former = record["judgements"]["scores"]
            .as_array()
            .and_then(|scores| scores.iter().find(|score| score["message_id"] == json!(message)))
            .filter(|_| !rate.clear)
            .cloned()
            .unwrap_or_default();
        let names = [
            "helpfulness",
            "correctness",
            "coherence",
            "complexity",
            "verbosity",
        ];
        let mut op = json!({"op": "score", "message_id": message});
        for (name, score) in names.into_iter().zip(scores) {
            op[name] = score.map_or_else(|| former[name].clone(), |score| json!(score));
        }
        send(here, &rate.id, op)?;
    }
    shown(here, rate.id)
}

/// # Errors
/// When the record cannot be changed, or the title is too long.
pub fn title(here: &Here, words: Words) -> Result<(), String> {
    send(
        here,
        &words.id,
        json!({"op": "title", "text": words.words.join(" ")}),
    )?;
    shown(here, words.id)
}

/// # Errors
/// When the record cannot be changed, or the note is too long.
pub fn note(here: &Here, words: Words) -> Result<(), String> {
    send(
        here,
        &words.id,
        json!({"op": "note", "text": words.words.join(" ")}),
    )?;
    shown(here, words.id)
}

/// # Errors
/// When the record cannot be changed, or a label is too long.
pub fn label(here: &Here, words: Words) -> Result<(), String> {
    send(here, &words.id, json!({"op": "label", "labels": words.words}))?;
    shown(here, words.id)
}

/// # Errors
/// When there is no such signal or answer.
pub fn answer(here: &Here, answer: Answer) -> Result<(), String> {
    let plain = [
        "confirmed",
        "contested",
        "removed",
        "removed_unsaid",
        "unanswered",
    ];
    let said = if plain.contains(&answer.answer.as_str()) {
        json!(answer.answer)
    } else {
        json!({"corrected": answer.answer})
    };
    let op = json!({"op": "judge", "message_id": answer.message, "kind": answer.kind, "detector": answer.detector, "answer": said});
    send(here, &answer.id, op)?;
    shown(here, answer.id)
}

/// # Errors
/// When the message does not have these words.
pub fn redact(here: &Here, redact: Redact) -> Result<(), String> {
    let record = here.order(Order::Show {
        id: redact.id.clone(),
    })?;
    let text = record["messages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|message| message["id"] == json!(redact.message))
        .and_then(|message| message["text"].as_str())
        .unwrap_or_default();
    let place = Some(redact.words.as_str())
        .filter(|words| !words.is_empty())
        .and_then(|words| text.find(words))
        .ok_or("the message does not have these words: see `tributary show`")?;
    let start = text[..place].chars().count();
    let end = start + redact.words.chars().count();
    let op = json!({"op": "redact", "message_id": redact.message, "start": start, "end": end, "type": redact.kind});
    send(here, &redact.id, op)?;
    shown(here, redact.id)
}

/// # Errors
/// When there is no such message, or nothing would be left.
pub fn leave_out(here: &Here, leave: LeaveOut) -> Result<(), String> {
    send(
        here,
        &leave.id,
        json!({"op": "drop", "message_id": leave.message}),
    )?;
    shown(here, leave.id)
}

/// # Errors
/// When a licence or purpose is unknown, or goes beyond what was agreed to.
pub fn licence(here: &Here, terms: Terms) -> Result<(), String> {
    let licence: Option<Licence> = terms
        .licence
        .map(|name| {
            serde_json::from_value(json!(name))
                .map_err(|_| "no such licence: choose CC0-1.0, CC-BY-4.0 or research-only".to_owned())
        })
        .transpose()?;
    let purposes: Vec<Purpose> = terms
        .purposes
        .into_iter()
        .map(|name| {
            serde_json::from_value(json!(name))
                .map_err(|_| "no such purpose: choose research, train, evaluate or commercial".to_owned())
        })
        .collect::<Result<_, _>>()?;
    let answer = here.order(Order::Licence {
        ids: terms.ids,
        licence,
        purposes: (!purposes.is_empty()).then_some(purposes),
    })?;
    let results = answer["results"].as_array().cloned().unwrap_or_default();
    if here.json {
        say_json(&json!(results));
    }
    let mut problem = None;
    for result in &results {
        let id = result["id"].as_str().unwrap_or_default();
        if result["ok"] == json!(true) {
            if !here.json {
                say(&format!("{id}  {}", said(&result["consent"])));
            }
        } else {
            problem = result["error"]["message"].as_str().map(str::to_owned);
        }
    }
    problem.map_or(Ok(()), Err)
}

fn said(consent: &Value) -> String {
    let purposes: Vec<&str> = consent["purposes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    format!(
        "{}: {}",
        consent["licence"].as_str().unwrap_or_default(),
        purposes.join(", ")
    )
}

fn send(here: &Here, id: &str, op: Value) -> Result<(), String> {
    let edit: Edit = serde_json::from_value(op).map_err(|_| {
        "these words mean nothing here: see `tributary show` for ids, kinds and types".to_owned()
    })?;
    let id = id.to_owned();
    here.order(if here.new_version {
        Order::Revise { id, edit }
    } else {
        Order::Edit { id, edit }
    })
    .map(drop)
}

/// What the contributor has said about the record so far.
fn shown(here: &Here, id: String) -> Result<(), String> {
    let record = here.order(Order::Show { id })?;
    if here.json {
        say_json(&record);
    } else {
        say(&serde_json::to_string(&record["judgements"]).unwrap_or_default());
    }
    Ok(())
}
