//! What is known of records beside their content: versions, likeness, notices, votes, decisions, objections; and the pool's settings.
//!
//! In: what arrived, and changes that the rules of `dossier` made. Out: the same. What a change means for the rows is decided here once,
//! for both databases; every statement about a record names its id.

use shared::api::{PoolState, Verdict};
use shared::envelope::SignedEnvelope;
use shared::keys::RecordId;
use shared::time::Day;

use super::fresh::Fresh;
use super::{Put, StoreError, bucket_of};
use crate::dossier::Dossier;
use crate::near::Bands;

/// What the intake found out about a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    pub bands: Option<Bands>,
    /// Codes of `intake::notice`.
    pub notices: String,
    /// The signed envelope as it is kept: canonical JSON, the bytes that were signed.
    pub json: Vec<u8>,
}

/// A record without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub id: RecordId,
    pub state: PoolState,
    pub bands: Option<Bands>,
    pub notices: String,
    /// Names of reviewers.
    pub votes: Vec<String>,
}

/// What a change of the dossier means for the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    Stay,
    Accept,
    /// Its content is erased.
    Reject {
        reason: String,
    },
}

/// So many decisions of one kind in one month.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    pub month: String,
    pub verdict: String,
    pub code: String,
    pub count: u64,
}

/// What is kept beside records.
pub trait Dossiers {
    /// Puts a verified record into quarantine, unless it is known or was taken back. One that comes as the next version takes the
    /// place of the former, whose judgements stay in the dossier and whose content is erased.
    ///
    /// # Errors
    /// If the database cannot be written; nothing is stored then.
    fn take(&self, signed: &SignedEnvelope, arrival: &Arrival, day: &Day) -> Result<Put, StoreError>;

    /// What is known of a record beside its content; `None` if it never came or was taken back.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn dossier(&self, record_id: &RecordId) -> Result<Option<Dossier>, StoreError>;

    /// Changes a dossier and its record in one step. `work` may be called again if the database asks for it; `None` leaves
    /// everything as it is. Gives whether there is such a record.
    ///
    /// # Errors
    /// If the database cannot be written; nothing is changed then.
    fn amend(
        &self,
        record_id: &RecordId,
        day: &Day,
        work: &mut dyn FnMut(PoolState, &mut Dossier) -> Option<Move>,
    ) -> Result<bool, StoreError>;

    /// Some records in one of these states, with ids after `after`, in the order of their ids, without their content.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn kept(
        &self,
        states: &[PoolState],
        after: Option<&RecordId>,
        at_most: u32,
    ) -> Result<Vec<Kept>, StoreError>;

    /// Records whose contributors wait for an answer.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn objections(&self, at_most: u32) -> Result<Vec<(RecordId, Dossier)>, StoreError>;

    /// One setting.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn setting(&self, key: &str) -> Result<Option<String>, StoreError>;

    /// Changes a setting, given what it is; `None` leaves it.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn change_setting(
        &self,
        key: &str,
        work: &mut dyn FnMut(Option<String>) -> Option<String>,
    ) -> Result<(), StoreError>;

    /// Counts decisions for the public log, which names no record.
    ///
    /// # Errors
    /// If the database cannot be written.
    fn count_ruling(&self, day: &Day, verdict: Verdict, code: &str, count: u64) -> Result<(), StoreError>;

    /// The public log: how many decisions of each kind in each month, the newest first.
    ///
    /// # Errors
    /// If the database cannot be read.
    fn rulings(&self) -> Result<Vec<Counted>, StoreError>;
}

/// What the rows of a record say when it comes again.
pub(super) struct Known {
    pub(super) digest: String,
    pub(super) received_day: Day,
    pub(super) state: PoolState,
    /// The stored envelope; a rejected record has none.
    pub(super) envelope: Option<Vec<u8>>,
    pub(super) dossier: Dossier,
}

/// What to do with a record that came.
pub(super) enum Step {
    Nothing(Put),
    /// Write all rows anew, with this dossier.
    Write(Box<Dossier>),
}

/// What is written of a record of which nothing is known.
pub(super) fn fresh(signed: &SignedEnvelope, arrival: &Arrival, day: &Day) -> Fresh {
    let envelope = &signed.envelope;
    Fresh {
        id: envelope.record_id.to_string(),
        bucket: i16::from(bucket_of(&envelope.record_id)),
        digest: envelope.content_sha256.clone(),
        day: day.to_string(),
        json: arrival.json.clone(),
        bands: arrival.bands.map(Bands::to_bytes),
        notices: arrival.notices.clone(),
        dossier: written(&Dossier {
            version: envelope.version,
            notices: arrival.notices.clone(),
            ..Dossier::default()
        }),
    }
}

/// What to do with a record that came, given what is known of it.
pub(super) fn arrives(known: Known, signed: &SignedEnvelope, arrival: &Arrival) -> Result<Step, StoreError> {
    let version = signed.envelope.version;
    let same = known.digest == signed.envelope.content_sha256;
    let mut dossier = known.dossier;
    let again = same && known.state == PoolState::Rejected && dossier.reopened;
    let newer = !same && version == dossier.version.saturating_add(1);
    if !again && !newer {
        return Ok(Step::Nothing(if same {
            Put::Same {
                received_day: known.received_day,
            }
        } else {
            Put::Other
        }));
    }
    match known.envelope {
        Some(former) => {
            let former: SignedEnvelope = serde_json::from_slice(&former)
                .map_err(|_| super::rows::damaged(signed.envelope.record_id.as_ref()))?;
            dossier.replace(
                &former.envelope,
                known.received_day,
                version,
                arrival.notices.clone(),
            );
        }
        None => dossier.begin_again(version.max(dossier.version), arrival.notices.clone()),
    }
    Ok(Step::Write(Box::new(dossier)))
}

/// A dossier as it is stored.
pub(super) fn written(dossier: &Dossier) -> Vec<u8> {
    serde_json::to_vec(dossier).expect("a dossier has string keys and finite numbers")
}

/// The names of those who voted, as they are stored.
pub(super) fn voters(dossier: &Dossier) -> String {
    let names: Vec<_> = dossier.votes.iter().map(|vote| vote.reviewer.as_str()).collect();
    names.join(",")
}

/// A dossier as it was stored; one that was never written is empty.
pub(super) fn read(id: &str, json: Option<&[u8]>) -> Result<Dossier, StoreError> {
    json.map_or_else(
        || Ok(Dossier::default()),
        |json| serde_json::from_slice(json).map_err(|_| super::rows::damaged(id)),
    )
}

/// Id, state, bands, notices, votes.
pub(super) type RawKept = (String, String, Option<Vec<u8>>, Option<String>, Option<String>);

pub(super) fn kept((id, state, bands, notices, votes): RawKept) -> Result<Kept, StoreError> {
    Ok(Kept {
        state: super::rows::state_of(&state, &id)?,
        bands: bands.as_deref().and_then(Bands::from_bytes),
        notices: notices.unwrap_or_default(),
        votes: votes
            .unwrap_or_default()
            .split(',')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        id: id.parse().map_err(|_| super::rows::damaged(&id))?,
    })
}

/// How a verdict is written in the log.
pub(super) fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::Rejected => "rejected",
    }
}
