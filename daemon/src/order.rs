//! Everything one can ask of a companion, and who carries it out.
//!
//! The command line sends orders through the socket of a running companion, or carries them out itself when none runs; the
//! dashboard's requests become the same orders. In: an order. Out: JSON, or why not.

pub mod change; // one verb, many records
mod status; // how the companion is
mod tally; // what is here and what became of it, in numbers

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::consent::{AfterWindow, Licence, Purpose, TERMS, TERMS_ID};
use shared::keys::{RecordId, sha256_hex};
use shared::record::Record;

use crate::companion::{self, Companion};
use crate::hold::State;
use crate::intake::{self, Handed, Revision, Taken};
use crate::licence::{self, Choice};
use crate::native::Browser;
use crate::pseudonym;
use crate::refused::{Kind, Refused};
use crate::review::{Edit, Wanted, filter};
use crate::{backup, consent, deliver, pairing, pools, private, restore, retract, review};
pub use change::Verb;

/// One order. Its name comes first and what belongs to it after that, so that a long one is read in one go.
#[derive(Serialize, Deserialize)]
#[serde(
    tag = "order",
    content = "with",
    rename_all = "snake_case",
    deny_unknown_fields
)]
pub enum Order {
    Status,
    Overview,
    /// What is here, what it is about, and what became of it, in numbers.
    Tally,
    List {
        state: Option<String>,
        query: Option<String>,
        #[serde(default)]
        site: Option<String>,
        #[serde(default)]
        language: Option<String>,
        #[serde(default)]
        risk: Option<String>,
        #[serde(default)]
        signal: Option<String>,
        #[serde(default)]
        sort: Option<String>,
        after: Option<u64>,
        limit: usize,
    },
    Show {
        id: String,
    },
    Envelope {
        id: String,
    },
    Edit {
        id: String,
        edit: Edit,
    },
    /// A change in what a pool has: it gets a new version.
    Revise {
        id: String,
        edit: Edit,
    },
    Change {
        verb: Verb,
        ids: Vec<String>,
        seconds: Option<i64>,
    },
    /// The verb for every record to which it applies.
    ChangeAll {
        verb: Verb,
        seconds: Option<i64>,
    },
    /// The terms of records, within those agreed to; with neither, those agreed to.
    Licence {
        ids: Vec<String>,
        licence: Option<Licence>,
        purposes: Option<Vec<Purpose>>,
    },
    Import {
        conversations: Vec<Imported>,
    },
    Export {
        after: Option<u64>,
    },
    Terms,
    /// The consent receipt, and all that the pool has signed.
    Receipts,
    Agree {
        terms_id: Option<String>,
        licence: Licence,
        purposes: Vec<Purpose>,
        language: String,
        after_window: Option<AfterWindow>,
    },
    Withdraw,
    Settings {
        window_seconds: Option<i64>,
        after_window: Option<AfterWindow>,
    },
    /// The words that always go; with a list, these from now on.
    Words {
        words: Option<Vec<String>>,
    },
    /// Credit at the pool; with a choice, this one from now on.
    Pseudonym {
        choice: Option<pseudonym::Choice>,
    },
    /// Which pool has a record.
    PoolOf {
        id: String,
    },
    /// All pools that the contributor gives to.
    Pools,
    /// One more, with what was agreed to.
    AddPool {
        add: Box<pools::Add>,
    },
    /// What was agreed to with a pool before, and what has changed in the terms that it shows now.
    LookedAt {
        shown: Box<pools::Shown>,
    },
    /// Every text of pools' own terms that was agreed to.
    Agreements,
    /// Ends what was agreed to with one pool.
    WithdrawPool {
        url: String,
    },
    RemovePool {
        url: String,
    },
    /// Where records go unless another is chosen.
    DefaultPool {
        url: String,
    },
    /// The pool of records; without one, the default.
    ChoosePool {
        ids: Vec<String>,
        url: Option<String>,
    },
    /// What is said against a pool's decision, signed with the record's key.
    Objection {
        id: String,
        decision: u32,
        text: String,
    },
    Pair,
    /// A code for an extension that asks through its browser.
    PairBrowser {
        browser: Browser,
    },
    Unpair {
        id: String,
    },
    /// A one-time code for the dashboard.
    Open,
    Phrase,
    /// The seed of a recovery phrase; what was donated with it is looked for from then on.
    Restore {
        phrase: String,
        pool: Option<String>,
    },
    /// Everything into one sealed file.
    Backup {
        path: std::path::PathBuf,
    },
    EraseEverything,
}

