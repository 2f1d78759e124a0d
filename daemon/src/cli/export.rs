//! `export`: everything that is here, in a form that other programs read.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Here;
use crate::export::{self, Format};
use crate::order::Order;

#[derive(Args)]
pub struct Export {
    #[arg(long, value_enum, default_value = "jsonl")]
    format: Format,
    /// Into this file instead of stdout.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// # Errors
/// When the file cannot be written; what was there before is still there then.
pub fn run(here: &Here, export: &Export) -> Result<(), String> {
    let Some(path) = &export.output else {
        if export.format == Format::Chatgpt {
            return Err("a zip is written into a file: name one with --output FILE.zip".into());
        }
        let out = export::Export::plain(export.format, std::io::stdout().lock()).map_err(incomplete)?;
        return all(here, out).map(drop);
    };
    // Under another name until it is whole, and for nobody else to read.
    let part = beside(path);
    let written = private_file(&part)
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
        .and_then(|file| match export.format {
            Format::Chatgpt => all(here, export::Export::<File>::zip(file).map_err(incomplete)?),
            format => all(
                here,
                export::Export::plain(format, BufWriter::new(file)).map_err(incomplete)?,
            ),
        })
        .and_then(|_| std::fs::rename(&part, path).map_err(incomplete));
    if written.is_err() {
        // Half an export is worse than none.
        let _ = std::fs::remove_file(&part);
    }
    written
}

fn all<W: Write>(here: &Here, mut out: export::Export<W>) -> Result<u64, String> {
    let mut desk = here.desk();
    let mut after = None;
    loop {
        let page = desk.order(Order::Export { after })?;
        for record in page["records"].as_array().into_iter().flatten() {
            out.record(record).map_err(incomplete)?;
        }
        after = page["next"].as_u64();
        if after.is_none() {
            return out.finish().map_err(incomplete);
        }
    }
}

/// A new file that only its owner can read.
fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => options.open(path),
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

#[allow(clippy::needless_pass_by_value, reason = "map_err gives it away")]
fn incomplete(error: std::io::Error) -> String {
    format!("the export is not complete: {error}")
}
