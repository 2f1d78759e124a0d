//! Reads what people exported elsewhere into conversations, one after the other.
//!
//! In: a file. Out: its conversations, each with a key that stays the same when the file is imported again, and what could
//! not be read. The format is recognised by content, not by the file's name; memory holds one conversation at a time.
//! Not here: storage, scrubbing, and whether a conversation is already known.
//! Invariant: no text of a conversation is in an error or a problem.

pub mod job; // a file handed in piece by piece, and read in the background
mod archive; // a zip that holds an export
mod chatgpt; // conversations.json: a mapping of nodes
mod claude; // conversations.json: a list of chat_messages
mod deepseek; // conversations.json: a mapping of nodes with fragments
mod gather; // one item of whatever file -> the format that knows it
mod gemini; // MyActivity.json of a Takeout
mod grok; // prod-grok-backend.json: conversations with responses
mod html; // the HTML of an activity -> markdown
mod json; // a file of one list, one object, or lines -> its items
mod librechat; // one conversation with messageIds
mod messages; // {"messages": […]}, as OpenAI takes them
mod mistral; // chat-ID.json: a list of messages
mod open_webui; // chats with a history of messages
pub(crate) mod pipeline; // files -> scrubbed records, on every core
mod ratings; // message_feedback.json and model_comparisons.json
mod rows; // WildChat's and LMSYS's rows
mod sharegpt; // {"conversations": [{"from", "value"}]}
mod tree; // nodes -> the messages of a conversation
mod when; // the times of exports

use std::fmt;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::conversation::{Capture, Conversation, Gesture, Message, MessageId};
use shared::record::Record;
use shared::time::Day;
use shared::{feedback, scrub};

use crate::order;
use gather::Gather;
pub(crate) use ratings::Ratings;

/// What a file gives, in its order.
#[derive(Debug)]
pub(crate) enum Found {
    Conversation(Imported),
    /// Something was passed over; everything else is not touched by it.
    Problem(Problem),
}

/// Takes what is found, and says whether to go on.
pub(crate) type Sink<'a> = dyn FnMut(Found) -> ControlFlow<()> + 'a;

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
    /// The line of a file of lines, or the number of the item in a list; from 1.
    pub(crate) line: usize,
    pub(crate) what: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.line, self.what)
    }
}

/// Why a file was not read to its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ImportRefused {
    pub(crate) file: String,
    pub(crate) why: Why,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Empty,
    UnknownFormat,
    /// The file cannot be read from the disk.
    Unreadable(std::io::ErrorKind),
    /// The archive cannot be opened, or an entry of it cannot be unpacked.
    BrokenArchive,
    NoConversationsInArchive,
    /// A Takeout with activities as HTML, which carry no structure to rely on.
    ActivitiesAsHtml,
    /// One conversation, or what stands between two, is longer than this many bytes.
    TooLong(u64),
    /// The JSON breaks off, nests too deeply or is malformed near this line.
    BrokenJson(usize),
}

impl fmt::Display for ImportRefused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} cannot be imported: ", self.file)?;
        match self.why {
            Why::Empty => formatter.write_str("it is empty"),
            Why::UnknownFormat => formatter.write_str(
                "not a known format; give the export of ChatGPT, Claude, Gemini, Grok, DeepSeek, Mistral, Open WebUI or LibreChat, \
                 or OpenAI messages, ShareGPT or WildChat rows as JSON lines",
            ),
            Why::Unreadable(kind) => write!(formatter, "{kind}"),
            Why::BrokenArchive => formatter.write_str("the zip is damaged; download the export again"),
            Why::NoConversationsInArchive => formatter.write_str("the zip holds no conversations that are known here"),
            Why::ActivitiesAsHtml => {
                formatter.write_str("the activities in it are HTML; ask Google Takeout for My Activity in the format JSON")
            }
            Why::TooLong(limit) => write!(
                formatter,
                "a conversation in it is longer than {limit} bytes; what stands before it was imported"
            ),
            Why::BrokenJson(line) => write!(
                formatter,
                "its JSON is malformed near line {line}; what stands before was imported, so download the export again"
            ),
        }
    }
}

impl std::error::Error for ImportRefused {}

/// Reads a file, and the ratings that lie beside it where an export was unpacked.
pub(crate) fn read_file(path: &Path, sink: &mut Sink<'_>) -> Result<(), ImportRefused> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let file = File::open(path).map_err(|error| ImportRefused {
        file: name.clone().into_owned(),
        why: Why::Unreadable(error.kind()),
    })?;
    let beside = |other: &str| std::fs::read(path.with_file_name(other)).ok();
    let ratings = if name.starts_with("conversations") && name.ends_with(".json") {
        Ratings::of(
            beside("message_feedback.json").as_deref(),
            beside("model_comparisons.json").as_deref(),
        )
    } else {
        Ratings::default()
    };
    read(file, &name, ratings, sink)
}

/// Reads a file; its name only serves to name it in an error. When the sink breaks off, reading ends without an error.
pub(crate) fn read<R: Read + Seek>(
    mut file: R,
    name: &str,
    ratings: Ratings,
    sink: &mut Sink<'_>,
) -> Result<(), ImportRefused> {
    let refused = |why| ImportRefused {
        file: name.to_owned(),
        why,
    };
    let mut start = Vec::with_capacity(4);
    let read = file.by_ref().take(4).read_to_end(&mut start);
    read.and_then(|_| file.seek(SeekFrom::Start(0)))
        .map_err(|error| refused(Why::Unreadable(error.kind())))?;
    let end = if start == b"PK\x03\x04" {
        archive::read(file, sink)
    } else {
        let mut gather = Gather::with(sink, ratings);
        json::read(file, &mut gather).and_then(|()| gather.end())
    };
    end.map_err(refused)
}

/// Puts what a format has read together.
struct Whole<'a> {
    site: &'a str,
    method: &'a str,
    /// 0–1: how sure the reader is that these are the messages of one conversation, with these roles.
    confidence: f64,
    day: Option<Day>,
}

impl Whole<'_> {
    fn conversation(
        self,
        messages: Vec<Message>,
        branch: Vec<MessageId>,
        gestures: Vec<Gesture>,
    ) -> Conversation {
        let turns = u32::try_from(messages.len()).unwrap_or(u32::MAX);
        Conversation {
            site: self.site.to_owned(),
            branch,
            gestures,
            capture: Capture {
                turns_seen: turns,
                turns_captured: turns,
                confidence: self.confidence,
                method: self.method.to_owned(),
            },
            day: self.day,
            messages,
        }
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

/// The key of an item: its id where it has a short one, else its content.
fn source_key(format: &str, id: Option<&str>, item: &Value) -> String {
    match id {
        Some(id) if is_short(id) => format!("{format}:{id}"),
        _ => format!("{format}:sha256-{}", digest(item.to_string().as_bytes())),
    }
}

/// Letters, digits, `_` and `-`, at most 64 of them.
fn is_short(id: &str) -> bool {
    (1..=64).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The text under a name.
fn text<'a>(item: &'a Value, name: &str) -> Option<&'a str> {
    item.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests;
