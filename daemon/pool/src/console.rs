//! What reviewers see and do: the quarantine by clusters of near duplicates, a sample, one record with marks, objections.
//!
//! In: the store, reviewers' names, a day. Out: what the console's page shows, and decisions. Whoever sends HTTP is known already.
//! Whatever is decided here goes through the dossier's rules: a bulk acceptance takes two reviewers, whatever a page says.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::api::{PoolState, Verdict};
use shared::keys::RecordId;
use shared::scrub::{Doubt, doubts};
use shared::time::Day;

use crate::card::TOGETHER;
use crate::config::Pool;
use crate::dossier::{self, ACCEPTED, Answer, Dossier};
use crate::intake::notice;
use crate::store::StoreError;
use crate::store::dossiers::{Kept, Move};
use crate::{near, reviewers};

/// Groups shown at once: nobody reads more in one sitting.
const MOST_GROUPS: usize = 100;
/// Ids of one group that are handed out; a decision about more is made in several steps.
const MOST_IDS: usize = 2_000;
/// Letters of the first message that a list shows.
const PREVIEW: usize = 200;
/// Records in one sample, at most.
pub const MOST_SAMPLE: usize = 200;

/// What waits, and how much of everything.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    pub pool: String,
    pub reviewer: String,
    pub reviewers: usize,
    pub counts: crate::store::Counts,
    pub objections: usize,
    pub reasons: Vec<(&'static str, &'static str)>,
    pub notices: Vec<(&'static str, &'static str)>,
}

/// Waiting records that say nearly the same.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// At most 2,000.
    pub ids: Vec<RecordId>,
    pub waiting: usize,
    /// How many like these were taken before.
    pub taken: usize,
    pub notices: BTreeMap<String, usize>,
    /// How many of these ids have the vote of somebody else, and of this reviewer.
    pub voted_by_others: usize,
    pub voted_by_me: usize,
    pub preview: String,
    pub site: String,
    pub languages: Vec<String>,
    pub messages: usize,
}

/// All groups that are shown, and how many there are.
#[derive(Clone, Debug, Serialize)]
pub struct Quarantine {
    pub groups: Vec<Group>,
    pub all_groups: usize,
    pub waiting: usize,
}

/// One record, to read.
#[derive(Clone, Debug, Serialize)]
pub struct Reading {
    pub id: RecordId,
    pub state: PoolState,
    pub received_day: Day,
    pub record: shared::record::Record,
    pub licence: shared::consent::Licence,
    pub purposes: Vec<shared::consent::Purpose>,
    pub pseudonym: Option<String>,
    pub dossier: Dossier,
    pub notices: Vec<(&'static str, &'static str)>,
    /// For each message, places that might be personal data and were left.
    pub doubts: Vec<Vec<Doubt>>,
    pub risk: shared::risk::Risk,
}

/// An objection that waits for an answer.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    pub id: RecordId,
    pub dossier: Dossier,
}

/// What became of votes for many records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Voted {
    /// Accepted, because two reviewers agree.
    pub accepted: usize,
    /// Waiting for a second reviewer.
    pub need_another: usize,
    /// Not in quarantine any more.
    pub gone: usize,
}

