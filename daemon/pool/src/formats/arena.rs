//! `arena`: battles with the columns of Chatbot Arena's conversations that a record can fill, ties and both-bad included.
//!
//! In: one record. Out: a line for every pair of replies to one question that were compared outright. `arena-inferred` has the pairs
//! where another reply was asked for and gone on with. Not here: moderation, exact times, a judge's name.

use super::{Format, written};
use crate::judged::{Given, battles};

pub(super) const FORMAT: Format = Format {
    name: "arena",
    what: "two replies and the winner (Chatbot Arena)",
    lines: |line| written(battles(line, Given::Explicit)),
};

pub(super) const INFERRED: Format = Format {
    name: "arena-inferred",
    what: "the same, where the winner was inferred",
    lines: |line| written(battles(line, Given::Inferred)),
};
