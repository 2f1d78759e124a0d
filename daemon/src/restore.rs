//! Gives a contributor whose computer is lost the means to take everything back: from the recovery phrase to the donated records.
//!
//! In: the 24 words, and the pools. Out: the records of that phrase which each pool knows, listed as donated; their text is not here and
//! is not fetched. Each id follows from the seed and a counter, so a pool is asked about one after the other until 200 in a row are
//! unknown to it. The search goes on after a restart, and at a pool that is added later. It does tell each pool that these records belong
//! together, as retracting them all would; no pool is asked about the ids of another's.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use shared::api::{PoolState, RecordStatus};
use shared::keys::{PoolId, RecordId, Seed};
use shared::time::Timestamp;

use crate::companion::{self, Companion, blocking};
use crate::config;
use crate::deliver::ask;
use crate::deliver::contact::{Trouble, contact};
use crate::hold::{Hold, State};
use crate::pool_client::{Failure, PoolClient};
use crate::refused::{Kind, Refused};
use crate::store::Tx;
use crate::store::outbox::Errand;
use crate::store::records::Row;

/// After so many ids in a row that the pool does not know, there are no more. Records that were revoked before their donation leave
/// gaps.
const GAP: u64 = 200;
/// Questions between two looks at what else is due.
const STEP: u64 = 20;
/// The site of a record whose text is not here.
const SITE: &str = "unknown";

/// How far a search is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    /// Where it looks.
    pub pool_url: String,
    /// The counter to ask about next.
    pub next: u64,
    /// Unknown ids since the last one that the pool knew.
    pub unknown: u64,
    /// Records listed again so far.
    pub found: u64,
    /// Whether it looks for keys that are for this pool only; open until it is known which pool this is.
    #[serde(default)]
    pub own: Option<bool>,
    /// Records that this pool knew.
    #[serde(default)]
    pub here: u64,
    /// Counters below this one are known to be used.
    #[serde(default)]
    pub used: u64,
    /// Pools that were asked before.
    #[serde(default)]
    pub done: Vec<Done>,
}

/// A pool that was asked as far as was sensible then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    url: String,
    own: bool,
    next: u64,
}

impl Search {
    fn at(pool_url: String) -> Self {
        Self {
            pool_url,
            next: 0,
            unknown: 0,
            found: 0,
            own: None,
            here: 0,
            used: 0,
            done: vec![],
        }
    }

    /// Whether this pool need not be asked about more for now: numbers that were used at another pool were perhaps used here, too.
    fn is_over(&self) -> bool {
        self.unknown >= GAP && self.next >= self.used
    }

    /// What comes after this pool: another one, one of the former ones again, or nothing.
    fn after(mut self, pools: &[String]) -> Result<Self, Self> {
        let done = Done {
            url: self.pool_url.clone(),
            own: self.own.unwrap_or(false),
            next: self.next,
        };
        self.done.push(done);
        let new = pools
            .iter()
            .find(|url| self.done.iter().all(|done| done.url != **url));
        if let Some(url) = new {
            return Ok(Self {
                found: self.found,
                used: self.used,
                done: self.done,
                ..Self::at(url.clone())
            });
        }
        let Some(again) = self.done.iter().position(|done| done.next < self.used) else {
            return Err(self);
        };
        let again = self.done.remove(again);
        Ok(Self {
            pool_url: again.url,
            own: Some(again.own),
            next: again.next,
            unknown: GAP,
            here: 1,
            ..self
        })
    }
}

/// Looks for records at a pool that is added to a companion which was restored.
///
/// # Errors
/// When the store fails.
pub fn look_at(tx: &Tx<'_>, url: &str) -> Result<(), Refused> {
    // While a search goes on, it comes to all pools by itself.
    if tx.setting::<Search>("search")?.is_some() {
        return Ok(());
    }
    let Some(former) = tx.setting::<Search>("searched")? else {
        return Ok(());
    };
    if former.done.iter().any(|done| done.url == url) || former.done.is_empty() && former.pool_url == url {
        return Ok(());
    }
    let search = Search {
        found: former.found,
        used: former.used,
        done: former.done,
        ..Search::at(url.to_owned())
    };
    Ok(tx.set("search", &search)?)
}

/// Does not look any further at a pool that is given to no more.
///
/// # Errors
/// When the store fails.
pub fn pass_over(tx: &Tx<'_>, url: &str) -> Result<(), Refused> {
    match tx.setting::<Search>("search")? {
        Some(search) if search.pool_url == url => go_on(tx, search).map(drop),
        _ => Ok(()),
    }
}

