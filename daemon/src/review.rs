//! What the contributor sees of the records here, and changes in them.
//!
//! In: ids and edits. Out: JSON for the command line and the dashboard. An edit changes the record that is kept, so that what was
//! taken out is gone here, too; edits are kept beside it, to be made again when newer turns of the same conversation arrive.

pub mod edit; // one change, as the dashboard asks for it
pub mod revise; // a change in what a pool has
pub mod filter; // which records, and in which order

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use shared::edit::EditRefused;
use shared::envelope::{SignedEnvelope, canonical};
use shared::keys::{PoolId, RecordId};
use shared::record::Record;
use shared::time::Day;

use crate::companion::Companion;
use crate::hold::{self, Event, State};
use crate::licence;
use crate::refused::{Kind, Refused};
use crate::store::records::Row;
use crate::store::{StoreError, View};
use crate::survey::Reading;
pub use edit::Edit;
pub use filter::Wanted;

/// The most code points of a preview.
const PREVIEW: usize = 160;

/// A page of records.
pub struct Page {
    pub records: Vec<Value>,
    /// Where the next page starts.
    pub next: Option<u64>,
    /// How many there are on all pages, where that is known without more work.
    pub total: Option<usize>,
    /// How far the reading of records has come, while it has not come to its end.
    pub reading: Option<Reading>,
}

/// A page of the records that are wanted, from `after` on, which is what the former page named as `next`.
///
/// # Errors
/// When the store fails.
pub fn list(
    companion: &Companion,
    wanted: &Wanted,
    after: Option<u64>,
    limit: usize,
) -> Result<Page, Refused> {
    if wanted.is_plain() {
        return newest(companion, wanted.state, wanted.query.as_deref(), after, limit);
    }
    let found = filter::find(companion, wanted, after, limit)?;
    let rows = companion.store.read(|view| {
        let rows = found.counters.iter();
        rows.filter_map(|counter| view.record_of(*counter).transpose())
            .collect::<Result<Vec<_>, _>>()
    })?;
    Ok(Page {
        records: summaries(companion, &rows)?,
        next: found.next,
        total: Some(found.total),
        reading: found.reading,
    })
}

/// Newest first, of one state or of all, with or without words in their text: what needs no look at all records.
fn newest(
    companion: &Companion,
    state: Option<State>,
    query: Option<&str>,
    after: Option<u64>,
    limit: usize,
) -> Result<Page, Refused> {
    let needle = query.filter(|query| !query.is_empty());
    // One more than asked for tells whether there is a next page.
    let (rows, next) = match needle {
        Some(needle) => {
            let mut found = companion
                .store
                .search(needle, state, after, limit.saturating_add(1))?;
            let next = (found.len() > limit).then(|| found[limit - 1]);
            found.truncate(limit);
            let rows = companion.store.read(|view| {
                found
                    .iter()
                    .filter_map(|counter| view.record_of(*counter).transpose())
                    .collect::<Result<Vec<_>, _>>()
            })?;
            (rows, next)
        }
        None => {
            let mut rows = companion
                .store
                .read(|view| view.records(state, after, limit.saturating_add(1)))?;
            let next = (rows.len() > limit).then(|| rows[limit - 1].counter);
            rows.truncate(limit);
            (rows, next)
        }
    };
    Ok(Page {
        records: summaries(companion, &rows)?,
        next,
        total: None,
        reading: None,
    })
}

fn summaries(companion: &Companion, rows: &[Row]) -> Result<Vec<Value>, Refused> {
    let now = Now::of(companion);
    companion.store.read(|view| {
        let pools = view.pools()?;
        rows.iter()
            .map(|row| {
                let body = view.body(&row.id)?.map(|body| body.record);
                let mut summary = summary(row, body.as_ref(), &now);
                let pool = crate::store::pools::pool_of(&pools, row).map(|known| &known.url);
                summary["pool"] = json!(row.pool_url.as_ref().filter(|_| row.hold.sent).or(pool));
                summary["retraction"] = json!(retraction(view, row)?);
                Ok(summary)
            })
            .collect()
    })
}