/// A conversation from an archive, scrubbed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imported {
    /// Names the conversation in its archive; kept only as a keyed hash.
    pub source_key: String,
    pub record: Record,
}

/// The most records of one page.
const PAGE: usize = 500;

/// Carries an order out.
///
/// # Errors
/// Says why not.
pub fn perform(companion: &Companion, order: Order) -> Result<Value, Refused> {
    match order {
        Order::Status => status::status(companion),
        Order::Overview => status::overview(companion),
        Order::Tally => tally::tally(companion),
        Order::List {
            state,
            query,
            site,
            language,
            risk,
            signal,
            sort,
            after,
            limit,
        } => {
            let wanted = Wanted {
                state: state.map(|name| read_state(&name)).transpose()?,
                query,
                site,
                language,
                risk: risk.map(|name| filter::risk(&name)).transpose()?,
                signal: signal.map(|name| filter::signal(&name)).transpose()?,
                sort: sort
                    .map(|name| filter::sort(&name))
                    .transpose()?
                    .unwrap_or_default(),
            };
            if companion.serving.is_some() {
                deliver::ask::soon(companion)?;
            }
            let page = review::list(companion, &wanted, after, limit.clamp(1, PAGE))?;
            Ok(json!({
                "records": page.records,
                "next": page.next.map(|next| next.to_string()),
                "total": page.total,
                "reading": page.reading,
            }))
        }
        Order::Show { id } => review::show(companion, &read_id(&id)?),
        Order::Envelope { id } => {
            let bytes = review::preview(companion, &read_id(&id)?)?;
            Ok(Value::String(String::from_utf8_lossy(&bytes).into_owned()))
        }
        Order::Edit { id, edit } => {
            review::edit(companion, &read_id(&id)?, edit)?;
            Ok(json!({}))
        }
        Order::Revise { id, edit } => {
            review::revise::revise(companion, &read_id(&id)?, edit)?;
            Ok(json!({}))
        }
        Order::Change { verb, ids, seconds } => {
            Ok(json!({"results": change::each(companion, verb, &ids, seconds)?}))
        }
        Order::ChangeAll { verb, seconds } => Ok(json!({"results": change::all(companion, verb, seconds)?})),
        Order::Licence {
            ids,
            licence,
            purposes,
        } => licence::choose(companion, &ids, &Choice { licence, purposes }),
        Order::Import { conversations } => import(companion, conversations),
        Order::Export { after } => export(companion, after),
        Order::Terms => {
            let settings = companion.settings()?;
            Ok(json!({"terms": terms(), "consent": settings.consent, "after_window": settings.after_window}))
        }
        Order::Receipts => receipts(companion),
        Order::Agree {
            terms_id,
            licence,
            purposes,
            language,
            after_window,
        } => {
            let receipt = consent::agree(
                companion,
                consent::Agreement {
                    terms_id,
                    licence,
                    purposes,
                    language,
                    after_window,
                },
            )?;
            Ok(json!({"consent": receipt, "after_window": companion.settings()?.after_window}))
        }
        Order::Withdraw => Ok(json!({"taken_back": retract::withdraw(companion)?})),
        Order::Settings {
            window_seconds,
            after_window,
        } => settings(companion, window_seconds, after_window),
        Order::Words { words } => private::perform(companion, words),
        Order::Pseudonym { choice } => pseudonym::perform(companion, choice),
        Order::PoolOf { id } => {
            let (url, there) = deliver::ask::pool_of(companion, &read_id(&id)?)?;
            Ok(json!({"url": url, "record_id": there}))
        }
        Order::Pools => pools::list(companion),
        Order::AddPool { add } => pools::add(companion, *add),
        Order::LookedAt { shown } => pools::terms::looked_at(companion, &shown),
        Order::Agreements => companion
            .store
            .read(|view| Ok(json!({"agreements": pools::terms::agreements(view)?}))),
        Order::WithdrawPool { url } => pools::terms::withdraw(companion, &url),
        Order::RemovePool { url } => {
            pools::remove(companion, &url)?;
            pools::list(companion)
        }
        Order::DefaultPool { url } => {
            pools::make_default(companion, &url)?;
            pools::list(companion)
        }
        Order::ChoosePool { ids, url } => pools::choose(companion, &ids, url.as_deref()),
        Order::Objection { id, decision, text } => {
            let objection = deliver::ask::objection(companion, &read_id(&id)?, decision, text)?;
            Ok(serde_json::to_value(objection).expect("an objection is plain strings and a number"))
        }
        Order::Pair => {
            if companion.serving.is_none() {
                return Err(not_running("pair"));
            }
            let (code, expires) = pairing::offer(companion);
            Ok(json!({"code": code, "expires": expires}))
        }
        Order::PairBrowser { browser } => {
            let port = companion.serving.ok_or_else(|| not_running("pair"))?;
            Ok(json!({"code": pairing::offer_to(companion, browser), "port": port}))
        }
        Order::Unpair { id } => {
            if pairing::unpair(companion, id)? {
                Ok(json!({}))
            } else {
                Err(Refused::new(
                    Kind::NotFound,
                    "not_found",
                    "no such paired browser: see `tributary status`",
                ))
            }
        }
        Order::Open => {
            let port = companion.serving.ok_or_else(|| not_running("open"))?;
            let code = companion::lock(&companion.sign_in).offer(&companion.world, companion.hold_now());
            Ok(json!({"url": format!("http://127.0.0.1:{port}/#t={code}")}))
        }
        Order::Phrase => phrase(companion),
        Order::Restore { phrase, pool } => {
            let phrase = zeroize::Zeroizing::new(phrase);
            restore::begin(companion, &phrase, pool.as_deref())?;
            Ok(json!({}))
        }
        Order::Backup { path } => backup::write(companion, &path),
        Order::EraseEverything => Ok(
            json!({"erased": retract::erase_everything(companion)?, "backups_left": backup::remove_all(companion)?}),
        ),
    }
}

