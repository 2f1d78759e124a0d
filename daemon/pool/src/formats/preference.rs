//! `preference`: TRL's preference with an explicit prompt, `{"prompt", "chosen", "rejected"}`, in conversational form.
//!
//! In: one record. Out: a line for every pair of replies to one question of which the person chose one side by side, or judged both
//! explicitly. `preference-inferred` has the pairs where another reply was asked for and gone on with.

use super::{Format, written};
use crate::judged::{Given, preferences};

pub(super) const FORMAT: Format = Format {
    name: "preference",
    what: "pairs of replies with a choice between them (TRL)",
    lines: |line| written(preferences(line, Given::Explicit)),
};

pub(super) const INFERRED: Format = Format {
    name: "preference-inferred",
    what: "pairs of replies, one asked for again, one gone on with (TRL)",
    lines: |line| written(preferences(line, Given::Inferred)),
};
