//! Checks that database, receipts, tombstones and published files agree.
//!
//! In: a pool. Out: every contradiction, one line each, with what to do. Nothing is changed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use shared::api::PoolState;
use shared::envelope::canonical;
use shared::keys::{RecordId, sha256_hex};

use crate::config::Pool;
use crate::formats::Line;
use crate::release::manifest::{Kind, Manifest};
use crate::release::staging::files_below;
use crate::store::StoreError;
use crate::sync;

const AT_ONCE: u32 = 256;
/// Lines of one kind that are told one by one.
const MOST_LINES: usize = 20;

/// What was checked, and what is wrong.
#[derive(Debug, Default)]
pub struct Findings {
    pub records: u64,
    pub releases: u64,
    pub files: u64,
    pub wrong: Vec<String>,
    /// What cannot be checked from here, and is no contradiction.
    pub notes: Vec<String>,
}

/// Checks everything that this machine can see of a pool.
///
/// # Errors
/// If the database cannot be read at all.
pub fn audit(pool: &Pool) -> Result<Findings, StoreError> {
    let mut findings = Findings::default();
    let digests = check_records(pool, &mut findings)?;
    let gone: HashSet<String> = pool
        .store
        .taken_back()?
        .into_iter()
        .map(|gone| gone.record_id.into())
        .collect();
    let places: BTreeSet<String> = pool
        .store
        .releases()?
        .into_iter()
        .map(|release| release.path)
        .collect();
    for place in places {
        check_place(pool, Path::new(&place), &digests, &gone, &mut findings);
    }
    Ok(findings)
}

/// Every stored envelope still is what its receipt says, and no tombstoned id has one.
fn check_records(pool: &Pool, findings: &mut Findings) -> Result<HashMap<RecordId, String>, StoreError> {
    let mut digests = HashMap::new();
    let mut after: Option<RecordId> = None;
    let states = [PoolState::Quarantined, PoolState::Accepted, PoolState::Released];
    loop {
        let some = pool.store.some(&states, after.as_ref(), AT_ONCE)?;
        let Some(last) = some.last() else { break };
        after = Some(last.signed.envelope.record_id.clone());
        for stored in some {
            findings.records += 1;
            let envelope = &stored.signed.envelope;
            let id = &envelope.record_id;
            if stored.signed.verify(&pool.id).is_err() {
                findings.wrong.push(format!(
                    "record {id} no longer fits its signature: restore it from a backup"
                ));
            }
            let standing = pool.store.standing(id)?;
            if standing.is_none_or(|standing| standing.state != stored.state) {
                findings.wrong.push(format!(
                    "record {id} is both here and retracted: retract it again"
                ));
            }
            digests.insert(id.clone(), envelope.content_sha256.clone());
        }
    }
    Ok(digests)
}

fn check_place(
    pool: &Pool,
    dir: &Path,
    digests: &HashMap<RecordId, String>,
    gone: &HashSet<String>,
    findings: &mut Findings,
) {
    let place = dir.display();
    if !dir.exists() {
        findings.notes.push(format!(
            "{place} is no longer here, so its files were not checked"
        ));
        return;
    }
    let manifest = match Manifest::read(dir) {
        Ok(manifest) if manifest.pool_id == pool.id => manifest,
        Ok(_) => {
            return findings
                .wrong
                .push(format!("{place} now holds a release of another pool"));
        }
        Err(error) => return findings.wrong.push(error.to_string()),
    };
    findings.releases += 1;
    let mut held: BTreeSet<String> = BTreeSet::new();
    for file in &manifest.files {
        findings.files += 1;
        if let Err(error) = file.read(dir) {
            findings.wrong.push(error.to_string());
        }
    }
    match manifest.records(dir) {
        Err(error) => findings.wrong.push(error.to_string()),
        Ok(records) => {
            let others = records
                .iter()
                .filter(|(id, digest)| digests.get(id).is_some_and(|ours| ours != digest));
            for (id, _) in others.take(MOST_LINES) {
                findings.wrong.push(format!(
                    "{place}: record {id} has another digest than its receipt"
                ));
            }
            held.extend(records.into_iter().map(|(id, _)| String::from(id)));
        }
    }
    // What lies there counts, not only what the manifest mentions.
    for file in files_below(dir).unwrap_or_default() {
        let name = file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if name.ends_with(".parquet") && name != "retractions.parquet" {
            match sync::ids_in(&file, "record_id") {
                Ok(ids) => held.extend(ids.into_iter().flatten()),
                Err(error) => findings.wrong.push(error.to_string()),
            }
        }
    }
    for file in manifest.of_kind(Kind::Jsonl) {
        for text in file
            .read(dir)
            .unwrap_or_default()
            .split(|byte| *byte == b'\n')
            .filter(|text| !text.is_empty())
        {
            match serde_json::from_slice::<Line>(text) {
                Ok(line) if sha256_hex(&canonical(&line.record)) == line.content_sha256 => {
                    held.insert(line.record_id.into());
                }
                _ => findings
                    .wrong
                    .push(format!("{place}/{}: a line does not fit its digest", file.path)),
            }
        }
    }
    let still_there = held.iter().filter(|id| gone.contains(*id)).count();
    if still_there > 0 {
        findings.wrong.push(format!(
            "{place} still holds {still_there} records that were taken back: run `tributary-pool release --out {place}`"
        ));
    }
}
