//! Changes a record that a pool has: the pool gets the new form as the record's next version.
//!
//! In: an id and an edit. Out: the changed record here, and an errand that goes out once nothing was changed for a while. The record keeps
//! its id, its key, its pool and its terms. The pool takes a newer version out of its next release until it was reviewed.

use shared::envelope::canonical;
use shared::keys::{RecordId, sha256_hex};

use super::edit::Edit;
use crate::companion::Companion;
use crate::donate::explain;
use crate::hold::{State, Stays};
use crate::refused::{Kind, Refused};
use crate::store::outbox::{Errand, Outgoing};
use crate::store::{StoreError, Tx, View};

/// How long after the last change a new version is sent.
const REST: i64 = 5 * 60 * 1000;

/// Changes a donated record.
///
/// # Errors
/// When it is not donated, its text is not here, or the change does not fit it.
pub fn revise(companion: &Companion, id: &RecordId, change: Edit) -> Result<(), Refused> {
    let id = id.clone();
    let wall = companion.world.now();
    // Where donations need not wait either, nothing is hidden by waiting.
    let rest = if companion.world.send_delay == 0 {
        1_000
    } else {
        REST
    };
    let due = companion.hold_now() + rest + companion.world.delay(companion.world.send_delay);
    companion.change("revise record", move |tx| {
        let mut row = tx.record(&id)?.ok_or_else(|| Refused::no_record(&id))?;
        if row.hold.state != State::Donated {
            return Err(explain(Stays::NotDonated, &id));
        }
        let mut body = tx.body(&id)?.ok_or_else(|| explain(Stays::Erased, &id))?;
        body.edits
            .make(change.into(), &mut body.record)
            .map_err(|refused| Refused::new(Kind::Invalid, super::code(&refused), refused.to_string()))?;
        row.turns = u32::try_from(body.record.messages.len()).unwrap_or(u32::MAX);
        row.updated = wall;
        tx.keep_row(&row)?;
        tx.keep_body(&id, &body)?;
        tx.note(&id, "revised", wall)?;
        tx.send_out(&Outgoing {
            record_id: id,
            errand: Errand::Donate,
            due,
            attempts: 0,
            queued_day: wall.day(),
        })?;
        Ok(())
    })
}

/// Whether a new version of a donated record is still to be sent.
///
/// # Errors
/// When the store fails.
pub fn waits(view: &View<'_>, id: &RecordId, state: State) -> Result<bool, StoreError> {
    let outgoing = view.outgoing_of(id)?;
    Ok(state == State::Donated && outgoing.is_some_and(|outgoing| outgoing.errand == Errand::Donate))
}

/// The pool has a new version: its receipt takes the place of the former one, which is kept. What was changed in the meantime goes next.
///
/// # Errors
/// When the store fails.
pub fn received(tx: &Tx<'_>, id: &RecordId, receipt: &str, digest: &str) -> Result<(), StoreError> {
    tx.next_version(id)?;
    tx.keep_receipt(id, Errand::Donate, receipt)?;
    tx.forget_check(id)?;
    let now = tx.body(id)?.map(|body| sha256_hex(&canonical(&body.record)));
    if now.is_none_or(|now| now == digest) {
        tx.recall(id, Errand::Donate)?;
    }
    Ok(())
}
