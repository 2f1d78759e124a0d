//! `kto`: TRL's unpaired preference, `{"prompt", "completion", "label"}`, one line per judged reply.
//!
//! In: one record. Out: a line for every reply that got an explicit judgement (a thumb, a rating, the contributor's own word about
//! a signal); the last one counts. `kto-inferred` has those that follow from what was written next, and nothing else:
//! what was given and what was inferred are never in one file.

use super::{Format, written};
use crate::judged::{Given, unpaired};

pub(super) const FORMAT: Format = Format {
    name: "kto",
    what: "one line per reply that was explicitly judged (TRL)",
    lines: |line| written(unpaired(line, Given::Explicit)),
};

pub(super) const INFERRED: Format = Format {
    name: "kto-inferred",
    what: "one line per reply that clear words judged (TRL)",
    lines: |line| written(unpaired(line, Given::Inferred)),
};
