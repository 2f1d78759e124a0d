//! Which conversation is this, and is its new form worth handing over?
//!
//! In: the key under which a page keeps a thread, and the record made of it now. Out: the conversation's random id and next
//! revision, or the reason to stay silent. The page's address never enters storage: threads are remembered under a keyed
//! hash with a secret of this browser. Reloading a page or opening it twice therefore goes on with the same conversation.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::api::ConversationId;
use shared::conversation::Role;
use shared::keys::sha256_hex;
use shared::record::Record;
use shared::scrub::{Hidden, Kept};

use crate::outbox::Write;

const PREFIX: &str = "thread:";

/// The keyed hash of a thread's key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ThreadHash(String);

/// All conversations that this browser remembers.
#[derive(Default)]
pub struct Threads {
    known: BTreeMap<ThreadHash, Thread>,
}

/// What is remembered of one conversation: no text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thread {
    pub conversation_id: ConversationId,
    pub revision: u64,
    /// Of the last form that was handed over.
    digest: String,
    extent: Extent,
    /// The contributor revoked it: never captured again.
    pub declined: bool,
    pub paused: bool,
    /// What the person called not personal.
    #[serde(default, skip_serializing_if = "Kept::is_empty")]
    kept: Kept,
    /// What the person hid.
    #[serde(default, skip_serializing_if = "Hidden::is_empty")]
    hidden: Hidden,
    /// What of that can be undone, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Change>,
    /// The page that handed it over last; forgotten when the browser stops.
    #[serde(skip)]
    last_page: Option<String>,
}

/// More changes than this are not undone.
const MOST_CHANGES: usize = 50;

/// One thing that the person changed about what leaves of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// This is not personal and stays.
    Keep(Kept),
    /// This is hidden.
    Hide(Hidden),
    /// This was hidden and is shown again.
    Show(Hidden),
}

impl Change {
    fn opposite(&self, thread: &mut Thread) {
        _ = match self {
            Self::Keep(kept) => thread.kept.forget(kept),
            Self::Hide(hidden) => thread.hidden.remove(hidden),
            Self::Show(hidden) => thread.hidden.add(hidden),
        };
    }
}

/// How much a record holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Extent {
    messages: usize,
    characters: usize,
    signals: usize,
}

/// What to do with a record that a page has just yielded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    HandOver {
        conversation_id: ConversationId,
        revision: u64,
    },
    /// Nothing is new.
    Unchanged,
    /// Another page, or this one before a reload, has shown more of it.
    Shorter,
    Paused,
    Declined,
}

/// The thread that a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    key: String,
    question: String,
    pub hash: ThreadHash,
}

impl Name {
    /// Names the thread that a page shows now; `former` is what the same page showed before.
    ///
    /// Where the address tells threads apart, the address is the name. Elsewhere the first question and its reply are,
    /// so that two chats that both begin with "hello" stay two. A page that goes on keeps its name, even if the reply grows.
    #[must_use]
    pub fn of(salt: &[u8; 32], origin: &str, key: &str, record: &Record, former: Option<&Self>) -> Self {
        let first = |role| {
            let message = record.messages.iter().find(|message| message.role == role);
            message.map_or("", |message| message.text.as_str())
        };
        if let Some(former) = former.filter(|former| former.key == key) {
            return former.clone();
        }
        let reply = if has_own_address(key) {
            ""
        } else {
            first(Role::Assistant)
        };
        let name = format!("{origin}\n{key}\n{reply}");
        Self {
            key: key.to_owned(),
            question: sha256_hex(first(Role::User).as_bytes()),
            hash: ThreadHash(sha256_hex(&[&salt[..], name.as_bytes()].concat())),
        }
    }

    /// Whether `former` is this thread before the site gave it an address of its own.
    #[must_use]
    pub fn continues(&self, former: &Self) -> bool {
        self.question == former.question && !has_own_address(&former.key) && has_own_address(&self.key)
    }
}

/// Capture ends the keys of threads that share an address with the fingerprint of their first question.
fn has_own_address(key: &str) -> bool {
    !key.contains('#')
}

impl ThreadHash {
    fn storage_key(&self) -> String {
        format!("{PREFIX}{}", self.0)
    }
}

