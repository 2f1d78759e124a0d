//! `export`: a release in the format of another tool.
//!
//! In: a format, a release, and which records are wanted. Out: a file or a folder, with a card that says what is in each column.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pool::formats::{self, FORMATS, Feedback, Wanted};
use pool::release::place::Place;
use shared::time::Month;

use super::{line, say};

#[derive(Args)]
pub(super) struct Export {
    /// Which one: --list says what each is good for.
    #[arg(long, required_unless_present = "list")]
    format: Option<String>,
    #[arg(
        long,
        value_name = "PLACE",
        required_unless_present = "list",
        help = "A folder, or s3://BUCKET/PREFIX with the usual AWS environment"
    )]
    release: Option<String>,
    /// A file that ends in .jsonl, .jsonl.gz, .jsonl.zst or .parquet; a folder for formats with several files.
    #[arg(short, long, value_name = "PATH", required_unless_present = "list")]
    output: Option<PathBuf>,
    /// Rows that rest on inferred feedback, instead of those that rest on what was given; never both.
    #[arg(long)]
    inferred: bool,
    /// Only records that allow this purpose.
    #[arg(long, value_enum)]
    purpose: Option<Purpose>,
    /// Only records under one of these licences.
    #[arg(long, value_enum, num_args = 1..)]
    licence: Vec<Licence>,
    /// Only this part of a release that is divided.
    #[arg(long, value_name = "NAME")]
    split: Option<String>,
    /// Only conversations of this month (2026-11) or later.
    #[arg(long, value_name = "MONTH", value_parser = month)]
    since: Option<Month>,
    /// Only conversations of this month or earlier.
    #[arg(long, value_name = "MONTH", value_parser = month)]
    until: Option<Month>,
    /// List the formats.
    #[arg(long)]
    list: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Purpose {
    Research,
    Train,
    Evaluate,
    Commercial,
}

#[derive(Clone, Copy, ValueEnum)]
enum Licence {
    #[value(name = "CC0-1.0")]
    Cc0,
    #[value(name = "CC-BY-4.0")]
    CcBy,
    #[value(name = "research-only")]
    ResearchOnly,
}

pub(super) fn export(options: Export) -> Result<(), String> {
    if options.list {
        return list();
    }
    let missing = || "say --format, --release and --output".to_owned();
    let output = options.output.ok_or_else(missing)?;
    let mut chosen = formats::named(&options.format.ok_or_else(missing)?).map_err(line)?;
    if options.inferred {
        chosen = chosen.inferred().map_err(line)?;
    }
    let wanted = Wanted {
        purpose: options.purpose.map(Purpose::shared),
        licences: options.licence.into_iter().map(Licence::shared).collect(),
        split: options.split,
        since: options.since,
        until: options.until,
    };
    let release = Place::at(&options.release.ok_or_else(missing)?).map_err(line)?;
    let done = formats::export_from(chosen, &release, wanted, &output).map_err(line)?;
    say(&format!(
        "{} records are in {}; {} passed over",
        done.written,
        output.display(),
        done.passed_over
    ))
}

fn list() -> Result<(), String> {
    for format in &FORMATS {
        let inferred = match format.feedback {
            Feedback::Either => " (also --inferred)",
            Feedback::Inferred => " (inferred)",
            Feedback::None | Feedback::Explicit => "",
        };
        say(&format!("{}{inferred}: {}", format.name, format.what))?;
    }
    Ok(())
}

fn month(text: &str) -> Result<Month, String> {
    Month::try_from(text.to_owned()).map_err(|_| "a month is written 2026-11".to_owned())
}

impl Purpose {
    pub(super) fn shared(self) -> shared::consent::Purpose {
        match self {
            Self::Research => shared::consent::Purpose::Research,
            Self::Train => shared::consent::Purpose::Train,
            Self::Evaluate => shared::consent::Purpose::Evaluate,
            Self::Commercial => shared::consent::Purpose::Commercial,
        }
    }
}

impl Licence {
    fn shared(self) -> shared::consent::Licence {
        match self {
            Self::Cc0 => shared::consent::Licence::Cc0,
            Self::CcBy => shared::consent::Licence::CcBy,
            Self::ResearchOnly => shared::consent::Licence::ResearchOnly,
        }
    }
}
