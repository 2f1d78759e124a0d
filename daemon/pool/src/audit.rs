//! Checks that database, receipts, tombstones and published files agree.
//!
//! In: a pool. Out: every contradiction, one line each, with what to do. Nothing is changed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use shared::api::PoolState;
use shared::envelope::canonical;
use shared::keys::{RecordId, sha256_hex};

use crate::config::Pool;
use crate::formats::Line;
use crate::release::document_name;
use crate::release::manifest::{File, Kind, Manifest, Unreadable};
use crate::release::place::{Place, PlaceError};
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
        check_place(pool, &place, &digests, &gone, &mut findings);
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

/// What one place holds, while it is looked through.
struct Look<'a> {
    place: &'a Place,
    gone: &'a HashSet<String>,
    /// Ids that were taken back and are still here.
    held: BTreeSet<String>,
    findings: &'a mut Findings,
}

fn check_place(
    pool: &Pool,
    address: &str,
    digests: &HashMap<RecordId, String>,
    gone: &HashSet<String>,
    findings: &mut Findings,
) {
    let unseen = |findings: &mut Findings, why: &str| {
        findings
            .notes
            .push(format!("{address} {why}, so its files were not checked"));
    };
    let place = match Place::at(address) {
        Ok(place) if place.as_folder().is_some_and(|dir| !dir.exists()) => {
            return unseen(findings, "is no longer here");
        }
        Ok(place) => place,
        Err(_) => return unseen(findings, "cannot be reached from here"),
    };
    let manifest = match Manifest::read_at(&place) {
        Ok(manifest) if manifest.pool_id == pool.id => manifest,
        Ok(_) => {
            return findings
                .wrong
                .push(format!("{address} now holds a release of another pool"));
        }
        Err(Unreadable::Place(PlaceError::Remote { .. })) => {
            return unseen(findings, "cannot be reached from here");
        }
        Err(error) => return findings.wrong.push(error.to_string()),
    };
    findings.releases += 1;
    let mut look = Look {
        place: &place,
        gone,
        held: BTreeSet::new(),
        findings,
    };
    look.files(&manifest);
    look.agreement(&manifest);
    look.receipts(&manifest, digests);
    look.strangers();
    let still_there = look.held.len();
    if still_there > 0 {
        findings.wrong.push(format!(
            "{address} still holds {still_there} records that were taken back: run `tributary-pool release --hotfix --out {address}`"
        ));
    }
}

