//! Takes a record in: checks it, looks at it, stores it, and signs for it.
//!
//! In: an envelope from the network. Out: the pool's receipt, after the record is stored; or why there is none. Deliberately not
//! here: HTTP, and what the checks are.

use shared::envelope::{Receipt, SignedEnvelope};
use shared::keys::RecordId;
use shared::time::Day;

use super::{Checked, Refused, check, notice};
use crate::config::Pool;
use crate::store::dossiers::Arrival;
use crate::store::{Put, StoreError};

/// What became of a record that somebody gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is in quarantine now.
    New(Receipt),
    /// It was here already.
    Same(Receipt),
    /// Another content has its id.
    OtherContent,
    /// It was taken back.
    Retracted,
    Refused(Refused),
}

/// Checks a record and stores it. `tomorrow` is the last day that a contributor's calendar may show.
///
/// # Errors
/// If the database cannot be written; nothing is stored then.
pub fn take(
    pool: &Pool,
    id: &RecordId,
    signed: &SignedEnvelope,
    today: &Day,
    tomorrow: &Day,
) -> Result<Taken, StoreError> {
    let Checked { notices, json } = match check(signed, id, &pool.id, &pool.policy, tomorrow) {
        Ok(checked) => checked,
        Err(why) => return Ok(Taken::Refused(why)),
    };
    let arrival = Arrival {
        bands: pool.sketcher.record(&signed.envelope.content),
        notices: notice::codes(&notices),
        json,
    };
    let receipt = |day| {
        let digest = signed.envelope.content_sha256.clone();
        Receipt::sign(id.clone(), digest, day, &pool.key)
    };
    Ok(match pool.store.take(signed, &arrival, today)? {
        Put::New => Taken::New(receipt(today.clone())),
        Put::Same { received_day } => Taken::Same(receipt(received_day)),
        Put::Other => Taken::OtherContent,
        Put::Retracted => Taken::Retracted,
    })
}
