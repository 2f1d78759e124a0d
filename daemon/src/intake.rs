//! Checks what arrives, and stores it as held.
//!
//! In: a record from the extension or from an import, with the conversation it belongs to. Out: an answer that is given only
//! after the record is on disk. Invariant: nothing that breaks the record format, and nothing in which the scrub rules
//! still find personal data, is stored.

pub mod captured; // which conversations of an export are known from the page
pub mod check; // the shape of a record
mod prepare; // everything that needs no store

use shared::consent::{AfterWindow, ConsentReceipt};
use shared::edit::{self, Edit, EditRefused, Edits, NotApplied};
use shared::keys::RecordId;
use shared::record::Record;
use shared::time::Timestamp;

use crate::companion::{self, Companion};
use crate::hold::{self, Event, Hold, State};
use crate::licence;
use crate::private;
use crate::refused::{Kind, Refused};
use crate::store::Tx;
use crate::store::outbox::Errand;
use crate::store::records::{Body, Row, Written};
use prepare::Prepared;

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
    let (private, known) = companion
        .store
        .read(|view| Ok::<_, Refused>((private::words(view)?, view.seed_and_counter()?)))?;
    let count = handed.len() as u64;
    // Ids to come are worked out while others check what arrives.
    let prepared = prepare::all(handed, &private, || {
        if let Some((seed, last)) = known {
            companion.store.look_ahead(&seed, last, count);
        }
    });
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
        if tx.setting::<crate::restore::Search>("search")?.is_some() {
            return Err(Refused::new(
                Kind::Later,
                "searching",
                "former records are still being looked for, whose keys must not be used again: see `tributary status`",
            ));
        }
        let at = Moment {
            now,
            wall,
            window: settings.window,
            consent: settings.consent,
        };
        let mut answers = Vec::with_capacity(prepared.len());
        for prepared in prepared {
            answers.push(match prepared {
                Ok(prepared) => match place(tx, prepared, &at) {
                    // Half a record is none: what the store cannot write undoes everything that came with it.
                    Err(refused) if matches!(refused.kind, Kind::Broken | Kind::Full) => return Err(refused),
                    placed => placed,
                },
                Err(refused) => Err(refused),
            });
        }
        Ok(answers)
    })
}

struct Moment {
    now: i64,
    wall: Timestamp,
    window: i64,
    consent: Option<ConsentReceipt>,
}

/// What arrived, with the contributor's former edits made on it.
struct Arrived {
    conversation: String,
    revision: Revision,
    body: Body,
    /// The body as it is sealed.
    written: Written,
    /// A redaction could not be made again.
    look: bool,
}

impl Arrived {
    /// Nobody has edited it.
    fn new(prepared: Prepared) -> Self {
        Self {
            conversation: prepared.conversation,
            revision: prepared.revision,
            body: prepared.body,
            written: prepared.written,
            look: false,
        }
    }

    /// `former` is what was here of the same conversation.
    fn after(prepared: Prepared, former: Option<Body>) -> Self {
        let Some(former) = former.filter(|former| former.edits != Edits::default() || former.terms.is_some())
        else {
            return Self::new(prepared);
        };
        let mut body = prepared.body;
        let look = edit::apply(&former.edits, &mut body.record).iter().any(lost);
        body.edits = former.edits;
        body.terms = former.terms;
        Self {
            conversation: prepared.conversation,
            revision: prepared.revision,
            written: body.written(),
            body,
            look,
        }
    }

    fn turns(&self) -> u32 {
        u32::try_from(self.body.record.messages.len()).unwrap_or(u32::MAX)
    }

    fn reason(&self) -> Option<String> {
        self.look
            .then(|| "a redaction could not be made again, because the text has changed: look at the record before it goes".to_owned())
    }

    fn revision_after(&self, former: u64) -> u64 {
        match self.revision {
            Revision::Number(revision) => revision,
            Revision::ByContent => former + 1,
        }
    }
}

/// Whether something that the contributor took out is in the text again.
fn lost(not_applied: &NotApplied) -> bool {
    let takes_out = matches!(not_applied.edit, Edit::Redact { .. } | Edit::DropMessage { .. });
    takes_out && !matches!(not_applied.why, EditRefused::NoSuchMessage(_))
}

