//! One's own records in the forms that other programs read: what can be imported can be taken away again.
//!
//! In: records as `show` gives them, one after the other. Out: one file; memory holds one conversation at a time.
//! What a form has no place for is left out, and the form's own file says what that is; `jsonl` has everything. Texts are as they would be
//! donated, with placeholders for what was taken out: nothing else is kept. Records that were erased have nothing to export.

mod chatgpt; // a zip like that of ChatGPT: a tree, and the thumbs beside it
mod markdown; // to be read
mod open_webui; // chats with a history, as Open WebUI imports them
mod straight; // the visible path only: messages, ShareGPT, rows

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Seek, Write};

use clap::ValueEnum;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use shared::conversation::{GestureKind, MessageId, Role};
use shared::record::{Event, Judgements, RecordMessage};
use shared::time::Month;

/// A form to export in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// What `show --json` says, one a line: everything.
    Jsonl,
    /// `{"messages": [{"role", "content"}]}`, one a line.
    Messages,
    /// `{"conversations": [{"from", "value"}]}` in one list.
    Sharegpt,
    /// Rows with a `conversation` each, as in WildChat.
    Rows,
    /// A zip with every version and thumb; needs --output.
    Chatgpt,
    /// A list of chats with every version and thumb.
    OpenWebui,
    /// One text to read.
    Markdown,
}

/// What is exported of a record.
#[derive(Deserialize)]
struct Shown {
    id: String,
    site: String,
    messages: Vec<RecordMessage>,
    branch: Vec<MessageId>,
    #[serde(default)]
    events: Vec<Event>,
    #[serde(default)]
    judgements: Judgements,
    month: Month,
}

impl Shown {
    /// The visible path.
    fn visible(&self) -> impl Iterator<Item = &RecordMessage> {
        let by_id: HashMap<&MessageId, &RecordMessage> = self
            .messages
            .iter()
            .map(|message| (&message.id, message))
            .collect();
        self.branch.iter().filter_map(move |id| by_id.get(id).copied())
    }

    /// The messages below each, and those that begin a tree below none.
    fn below(&self) -> HashMap<Option<&MessageId>, Vec<&MessageId>> {
        let mut below: HashMap<Option<&MessageId>, Vec<&MessageId>> = HashMap::new();
        for message in &self.messages {
            below
                .entry(message.parent_id.as_ref())
                .or_default()
                .push(&message.id);
        }
        below
    }

    /// What the contributor calls it, or how it begins.
    fn title(&self) -> String {
        if let Some(title) = &self.judgements.title {
            return title.clone();
        }
        let first = self
            .visible()
            .next()
            .and_then(|message| message.text.lines().next());
        let words = first.unwrap_or_default().trim_start_matches(['#', ' ']);
        let mut title: String = words.chars().take(60).collect();
        if title.len() < words.len() {
            title.push('…');
        }
        title
    }

    /// The last thumb of each message, and the reasons that were given with it. What the contributor said in the dashboard
    /// counts more than what was clicked on the page.
    fn thumbs(&self) -> BTreeMap<&MessageId, (bool, &[String])> {
        let mut thumbs: BTreeMap<&MessageId, (bool, &[String])> = BTreeMap::new();
        for event in &self.events {
            match event.kind {
                GestureKind::ThumbsUp => thumbs.insert(&event.message_id, (true, &event.said)),
                GestureKind::ThumbsDown => thumbs.insert(&event.message_id, (false, &event.said)),
                GestureKind::ThumbsCleared => thumbs.remove(&event.message_id),
                _ => None,
            };
        }
        for rating in &self.judgements.ratings {
            thumbs.insert(&rating.message_id, (rating.thumb > 0, &[]));
        }
        thumbs
    }

    /// Seconds for the message at this place. Nothing finer than the month is kept, so they only say the order: the month's first day, and a
    /// second more for every message.
    fn seconds(&self, place: usize) -> i64 {
        let first: Option<Date> = format!("{}-01", self.month).parse().ok();
        let begin = Date::constant(1970, 1, 1);
        let days = first.and_then(|first| first.since((jiff::Unit::Day, begin)).ok());
        let start = days.map_or(0, |span| i64::from(span.get_days()) * 86_400);
        start + i64::try_from(place).unwrap_or_default()
    }

    /// The model of the last reply that names one.
    fn model(&self) -> Option<&str> {
        self.messages
            .iter()
            .rev()
            .find_map(|message| message.model.as_deref())
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::User => "user",
        Role::Assistant => "assistant",
    }
}

/// Writes an export, record by record.
pub struct Export<W: Write> {
    format: Format,
    out: Out<W>,
    /// Conversations that were written.
    count: u64,
}

enum Out<W: Write> {
    Plain(W),
    Zip(Box<dyn chatgpt::Archive>),
}

/// A zip is written into a file, since its beginning is completed at its end.
pub trait Rewind: Write + Seek + 'static {}
impl<T: Write + Seek + 'static> Rewind for T {}

impl<W: Write> Export<W> {
    /// Into a file or a pipe.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn plain(format: Format, mut out: W) -> io::Result<Self> {
        if matches!(format, Format::Sharegpt | Format::OpenWebui) {
            out.write_all(b"[")?;
        }
        Ok(Self {
            format,
            out: Out::Plain(out),
            count: 0,
        })
    }

    /// Into a zip: for [`Format::Chatgpt`] only.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn zip(file: impl Rewind) -> io::Result<Self> {
        Ok(Self {
            format: Format::Chatgpt,
            out: Out::Zip(chatgpt::begin(file)?),
            count: 0,
        })
    }

    /// One more record, as `show` gives it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record(&mut self, shown: &Value) -> io::Result<()> {
        if self.format == Format::Jsonl {
            if let Out::Plain(out) = &mut self.out {
                writeln!(out, "{shown}")?;
            }
            self.count += 1;
            return Ok(());
        }
        // What was erased has no capture and no month.
        let Ok(shown) = Shown::deserialize(shown) else {
            return Ok(());
        };
        let out = match &mut self.out {
            Out::Zip(archive) => {
                archive.conversation(&shown, self.count == 0)?;
                self.count += 1;
                return Ok(());
            }
            Out::Plain(out) => out,
        };
        match self.format {
            Format::Messages => writeln!(out, "{}", straight::messages(&shown))?,
            Format::Rows => writeln!(out, "{}", straight::row(&shown))?,
            Format::Markdown => out.write_all(markdown::text(&shown, self.count == 0).as_bytes())?,
            Format::Sharegpt | Format::OpenWebui => {
                let item = match self.format {
                    Format::Sharegpt => straight::sharegpt(&shown),
                    _ => open_webui::chat(&shown),
                };
                write!(out, "{}\n{item}", if self.count == 0 { "" } else { "," })?;
            }
            Format::Jsonl | Format::Chatgpt => {}
        }
        self.count += 1;
        Ok(())
    }

    /// Completes the file. Out: how many conversations are in it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<u64> {
        match self.out {
            Out::Zip(archive) => archive.finish()?,
            Out::Plain(mut out) => {
                if matches!(self.format, Format::Sharegpt | Format::OpenWebui) {
                    out.write_all(b"\n]\n")?;
                }
                out.flush()?;
            }
        }
        Ok(self.count)
    }
}

#[cfg(test)]
mod tests;
