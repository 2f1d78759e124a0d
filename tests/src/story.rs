//! One chat, from the page to a release and back.
//!
//! The main job of the project, told step by step; the demo prints the steps, the tests check what each of them saw.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use crate::companion::Companion;
use crate::pool::Pool;
use crate::process::until;
use crate::scenario;

const PATIENCE: Duration = Duration::from_secs(300);

/// A companion and a pool, and what is done with one record between them.
pub struct Story {
    pub companion: Companion,
    pub pool: Pool,
    pub releases: PathBuf,
}

impl Story {
    /// Starts an empty pool and an empty companion below `folder`, with a window of a day.
    #[must_use]
    pub fn begin(folder: &Path) -> Self {
        let pool = Pool::start(&folder.join("pool"));
        let companion = Companion::start(&folder.join("companion"), "24h", Some(&pool.url));
        Self {
            companion,
            pool,
            releases: folder.join("releases"),
        }
    }

    /// Waits until the companion holds a conversation with this many messages on its visible path.
    #[must_use]
    pub fn held(&self, messages: usize) -> Value {
        until(
            &format!("a record with {messages} messages is held"),
            PATIENCE,
            || {
                let ids = self
                    .companion
                    .records()
                    .into_iter()
                    .map(|record| scenario::text_of(&record["id"]));
                let records = ids.map(|id| self.companion.json(&["show", &id]));
                records
                    .into_iter()
                    .find(|record| scenario::visible(record).len() == messages)
            },
        )
    }

    /// Imports these lines of chats, agrees to the terms, and gives the records' ids; nothing leaves by itself.
    ///
    /// # Panics
    /// When no file can be written below `folder`.
    #[must_use]
    pub fn import(&self, folder: &Path, lines: &[String]) -> Vec<String> {
        let file = folder.join("chats.jsonl");
        std::fs::write(&file, lines.join("\n")).expect("a file of chats can be written");
        self.companion.run(&["import", &file.to_string_lossy()]);
        self.companion
            .run(&["consent", "--agree", "--after-window", "wait"]);
        let records = self.companion.records();
        records
            .iter()
            .map(|record| scenario::text_of(&record["id"]))
            .collect()
    }

    /// Donates a record now and waits for the pool's receipt.
    pub fn donate(&self, id: &str) {
        self.companion.run(&["donate", id]);
        until(&format!("record {id} is donated"), PATIENCE, || {
            (self.companion.state(id) == "donated").then_some(())
        });
    }

    /// The maintainers accept all that waits, and publish the next release.
    pub fn release(&self) {
        self.pool.run(&["review", "--accept-all"]);
        self.pool
            .run(&["release", "--out", &self.releases.to_string_lossy()]);
    }

    /// Takes a record back and waits for the pool's receipt.
    pub fn retract(&self, id: &str) {
        self.companion.run(&["retract", id]);
        assert_eq!(self.companion.state(id), "retracted");
        self.retractions_delivered();
    }

    /// Waits until the pool has confirmed every retraction: here a record is erased at once, there when it is told.
    pub fn retractions_delivered(&self) {
        until("the pool confirms every retraction", PATIENCE, || {
            (self.companion.json(&["status"])["outbox"]["retractions"] == 0).then_some(())
        });
    }

    /// The files of the latest release.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = vec![];
        collect(&self.releases, &mut files);
        files.sort();
        files
    }

    /// The records of the latest release, from its JSON Lines files.
    ///
    /// # Panics
    /// When a line of the release is not JSON.
    #[must_use]
    pub fn released(&self) -> Vec<Value> {
        let jsonl = self.releases.join("jsonl");
        let files = self.files().into_iter();
        files
            .filter(|file| file.starts_with(&jsonl))
            .flat_map(|file| {
                let packed = std::fs::read(&file).expect("a release file can be read");
                let lines = zstd::decode_all(packed.as_slice()).expect("a release file can be unpacked");
                String::from_utf8(lines)
                    .expect("a release is text")
                    .lines()
                    .map(|line| serde_json::from_str(line).expect("a line is JSON"))
                    .collect::<Vec<Value>>()
            })
            .collect()
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files)
        } else {
            files.push(path)
        }
    }
}