fn place(tx: &Tx<'_>, prepared: Prepared, at: &Moment) -> Result<Taken, Refused> {
    let Some(newest) = tx.newest_of(&prepared.conversation)? else {
        return add(tx, &Arrived::new(prepared), at, None);
    };
    if matches!(newest.hold.state, State::Revoked | State::Retracted) {
        return Ok(Taken::Declined);
    }
    let former = tx.body(&newest.id)?;
    let same = former
        .as_ref()
        .is_some_and(|body| body.received == prepared.body.received);
    if !is_newer(prepared.revision, newest.revision, same)? {
        return Ok(Taken::Known(newest.id));
    }
    let arrived = Arrived::after(prepared, former);
    let circumstances = hold::Circumstances {
        now: at.now,
        quiet_over: false,
        after_window: AfterWindow::Wait,
        may_leave: false,
    };
    match hold::next(newest.hold, Event::Grown, &circumstances) {
        Ok(hold) => replace(tx, newest, hold, &arrived, at),
        // The pool has it, or may have it: the newer form becomes a record of its own, which takes its place.
        Err(hold::Stays::AlreadyDonated | hold::Stays::OnItsWay) => add(tx, &arrived, at, Some(newest)),
        Err(stays) => Err(crate::donate::explain(stays, &newest.id)),
    }
}

fn is_newer(revision: Revision, known: u64, same_content: bool) -> Result<bool, Refused> {
    match revision {
        Revision::ByContent => Ok(!same_content),
        Revision::Number(revision) if revision != known => Ok(revision > known),
        Revision::Number(_) if same_content => Ok(false),
        Revision::Number(revision) => Err(Refused::new(
            Kind::Conflict,
            "other_content",
            format!(
                "revision {revision} of this conversation was handed in before, with other content: count further"
            ),
        )),
    }
}

fn add(tx: &Tx<'_>, arrived: &Arrived, at: &Moment, supersedes: Option<Row>) -> Result<Taken, Refused> {
    // A record that takes the place of a donated one has its terms, and its receipt where today's has none of their purposes.
    let terms = arrived.body.terms.as_ref();
    let narrow = |receipt: &ConsentReceipt| licence::narrowed(receipt.clone(), terms).is_some();
    let former = supersedes.as_ref().and_then(|row| row.consent.clone());
    let consent = at
        .consent
        .clone()
        .filter(narrow)
        .or(former.filter(|_| at.consent.is_some()));
    let (counter, id) = tx.next_id()?;
    let row = Row {
        id: id.clone(),
        counter,
        conversation: arrived.conversation.clone(),
        revision: arrived.revision_after(supersedes.as_ref().map_or(0, |row| row.revision)),
        hold: Hold {
            state: State::Held,
            since: at.now,
            window: at.window,
            sent: false,
        },
        site: arrived.body.record.site.clone(),
        created_day: at.wall.day(),
        updated: at.wall,
        turns: arrived.turns(),
        reason: arrived.reason(),
        // What goes on goes where it was given before, as long as that pool is given to.
        pool_url: supersedes.as_ref().and_then(|row| row.pool_url.clone()),
        supersedes: supersedes.map(|row| row.id),
        consent,
        releases: vec![],
        asked: 0,
        look: arrived.look,
    };
    tx.add_written(&row, &arrived.written)?;
    tx.note(&id, "held", at.wall)?;
    Ok(Taken::New(id))
}

fn replace(tx: &Tx<'_>, mut row: Row, hold: Hold, arrived: &Arrived, at: &Moment) -> Result<Taken, Refused> {
    if row.hold.state == State::Queued {
        tx.recall(&row.id, Errand::Donate)?;
    }
    row.hold = hold;
    row.revision = arrived.revision_after(row.revision);
    row.updated = at.wall;
    row.turns = arrived.turns();
    row.look |= arrived.look;
    row.reason = arrived.reason().or(row.reason.filter(|_| row.look));
    // Where nothing would be left of the record's own terms, it keeps the receipt within which they were chosen.
    let terms = arrived.body.terms.as_ref();
    let new = at.consent.clone();
    row.consent = new
        .filter(|receipt| licence::narrowed(receipt.clone(), terms).is_some())
        .or(row.consent);
    tx.keep_row(&row)?;
    tx.keep_written(&row.id, &arrived.written)?;
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