/// Takes the seed from a recovery phrase, and begins the search. `pool` is an address, where none is set or another is meant.
///
/// # Errors
/// When the words are no phrase, no pool is known, or there are records of another phrase here.
pub fn begin(companion: &Companion, phrase: &str, pool: Option<&str>) -> Result<(), Refused> {
    let seed = read_phrase(phrase)?;
    let pool = pool.map(config::pool_url).transpose().map_err(Refused::invalid)?;
    companion.change("restore seed", move |tx| {
        let known = tx.secret("seed")?;
        if known != Some(seed.0) && !tx.records(None, None, 1)?.is_empty() {
            return Err(Refused::new(
                Kind::Conflict,
                "not_empty",
                "there are records of another phrase here: restore into an empty place, with --data-dir",
            ));
        }
        let settings = companion::settings(tx)?;
        let pool_url = match (pool, settings.pool_url) {
            (Some(pool), None) => {
                tx.set("pool_url", &pool)?;
                pool
            }
            // An address at which nobody ever answered gives way.
            (Some(pool), Some(former)) => {
                if tx.pinned_pool(&former)?.is_none() {
                    tx.set("pool_url", &pool)?;
                }
                pool
            }
            (None, Some(pool)) => pool,
            (None, None) => {
                return Err(Refused::new(
                    Kind::Conflict,
                    "no_pool",
                    "no pool is set: say where the records were donated, with --pool URL",
                ));
            }
        };
        tx.keep_secret("seed", &seed.0)?;
        tx.set("search", &Search::at(pool_url))?;
        Ok(())
    })
}

/// Reads the words; nothing of them is repeated in a refusal.
///
/// # Errors
/// When they are no recovery phrase.
pub fn read_phrase(phrase: &str) -> Result<Seed, Refused> {
    let words: Vec<String> = phrase.split_whitespace().map(str::to_lowercase).collect();
    if words.len() != 24 {
        return Err(Refused::invalid(format!(
            "a recovery phrase has 24 words, these are {}",
            words.len()
        )));
    }
    let wrong = || Refused::invalid("these 24 words are no recovery phrase: check their spelling and order");
    let phrase = zeroize::Zeroizing::new(words.join(" "));
    let words =
        bip39::Mnemonic::parse_in_normalized(bip39::Language::English, &phrase).map_err(|_| wrong())?;
    words.to_entropy().try_into().map(Seed).map_err(|_| wrong())
}

/// Asks the pool about the next ids. Out: milliseconds until it should go on; nothing when there is nothing to look for.
///
/// # Errors
/// When the store fails.
pub async fn search(companion: &Arc<Companion>, client: &PoolClient) -> Result<Option<i64>, Refused> {
    let under_way = blocking(companion, |companion| {
        companion
            .store
            .read(|view| Ok::<_, Refused>((view.setting::<Search>("search")?, view.secret("seed")?)))
    })
    .await?;
    let (Some(search), Some(seed)) = under_way else {
        return Ok(None);
    };
    match step(companion, client, search, &Seed(seed)).await {
        Ok(going_on) => Ok(going_on.then_some(0)),
        Err(Trouble::Here(refused)) => Err(refused),
        Err(Trouble::There(Failure::Later { wait, why })) => {
            companion.note_error(Some(why));
            Ok(Some(wait.unwrap_or(10_000)))
        }
        Err(Trouble::There(Failure::Never { why })) => {
            companion.note_error(Some(why));
            Ok(Some(60_000))
        }
    }
}

/// Some questions of a search. Out: whether it goes on. What was found before a failure is kept.
async fn step(
    companion: &Arc<Companion>,
    client: &PoolClient,
    mut search: Search,
    seed: &Seed,
) -> Result<bool, Trouble> {
    let pool = contact(companion, client, &search.pool_url).await?.pool_id;
    let first = blocking(companion, |companion| {
        Ok(companion.store.read(|view| view.first_pool())?)
    })
    .await?;
    // The ids of the first pool are public there: no other is asked about them, unless nothing was found with keys of its own.
    let own = match (search.own, &first) {
        (Some(own), _) => own,
        (None, Some(first)) => *first != pool,
        (None, None) => true,
    };
    search.own = Some(own);
    let perhaps_first = own && first.is_none() && search.here == 0;
    let mut found = Vec::new();
    let mut trouble = None;
    for _ in 0..STEP {
        let here = RecordId::of(&seed.record_key(search.next).public());
        let there = if own {
            RecordId::of(&seed.record_key_at(search.next, &pool).public())
        } else {
            here.clone()
        };
        match client.find(&search.pool_url, &there).await {
            Ok(Some(status)) => {
                found.push((here, search.next, status));
                search.unknown = 0;
                search.here += 1;
                search.used = search.used.max(search.next + 1);
            }
            Ok(None) => search.unknown += 1,
            Err(failure) => {
                trouble = Some(failure);
                break;
            }
        }
        search.next += 1;
        if search.is_over() {
            break;
        }
    }
    if trouble.is_none() && search.is_over() && perhaps_first && search.here == 0 {
        // Then this may be the first pool.
        search.own = Some(false);
        (search.next, search.unknown) = (0, 0);
    }
    let over = blocking(companion, move |companion| keep(companion, search, &pool, found)).await?;
    match trouble {
        Some(failure) => Err(failure.into()),
        None => {
            companion.note_error(None);
            Ok(!over)
        }
    }
}