impl Threads {
    /// Reads what was stored; entries that cannot be read are left out.
    pub fn read<'a>(stored: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let known = stored
            .filter_map(|(key, value)| {
                let hash = ThreadHash(key.strip_prefix(PREFIX)?.to_owned());
                Some((hash, serde_json::from_str(value).ok()?))
            })
            .collect();
        Self { known }
    }

    /// What is remembered of this thread.
    #[must_use]
    pub fn get(&self, hash: &ThreadHash) -> Option<&Thread> {
        self.known.get(hash)
    }

    /// Decides about a record from one page. `fresh` becomes the id of a conversation seen for the first time;
    /// `formerly` is the hash under which the same page showed the conversation before it had an address.
    pub fn offer(
        &mut self,
        hash: &ThreadHash,
        formerly: Option<&ThreadHash>,
        fresh: &ConversationId,
        page: &str,
        record: &Record,
    ) -> (Verdict, Vec<Write>) {
        let mut writes = vec![];
        if !self.known.contains_key(hash)
            && let Some(formerly) = formerly
            && let Some(thread) = self.known.remove(formerly)
        {
            // Moved, not copied: the next chat of this page may begin with the same question.
            self.known.insert(hash.clone(), thread);
            writes.push(Write {
                key: formerly.storage_key(),
                value: None,
            });
        }
        let thread = self.known.entry(hash.clone()).or_insert_with(|| Thread {
            conversation_id: fresh.clone(),
            revision: 0,
            digest: String::new(),
            extent: Extent::default(),
            declined: false,
            paused: false,
            kept: Kept::default(),
            hidden: Hidden::default(),
            changes: vec![],
            last_page: None,
        });
        if thread.declined {
            return (Verdict::Declined, writes);
        }
        if thread.paused {
            return (Verdict::Paused, writes);
        }
        let (digest, extent) = (digest(record), extent(record));
        if thread.digest == digest {
            thread.last_page = Some(page.to_owned());
            return (Verdict::Unchanged, writes);
        }
        let same_page = thread.last_page.as_deref() == Some(page);
        if !extent.may_follow(thread.extent, same_page) {
            return (Verdict::Shorter, writes);
        }
        thread.revision += 1;
        thread.digest = digest;
        thread.extent = extent;
        thread.last_page = Some(page.to_owned());
        let verdict = Verdict::HandOver {
            conversation_id: thread.conversation_id.clone(),
            revision: thread.revision,
        };
        writes.push(stored(hash, thread));
        (verdict, writes)
    }

    /// Never captures this conversation again.
    pub fn decline(&mut self, id: &ConversationId) -> Vec<Write> {
        self.change(id, |thread| thread.declined = true)
    }

    /// Pauses one conversation.
    pub fn pause(&mut self, id: &ConversationId) -> Vec<Write> {
        self.change(id, |thread| thread.paused = true)
    }

    /// Changes what leaves of this conversation from now on. The next form of it is handed over even if it is shorter: who hides
    /// something wants the companion to know it.
    pub fn alter(&mut self, id: &ConversationId, change: &Change) -> Vec<Write> {
        self.change(id, |thread| {
            let new = match change {
                Change::Keep(kept) => {
                    let before = thread.kept.len();
                    thread.kept.extend(kept);
                    thread.kept.len() > before
                }
                Change::Hide(hidden) => thread.hidden.add(hidden),
                Change::Show(hidden) => thread.hidden.remove(hidden),
            };
            if new {
                thread.changes.push(change.clone());
                let surplus = thread.changes.len().saturating_sub(MOST_CHANGES);
                thread.changes.drain(..surplus);
                thread.extent = thread.extent.of_any_length();
            }
        })
    }

    /// Undoes the latest of these changes.
    pub fn undo(&mut self, id: &ConversationId) -> Vec<Write> {
        self.change(id, |thread| {
            if let Some(change) = thread.changes.pop() {
                change.opposite(thread);
                thread.extent = thread.extent.of_any_length();
            }
        })
    }

    /// What stays in a conversation's text.
    #[must_use]
    pub fn kept(&self, hash: &ThreadHash) -> Kept {
        self.known
            .get(hash)
            .map(|thread| thread.kept.clone())
            .unwrap_or_default()
    }

    /// What is hidden in a conversation's text.
    #[must_use]
    pub fn hidden(&self, hash: &ThreadHash) -> Hidden {
        self.known
            .get(hash)
            .map(|thread| thread.hidden.clone())
            .unwrap_or_default()
    }

    /// Goes on with one conversation.
    pub fn resume(&mut self, id: &ConversationId) -> Vec<Write> {
        self.change(id, |thread| thread.paused = false)
    }

    fn change(&mut self, id: &ConversationId, change: impl Fn(&mut Thread)) -> Vec<Write> {
        self.known
            .iter_mut()
            .filter(|(_, thread)| &thread.conversation_id == id)
            .map(|(hash, thread)| {
                change(thread);
                stored(hash, thread)
            })
            .collect()
    }
}

