//! What the maintainer does about chat sites: publish adapters, withdraw them, read reports.
//!
//! In: files and flags. Out: text on standard output, or the line that says why not.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use pool::config::Pool;
use pool::store::reports::Reported;
use shared::adapter::{Adapter, MAX_ADAPTER_BYTES};
use shared::time::Day;

use super::{json, line, say};

#[derive(Args)]
pub(super) struct Adapters {
    /// Sign and publish these adapter files, or all of a directory.
    #[arg(long, num_args = 1.., value_name = "PATH", group = "deed")]
    publish: Vec<PathBuf>,
    /// Take the adapter of a site back: extensions go on with the one in their package.
    #[arg(long, value_name = "SITE", group = "deed")]
    withdraw: Option<String>,
    /// Say what is published; so does the command without flags.
    #[arg(long, group = "deed")]
    list: bool,
    /// Print for programs.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Reports {
    /// Print one report in full.
    #[arg(long, value_name = "ID", group = "deed")]
    show: Option<String>,
    /// Erase one report.
    #[arg(long, value_name = "ID", group = "deed")]
    erase: Option<String>,
    /// Erase all reports.
    #[arg(long, group = "deed")]
    erase_all: bool,
    /// Print for programs.
    #[arg(long)]
    json: bool,
}

pub(super) fn adapters(pool: &Pool, options: &Adapters, today: &Day) -> Result<(), String> {
    if !options.publish.is_empty() {
        let adapters = read_all(&options.publish)?;
        let changed = pool.store.publish_adapters(&adapters, today).map_err(line)?;
        return say(&format!(
            "{} adapters published, {} were published already: list {}",
            changed.adapters,
            adapters.len() - changed.adapters,
            changed.sequence
        ));
    }
    if let Some(site) = &options.withdraw {
        let changed = pool.store.withdraw_adapter(site, today).map_err(line)?;
        let changed = changed.ok_or_else(|| {
            "no adapter of that site is published: see `tributary-pool adapters --list`".to_owned()
        })?;
        return say(&format!(
            "the adapter of {site} is withdrawn: list {}",
            changed.sequence
        ));
    }
    let list = pool.store.adapters(today).map_err(line)?;
    if options.json {
        return say(&json(&list));
    }
    for adapter in &list.adapters {
        say(&format!(
            "{}@{} {}",
            adapter.site, adapter.version, adapter.sha256
        ))?;
    }
    say(&format!(
        "{} adapters, list {}",
        list.adapters.len(),
        list.sequence
    ))
}

fn read_all(paths: &[PathBuf]) -> Result<Vec<Adapter>, String> {
    let mut files = vec![];
    for path in paths {
        if path.is_dir() {
            let entries = fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
            let inside = entries.filter_map(|entry| Some(entry.ok()?.path()));
            // What describes the form of adapters lies beside them.
            files.extend(inside.filter(|file| {
                file.extension().is_some_and(|ending| ending == "json")
                    && file.file_name().is_none_or(|name| name != "schema.json")
            }));
        } else {
            files.push(path.clone());
        }
    }
    files.sort();
    if files.is_empty() {
        return Err("there is no adapter file: give files that end in .json, or their directory".to_owned());
    }
    let adapters = files.iter().map(|file| {
        let size = fs::metadata(file)
            .map_err(|error| unreadable(file, &error))?
            .len();
        if size > MAX_ADAPTER_BYTES as u64 {
            return Err(format!(
                "{} is no adapter: it has {size} bytes, at most {MAX_ADAPTER_BYTES} are taken",
                file.display()
            ));
        }
        let text = fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
        Adapter::read(&text).map_err(|unfit| format!("{} is no adapter: {unfit}", file.display()))
    });
    adapters.collect()
}

fn unreadable(path: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be read: {error}", path.display())
}

pub(super) fn reports(pool: &Pool, options: &Reports) -> Result<(), String> {
    let unknown = |id: &str| {
        format!(
            "there is no report {}: see `tributary-pool reports`",
            pool::review::inert(id)
        )
    };
    if let Some(id) = &options.show {
        let report = pool.store.report(id).map_err(line)?.ok_or_else(|| unknown(id))?;
        return say(&json(&report));
    }
    if let Some(id) = &options.erase {
        return match pool.store.erase_reports(Some(id)).map_err(line)? {
            0 => Err(unknown(id)),
            _ => say(&format!("report {id} is erased")),
        };
    }
    if options.erase_all {
        let erased = pool.store.erase_reports(None).map_err(line)?;
        return say(&format!("{erased} reports are erased"));
    }
    let reports = pool.store.reports().map_err(line)?;
    if options.json {
        return say(&json(&reports));
    }
    for reported in &reports {
        say(&in_one_line(reported))?;
    }
    say(&format!("{} reports. Read one with --show ID", reports.len()))
}

fn in_one_line(reported: &Reported) -> String {
    let Reported {
        id,
        received_day,
        times,
        report,
    } = reported;
    let site = report
        .site
        .as_deref()
        .or(report.host.as_deref())
        .unwrap_or("unnamed site");
    format!(
        "{id} {received_day} {times}x {site}: {} of {} turns by {}, {} elements",
        report.reading.turns_captured,
        report.reading.turns_seen,
        report.reading.method,
        report.elements.len()
    )
}