/// Why the console does not do it.
#[derive(Debug)]
pub enum Refused {
    /// There is no such record, or it is in no state for this.
    NotThere,
    Dossier(dossier::Refused),
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotThere => formatter.write_str("the record is not here, or in no state for this decision"),
            Self::Dossier(why) => formatter.write_str(why.sentence()),
            Self::Store(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for Refused {}

/// How many reviewers the pool has.
///
/// # Errors
/// If the database cannot be read.
pub fn all_reviewers(pool: &Pool) -> Result<Vec<reviewers::Reviewer>, StoreError> {
    Ok(reviewers::read(
        pool.store.setting(reviewers::SETTING)?.as_deref(),
    ))
}

/// What waits.
///
/// # Errors
/// If the database cannot be read.
pub fn overview(pool: &Pool, reviewer: &str) -> Result<Overview, StoreError> {
    Ok(Overview {
        pool: pool.name.clone(),
        reviewer: reviewer.to_owned(),
        reviewers: all_reviewers(pool)?.len(),
        counts: pool.store.counts()?,
        objections: pool.store.objections(1_000)?.len(),
        reasons: dossier::REASONS.to_vec(),
        notices: notice::ALL
            .iter()
            .map(|notice| (notice.code(), notice.sentence()))
            .collect(),
    })
}

/// The quarantine by clusters, the largest first and then those with the most to look at.
///
/// # Errors
/// If the database cannot be read.
pub fn quarantine(pool: &Pool, reviewer: &str) -> Result<Quarantine, StoreError> {
    let states = [PoolState::Quarantined, PoolState::Accepted, PoolState::Released];
    let clusters = near::clusters::of(&pool.store, &states)?;
    let mut waiting: HashMap<u32, Vec<Kept>> = HashMap::new();
    near::clusters::every(&pool.store, &[PoolState::Quarantined], |kept| {
        // What arrived in between is shown the next time.
        if let Some(place) = clusters.place(&kept.id) {
            waiting.entry(place.cluster).or_default().push(kept);
        }
    })?;
    let mut ordered: Vec<_> = waiting.into_values().collect();
    let weight = |kept: &Kept| notice::of_codes(&kept.notices).len();
    ordered.sort_by_cached_key(|group| {
        let notices: usize = group.iter().map(weight).sum();
        (
            usize::MAX - group.len(),
            usize::MAX - notices,
            group[0].id.clone(),
        )
    });
    let all_groups = ordered.len();
    let all_waiting = ordered.iter().map(Vec::len).sum();
    let mut groups = vec![];
    for members in ordered.into_iter().take(MOST_GROUPS) {
        let size = clusters
            .place(&members[0].id)
            .map_or(members.len(), |place| place.size as usize);
        groups.extend(group(pool, &members, size, reviewer)?);
    }
    Ok(Quarantine {
        groups,
        all_groups,
        waiting: all_waiting,
    })
}

/// `None` if its first record was taken back in between.
fn group(pool: &Pool, members: &[Kept], size: usize, reviewer: &str) -> Result<Option<Group>, StoreError> {
    let Some(stored) = pool.store.stored(&members[0].id)? else {
        return Ok(None);
    };
    let record = &stored.signed.envelope.content;
    let mut notices: BTreeMap<String, usize> = BTreeMap::new();
    for notice in members.iter().flat_map(|kept| notice::of_codes(&kept.notices)) {
        *notices.entry(notice.code().to_owned()).or_default() += 1;
    }
    let mut languages: Vec<String> = record
        .messages
        .iter()
        .filter_map(|message| message.lang.clone())
        .collect();
    languages.sort();
    languages.dedup();
    let voted = |by_me: bool| {
        let counts = |kept: &&Kept| kept.votes.iter().any(|vote| (vote == reviewer) == by_me);
        members.iter().take(MOST_IDS).filter(counts).count()
    };
    Ok(Some(Group {
        ids: members
            .iter()
            .take(MOST_IDS)
            .map(|kept| kept.id.clone())
            .collect(),
        waiting: members.len(),
        taken: size.saturating_sub(members.len()),
        notices,
        voted_by_others: voted(false),
        voted_by_me: voted(true),
        preview: record
            .messages
            .first()
            .map(|message| message.text.chars().take(PREVIEW).collect())
            .unwrap_or_default(),
        site: record.site.clone(),
        languages,
        messages: record.messages.len(),
    }))
}

/// Records to read, drawn from all that waits: the same ones for one reviewer all day, others for others.
///
/// # Errors
/// If the database cannot be read.
pub fn sample(pool: &Pool, reviewer: &str, day: &Day, count: usize) -> Result<Vec<RecordId>, StoreError> {
    let mut drawn: std::collections::BTreeSet<([u8; 32], RecordId)> = std::collections::BTreeSet::new();
    let count = count.min(MOST_SAMPLE);
    near::clusters::every(&pool.store, &[PoolState::Quarantined], |kept| {
        let lot = Sha256::digest(format!("{day}\n{reviewer}\n{}", kept.id).as_bytes());
        drawn.insert((lot.into(), kept.id));
        if drawn.len() > count {
            drawn.pop_last();
        }
    })?;
    Ok(drawn.into_iter().map(|(_, id)| id).collect())
}

/// One record with what there is to say about it.
///
/// # Errors
/// If the database cannot be read.
pub fn reading(pool: &Pool, id: &RecordId) -> Result<Option<Reading>, StoreError> {
    let Some(stored) = pool.store.stored(id)? else {
        return Ok(None);
    };
    let dossier = pool.store.dossier(id)?.unwrap_or_default();
    let envelope = stored.signed.envelope;
    Ok(Some(Reading {
        id: id.clone(),
        state: stored.state,
        received_day: stored.received_day,
        licence: envelope.consent.licence,
        purposes: envelope.consent.purposes,
        pseudonym: envelope.byline.map(|byline| {
            byline
                .name
                .unwrap_or_else(|| RecordId::of(&byline.pk).to_string())
        }),
        notices: notice::of_codes(&dossier.notices)
            .into_iter()
            .map(|notice| (notice.code(), notice.sentence()))
            .collect(),
        doubts: envelope
            .content
            .messages
            .iter()
            .map(|message| doubts(&message.text))
            .collect(),
        risk: shared::risk::residual(&envelope.content),
        record: envelope.content,
        dossier,
    }))
}

/// Decides about one record that this reviewer has read.
///
/// # Errors
/// If it is not there, the reason is none, or the database cannot be written.
pub fn decide(
    pool: &Pool,
    id: &RecordId,
    verdict: Verdict,
    code: &str,
    reason: &str,
    reviewer: &str,
    day: &Day,
) -> Result<(), Refused> {
    let code = if verdict == Verdict::Accepted {
        ACCEPTED
    } else {
        code
    };
    amend(pool, id, day, &mut |state, dossier| {
        let may = match verdict {
            Verdict::Accepted => state == PoolState::Quarantined,
            Verdict::Rejected => state != PoolState::Rejected,
        };
        if !may {
            return Err(Refused::NotThere);
        }
        dossier
            .rule(verdict, code, reason, vec![reviewer.to_owned()], day)
            .map_err(Refused::Dossier)?;
        Ok(match verdict {
            Verdict::Accepted => Move::Accept,
            Verdict::Rejected => Move::Reject {
                reason: rejection(code, reason),
            },
        })
    })?;
    Ok(pool.store.count_ruling(day, verdict, code, 1)?)
}

/// What a contributor reads in one line.
fn rejection(code: &str, reason: &str) -> String {
    let sentence = dossier::REASONS
        .iter()
        .find(|(known, _)| *known == code)
        .map_or("", |(_, sentence)| sentence);
    match reason.trim() {
        "" => sentence.to_owned(),
        reason if code == "other" => reason.to_owned(),
        reason => format!("{sentence} {reason}"),
    }
}

/// Votes for accepting many records that nobody has read one by one. Those for which two reviewers have voted are accepted.
///
/// # Errors
/// If the database cannot be written; what was voted before stays.
pub fn vote(pool: &Pool, ids: &[RecordId], reviewer: &str, day: &Day) -> Result<Voted, Refused> {
    let mut voted = Voted::default();
    for id in ids {
        let mut accepted = false;
        let done = amend(pool, id, day, &mut |state, dossier| {
            if state != PoolState::Quarantined {
                return Err(Refused::NotThere);
            }
            let Some(both) = dossier.vote(reviewer, day) else {
                accepted = false;
                return Ok(Move::Stay);
            };
            accepted = true;
            dossier
                .rule(Verdict::Accepted, ACCEPTED, "", both, day)
                .map_err(Refused::Dossier)?;
            Ok(Move::Accept)
        });
        match done {
            Ok(()) if accepted => voted.accepted += 1,
            Ok(()) => voted.need_another += 1,
            Err(Refused::NotThere | Refused::Dossier(_)) => voted.gone += 1,
            Err(error) => return Err(error),
        }
    }
    if voted.accepted > 0 {
        let count = u64::try_from(voted.accepted).unwrap_or(u64::MAX);
        pool.store.count_ruling(day, Verdict::Accepted, TOGETHER, count)?;
    }
    Ok(voted)
}

/// Objections that wait.
///
/// # Errors
/// If the database cannot be read.
pub fn objections(pool: &Pool) -> Result<Vec<Waiting>, StoreError> {
    let waiting = pool.store.objections(200)?;
    Ok(waiting
        .into_iter()
        .map(|(id, dossier)| Waiting { id, dossier })
        .collect())
}

/// Answers an objection.
///
/// # Errors
/// If there is none, the reviewer decided it, or the database cannot be written.
pub fn answer(pool: &Pool, id: &RecordId, decision: u32, answer: &Answer, day: &Day) -> Result<(), Refused> {
    let others = all_reviewers(pool)?
        .iter()
        .any(|reviewer| reviewer.name != answer.by);
    amend(pool, id, day, &mut |_, dossier| {
        dossier
            .answer(decision, answer.clone(), others)
            .map_err(Refused::Dossier)?;
        Ok(Move::Stay)
    })
}

/// Changes a dossier and, with it, the state of its record.
fn amend(
    pool: &Pool,
    id: &RecordId,
    day: &Day,
    work: &mut dyn FnMut(PoolState, &mut Dossier) -> Result<Move, Refused>,
) -> Result<(), Refused> {
    let mut why = None;
    let found = pool
        .store
        .amend(id, day, &mut |state, dossier| match work(state, dossier) {
            Ok(step) => Some(step),
            Err(refused) => {
                why = Some(refused);
                None
            }
        })?;
    match why {
        Some(refused) => Err(refused),
        None if !found => Err(Refused::NotThere),
        None => Ok(()),
    }
}

/// Takes in what a contributor says against a decision; whose key signed it is known already.
///
/// # Errors
/// If there is no such decision, or the database cannot be written.
pub fn object(pool: &Pool, id: &RecordId, decision: u32, text: &str, day: &Day) -> Result<(), Refused> {
    amend(pool, id, day, &mut |_, dossier| {
        dossier.object(decision, text, day).map_err(Refused::Dossier)?;
        Ok(Move::Stay)
    })
}