impl Thread {
    /// What an undo would undo.
    #[must_use]
    pub fn latest_change(&self) -> Option<&Change> {
        self.changes.last()
    }
}

impl Extent {
    /// As many messages, however little they say.
    fn of_any_length(self) -> Self {
        Self {
            messages: self.messages,
            ..Self::default()
        }
    }

    /// A page that goes on may correct itself as long as it loses no message; another page must not know less.
    fn may_follow(self, former: Self, same_page: bool) -> bool {
        if same_page {
            return self.messages >= former.messages;
        }
        self.messages > former.messages
            || (self.messages == former.messages
                && self.characters >= former.characters
                && self.signals >= former.signals)
    }
}

fn extent(record: &Record) -> Extent {
    Extent {
        messages: record.messages.len(),
        characters: record
            .messages
            .iter()
            .map(|message| message.text.chars().count())
            .sum(),
        signals: record.signals.len(),
    }
}

/// Of what a contributor would call the conversation: a capture that is merely a little surer is not a new form.
fn digest(record: &Record) -> String {
    let content = (&record.messages, &record.branch, &record.signals);
    let json =
        serde_json::to_vec(&content).expect("messages and signals have string keys, which JSON can write");
    sha256_hex(&json)
}

fn stored(hash: &ThreadHash, thread: &Thread) -> Write {
    Write {
        key: hash.storage_key(),
        value: Some(serde_json::to_string(thread).expect("a thread has string keys only")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::tests::record_of;

    const SALT: [u8; 32] = [7; 32];

    fn id(text: &str) -> ConversationId {
        ConversationId(text.into())
    }

    fn name(key: &str, texts: &[&str], former: Option<&Name>) -> Name {
        Name::of(&SALT, "https://a.example", key, &record_of(texts), former)
    }

    fn thread(key: &str) -> ThreadHash {
        name(key, &["q", "a"], None).hash
    }

    fn offer(threads: &mut Threads, page: &str, texts: &[&str]) -> Verdict {
        threads
            .offer(&thread("/c/1"), None, &id(page), page, &record_of(texts))
            .0
    }

    fn handed(id_text: &str, revision: u64) -> Verdict {
        Verdict::HandOver {
            conversation_id: id(id_text),
            revision,
        }
    }

    #[test]
    fn two_pages_of_one_thread_share_a_conversation_and_the_shorter_form_never_wins() {
        let mut threads = Threads::default();
        assert_eq!(offer(&mut threads, "one", &["q", "a"]), handed("one", 1));
        assert_eq!(offer(&mut threads, "two", &["q", "a"]), Verdict::Unchanged);
        assert_eq!(
            offer(&mut threads, "two", &["q", "a", "q2", "a2"]),
            handed("one", 2)
        );
        assert_eq!(offer(&mut threads, "one", &["q", "a"]), Verdict::Shorter);
        assert_eq!(
            offer(&mut threads, "one", &["q", "a", "q2", "a2"]),
            Verdict::Unchanged
        );
    }

    #[test]
    fn a_page_may_correct_its_own_text_but_not_lose_a_message() {
        let mut threads = Threads::default();
        offer(&mut threads, "one", &["q", "a long answer", "q2", "a2"]);
        assert_eq!(
            offer(&mut threads, "one", &["q", "short", "q2", "a2"]),
            handed("one", 2)
        );
        assert_eq!(offer(&mut threads, "one", &["q", "short"]), Verdict::Shorter);
    }

    #[test]
    fn what_is_hidden_is_handed_over_although_less_is_left_and_undone_in_turn_after_a_restart() {
        let mut threads = Threads::default();
        offer(&mut threads, "one", &["q", "my cat Whiskers is a cat"]);
        let (hash, one) = (thread("/c/1"), id("one"));
        let hide = |passage: &str| Change::Hide(Hidden::of(passage).unwrap());
        let mut kept = Kept::default();
        kept.keep(shared::scrub::PiiType::Person, "Ada");
        threads.alter(&one, &hide("Whiskers"));
        threads.alter(&one, &Change::Keep(kept.clone()));
        // Nothing new, so nothing to undo.
        let written = threads.alter(&one, &hide("whiskers"));
        assert_eq!(threads.hidden(&hash).find("a Whiskers").len(), 1);
        // Another page may hand over the shorter form now, yet none that lacks a message.
        assert_eq!(offer(&mut threads, "two", &["q", "my cat"]), handed("one", 2));
        threads.alter(&one, &hide("cat"));
        assert_eq!(offer(&mut threads, "two", &["q"]), Verdict::Shorter);
        threads.undo(&one);

        let stored = written[0].value.as_deref().unwrap();
        assert!(!stored.to_lowercase().contains("whiskers"), "{stored}");
        let mut threads = Threads::read([(written[0].key.as_str(), stored)].into_iter());
        assert_eq!(threads.kept(&hash), kept);
        assert_eq!(
            threads.get(&hash).unwrap().latest_change(),
            Some(&Change::Keep(kept))
        );
        threads.undo(&one);
        assert!(threads.kept(&hash).is_empty());
        threads.alter(&one, &Change::Show(Hidden::of("Whiskers").unwrap()));
        assert!(threads.hidden(&hash).is_empty());
        threads.undo(&one);
        assert!(!threads.hidden(&hash).is_empty());
        threads.undo(&one);
        assert!(threads.hidden(&hash).is_empty());
        assert_eq!(threads.get(&hash).unwrap().latest_change(), None);
        threads.undo(&one);
    }

    #[test]
    fn threads_outlive_the_worker_without_any_address_in_storage() {
        let mut threads = Threads::default();
        let (_, mut writes) = threads.offer(
            &thread("/c/secret-name"),
            None,
            &id("one"),
            "p",
            &record_of(&["q", "a"]),
        );
        let write = writes.remove(0);
        let value = write.value.unwrap();
        assert!(
            !write.key.contains("secret-name")
                && !value.contains("secret-name")
                && !value.contains("example")
        );
        let mut threads =
            Threads::read([(write.key.as_str(), value.as_str()), ("thread:x", "broken")].into_iter());
        let again = threads.offer(
            &thread("/c/secret-name"),
            None,
            &id("two"),
            "p2",
            &record_of(&["q", "a", "q2", "a2"]),
        );
        assert_eq!(again.0, handed("one", 2));
    }

    #[test]
    fn a_thread_that_gets_its_address_after_the_first_question_stays_one_conversation() {
        let mut threads = Threads::default();
        let before = name("https://a.example/#00ff", &["q", "a"], None);
        threads.offer(&before.hash, None, &id("one"), "p", &record_of(&["q", "a"]));
        let longer = ["q", "a", "q2", "a2"];
        let after = name("https://a.example/c/9", &longer, Some(&before));
        assert!(after.continues(&before));
        let verdict = threads
            .offer(
                &after.hash,
                Some(&before.hash),
                &id("two"),
                "p",
                &record_of(&longer),
            )
            .0;
        assert_eq!(verdict, handed("one", 2));
        // The next chat of the same page may begin with the same question.
        let verdict = threads
            .offer(&before.hash, None, &id("three"), "p", &record_of(&["q", "a"]))
            .0;
        assert_eq!(verdict, handed("three", 1));
    }

    #[test]
    fn chats_that_share_an_address_are_told_apart_by_how_they_begin() {
        let shared_address = "https://a.example/#00ff";
        let first = name(shared_address, &["hello", "hi"], None);
        assert_eq!(
            name(shared_address, &["hello", "hi", "q2", "a2"], None).hash,
            first.hash
        );
        assert_ne!(
            name(shared_address, &["hello", "good day"], None).hash,
            first.hash
        );
        assert_eq!(
            name(shared_address, &["hello", "hi there"], Some(&first)).hash,
            first.hash,
            "a reply that grew"
        );
        assert_eq!(
            name("/c/1", &["hello", "hi"], None).hash,
            name("/c/1", &["later", "part"], None).hash
        );
        assert!(!name("https://a.example/c/2", &["other", "a"], Some(&first)).continues(&first));
    }

    #[test]
    fn paused_and_declined_conversations_are_not_handed_over() {
        let mut threads = Threads::default();
        offer(&mut threads, "one", &["q", "a"]);
        assert_eq!(threads.pause(&id("one")).len(), 1);
        assert_eq!(
            offer(&mut threads, "one", &["q", "a", "q2", "a2"]),
            Verdict::Paused
        );
        threads.resume(&id("one"));
        assert_eq!(
            offer(&mut threads, "one", &["q", "a", "q2", "a2"]),
            handed("one", 2)
        );
        threads.decline(&id("one"));
        assert_eq!(
            offer(&mut threads, "two", &["q", "a", "q2", "a2", "q3"]),
            Verdict::Declined
        );
    }
}