impl Look<'_> {
    /// Every file is what was published, and every document is the one at the top.
    fn files(&mut self, manifest: &Manifest) {
        for file in &manifest.files {
            self.findings.files += 1;
            match file.stored(self.place) {
                Err(error) => self.findings.wrong.push(error.to_string()),
                Ok(bytes) if file.kind == Kind::Document => {
                    let name = document_name(file);
                    if !self
                        .place
                        .read(name)
                        .is_ok_and(|top| top.as_ref() == Some(&bytes))
                    {
                        self.findings.wrong.push(format!(
                            "{}/{name} is not the one of release {}: run `tributary-pool release` again",
                            self.place.address(),
                            manifest.number
                        ));
                    }
                }
                Ok(_) => {}
            }
        }
    }

    /// Parquet, JSON Lines and the lists of records name the same records, bucket by bucket.
    fn agreement(&mut self, manifest: &Manifest) {
        let mut buckets: BTreeMap<&str, [BTreeSet<String>; 3]> = BTreeMap::new();
        for file in &manifest.files {
            let at = match file.kind {
                Kind::Parquet => 0,
                Kind::Jsonl => 1,
                // One list held all of a former format's buckets.
                Kind::Records if !manifest.is_former() => 2,
                _ => continue,
            };
            let ids = self.ids(file);
            if ids.len() as u64 != file.rows {
                self.findings.wrong.push(format!(
                    "{}/{} has {} records, its manifest says {}",
                    self.place.address(),
                    file.path,
                    ids.len(),
                    file.rows
                ));
            }
            buckets.entry(&file.bucket).or_default()[at].extend(ids);
        }
        for (bucket, [parquet, jsonl, listed]) in buckets {
            if parquet != jsonl || (!manifest.is_former() && jsonl != listed) {
                self.findings.wrong.push(format!(
                    "{}: Parquet and JSON Lines hold different records in bucket {bucket:?}: fetch the release again",
                    self.place.address()
                ));
            }
        }
    }

    /// The ids in one file, and whether its lines fit their digests.
    fn ids(&mut self, file: &File) -> Vec<String> {
        let Ok(bytes) = file.read_at(self.place) else {
            return vec![];
        };
        match file.kind {
            Kind::Jsonl => {
                let mut ids = vec![];
                for text in bytes.split(|byte| *byte == b'\n').filter(|text| !text.is_empty()) {
                    match serde_json::from_slice::<Line>(text) {
                        Ok(line) if sha256_hex(&canonical(&line.record)) == line.content_sha256 => {
                            ids.push(line.record_id.into());
                        }
                        _ => self.findings.wrong.push(format!(
                            "{}/{}: a line does not fit its digest",
                            self.place.address(),
                            file.path
                        )),
                    }
                }
                ids
            }
            _ => ids_by_name(&file.path, bytes),
        }
    }

    /// The release lists what the pool has signed receipts for.
    fn receipts(&mut self, manifest: &Manifest, digests: &HashMap<RecordId, String>) {
        match manifest.listed(self.place) {
            Err(error) => self.findings.wrong.push(error.to_string()),
            Ok(listed) => {
                let others = listed.iter().filter(|listed| {
                    digests
                        .get(&listed.record_id)
                        .is_some_and(|ours| *ours != listed.content_sha256)
                });
                for listed in others.take(MOST_LINES) {
                    self.findings.wrong.push(format!(
                        "{}: record {} has another digest than its receipt",
                        self.place.address(),
                        listed.record_id
                    ));
                }
            }
        }
    }

    /// What lies there counts, not only what the manifest mentions: nothing that was taken back is in any file.
    fn strangers(&mut self) {
        let entries = match self.place.list("") {
            Ok(entries) => entries,
            Err(error) => return self.findings.wrong.push(error.to_string()),
        };
        for entry in entries {
            let name = entry.name.rsplit('/').next().unwrap_or_default();
            if ["retractions.parquet", crate::release::changes::NAME].contains(&name) {
                continue;
            }
            let bytes = match self.place.read(&entry.name) {
                Ok(bytes) => bytes.unwrap_or_default(),
                Err(error) => {
                    self.findings.wrong.push(error.to_string());
                    continue;
                }
            };
            let bytes = match name.strip_suffix(".zst") {
                None => bytes,
                Some(_) => zstd::decode_all(bytes.as_slice()).unwrap_or_default(),
            };
            let ids = ids_by_name(name.trim_end_matches(".zst"), bytes);
            self.held
                .extend(ids.into_iter().filter(|id| self.gone.contains(id)));
        }
    }
}

/// The ids in the bytes of a file with this name; none where files of this kind have none.
fn ids_by_name(name: &str, bytes: Vec<u8>) -> Vec<String> {
    let lines = |bytes: &[u8], id: fn(&str) -> Option<String>| -> Vec<String> {
        String::from_utf8_lossy(bytes).lines().filter_map(id).collect()
    };
    match PathBuf::from(name).extension().and_then(|ending| ending.to_str()) {
        Some("parquet") => sync::ids_of(bytes::Bytes::from(bytes), "record_id")
            .map(|ids| ids.into_iter().flatten().collect())
            .unwrap_or_default(),
        Some("jsonl") => lines(&bytes, |line| {
            let row: serde_json::Value = serde_json::from_str(line).ok()?;
            Some(row.get("record_id")?.as_str()?.to_owned())
        }),
        Some("tsv") => lines(&bytes, |line| line.split('\t').next().map(str::to_owned)),
        _ => vec![],
    }
}
