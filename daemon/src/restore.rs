//! Gives a contributor whose computer is lost the means to take everything back: from the recovery phrase to the donated records.
//!
//! In: the 24 words, and the pool. Out: the records of that phrase which the pool knows, listed as donated; their text is not here and
//! is not fetched. Each id follows from the seed and a counter, so the pool is asked about one after the other until 200 in a row are
//! unknown to it. The search goes on after a restart. It does tell the pool that these records belong together, as retracting them
//! all would.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use shared::api::{PoolState, RecordStatus};
use shared::keys::{RecordId, Seed};
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
            (Some(pool), Some(_)) | (None, Some(pool)) => pool,
            (None, None) => {
                return Err(Refused::new(
                    Kind::Conflict,
                    "no_pool",
                    "no pool is set: say where the records were donated, with --pool URL",
                ));
            }
        };
        tx.keep_secret("seed", &seed.0)?;
        tx.set(
            "search",
            &Search {
                pool_url,
                next: 0,
                unknown: 0,
                found: 0,
            },
        )?;
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
    contact(companion, client, &search.pool_url).await?;
    let mut found = Vec::new();
    let mut trouble = None;
    for _ in 0..STEP {
        let id = RecordId::of(&seed.record_key(search.next).public());
        match client.find(&search.pool_url, &id).await {
            Ok(Some(status)) => {
                found.push((id, search.next, status));
                search.unknown = 0;
            }
            Ok(None) => search.unknown += 1,
            Err(failure) => {
                trouble = Some(failure);
                break;
            }
        }
        search.next += 1;
        if search.unknown >= GAP {
            break;
        }
    }
    let over = search.unknown >= GAP;
    blocking(companion, move |companion| keep(companion, search, found)).await?;
    match trouble {
        Some(failure) => Err(failure.into()),
        None => {
            companion.note_error(None);
            Ok(!over)
        }
    }
}

/// Lists what was found, and notes how far the search is.
fn keep(
    companion: &Companion,
    mut search: Search,
    found: Vec<(RecordId, u64, RecordStatus)>,
) -> Result<(), Refused> {
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
        for (row, wall) in found {
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
        end_or_go_on(tx, &search)
    })
}

fn end_or_go_on(tx: &Tx<'_>, search: &Search) -> Result<(), Refused> {
    if search.unknown >= GAP {
        tx.unset("search")?;
        tx.set("searched", search)?;
    } else {
        tx.set("search", search)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