fn not_running(verb: &str) -> Refused {
    Refused::new(
        Kind::Conflict,
        "not_running",
        format!("`tributary {verb}` needs a running companion: start `tributary serve` first"),
    )
}

pub(crate) fn read_id(id: &str) -> Result<RecordId, Refused> {
    id.parse().map_err(|_| {
        Refused::new(
            Kind::NotFound,
            "not_found",
            "this is no record id: see `tributary list`",
        )
    })
}

fn read_state(name: &str) -> Result<State, Refused> {
    State::named(name).ok_or_else(|| {
        let names: Vec<&str> = State::ALL.into_iter().map(State::name).collect();
        Refused::invalid(format!(
            "there is no such state: choose one of {}",
            names.join(", ")
        ))
    })
}

fn import(companion: &Companion, conversations: Vec<Imported>) -> Result<Value, Refused> {
    let seed = companion.store.write("read seed", |tx| tx.seed())?;
    let listed = conversations.len();
    let new_here = not_captured(companion, conversations)?;
    let captured = listed - new_here.len();
    let handed = new_here
        .into_iter()
        .map(|imported| Handed {
            conversation: intake::conversation_of_import(&seed, &imported.source_key),
            revision: Revision::ByContent,
            record: imported.record,
        })
        .collect();
    let (mut made, mut known, mut declined, mut refused) = (Vec::new(), captured, 0, Vec::new());
    for answer in intake::take_all(companion, handed)? {
        match answer {
            Ok(Taken::New(id)) => made.push(id),
            Ok(Taken::Known(_)) => known += 1,
            Ok(Taken::Declined) => declined += 1,
            Err(problem) => refused.push(problem.message),
        }
    }
    let new = made.len();
    crate::companion::lock(&companion.captured).skip(made);
    Ok(json!({"new": new, "known": known, "declined": declined, "refused": refused}))
}

