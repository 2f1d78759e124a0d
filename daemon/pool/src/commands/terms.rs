//! The pool's own consent terms on the command line.
//!
//! In: text files, one for each language. Out: a version that is in force, and which there are.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use pool::config::Pool;
use pool::intake::consent::TermsTaken;
use pool::terms;
use shared::pool_terms::{MAX_TEXT_BYTES, PoolTerms, is_language};

use super::{json, line, say};

#[derive(Args)]
pub(super) struct TermsOptions {
    /// Put these terms in force: Markdown files, one for each language, named ID.md (in English) or ID.LANGUAGE.md. The first is the one
    /// for readers of other languages.
    #[arg(long, num_args = 1.., value_name = "FILE", group = "deed")]
    set: Vec<PathBuf>,
    /// Put the project's terms in force again.
    #[arg(long, group = "deed")]
    project: bool,
    /// Print one version in full.
    #[arg(long, value_name = "ID", group = "deed")]
    show: Option<String>,
    /// Print for programs.
    #[arg(long)]
    json: bool,
}

pub(super) fn terms(pool: &Pool, options: &TermsOptions) -> Result<(), String> {
    if !options.set.is_empty() {
        let version = read(&options.set)?;
        return say(&put_in_force(pool, &version)?);
    }
    if options.project {
        terms::back_to_the_project_s(&pool.store).map_err(line)?;
        return say("the project's terms are in force when the pool is started again");
    }
    let own = pool.terms();
    if let Some(id) = &options.show {
        let version = own
            .find(id)
            .ok_or_else(|| format!("there are no terms {id:?}: see `tributary-pool terms`"))?;
        if options.json {
            return say(&json(&version));
        }
        return version.texts.iter().try_for_each(|text| {
            say(&format!(
                "{} ({}), SHA-256 {}\n",
                version.id, text.language, text.sha256
            ))?;
            say(text.text.trim_end())
        });
    }
    let all: Vec<PoolTerms> = own.all_ids().into_iter().filter_map(|id| own.find(id)).collect();
    if options.json {
        let listed: Vec<_> = all
            .iter()
            .map(|version| {
                serde_json::json!({
                    "id": version.id,
                    "texts": version.named().texts,
                    "own": own.version(&version.id).is_some(),
                    "in_force": version.id == own.current_id(),
                })
            })
            .collect();
        return say(&json(&listed));
    }
    for version in &all {
        let languages: Vec<&str> = version.texts.iter().map(|text| &*text.language).collect();
        let whose = if own.version(&version.id).is_some() {
            ""
        } else {
            ", the project's"
        };
        let in_force = if version.id == own.current_id() {
            ", in force"
        } else {
            ""
        };
        say(&format!(
            "{} ({}){whose}{in_force}",
            version.id,
            languages.join(", ")
        ))?;
    }
    match (own.current(), pool.policy.terms) {
        (Some(_), TermsTaken::Own) => say(
            "records under the project's terms are refused: `tributary-pool policy --terms both` takes them, too",
        ),
        _ => Ok(()),
    }
}

/// Puts a version in force. Out: what to say about it.
pub(super) fn put_in_force(pool: &Pool, version: &PoolTerms) -> Result<String, String> {
    let all = terms::put_in_force(&pool.store, version).map_err(line)?;
    let languages: Vec<String> = all
        .version(&version.id)
        .into_iter()
        .flat_map(|kept| &kept.texts)
        .map(|text| format!("{} {}", text.language, &text.sha256[..16]))
        .collect();
    Ok(format!(
        "the terms {} ({}) are in force when the pool is started again; contributors agree to them anew",
        version.id,
        languages.join(", ")
    ))
}

/// Reads one version from its files.
pub(super) fn read(files: &[PathBuf]) -> Result<PoolTerms, String> {
    let mut id = None;
    let mut texts = Vec::new();
    for path in files {
        let (named, language) = name(path)?;
        let first = id.get_or_insert_with(|| named.clone());
        if *first != named {
            return Err(format!(
                "{} and {named} are different terms: name the files of one version ID.md and ID.LANGUAGE.md",
                first
            ));
        }
        texts.push((language, text(path)?));
    }
    PoolTerms::new(id.unwrap_or_default(), texts).map_err(line)
}

/// Name and language in `river-2026-11.fy.md`.
fn name(path: &Path) -> Result<(String, String), String> {
    let file = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let stem = [".md", ".markdown", ".txt"]
        .iter()
        .find_map(|ending| file.strip_suffix(ending))
        .ok_or_else(|| {
            format!(
                "{}: give Markdown files, named ID.md or ID.LANGUAGE.md",
                path.display()
            )
        })?;
    let language = stem
        .rsplit_once('.')
        .filter(|(_, code)| is_language(code) && code.starts_with(|first: char| first.is_ascii_lowercase()));
    Ok(match language {
        Some((id, language)) => (id.to_owned(), language.to_owned()),
        None => (stem.to_owned(), "en".to_owned()),
    })
}

fn text(path: &Path) -> Result<String, String> {
    let unusable = |error: &dyn std::fmt::Display| format!("{} cannot be read: {error}", path.display());
    // A byte more than fits is enough to say that it is too much.
    let most = MAX_TEXT_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unusable(&error))?;
    file.take(most)
        .read_to_end(&mut bytes)
        .map_err(|error| unusable(&error))?;
    if bytes.len() as u64 == most {
        let length = std::fs::metadata(path).map_or(most, |file| file.len());
        return Err(format!(
            "{} has {length} bytes, and terms have at most {MAX_TEXT_BYTES}: say it shorter",
            path.display()
        ));
    }
    String::from_utf8(bytes).map_err(|_| unusable(&"it is not UTF-8"))
}
