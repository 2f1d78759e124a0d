//! What can be done with a conversation before the store is asked: checked, scrubbed again, written as it will be sealed.
//!
//! In: what was handed in, and the contributor's own words. Out: what the one transaction needs, or why not. Many conversations are
//! prepared on every core, while the store writes others; the store is not touched here.

use std::sync::Mutex;

use shared::edit::Edits;
use shared::envelope::canonical;
use shared::keys::sha256_hex;
use shared::record::Record;
use shared::scrub::{self, PrivateWords};
use shared::time::Timestamp;

use super::{Handed, Revision, check};
use crate::companion::lock;
use crate::refused::Refused;
use crate::store::records::{Body, Written};

/// More threads than this gain nothing on the machines of contributors.
const THREADS: usize = 4;
/// A thread is worth its start for so many conversations.
const EACH: usize = 4;

/// A conversation as it can be kept.
pub(super) struct Prepared {
    pub(super) conversation: String,
    pub(super) revision: Revision,
    pub(super) body: Body,
    pub(super) written: Written,
}

/// Prepares all, in the order in which they were handed in. `meanwhile` is done on this thread, while others have begun.
pub(super) fn all(
    handed: Vec<Handed>,
    private: &PrivateWords,
    meanwhile: impl FnOnce(),
) -> Vec<Result<Prepared, Refused>> {
    let count = handed.len();
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(THREADS));
    let others = (count / EACH).min(cores).saturating_sub(1);
    if others == 0 {
        meanwhile();
        return handed.into_iter().map(|handed| one(handed, private)).collect();
    }
    let waiting = Mutex::new(handed.into_iter().enumerate());
    let work = || {
        let mut done = Vec::with_capacity(count / others);
        // The queue is free again before the work begins.
        while let Some((place, handed)) = { lock(&waiting).next() } {
            done.push((place, one(handed, private)));
        }
        done
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (0..others).map(|_| scope.spawn(work)).collect();
        meanwhile();
        let mut done = work();
        for other in others {
            done.extend(
                other
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            );
        }
        done
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, prepared)| prepared).collect()
}

fn one(mut handed: Handed, private: &PrivateWords) -> Result<Prepared, Refused> {
    check::conversation_id(&handed.conversation)?;
    check::revision(handed.revision)?;
    check::record(&handed.record)?;
    let received = digest(&mut handed.record);
    // Rules that are newer than the browser's extension find what that one has left, and the browser may not have
    // had the contributor's own words yet.
    scrub::rescrub_with(&mut handed.record, private);
    let body = Body {
        record: handed.record,
        edits: Edits::default(),
        terms: None,
        received,
    };
    Ok(Prepared {
        conversation: handed.conversation,
        revision: handed.revision,
        written: body.written(),
        body,
    })
}

/// Digest of what was handed in, without the month, which may be that of the hand-in.
fn digest(record: &mut Record) -> String {
    let month = std::mem::replace(&mut record.month, Timestamp(0).day().month());
    let digest = sha256_hex(&canonical(record));
    record.month = month;
    digest
}
