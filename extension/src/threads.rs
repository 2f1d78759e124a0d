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
    /// The page that handed it over last; forgotten when the browser stops.
    #[serde(skip)]
    last_page: Option<String>,
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

/// The hash under which a thread is remembered. A page that shows no thread of its own is told apart by its
/// document and first question, so that "new chat" starts a new conversation there too.
#[must_use]
pub fn hash(
    salt: &[u8; 32],
    origin: &str,
    thread_key: Option<&str>,
    document: &str,
    record: &Record,
) -> ThreadHash {
    let first = record
        .messages
        .iter()
        .find(|message| message.role == Role::User)
        .map_or("", |message| message.text.as_str());
    let name = match thread_key {
        Some(key) => format!("thread\n{origin}\n{key}"),
        None => format!("document\n{origin}\n{document}\n{first}"),
    };
    ThreadHash(sha256_hex(&[&salt[..], name.as_bytes()].concat()))
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
    /// `formerly` is the hash under which the same page showed the conversation before it gave it an address.
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

impl Extent {
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

    fn thread(key: &str) -> ThreadHash {
        hash(
            &SALT,
            "https://a.example",
            Some(key),
            "doc",
            &record_of(&["q", "a"]),
        )
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
        let record = record_of(&["q", "a"]);
        let before = hash(&SALT, "https://a.example", None, "doc", &record);
        threads.offer(&before, None, &id("one"), "p", &record);
        let longer = record_of(&["q", "a", "q2", "a2"]);
        let after = hash(&SALT, "https://a.example", Some("/c/9"), "doc", &longer);
        assert_eq!(
            threads.offer(&after, Some(&before), &id("two"), "p", &longer).0,
            handed("one", 2)
        );
    }

    #[test]
    fn a_new_first_question_on_a_page_without_addresses_is_a_new_conversation() {
        let of = |texts: &[&str]| hash(&SALT, "https://a.example", None, "doc", &record_of(texts));
        assert_eq!(of(&["q", "a"]), of(&["q", "a", "q2"]));
        assert_ne!(of(&["q", "a"]), of(&["other", "a"]));
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