/// Of a record that was taken back: whether the pool has been told, or does not have to be.
fn retraction(view: &View<'_>, row: &Row) -> Result<Option<&'static str>, StoreError> {
    if !matches!(row.hold.state, State::Retracted | State::Revoked) {
        return Ok(None);
    }
    if view.retraction_waits(&row.id)? {
        return Ok(Some("pending"));
    }
    Ok((row.hold.sent || row.hold.state == State::Retracted).then_some("confirmed"))
}

/// The two clocks at one moment.
struct Now {
    hold: i64,
    wall: i64,
}

impl Now {
    fn of(companion: &Companion) -> Self {
        Self {
            hold: companion.hold_now(),
            wall: companion.world.now().0,
        }
    }

    /// When a window is over, by the wall clock.
    fn due(&self, row: &Row) -> Option<i64> {
        matches!(row.hold.state, State::Held | State::Approved)
            .then(|| self.wall + (hold::due(&row.hold) - self.hold).max(0))
    }
}

fn summary(row: &Row, record: Option<&Record>, now: &Now) -> Value {
    let mut signals: BTreeMap<_, u32> = BTreeMap::new();
    let mut preview = String::new();
    let mut redactions = 0;
    let (mut title, mut risk) = (None, None);
    let mut languages = BTreeSet::new();
    if let Some(record) = record {
        for signal in &record.signals {
            *signals.entry(signal.kind).or_default() += 1;
        }
        redactions = record
            .messages
            .iter()
            .map(|message| message.redactions.len())
            .sum();
        title.clone_from(&record.judgements.title);
        risk = Some(shared::risk::residual(record).level);
        languages.extend(
            record
                .messages
                .iter()
                .filter_map(|message| message.lang.as_deref()),
        );
        preview = record
            .messages
            .first()
            .map(|first| shortened(&first.text))
            .unwrap_or_default();
    }
    json!({
        "id": row.id,
        "state": row.hold.state,
        "site": row.site,
        "created_day": row.created_day,
        "updated": row.updated,
        "due": now.due(row),
        "turns": row.turns,
        "title": title,
        "preview": preview,
        "languages": languages,
        "risk": risk,
        "redactions": redactions,
        "signals": signals.into_iter().map(|(kind, count)| json!({"kind": kind, "count": count})).collect::<Vec<_>>(),
        "releases": row.releases,
        "reason": row.reason,
        "pool": row.pool_url,
    })
}

fn shortened(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= PREVIEW {
        return line;
    }
    line.chars().take(PREVIEW - 1).chain(['…']).collect()
}

/// One record in full.
///
/// # Errors
/// When there is no such record.
pub fn show(companion: &Companion, id: &RecordId) -> Result<Value, Refused> {
    let now = Now::of(companion);
    companion.store.read(|view| {
        let row = view.record(id)?.ok_or_else(|| Refused::no_record(id))?;
        let (record, terms) = view.body(id)?.map(|body| (body.record, body.terms)).unzip();
        let terms = terms.flatten();
        let agreed = crate::pools::agreed(view, &row)?;
        let pool = crate::pools::address(view, &row)?;
        let consent = agreed
            .clone()
            .and_then(|receipt| licence::narrowed(receipt, terms.as_ref()));
        let timeline: Vec<Value> = view
            .timeline(id)?
            .into_iter()
            .map(|(event, at)| json!({"event": event, "at": at}))
            .collect();
        let mut shown = json!({
            "id": row.id,
            "state": row.hold.state,
            "site": row.site,
            "capture": null,
            "messages": [],
            "branch": [],
            "signals": [],
            "consent": consent,
            "agreed": agreed,
            "terms": terms,
            "releases": row.releases,
            "created_day": row.created_day,
            "updated": row.updated,
            "due": now.due(&row),
            "reason": row.reason,
            "supersedes": row.supersedes,
            "pool": pool,
            "pool_chosen": row.pool_url.is_some(),
            "id_at_pool": id_at_pool(view, &row, pool.as_deref())?,
            "check": view.check_of(id)?,
            "version": view.version_of(id)?,
            "revision_waits": revise::waits(view, id, row.hold.state)?,
            "retraction": retraction(view, &row)?,
            "timeline": timeline,
        });
        if let Some(record) = record {
            shown["sent_bytes"] = json!(canonical(&record).len());
            shown["capture"] = json!(record.capture);
            shown["messages"] = json!(record.messages);
            for message in shown["messages"].as_array_mut().into_iter().flatten() {
                // The same keys for every message, so that scripts need not ask which are there.
                for key in ["parent_id", "model", "lang"] {
                    message
                        .as_object_mut()
                        .map(|fields| fields.entry(key).or_insert(Value::Null));
                }
            }
            shown["branch"] = json!(record.branch);
            shown["signals"] = json!(record.signals);
            shown["events"] = json!(record.events);
            shown["verdicts"] = json!(shared::feedback::combine::verdicts(&record));
            shown["judgements"] = json!(record.judgements);
            shown["scrub"] = json!(record.scrub);
            shown["month"] = json!(record.month);
            shown["risk"] = json!(shared::risk::residual(&record));
        }
        Ok(shown)
    })
}

/// What a record that has left is called at its pool; nothing where it is called as here.
fn id_at_pool(view: &View<'_>, row: &Row, url: Option<&str>) -> Result<Option<RecordId>, StoreError> {
    let pinned = url.map(|url| view.pinned_pool(url)).transpose()?.flatten();
    let (true, Some(pool)) = (row.hold.sent, pinned) else {
        return Ok(None);
    };
    Ok(Some(view.id_at(&row.id, &pool.pool_id)?).filter(|id| *id != row.id))
}

/// The signed envelope of a record, with its edits applied.
///
/// # Errors
/// When the record is erased, or no consent is given.
pub fn envelope(view: &View<'_>, row: &Row, day: &Day, pool: &PoolId) -> Result<SignedEnvelope, Refused> {
    let body = view
        .body(&row.id)?
        .ok_or_else(|| crate::donate::explain(hold::Stays::Erased, &row.id))?;
    let agreed = crate::pools::agreed(view, row)?.ok_or_else(Refused::no_consent)?;
    let consent = licence::narrowed(agreed, body.terms.as_ref()).ok_or_else(Refused::no_purpose)?;
    let seed = view
        .secret("seed")?
        .ok_or_else(|| StoreError::Unusable("the seed is missing from keys.db: restore a backup".into()))?;
    let seed = shared::keys::Seed(seed);
    let key = view.key_at(&seed, &row.id, row.counter, pool)?;
    let byline = crate::pseudonym::byline(view, &seed, &RecordId::of(&key.public()), pool)?;
    let version = view.version_of(&row.id)? + u32::from(revise::waits(view, &row.id, row.hold.state)?);
    Ok(SignedEnvelope::sign_version(
        version,
        byline,
        body.record,
        consent,
        day.clone(),
        &key,
        pool,
    ))
}

/// The exact bytes that a donation of this record would send today.
///
/// # Errors
/// When no pool is known yet, the record is erased, or no consent is given.
pub fn preview(companion: &Companion, id: &RecordId) -> Result<Vec<u8>, Refused> {
    let today = companion.world.now().day();
    companion.store.read(|view| {
        let row = view.record(id)?.ok_or_else(|| Refused::no_record(id))?;
        let url = crate::pools::address(view, &row)?.ok_or_else(Refused::no_pool)?;
        let pool = view.pinned_pool(&url)?.ok_or_else(|| {
            Refused::new(
                Kind::Conflict,
                "no_pool",
                "the pool has not answered yet: what is sent is signed for one pool, so it must be known first",
            )
        })?;
        let day = view.outgoing_of(id)?.map_or(today, |outgoing| outgoing.queued_day);
        Ok(crate::deliver::envelope_bytes(&envelope(view, &row, &day, &pool.pool_id)?))
    })
}

/// What a person can do about an edit that does not fit.
fn code(refused: &EditRefused) -> &'static str {
    match refused {
        EditRefused::NoSuchSpan(_) => "no_such_span",
        EditRefused::NothingLeft(_) => "nothing_left",
        EditRefused::TooLong => "too_long",
        EditRefused::Changed(_) => "changed",
        // The page asks for none of the others.
        _ => "invalid",
    }
}

