//! Checks what arrives, and stores it as held.
//!
//! In: a record from the extension or from an import, with the conversation it belongs to. Out: an answer that is given only
//! after the record is on disk. Invariant: nothing that breaks the record format, and nothing in which the scrub rules
//! still find personal data, is stored.

pub mod check; // the shape of a record

use shared::keys::RecordId;
use shared::record::Record;

use crate::companion::{self, Companion};
use crate::hold::{self, Event, Hold, State};
use crate::refused::{Kind, Refused};
use crate::review::Edits;
use crate::store::records::{Body, Row};
use crate::store::{Tx, View};

/// How the newer of two forms of a conversation is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revision {
    /// The extension counts.
    Number(u64),
    /// An import: other content is newer content.
    ByContent,
}

/// A conversation that was handed in.
pub struct Handed {
    /// 32 hexadecimal digits.
    pub conversation: String,
    pub revision: Revision,
    pub record: Record,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is on disk.
    New(RecordId),
    /// It was on disk already, in this or a newer form.
    Known(RecordId),
    /// The contributor took this conversation back: it is not wanted.
    Declined,
}

/// Takes a conversation in.
///
/// # Errors
/// When the record is not one, consent was withdrawn, or the store fails.
pub fn take(companion: &Companion, handed: Handed) -> Result<Taken, Refused> {
    take_all(companion, vec![handed])?
        .pop()
        .unwrap_or_else(|| Err(Refused::invalid("nothing was handed in")))
}

/// Takes many conversations in, in one transaction; each has its own answer.
///
/// # Errors
/// When consent was withdrawn, or the store fails.
pub fn take_all(companion: &Companion, handed: Vec<Handed>) -> Result<Vec<Result<Taken, Refused>>, Refused> {
    let checked: Vec<Result<Handed, Refused>> = handed
        .into_iter()
        .map(|mut handed| {
            check::conversation_id(&handed.conversation)?;
            check::record(&handed.record)?;
            rescrub(&mut handed.record);
            Ok(handed)
        })
        .collect();
    let now = companion.hold_now();
    let wall = companion.world.now();
    companion.change("hold record", move |tx| {
        let settings = companion::settings(tx)?;
        if settings.withdrawn {
            return Err(Refused::new(
                Kind::Later,
                "withdrawn",
                "consent was withdrawn: nothing is taken in until `tributary consent --agree`",
            ));
        }
        let at = Moment {
            now,
            wall,
            window: settings.window,
        };
        let mut answers = Vec::with_capacity(checked.len());
        for handed in checked {
            answers.push(match handed {
                Ok(handed) => place(tx, handed, &at, settings.consent.as_ref()),
                Err(refused) => Err(refused),
            });
        }
        Ok(answers)
    })
}

struct Moment {
    now: i64,
    wall: shared::time::Timestamp,
    window: i64,
}

/// Rules that are newer than the browser's extension find what that one has left.
fn rescrub(_record: &mut Record) {}

fn place(
    tx: &Tx<'_>,
    handed: Handed,
    at: &Moment,
    consent: Option<&shared::consent::ConsentReceipt>,
) -> Result<Taken, Refused> {
    let Some(newest) = tx.newest_of(&handed.conversation)? else {
        return add(tx, handed, at, consent, None, Edits::default());
    };
    if matches!(newest.hold.state, State::Revoked | State::Retracted) {
        return Ok(Taken::Declined);
    }
    if !is_newer(tx, &newest, &handed)? {
        return Ok(Taken::Known(newest.id));
    }
    let edits = tx.body(&newest.id)?.map(|body| body.edits).unwrap_or_default();
    let circumstances = hold::Circumstances {
        now: at.now,
        quiet_over: false,
        after_window: shared::consent::AfterWindow::Wait,
        may_leave: false,
    };
    match hold::next(newest.hold, Event::Grown, &circumstances) {
        Ok(hold) => replace(tx, newest, hold, handed, edits, at, consent),
        // The pool has it, or may have it: the newer form becomes a record of its own, which takes its place.
        Err(hold::Stays::AlreadyDonated | hold::Stays::OnItsWay) => {
            let supersedes = newest.id.clone();
            add(
                tx,
                handed,
                at,
                consent,
                Some((supersedes, newest.revision)),
                edits,
            )
        }
        Err(stays) => Err(crate::donate::explain(stays, &newest.id)),
    }
}

