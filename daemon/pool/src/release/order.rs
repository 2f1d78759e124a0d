//! What one bucket of a release is to hold, and writing it.
//!
//! In: ids, digests and splits; as text, so that another machine can do the work. Out: the bucket's files in the place. Whoever does it
//! and however often, the same order gives the same bytes under the same names. A record that was taken back, rejected or changed
//! since the order was made is left out: publishing finds out and asks again.

use std::collections::HashMap;

use shared::keys::{RecordId, sha256_hex};

use super::ReleaseError;
use super::buckets::Bucket;
use super::manifest::{File, Listed};
use super::splits::Split;
use super::write::{BucketFiles, Output};
use crate::config::Pool;
use crate::store::Stored;
use crate::store::listing::Which;

/// How many records with their contents are read from the store at once.
const AT_ONCE: u32 = 256;

/// A record that is to come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) record_id: RecordId,
    pub(super) content_sha256: String,
    /// Without one, its own prompt decides.
    pub(super) split: Option<Split>,
}

/// All records of one bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Order(pub(super) Vec<Wanted>);

impl Order {
    /// A line per record.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for wanted in &self.0 {
            text.push_str(wanted.record_id.as_ref());
            text.push('\t');
            text.push_str(&wanted.content_sha256);
            text.push('\t');
            text.push_str(wanted.split.map_or("", Split::name));
            text.push('\n');
        }
        text
    }

    /// What `text` gave; `None` for anything else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let line = |line: &str| {
            let mut fields = line.split('\t');
            let wanted = Wanted {
                record_id: fields.next()?.parse().ok()?,
                content_sha256: fields.next()?.to_owned(),
                split: match fields.next()? {
                    "" => None,
                    name => Some(Split::named(name)?),
                },
            };
            fields.next().is_none().then_some(wanted)
        };
        text.lines().map(line).collect::<Option<_>>().map(Self)
    }

    pub(super) fn digest(&self) -> String {
        sha256_hex(self.text().as_bytes())
    }

    /// Whether a release that lists these records holds what is wanted.
    pub(super) fn is_what(&self, before: &HashMap<&str, &Listed>) -> bool {
        self.0.len() == before.len()
            && self.0.iter().all(|wanted| {
                before
                    .get(wanted.record_id.as_ref())
                    .is_some_and(|listed| listed.content_sha256 == wanted.content_sha256)
            })
    }

    /// Writes the files of the bucket.
    pub(super) fn write(&self, pool: &Pool, output: Output<'_>) -> Result<Vec<File>, ReleaseError> {
        let wanted: HashMap<&str, &Wanted> = self
            .0
            .iter()
            .map(|wanted| (wanted.record_id.as_ref(), wanted))
            .collect();
        let mut files = BucketFiles::open(output)?;
        if !wanted.is_empty() {
            each_content(pool, output.bucket, Which::All, |stored| {
                let envelope = stored.signed.envelope;
                match wanted.get(envelope.record_id.as_ref()) {
                    Some(wanted) if wanted.content_sha256 == envelope.content_sha256 => {
                        files.add(envelope, wanted.split)
                    }
                    _ => Ok(()),
                }
            })?;
        }
        files.close()
    }
}

/// The first text after everything that begins with a prefix: ids have no letter after `z`.
pub(super) fn end(prefix: &str) -> String {
    format!("{prefix}{{")
}

/// Does something with everything in a bucket that may be published, in the order of the ids.
pub(super) fn each_content(
    pool: &Pool,
    bucket: Bucket,
    which: Which,
    mut work: impl FnMut(Stored) -> Result<(), ReleaseError>,
) -> Result<(), ReleaseError> {
    for prefix in bucket.prefixes() {
        let mut after: Option<RecordId> = None;
        loop {
            let some = pool
                .store
                .contents(&prefix, &end(&prefix), which, after.as_ref(), AT_ONCE)?;
            let Some(last) = some.last() else { break };
            after = Some(last.signed.envelope.record_id.clone());
            some.into_iter().try_for_each(&mut work)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use shared::keys::Seed;

    use super::*;
    use crate::release::splits::SPLITS;

    #[test]
    fn an_order_comes_back_from_its_text_and_nothing_else_is_one() {
        let wanted = (0..4_u64).map(|number| Wanted {
            record_id: RecordId::of(&Seed([1; 32]).record_key(number).public()),
            content_sha256: sha256_hex(&number.to_le_bytes()),
            split: SPLITS.get(usize::try_from(number).unwrap()).copied(),
        });
        let order = Order(wanted.collect());
        assert_eq!(Order::parse(&order.text()), Some(order.clone()));
        assert_eq!(Order::parse(""), Some(Order::default()));
        for wrong in [
            order.text().replace("\ttrain", "\telse"),
            order.text().replace('\n', "\tx\n"),
            "x\ty\ttrain\n".to_owned(),
            format!("{}\n", order.0[0].record_id),
        ] {
            assert_eq!(Order::parse(&wrong), None, "{wrong}");
        }
    }
}