/// Changes a record that is still here.
///
/// # Errors
/// When the record is erased, donated or on its way, or the change does not fit it.
pub fn edit(companion: &Companion, id: &RecordId, change: Edit) -> Result<(), Refused> {
    let id = id.clone();
    let wall = companion.world.now();
    let circumstances = companion.store.read(|view| companion.circumstances(view))?;
    companion.change("edit record", move |tx| {
        let mut row = tx.record(&id)?.ok_or_else(|| Refused::no_record(&id))?;
        row.hold = hold::next(row.hold, Event::Edited, &circumstances)
            .map_err(|stays| crate::donate::explain(stays, &id))?;
        let mut body = tx
            .body(&id)?
            .ok_or_else(|| crate::donate::explain(hold::Stays::Erased, &id))?;
        body.edits
            .make(change.into(), &mut body.record)
            .map_err(|refused| Refused::new(Kind::Invalid, code(&refused), refused.to_string()))?;
        // The contributor has looked at it.
        row.look = false;
        row.reason = None;
        row.turns = u32::try_from(body.record.messages.len()).unwrap_or(u32::MAX);
        row.updated = wall;
        tx.keep_row(&row)?;
        tx.keep_body(&id, &body)?;
        tx.note(&id, "edited", wall)?;
        Ok(())
    })
}
