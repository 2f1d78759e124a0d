//! Tells whether a conversation of an export was captured from the page before.
//!
//! In: records from an import. Out: which of them begin like a captured one of the same site: the same first question with
//! the same reply, or the same first two questions. What the page shows and what an export says differ in their markup, so
//! only letters and digits count.
//! Kept in memory only, as digests; a conversation that was captured and then taken back still counts, since it is not wanted.

use std::collections::HashSet;

use sha2::{Digest as _, Sha256};
use shared::conversation::Role;
use shared::keys::RecordId;
use shared::record::Record;

use crate::store::{Store, StoreError};

/// Two questions with fewer letters than this in all say too little to tell conversations apart.
const LETTERS: usize = 40;
/// Records that are read at a time.
const PAGE: usize = 200;
/// How conversations that were imported are marked.
const IMPORT: &str = "import:";

type Print = [u8; 16];

/// How captured conversations begin.
#[derive(Default)]
pub struct Captured {
    /// Records up to this counter were looked at.
    seen: Option<u64>,
    prints: HashSet<Print>,
    /// Records that an import of this process has made since, which need not be opened to see that.
    imported: HashSet<RecordId>,
}

impl Captured {
    /// Looks at the records that are new since the last time.
    ///
    /// # Errors
    /// When the store fails.
    pub fn look(&mut self, store: &Store) -> Result<(), StoreError> {
        let (mut newest, mut below) = (self.seen, None);
        // Between two batches of an import there is little more than the first of them.
        let mut limit = self.seen.map_or(PAGE, |_| PAGE.min(self.imported.len() + 1));
        loop {
            let (rows, prints) = store.read(|view| -> Result<_, StoreError> {
                let mut rows = view.records(None, below, limit)?;
                rows.retain(|row| self.seen.is_none_or(|seen| row.counter > seen));
                let mut prints = Vec::new();
                for row in rows.iter().filter(|row| !self.imported.contains(&row.id)) {
                    let record = view.body(&row.id)?.map(|body| body.record);
                    let captured = record.filter(|record| !record.capture.method.starts_with(IMPORT));
                    prints.extend(captured.iter().flat_map(beginnings));
                }
                Ok((rows, prints))
            })?;
            self.prints.extend(prints);
            newest = newest.max(rows.first().map(|row| row.counter));
            below = rows.last().map(|row| row.counter);
            if rows.len() < limit {
                self.seen = newest;
                self.imported.clear();
                return Ok(());
            }
            limit = PAGE;
        }
    }

    /// These were imported just now.
    pub fn skip(&mut self, imported: impl IntoIterator<Item = RecordId>) {
        self.imported.extend(imported);
    }

    /// Whether this record begins like a captured one.
    #[must_use]
    pub fn knows(&self, record: &Record) -> bool {
        beginnings(record).iter().any(|print| self.prints.contains(print))
    }
}

/// The ways in which a conversation can be recognised by its beginning.
fn beginnings(record: &Record) -> Vec<Print> {
    let visible: Vec<(Role, String)> = record
        .branch
        .iter()
        .filter_map(|id| record.messages.iter().find(|message| &message.id == id))
        .take(4)
        .map(|message| (message.role, letters(&message.text)))
        .collect();
    let questions: Vec<&String> = visible
        .iter()
        .filter(|(role, _)| *role == Role::User)
        .map(|(_, text)| text)
        .collect();
    let reply = visible
        .iter()
        .find(|(role, _)| *role == Role::Assistant)
        .map(|(_, text)| text);
    let mut prints = Vec::new();
    if let (Some(question), Some(reply)) = (questions.first(), reply) {
        prints.push(print(&record.site, "reply", question, reply));
    }
    if let [first, second, ..] = questions[..]
        && first.len() + second.len() >= LETTERS
    {
        prints.push(print(&record.site, "question", first, second));
    }
    prints
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn print(site: &str, kind: &str, one: &str, other: &str) -> Print {
    let mut hash = Sha256::new();
    for part in [site, kind, one, other] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let digest: [u8; 32] = hash.finalize().into();
    std::array::from_fn(|place| digest[place])
}