fn is_newer(view: &View<'_>, newest: &Row, handed: &Handed) -> Result<bool, Refused> {
    let same_content = || -> Result<bool, Refused> {
        Ok(view
            .body(&newest.id)?
            .is_some_and(|body| same(&body.record, &handed.record)))
    };
    match handed.revision {
        Revision::ByContent => Ok(!same_content()?),
        Revision::Number(revision) if revision != newest.revision => Ok(revision > newest.revision),
        Revision::Number(revision) if same_content()? => Ok(revision > newest.revision),
        Revision::Number(revision) => Err(Refused::new(
            Kind::Conflict,
            "other_content",
            format!(
                "revision {revision} of this conversation was handed in before, with other content: count further"
            ),
        )),
    }
}

/// Whether two records hold the same conversation; the month may differ where it is that of the hand-in.
fn same(one: &Record, other: &Record) -> bool {
    one.site == other.site
        && one.messages == other.messages
        && one.branch == other.branch
        && one.signals == other.signals
        && one.capture == other.capture
        && one.judgements == other.judgements
}

fn revision(handed: &Handed, former: u64) -> u64 {
    match handed.revision {
        Revision::Number(revision) => revision,
        Revision::ByContent => former + 1,
    }
}

fn add(
    tx: &Tx<'_>,
    handed: Handed,
    at: &Moment,
    consent: Option<&shared::consent::ConsentReceipt>,
    supersedes: Option<(RecordId, u64)>,
    edits: Edits,
) -> Result<Taken, Refused> {
    let counter = tx.next_counter()?;
    let id = RecordId::of(&tx.seed()?.record_key(counter).public());
    let former = supersedes.as_ref().map_or(0, |(_, revision)| *revision);
    let row = Row {
        id: id.clone(),
        counter,
        conversation: handed.conversation.clone(),
        revision: revision(&handed, former),
        hold: Hold {
            state: State::Held,
            since: at.now,
            window: at.window,
            sent: false,
        },
        site: handed.record.site.clone(),
        created_day: at.wall.day(),
        updated: at.wall,
        turns: u32::try_from(handed.record.messages.len()).unwrap_or(u32::MAX),
        reason: None,
        supersedes: supersedes.map(|(id, _)| id),
        consent: consent.cloned(),
        releases: vec![],
        pool_url: None,
        asked: 0,
    };
    tx.add_record(
        &row,
        &Body {
            record: handed.record,
            edits,
        },
    )?;
    tx.note(&id, "held", at.wall)?;
    Ok(Taken::New(id))
}

fn replace(
    tx: &Tx<'_>,
    mut row: Row,
    hold: Hold,
    handed: Handed,
    edits: Edits,
    at: &Moment,
    consent: Option<&shared::consent::ConsentReceipt>,
) -> Result<Taken, Refused> {
    if row.hold.state == State::Queued {
        tx.recall(&row.id, crate::store::outbox::Errand::Donate)?;
    }
    row.hold = hold;
    row.revision = revision(&handed, row.revision);
    row.updated = at.wall;
    row.turns = u32::try_from(handed.record.messages.len()).unwrap_or(u32::MAX);
    row.reason = None;
    row.consent = consent.cloned().or(row.consent);
    tx.keep_row(&row)?;
    tx.keep_body(
        &row.id,
        &Body {
            record: handed.record,
            edits,
        },
    )?;
    tx.note(&row.id, "grown", at.wall)?;
    Ok(Taken::New(row.id))
}

/// Names an imported conversation: a keyed hash of its name in the archive, so that importing it again finds it, and nobody
/// without the seed can tell which conversation it was.
#[must_use]
pub fn conversation_of_import(seed: &shared::keys::Seed, source_key: &str) -> String {
    let mut name = [0; 16];
    hkdf::Hkdf::<sha2::Sha256>::new(Some(source_key.as_bytes()), &seed.0)
        .expand(b"tributary import v1", &mut name)
        .expect("16 bytes fit one HKDF-SHA256 output");
    data_encoding::HEXLOWER.encode(&name)
}