/// Lists what was found, and notes how far the search is. Out: whether it is over.
fn keep(
    companion: &Companion,
    mut search: Search,
    pool: &PoolId,
    found: Vec<(RecordId, u64, RecordStatus)>,
) -> Result<bool, Refused> {
    let (own, any, pool) = (search.own.unwrap_or(false), !found.is_empty(), pool.clone());
    let (now, wall) = (companion.hold_now(), companion.world.now());
    let found: Vec<(Row, Timestamp)> = found
        .into_iter()
        // What was taken back leaves nothing to do.
        .filter(|(_, _, status)| status.state != PoolState::Retracted)
        .map(|(id, counter, status)| {
            let asked = now + companion.world.delay(ask::after(companion)).max(1_000);
            let conversation = data_encoding::HEXLOWER.encode(&companion.world.random::<16>());
            let row = Row {
                id,
                counter,
                conversation,
                revision: 0,
                hold: Hold {
                    state: State::Donated,
                    since: now,
                    window: 0,
                    sent: true,
                },
                site: SITE.to_owned(),
                created_day: wall.day(),
                updated: wall,
                turns: 0,
                reason: Some(
                    "restored from the recovery phrase: its text is not on this computer".to_owned(),
                ),
                supersedes: None,
                consent: None,
                releases: status.releases,
                pool_url: Some(search.pool_url.clone()),
                asked,
                look: false,
            };
            (row, wall)
        })
        .collect();
    companion.change("list restored records", move |tx| {
        match tx.first_pool()? {
            None if any && own => tx.first_is_not(&pool)?,
            None if any => tx.set_first_pool(&pool)?,
            _ => {}
        }
        for (row, wall) in found {
            if own {
                tx.keep_own_key(&row.id, &pool)?;
            }
            match tx.record(&row.id)? {
                None => {
                    tx.add_erased(&row)?;
                    tx.note(&row.id, "restored", wall)?;
                    search.found += 1;
                }
                // From a backup that was made before it left.
                Some(known) if known.hold.state.is_open() || known.hold.state == State::Queued => {
                    tx.recall(&row.id, Errand::Donate)?;
                    let mut left = known;
                    left.hold = row.hold;
                    left.pool_url = row.pool_url;
                    left.releases = row.releases;
                    left.asked = row.asked;
                    left.updated = wall;
                    left.reason = None;
                    left.look = false;
                    tx.keep_row(&left)?;
                    tx.note(&left.id, "donated", wall)?;
                    search.found += 1;
                }
                Some(_) => {}
            }
        }
        // No key is ever used twice: what comes next is counted from behind everything that the pool may know.
        tx.count_from(search.next)?;
        end_or_go_on(tx, search)
    })
}

/// Out: whether nothing is left to look for.
fn end_or_go_on(tx: &Tx<'_>, search: Search) -> Result<bool, Refused> {
    if search.is_over() {
        return go_on(tx, search);
    }
    tx.set("search", &search)?;
    Ok(false)
}

fn go_on(tx: &Tx<'_>, search: Search) -> Result<bool, Refused> {
    let pools: Vec<String> = tx.pools()?.into_iter().map(|known| known.url).collect();
    match search.after(&pools) {
        Ok(search) => {
            tx.set("search", &search)?;
            Ok(false)
        }
        Err(search) => {
            tx.unset("search")?;
            tx.set("searched", &search)?;
            Ok(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pool_is_asked_and_again_about_numbers_that_another_knew() {
        let pools = ["a".to_owned(), "b".to_owned()];
        let mut search = Search::at("a".into());
        (search.own, search.next, search.unknown) = (Some(false), 203, GAP);
        (search.used, search.found, search.here) = (3, 3, 3);
        assert!(search.is_over());
        let mut second = search.after(&pools).unwrap();
        assert_eq!(
            (second.pool_url.as_str(), second.next, second.own),
            ("b", 0, None)
        );
        // More was given to the second, so the first may know more, too.
        (second.own, second.next, second.unknown, second.used) = (Some(true), 1200, GAP, 1000);
        let mut again = second.after(&pools).unwrap();
        assert_eq!(
            (again.pool_url.as_str(), again.next, again.own),
            ("a", 203, Some(false))
        );
        assert!(!again.is_over());
        again.next = 1000;
        assert!(again.is_over());
        let over = again.after(&pools).unwrap_err();
        assert_eq!((over.found, over.done.len()), (3, 2));
    }

    #[test]
    fn a_phrase_is_read_as_it_is_shown_and_wrong_ones_are_refused_without_repeating_them() {
        let seed = [7; 32];
        let shown = bip39::Mnemonic::from_entropy(&seed).unwrap().to_string();
        assert_eq!(read_phrase(&shown).unwrap().0, seed);
        let spaced = format!("  {}\n", shown.to_uppercase().replace(' ', "\n "));
        assert_eq!(read_phrase(&spaced).unwrap().0, seed);
        let mut words: Vec<&str> = shown.split(' ').collect();
        words.pop();
        let short = words.join(" ");
        let unknown = format!("{short} tributary");
        words.push(if shown.ends_with("zoo") { "abandon" } else { "zoo" });
        for wrong in ["", &short, &unknown, &words.join(" ")] {
            let refused = read_phrase(wrong).err().unwrap();
            assert!(!refused.message.contains(words[0]), "{refused}");
        }
    }
}
