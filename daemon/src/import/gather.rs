//! One item of whatever file -> the format that knows it.
//!
//! In: items in the order of the file. Out: conversations and problems, to the sink. Most formats have one conversation in
//! one item; of Mistral and Gemini each item is a part of one, which is held until the next one begins.

use std::ops::ControlFlow;

use serde_json::Value;

use super::ratings::Ratings;
use super::{
    Found, Imported, Problem, Sink, Why, chatgpt, claude, deepseek, gemini, grok, librechat, messages,
    mistral, open_webui, rows, sharegpt,
};

/// What a format makes of an item: nothing if it is not its kind, else a conversation or why it is none.
pub(super) type Read = Option<Result<Imported, &'static str>>;

/// Collects what a file gives.
pub(super) struct Gather<'g, 's> {
    sink: &'g mut Sink<'s>,
    ratings: Ratings,
    /// At least one item was of a known format.
    known: bool,
    stopped: bool,
    chat: mistral::Chat,
    sitting: gemini::Sitting,
    last: usize,
}

impl<'g, 's> Gather<'g, 's> {
    /// With the ratings that stand in files beside the conversations.
    pub(super) fn with(sink: &'g mut Sink<'s>, ratings: Ratings) -> Self {
        Self {
            sink,
            ratings,
            known: false,
            stopped: false,
            chat: mistral::Chat::default(),
            sitting: gemini::Sitting::default(),
            last: 0,
        }
    }

    /// Takes the item with this number.
    pub(super) fn item(&mut self, number: usize, item: Value) -> ControlFlow<()> {
        self.last = number;
        if mistral::is_message(&item) {
            self.known = true;
            let ended = self.chat.take(item);
            return self.read(number, ended);
        }
        if gemini::is_activity(&item) {
            self.known = true;
            let ended = self.sitting.take(&item);
            return self.read(number, ended);
        }
        let read = deepseek::imported(&item)
            .or_else(|| chatgpt::imported(&item, &self.ratings))
            .or_else(|| claude::imported(&item))
            .or_else(|| open_webui::imported(&item))
            .or_else(|| grok::imported(&item))
            .or_else(|| librechat::imported(&item))
            .or_else(|| sharegpt::imported(&item))
            .or_else(|| rows::imported(&item))
            .or_else(|| messages::imported(&item));
        if read.is_some() {
            self.known = true;
            return self.read(number, read);
        }
        self.problem(number, "not a conversation of a known format; it was passed over")
    }

    fn read(&mut self, number: usize, read: Read) -> ControlFlow<()> {
        match read {
            None => ControlFlow::Continue(()),
            Some(Ok(imported)) => self.give(Found::Conversation(imported)),
            Some(Err(what)) => self.problem(number, what),
        }
    }

    pub(super) fn problem(&mut self, line: usize, what: &'static str) -> ControlFlow<()> {
        self.give(Found::Problem(Problem { line, what }))
    }

    fn give(&mut self, found: Found) -> ControlFlow<()> {
        let flow = (self.sink)(found);
        self.stopped |= flow.is_break();
        flow
    }

    /// What is still held is a conversation too.
    ///
    /// # Errors
    /// If nothing in the file was of a known format.
    pub(super) fn end(&mut self) -> Result<(), Why> {
        for ended in [self.chat.end(), self.sitting.end()] {
            if !self.stopped {
                let _ = self.read(self.last, ended);
            }
        }
        if self.known || self.stopped {
            Ok(())
        } else {
            Err(Why::UnknownFormat)
        }
    }

    pub(super) fn stopped(&self) -> bool {
        self.stopped
    }
}
