//! Reads what people exported elsewhere into conversations.
//!
//! In: the bytes of a file. Out: its conversations, each with a key that stays the same when the file is imported
//! again, and what could not be read. The format is recognised by content, not by the file's name.
//! Not here: storage, scrubbing, and whether a conversation is already known.
//! Invariant: no text of a conversation is in an error or a problem.

pub mod job; // a file handed in piece by piece, and read in the background
mod archive; // a zip that holds an export
mod chatgpt; // conversations.json: a mapping of nodes
mod messages; // JSON lines of {"messages": […]}

use std::fmt;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use shared::conversation::{Capture, Conversation, Message};
use shared::record::Record;
use shared::time::Day;
use shared::{feedback, scrub};

use crate::order;

/// Conversations that share one commit; the companion has all of them in memory at once.
pub(crate) const BATCH: usize = 20;

/// What a file held.
#[derive(Debug, Default)]
pub(crate) struct Import {
    pub(crate) conversations: Vec<Imported>,
    /// What was passed over; everything else is in `conversations`.
    pub(crate) problems: Vec<Problem>,
}

/// One conversation of a file.
#[derive(Debug)]
pub(crate) struct Imported {
    /// The same for the same conversation in a later export.
    pub(crate) source_key: String,
    pub(crate) conversation: Conversation,
}

/// Something in a file that could not be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The line of a file of lines, or the number of the conversation in a list; from 1.
    pub(crate) line: usize,
    pub(crate) what: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.line, self.what)
    }
}

/// Why nothing of a file was imported.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ImportRefused {
    pub(crate) file: String,
    pub(crate) why: Why,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Empty,
    UnknownFormat,
    /// The archive cannot be opened, or an entry of it cannot be unpacked.
    BrokenArchive,
    NoConversationsInArchive,
    /// The archive unpacks to more than this many bytes.
    TooLarge(u64),
    /// The JSON breaks off, nests too deeply or is malformed near this line.
    BrokenJson(usize),
}

impl fmt::Display for ImportRefused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} cannot be imported: ", self.file)?;
        match self.why {
            Why::Empty => formatter.write_str("it is empty"),
            Why::UnknownFormat => formatter
                .write_str("not a known format; give a ChatGPT export (zip or conversations.json) or OpenAI messages as JSON lines"),
            Why::BrokenArchive => formatter.write_str("the zip is damaged; download the export again"),
            Why::NoConversationsInArchive => formatter.write_str("the zip holds no conversations.json"),
            Why::TooLarge(limit) => {
                write!(formatter, "the zip unpacks to more than {limit} bytes; import its conversations.json instead")
            }
            Why::BrokenJson(line) => write!(formatter, "its JSON is malformed near line {line}; download the export again"),
        }
    }
}

impl std::error::Error for ImportRefused {}

/// Reads a file; its name only serves to name it in an error.
pub(crate) fn read(bytes: &[u8], file_name: &str) -> Result<Import, ImportRefused> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let import = match bytes.trim_ascii_start() {
        [] => Err(Why::Empty),
        start if start.starts_with(b"PK\x03\x04") => archive::read(bytes, archive::LIMIT),
        [b'[', ..] => chatgpt::read(bytes, None),
        [b'{', ..] => messages::read(bytes),
        _ => Err(Why::UnknownFormat),
    };
    import.map_err(|why| ImportRefused {
        file: file_name.to_owned(),
        why,
    })
}

/// What an import knows about how it read: everything, and that for sure.
fn capture(messages: &[Message], method: &str) -> Capture {
    let turns = u32::try_from(messages.len()).unwrap_or(u32::MAX);
    Capture {
        turns_seen: turns,
        turns_captured: turns,
        confidence: 1.0,
        method: method.to_owned(),
    }
}

/// A conversation as it is handed to the companion: its feedback read, and scrubbed.
pub(crate) fn scrubbed(imported: Imported, today: &Day) -> order::Imported {
    let signals = feedback::detect(&imported.conversation);
    order::Imported {
        source_key: imported.source_key,
        record: Record::new(scrub::scrub(imported.conversation), signals, today),
    }
}

/// A key for what has no id of its own.
fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(bytes: &[u8]) -> Why {
        read(bytes, "file").unwrap_err().why
    }

    #[test]
    fn what_is_no_export_is_refused_with_what_to_do() {
        for (bytes, expected) in [
            (&b""[..], Why::Empty),
            (b"  \n ", Why::Empty),
            (b"hello", Why::UnknownFormat),
            (b"[]", Why::UnknownFormat),
            (b"[1, 2]", Why::UnknownFormat),
            (b"{\"a\": 1}", Why::UnknownFormat),
            (b"PK\x03\x04 not really", Why::BrokenArchive),
            (b"[{\"mapping\": {}", Why::BrokenJson(1)),
        ] {
            assert_eq!(why(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
        let refused = read(b"hello", "notes.txt").unwrap_err().to_string();
        assert!(refused.starts_with("notes.txt cannot be imported: ") && !refused.contains("hello"));
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow() {
        let deep = format!("[{}", "[".repeat(100_000));
        assert_eq!(why(deep.as_bytes()), Why::BrokenJson(1));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = read(&bytes, "file");
            let _ = read(&[b"[", &bytes[..]].concat(), "file");
            let _ = read(&[b"PK\x03\x04", &bytes[..]].concat(), "file");
        }
    }
}
