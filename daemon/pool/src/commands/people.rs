//! What concerns people: who reviews, how they sign in to the console, what the pool takes, who uses its releases.
//!
//! In: flags. Out: text on standard output, or the line that says why not.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use data_encoding::HEXLOWER;
use pool::config::{self, Pool};
use pool::intake::consent::{Policy, TermsTaken};
use pool::reviewers::{self, Reviewer};
use pool::uses::{self, Use};
use shared::keys::SecretKey;
use shared::time::{Day, Timestamp};

use super::export::Purpose;
use super::{json, line, say};

#[derive(Args)]
pub(super) struct Reviewers {
    /// Let somebody review under this name, with the key in --key, which is made if there is none.
    #[arg(long, value_name = "NAME", requires = "key_file", group = "deed")]
    add: Option<String>,
    /// Take that away from somebody.
    #[arg(long, value_name = "NAME", group = "deed")]
    remove: Option<String>,
    /// The reviewer's own key: theirs to keep.
    #[arg(long = "reviewer-key", id = "key_file", value_name = "FILE")]
    key: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct PolicyOptions {
    /// Take only records with these licences.
    #[arg(long, value_enum, num_args = 1.., value_name = "LICENCE")]
    licences: Vec<Licence>,
    /// Take only records that allow all of these purposes.
    #[arg(long, value_enum, num_args = 1.., value_name = "PURPOSE")]
    need: Vec<Purpose>,
    /// Where the pool has terms of its own: take only records under these, or under the project's, too.
    #[arg(long, value_enum, value_name = "WHOSE")]
    terms: Option<Whose>,
    /// Take all licences and purposes again.
    #[arg(long, conflicts_with_all = ["licences", "need", "terms"])]
    everything: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Whose {
    Own,
    Both,
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

#[derive(Args)]
pub(super) struct Uses {
    /// Declare a use: who uses a release.
    #[arg(long, value_name = "WHO", requires_all = ["what", "release"], group = "deed")]
    add: Option<String>,
    /// For what.
    #[arg(long, value_name = "TEXT")]
    what: Option<String>,
    /// Which release.
    #[arg(long, value_name = "NUMBER")]
    release: Option<u32>,
    /// Where one can read about it.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Take a declaration back, by its number.
    #[arg(long, value_name = "NUMBER", group = "deed")]
    remove: Option<usize>,
    /// Print for programs.
    #[arg(long)]
    json: bool,
}

pub(super) fn reviewers(pool: &Pool, options: &Reviewers, random: fn() -> [u8; 32]) -> Result<(), String> {
    if let (Some(name), Some(path)) = (&options.add, &options.key) {
        let key = key_at(path, Some(random))?;
        change(pool, |known| reviewers::with(known, name, key.public()))?;
        return say(&format!(
            "{name} reviews from now on, with the key in {}. They sign in with `tributary-pool review --as {name} --reviewer-key {}`",
            path.display(),
            path.display()
        ));
    }
    if let Some(name) = &options.remove {
        change(pool, |known| reviewers::without(known, name))?;
        return say(&format!("{name} reviews no more"));
    }
    let known = pool::console::all_reviewers(pool).map_err(line)?;
    for Reviewer { name, pk } in &known {
        say(&format!("{name}  {}", String::from(*pk)))?;
    }
    say(&format!("{} reviewers", known.len()))
}

fn change(
    pool: &Pool,
    work: impl Fn(Vec<Reviewer>) -> Result<Vec<Reviewer>, reviewers::Unfit>,
) -> Result<(), String> {
    let mut unfit = None;
    pool.store
        .change_setting(
            reviewers::SETTING,
            &mut |setting| match work(reviewers::read(setting.as_deref())) {
                Ok(known) => Some(reviewers::written(&known)),
                Err(why) => {
                    unfit = Some(why);
                    None
                }
            },
        )
        .map_err(line)?;
    unfit.map_or(Ok(()), |why| Err(why.to_string()))
}

/// Whose key this is.
pub(super) fn is_of(pool: &Pool, name: &str, path: &Path) -> Result<SecretKey, String> {
    let key = key_at(path, None)?;
    let known = pool::console::all_reviewers(pool).map_err(line)?;
    if known.iter().any(|one| one.name == name && one.pk == key.public()) {
        return Ok(key);
    }
    Err(format!(
        "{} is not the key of a reviewer {name}: see `tributary-pool reviewers`",
        path.display()
    ))
}

/// Prints a link to the console that is good once and for a minute.
pub(super) fn link(
    pool: &Pool,
    dir: &Path,
    name: &str,
    path: &Path,
    random: fn() -> [u8; 32],
    now: Timestamp,
) -> Result<(), String> {
    let key = is_of(pool, name, path)?;
    let port = fs::read_to_string(reviewers::port_file(dir)).map_err(|_| {
        "no console listens over this data directory: start `tributary-pool serve`".to_owned()
    })?;
    let code = *random().first_chunk().expect("sixteen bytes of thirty-two");
    let code = reviewers::offer(dir, &pool.id, name, &key, code, now).map_err(line)?;
    say(&format!("http://127.0.0.1:{}/#code={code}", port.trim()))
}

fn key_at(path: &Path, random: Option<fn() -> [u8; 32]>) -> Result<SecretKey, String> {
    let unusable = |error: &dyn std::fmt::Display| format!("{} cannot be used: {error}", path.display());
    let text = match (fs::read_to_string(path), random) {
        (Ok(text), _) => text,
        (Err(error), Some(random)) if error.kind() == ErrorKind::NotFound => {
            let text = HEXLOWER.encode(&random());
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt as _;
                options.mode(0o600);
            }
            let mut file = options.open(path).map_err(|error| unusable(&error))?;
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
                .map_err(|error| unusable(&error))?;
            text
        }
        (Err(error), _) => return Err(unusable(&error)),
    };
    let secret: Option<[u8; 32]> = HEXLOWER
        .decode(text.trim().as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok());
    secret
        .map(|secret| SecretKey::from_bytes(&secret))
        .ok_or_else(|| unusable(&"it does not hold 64 hexadecimal digits"))
}

pub(super) fn policy(pool: &Pool, options: &PolicyOptions) -> Result<(), String> {
    let mut policy = pool.policy.clone();
    if options.everything {
        policy = Policy {
            terms: policy.terms,
            own: policy.own,
            ..Policy::default()
        };
    }
    if !options.licences.is_empty() {
        policy.licences = options
            .licences
            .iter()
            .map(|licence| match licence {
                Licence::Cc0 => shared::consent::Licence::Cc0,
                Licence::CcBy => shared::consent::Licence::CcBy,
                Licence::ResearchOnly => shared::consent::Licence::ResearchOnly,
            })
            .collect();
    }
    if !options.need.is_empty() {
        policy.needed = options.need.iter().map(|purpose| purpose.shared()).collect();
    }
    if let Some(whose) = options.terms {
        policy.terms = match whose {
            Whose::Own => TermsTaken::Own,
            Whose::Both => TermsTaken::Both,
        };
    }
    if policy != pool.policy {
        let text = json(&policy);
        pool.store
            .change_setting(config::POLICY, &mut |_| Some(text.clone()))
            .map_err(line)?;
    }
    say(&json(&policy))
}

pub(super) fn uses(pool: &Pool, options: Uses, today: &Day) -> Result<(), String> {
    if let (Some(who), Some(what), Some(release)) = (options.add, options.what, options.release) {
        let declared = Use::new(who, what, release, options.url, today.clone())?;
        let changed = uses::change(pool, |mut uses| {
            uses.push(declared.clone());
            uses
        });
        changed.map_err(line)?;
        return say("the use is declared and stands on the pool's page");
    }
    if let Some(number) = options.remove {
        let known = uses::all(pool).map_err(line)?.len();
        if !(1..=known).contains(&number) {
            return Err("there is no use with this number: see `tributary-pool uses`".to_owned());
        }
        let changed = uses::change(pool, |mut uses| {
            uses.remove(number - 1);
            uses
        });
        changed.map_err(line)?;
        return say("the declaration is taken back");
    }
    let all = uses::all(pool).map_err(line)?;
    if options.json {
        return say(&json(&all));
    }
    for (number, one) in (1..).zip(&all) {
        let text = format!("{number}  {} uses release {}: {}", one.who, one.release, one.what);
        say(&pool::review::inert(&text))?;
    }
    say(&format!("{} uses", all.len()))
}