/// Those that were not captured from the page before.
fn not_captured(companion: &Companion, conversations: Vec<Imported>) -> Result<Vec<Imported>, Refused> {
    let mut captured = crate::companion::lock(&companion.captured);
    captured.look(&companion.store)?;
    let is_new = |imported: &Imported| !captured.knows(&imported.record);
    Ok(conversations.into_iter().filter(is_new).collect())
}

fn export(companion: &Companion, after: Option<u64>) -> Result<Value, Refused> {
    let page = review::list(companion, &Wanted::default(), after, 50)?;
    let records = page
        .records
        .iter()
        .map(|entry| review::show(companion, &read_id(entry["id"].as_str().unwrap_or_default())?))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(json!({"records": records, "next": page.next}))
}

fn receipts(companion: &Companion) -> Result<Value, Refused> {
    let settings = companion.settings()?;
    companion.store.read(|view| {
        let proofs: Vec<Value> = view
            .proofs()?
            .into_iter()
            .map(|proof| {
                // What the newest release says is said of what was given last.
                let check = if proof.verb.starts_with("former ") {
                    None
                } else {
                    view.check_of(&proof.id)?
                };
                let signed: Value =
                    serde_json::from_str(&proof.receipt).unwrap_or(Value::String(proof.receipt));
                Ok::<_, Refused>(
                    json!({"record_id": proof.id, "verb": proof.verb, "receipt": signed, "check": check}),
                )
            })
            .collect::<Result<_, _>>()?;
        Ok(json!({
            "consent": settings.consent,
            "terms": terms(),
            "pool": settings.pool_url,
            "pools": pools::listed(view)?,
            "agreements": pools::terms::agreements(view)?,
            "releases": view.releases_checked()?,
            "receipts": proofs,
        }))
    })
}

fn terms() -> Value {
    json!({"id": TERMS_ID, "text": TERMS, "sha256": sha256_hex(TERMS.as_bytes())})
}

fn settings(
    companion: &Companion,
    window_seconds: Option<i64>,
    after_window: Option<AfterWindow>,
) -> Result<Value, Refused> {
    if window_seconds.is_some_and(|seconds| !(0..=31_536_000).contains(&seconds)) {
        return Err(Refused::new(
            Kind::Invalid,
            "window_length",
            "a window lasts between no time and a year",
        ));
    }
    set_window(companion, window_seconds.map(|seconds| seconds * 1000))?;
    companion.change("change settings", move |tx| {
        if let Some(after_window) = after_window {
            tx.set("after_window", &after_window)?;
        }
        Ok(())
    })?;
    Ok(json!({}))
}

/// Sets the window of what arrives from now on. A longer one holds for what is held already, too; a shorter one does not.
///
/// # Errors
/// When the store fails.
pub fn set_window(companion: &Companion, window: Option<i64>) -> Result<(), Refused> {
    let Some(window) = window else { return Ok(()) };
    companion.change("set window", move |tx| {
        // Whatever is held was given this window, or a longer one: nothing is looked through at a start.
        if tx.setting("window")? == Some(window) {
            return Ok(());
        }
        tx.set("window", &window)?;
        Ok(tx.lengthen_windows(window)?)
    })
}

fn phrase(companion: &Companion) -> Result<Value, Refused> {
    let seed = companion.store.write("read seed", |tx| tx.seed())?;
    let words = bip39::Mnemonic::from_entropy(&seed.0).expect("32 bytes are a valid length of entropy");
    Ok(json!({"phrase": words.to_string()}))
}
