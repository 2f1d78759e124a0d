//! `export`: everything that is here, one record a line.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Here;
use crate::order::Order;

#[derive(Args)]
pub struct Export {
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
    /// Into this file instead of stdout.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// The objects of `show --json`, one a line.
    Jsonl,
}

/// # Errors
/// When the file cannot be written.
pub fn run(here: &Here, export: &Export) -> Result<(), String> {
    let Format::Jsonl = export.format;
    let mut out: Box<dyn Write> = match &export.output {
        Some(path) => Box::new(std::io::BufWriter::new(
            std::fs::File::create(path)
                .map_err(|error| format!("cannot write {}: {error}", path.display()))?,
        )),
        None => Box::new(std::io::stdout().lock()),
    };
    let failed = |error: std::io::Error| format!("the export is not complete: {error}");
    let mut after = None;
    loop {
        let page = here.order(Order::Export { after })?;
        for record in page["records"].as_array().into_iter().flatten() {
            writeln!(out, "{record}").map_err(failed)?;
        }
        after = page["next"].as_u64();
        if after.is_none() {
            return out.flush().map_err(failed);
        }
    }
}
