//! What a release changes: ids that came, ids whose content is another one, ids that went.
//!
//! In: the buckets of a release. Out: `changes.jsonl.zst`, one line per record after one line about the release, and the same read
//! again. In the first release of a place everything is new, and nothing is listed.

use serde::{Deserialize, Serialize};
use shared::keys::RecordId;

use super::build::Built;

pub const NAME: &str = "changes.jsonl.zst";

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "lowercase")]
pub enum Change {
    /// The first line.
    Release {
        release: u32,
        since: Option<u32>,
    },
    Added {
        record_id: RecordId,
    },
    Changed {
        record_id: RecordId,
        /// Of the new content.
        content_sha256: String,
    },
    Removed {
        record_id: RecordId,
    },
}

/// The file's bytes.
pub(super) fn write(release: u32, since: Option<u32>, buckets: &[Built]) -> Vec<u8> {
    let first = Change::Release { release, since };
    let lines = buckets.iter().flat_map(|bucket| {
        let added = bucket.added.iter().map(|id| Change::Added {
            record_id: id.clone(),
        });
        let changed = bucket.changed.iter().map(|(id, digest)| Change::Changed {
            record_id: id.clone(),
            content_sha256: digest.clone(),
        });
        let removed = bucket.removed.iter().map(|id| Change::Removed {
            record_id: id.clone(),
        });
        added.chain(changed).chain(removed)
    });
    let mut text = Vec::new();
    for line in std::iter::once(first).chain(lines) {
        serde_json::to_writer(&mut text, &line).expect("a change has string keys");
        text.push(b'\n');
    }
    zstd::encode_all(text.as_slice(), 3).expect("memory does not fail")
}

/// The changes in these bytes, unpacked; `None` if they are something else.
#[must_use]
pub fn read(lines: &[u8]) -> Option<Vec<Change>> {
    lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).ok())
        .collect()
}
