//! Every command: what it takes, what it calls, what it prints.
//!
//! In: parsed arguments, a clock, randomness. Out: text on standard output, or the one line that says why not.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use pool::card::{self, Document, Facts};
use pool::config::{self, Place, Pool};
use pool::http::App;
use pool::http::console::{self as desk, Console};
use pool::http::limits::{self, Limits};
use pool::http::rate::{Loopback, Rate};
use pool::release::Scope;
use pool::release::buckets::Division;
use pool::release::manifest::{self, Manifest};
use pool::release::place::Place as ReleasePlace;
use pool::release::survey::{Cap, Caps};
use pool::release::workers::{self, Shift};
use pool::store::Database;
use pool::store::postgres::Address;
use pool::{about, audit, console, release, review, reviewers, sync};
use shared::api::{PoolState, Verdict};
use shared::keys::RecordId;
use shared::time::{Day, Timestamp};

mod export; // a release in other formats
mod people; // reviewers, what is taken, who uses it
mod terms; // what contributors agree to
mod sites; // adapters and reports of chat sites

/// Receives donated records, reviews, releases and forgets them.
#[derive(Parser)]
#[command(name = "tributary-pool", version, about)]
pub(crate) struct Arguments {
    /// Where the pool keeps its key and its records.
    #[arg(long, global = true, env = "TRIBUTARY_POOL_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Where the pool keeps its records: `sqlite` (a file in the data directory), or a PostgreSQL or Citus database,
    /// postgres://USER@HOST:PORT/NAME. Its password is best kept in PGPASSFILE.
    #[arg(
        long,
        global = true,
        env = "TRIBUTARY_POOL_DATABASE",
        hide_env_values = true,
        value_name = "ADDRESS"
    )]
    database: Option<Database>,
    /// The pool's key, if it is not `pool.key` in the data directory. All nodes of a pool have the same.
    #[arg(long, global = true, env = "TRIBUTARY_POOL_KEY", value_name = "FILE")]
    key: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Create the pool, or bring its database up to date.
    Init {
        /// What the pool is called in public.
        #[arg(long)]
        name: Option<String>,
        /// Consent terms of the pool's own: Markdown files, one for each language, named ID.md (in English) or ID.LANGUAGE.md.
        #[arg(long, num_args = 1.., value_name = "FILE")]
        terms: Vec<PathBuf>,
    },
    /// Receive records until stopped.
    Serve(Serve),
    /// List what waits in quarantine, show one record, accept or reject.
    Review(Review),
    /// Publish what was accepted, into an empty place or as the next release of a former one.
    Release(Release),
    /// Print the data card of what would be released now.
    Card,
    /// Check that database, receipts, retractions and published files agree.
    Audit,
    /// Write a release in the format of another tool, or say which formats there are.
    Export(export::Export),
    /// Say who reviews; add or remove somebody.
    Reviewers(people::Reviewers),
    /// Say which licences and purposes the pool takes, or change it: in force when the pool is started again.
    Policy(people::PolicyOptions),
    /// List the consent terms of the pool, put terms of its own in force: from when the pool is started again.
    Terms(terms::TermsOptions),
    /// Say in public who runs the pool and how to reach them.
    About {
        #[arg(long)]
        operator: Option<String>,
        #[arg(long)]
        contact: Option<String>,
    },
    /// The register of uses: who uses which release for what.
    Uses(people::Uses),
    /// Publish site adapters, say which are published, withdraw one.
    Adapters(sites::Adapters),
    /// Read what contributors reported about pages that are not read well.
    Reports(sites::Reports),
    /// Remove from a copy what the release says was taken back.
    Sync {
        #[arg(
            long,
            value_name = "PLACE",
            help = "A folder, s3://BUCKET/PREFIX, or only its retractions.parquet"
        )]
        release: String,
        /// A file or a folder of Parquet and JSON Lines files, packed (.jsonl.zst) or not.
        copy: PathBuf,
    },
}

#[derive(Args)]
struct Release {
    #[arg(
        long,
        value_name = "PLACE",
        help = "A folder, or s3://BUCKET/PREFIX with the usual AWS environment (AWS_ENDPOINT_URL for other stores)"
    )]
    out: String,
    /// Take out what was taken back since the release before, and nothing else. Does nothing if there is nothing.
    #[arg(long, conflicts_with = "freeze")]
    hotfix: bool,
    /// Leave out what arrived after a day that is drawn by lot among the last so many, so that nobody can time a flood.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=365))]
    freeze: Option<u16>,
    /// At most so many records of one cluster of near duplicates. Without it 100, or one of 1000 records if that is more.
    #[arg(long, value_name = "NUMBER", conflicts_with = "hotfix", value_parser = clap::value_parser!(u32).range(1..))]
    most_alike: Option<u32>,
    /// At most so many records in which people wrote the same. Without it 1000, or one of 100 records if that is more.
    #[arg(long, value_name = "NUMBER", conflicts_with = "hotfix", value_parser = clap::value_parser!(u32).range(1..))]
    most_of_one_wording: Option<u32>,
    /// Let workers on other machines take buckets too; this process takes its part and publishes.
    #[arg(long)]
    share: bool,
    /// Take buckets of the release that `--share` writes to the same place, and end with it. Any number of these may run.
    #[arg(long, conflicts_with_all = ["share", "hotfix", "freeze", "most_alike", "most_of_one_wording"])]
    worker: bool,
    /// How long one who shares the work has for a bucket; when it is over, another takes it.
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    lease: u64,
    /// How long a worker waits for a release to begin, and for others to finish theirs.
    #[arg(long, value_name = "SECONDS", default_value_t = 3600, requires = "worker")]
    patience: u64,
}

#[derive(Args)]
struct Serve {
    #[arg(long, default_value_t = config::PORT)]
    port: u16,
    /// The address to listen at. Put a proxy with TLS in front of any other than the default.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// What the pool is called in public.
    #[arg(long)]
    name: Option<String>,
    /// Look every so many minutes whether the newest release of each place holds what was taken back, and take it out.
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=4320))]
    hotfix_every: Option<u32>,
    /// The port of the review console, which only this machine can reach. Without it any free one; `tributary-pool review`
    /// knows it.
    #[arg(long, default_value_t = 0)]
    console_port: u16,
    /// Records in a minute before callers are asked to work for each.
    #[arg(long, default_value_t = Limits::default().records_per_minute)]
    busy_above: u32,
    /// Requests in a minute from one network. Without it 600, and callers on this machine are not counted.
    #[arg(long)]
    rate: Option<u32>,
}

#[derive(Args)]
struct Review {
    /// Accept these records.
    #[arg(long, num_args = 1.., value_name = "ID", group = "decision")]
    accept: Vec<RecordId>,
    /// Accept everything that waits.
    #[arg(long, group = "decision")]
    accept_all: bool,
    /// Reject these records and erase their content.
    #[arg(long, num_args = 1.., value_name = "ID", group = "decision", requires = "reason")]
    reject: Vec<RecordId>,
    /// Why; its contributor reads this.
    #[arg(long, requires = "reject")]
    reason: Option<String>,
    /// Why, as one of the codes that programs know: `spam`, `near_duplicate`, `personal_data`, `other_people`, `not_a_conversation`,
    /// `language`, `harmful`, `rights`, `other`.
    #[arg(long, requires = "reject", default_value = "other")]
    code: String,
    /// Who decides; without a decision, prints this reviewer's link to the console, good once and for a minute.
    #[arg(long = "as", value_name = "NAME", requires = "key_file")]
    reviewer: Option<String>,
    /// Their own key.
    #[arg(long = "reviewer-key", id = "key_file", value_name = "FILE")]
    reviewer_key: Option<PathBuf>,
    /// Print one record to read.
    #[arg(long, value_name = "ID", group = "decision")]
    show: Option<RecordId>,
    /// Print for programs.
    #[arg(long)]
    json: bool,
}

/// Runs one command.
///
/// # Errors
/// The line that says what, which id, and what to do.
pub(crate) fn run(
    arguments: Arguments,
    now: fn() -> Timestamp,
    random: fn() -> [u8; 32],
) -> Result<(), String> {
    let Arguments {
        data_dir,
        database,
        key,
        command,
    } = arguments;
    let place = || {
        let database = match &database {
            None | Some(Database::File) => None,
            Some(Database::Address(address)) => Some(Address::read(address, &variable).map_err(line)?),
        };
        let dir = data_dir.clone().or_else(default_dir);
        // Without a data directory, everything must be elsewhere.
        let dir = match dir {
            None if database.is_some() && key.is_some() => PathBuf::new(),
            dir => dir.ok_or_else(|| "say where the pool is: --data-dir DIR".to_owned())?,
        };
        Ok::<_, String>(Place {
            dir,
            key: key.clone(),
            database,
        })
    };
    let open = || Pool::open_at(&place()?).map_err(line);
    match command {
        Command::Init { name, terms: files } => {
            let place = place()?;
            // Read before anything is made, so that a pool never begins on other terms than it was meant to have.
            let version = (!files.is_empty()).then(|| terms::read(&files)).transpose()?;
            let pool = Pool::create_at(&place, name.as_deref(), random).map_err(line)?;
            let name = review::inert(&pool.name);
            say(&match place.database {
                None => format!("pool {} ({name}) is in {}", pool.id, place.dir.display()),
                Some(database) => format!("pool {} ({name}) is at {database:?}", pool.id),
            })?;
            match version {
                Some(version) => say(&terms::put_in_force(&pool, &version)?),
                None => Ok(()),
            }
        }
        Command::Serve(options) => serve(&place()?, &options, now, random),
        Command::Review(options) => review_command(&open()?, &place()?.dir, options, now, random),
        Command::Reviewers(options) => people::reviewers(&open()?, &options, random),
        Command::Policy(options) => people::policy(&open()?, &options),
        Command::Terms(options) => terms::terms(&open()?, &options),
        Command::About { operator, contact } => {
            let pool = open()?;
            about::say(&pool, operator.as_deref(), contact.as_deref()).map_err(line)?;
            say(&json(&about::of(&pool).map_err(line)?))
        }
        Command::Uses(options) => people::uses(&open()?, options, &now().day()),
        Command::Release(options) => release_command(&open()?, &options, now, random),
        Command::Card => card_command(&open()?, now),
        Command::Audit => audit_command(&open()?),
        Command::Export(options) => export::export(options),
        Command::Adapters(options) => sites::adapters(&open()?, &options, &now().day()),
        Command::Reports(options) => sites::reports(&open()?, &options),
        Command::Sync { release, copy } => {
            let done = sync::sync_from(&release, &copy).map_err(line)?;
            say(&format!(
                "{} rows removed, {} files rewritten, {} files held none",
                done.removed, done.rewritten, done.clean
            ))?;
            if done.unknown > 0 {
                return Err(format!(
                    "{} files have no column record_id or conversation_id on every row, so they were not touched: clean them by hand",
                    done.unknown
                ));
            }
            Ok(())
        }
    }
}

fn serve(
    place: &Place,
    options: &Serve,
    now: fn() -> Timestamp,
    random: fn() -> [u8; 32],
) -> Result<(), String> {
    let pool = Pool::create_at(place, options.name.as_deref(), random).map_err(line)?;
    // What a retraction erased just before a crash may still be in the log.
    pool.store.flush_erased().map_err(line)?;
    let app = App {
        pool: Arc::new(pool),
        clock: Arc::new(now),
    };
    let rate = match options.rate {
        Some(rate) => Rate::new(rate, Loopback::Counted),
        None => Rate::new(600, Loopback::Free),
    };
    let address = SocketAddr::new(options.bind, options.port);
    let runtime = tokio::runtime::Runtime::new().map_err(line)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|error| format!("cannot listen at {address}: {error}: choose another --port"))?;
        let address = listener.local_addr().map_err(line)?;
        let inside = (Ipv4Addr::LOCALHOST, options.console_port);
        let inside = tokio::net::TcpListener::bind(inside).await.map_err(|error| {
            format!(
                "the console cannot listen at port {}: {error}",
                options.console_port
            )
        })?;
        if place.dir.is_dir() {
            let port = inside.local_addr().map_err(line)?.port();
            reviewers::note_port(&place.dir, port).map_err(line)?;
        }
        let limits = Limits {
            records_per_minute: options.busy_above,
            ..Limits::default()
        };
        say(&format!("tributary-pool: listening on http://{address}"))?;
        let console = Console::new(&app, place.dir.clone(), random);
        tokio::select! {
            never = limits::serve(listener, app.clone(), rate, limits) => match never {},
            never = desk::serve(inside, console) => match never {},
            never = keep_fixed(Arc::clone(&app.pool), options.hotfix_every, now) => match never {},
            never = keep_forgotten(app.pool, now) => match never {},
            () = told_to_stop() => Ok(()),
        }
    })
}

/// A reader in another process can keep erased content in the write-ahead log for a while: try again until it is gone. And after each day the
/// order in which its records arrived is forgotten.
async fn keep_forgotten(pool: Arc<Pool>, now: fn() -> Timestamp) -> std::convert::Infallible {
    loop {
        tokio::time::sleep(Duration::from_secs(60)).await;
        let pool = Arc::clone(&pool);
        // Whether it worked or not, it is tried again in a minute.
        let _ = tokio::task::spawn_blocking(move || {
            let _ = pool.store.forget_order(&now().day());
            pool.store.flush_erased()
        })
        .await;
    }
}

/// Takes what was taken back out of the newest release of every place that this pool has released into, every so many minutes.
async fn keep_fixed(
    pool: Arc<Pool>,
    minutes: Option<u32>,
    now: fn() -> Timestamp,
) -> std::convert::Infallible {
    let Some(minutes) = minutes else {
        return std::future::pending().await;
    };
    let pause = Duration::from_secs(u64::from(minutes) * 60);
    release::hotfix::keep(pool, now, || tokio::time::sleep(pause)).await
}

async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate()).expect("a handler can be set once at the start");
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
}

fn review_command(
    pool: &Pool,
    dir: &Path,
    options: Review,
    now: fn() -> Timestamp,
    random: fn() -> [u8; 32],
) -> Result<(), String> {
    let today = now().day();
    let reviewer = match (&options.reviewer, &options.reviewer_key) {
        (Some(name), Some(key)) => {
            people::is_of(pool, name, key)?;
            Some(name.as_str())
        }
        _ => None,
    };
    let reviewers = console::all_reviewers(pool).map_err(line)?.len();
    if options.accept_all || options.accept.len() > 1 {
        return accept_many(pool, &options, reviewer, reviewers, &today);
    }
    let by = reviewer.unwrap_or("maintainer");
    let decide = |id: &RecordId, verdict, code: &str, reason: &str| {
        console::decide(pool, id, verdict, code, reason, by, &today)
            .map_err(|why| format!("record {id}: {why}"))
    };
    if let Some(id) = options.accept.first() {
        waits(pool, &options.accept)?;
        decide(id, Verdict::Accepted, "", "")?;
        return say("1 records accepted");
    }
    if let Some(reason) = &options.reason {
        for id in &options.reject {
            let standing = pool.store.standing(id).map_err(line)?;
            if standing.is_none_or(|it| matches!(it.state, PoolState::Rejected | PoolState::Retracted)) {
                return Err(format!(
                    "record {id} is not here, or was rejected or taken back: none was rejected"
                ));
            }
        }
        for id in &options.reject {
            decide(id, Verdict::Rejected, &options.code, reason)?;
        }
        return say(&format!(
            "{} records rejected, their content erased",
            options.reject.len()
        ));
    }
    if let Some(id) = options.show {
        let stored = pool.store.stored(&id).map_err(line)?;
        let stored =
            stored.ok_or_else(|| format!("record {id} has no content here: see `tributary-pool review`"))?;
        let record = &stored.signed.envelope.content;
        return if options.json {
            say(&json(record))
        } else {
            say(&review::in_full(record))
        };
    }
    if let (Some(name), Some(key)) = (&options.reviewer, &options.reviewer_key) {
        return people::link(pool, dir, name, key, random, now());
    }
    let waiting = review::waiting(&pool.store).map_err(line)?;
    if options.json {
        return say(&json(&waiting));
    }
    for one in &waiting {
        say(&review::in_one_line(one))?;
    }
    say(&format!(
        "{} records wait. Here: --show ID, --accept ID…, --accept-all, --reject ID… --reason TEXT. In the console: --as NAME --reviewer-key FILE",
        waiting.len()
    ))
}

fn release_command(
    pool: &Pool,
    options: &Release,
    now: fn() -> Timestamp,
    random: fn() -> [u8; 32],
) -> Result<(), String> {
    let today = now();
    let scope = match options.freeze {
        _ if options.hotfix => Scope::Hotfix,
        None => Scope::Everything,
        Some(days) => {
            let [one, other, ..] = random();
            let drawn = i64::from(u16::from_le_bytes([one, other]) % days) + 1;
            Scope::Until(today.plus(-drawn * 86_400_000).day())
        }
    };
    let mut place = ReleasePlace::at(&options.out).map_err(line)?;
    let role = if options.worker { "worker" } else { "coordinator" };
    let name = format!("{role}-{}", data_encoding::HEXLOWER.encode(&random()[..8]));
    let until = std::time::Instant::now() + Duration::from_secs(options.patience);
    let wait = || {
        std::thread::sleep(Duration::from_millis(500));
        // A coordinator waits as long as a worker may have a bucket: after that it has it itself.
        !options.worker || std::time::Instant::now() < until
    };
    let shift = Shift {
        name: &name,
        lease: Duration::from_secs(options.lease),
        now: &now,
        wait: &wait,
    };
    if options.worker {
        let wrote = workers::work(pool, &place, &shift).map_err(line)?;
        return say(&format!("{wrote} buckets written"));
    }
    let how = release::Options {
        caps: caps(options),
        shared: options.share.then_some(shift),
    };
    let done = release::publish_as(pool, &mut place, &scope, &how, &today.day(), &mut |_| Ok(()));
    match done.map_err(line)? {
        None => say("nothing that the newest release holds was taken back: there is nothing to do"),
        Some(done) => say(&format!(
            "release {} of {} records is in {} ({} dropped)",
            done.number, done.rows, done.path, done.dropped
        )),
    }
}

fn caps(options: &Release) -> Caps {
    let usual = Caps::default();
    let cap = |usual, given: Option<u32>| given.map_or(usual, |least| Cap { least, part: None });
    Caps {
        near_duplicates: cap(usual.near_duplicates, options.most_alike),
        same_wording: cap(usual.same_wording, options.most_of_one_wording),
    }
}

/// Accepting what nobody has read one by one takes two reviewers, as soon as a pool has two.
fn accept_many(
    pool: &Pool,
    options: &Review,
    reviewer: Option<&str>,
    reviewers: usize,
    today: &Day,
) -> Result<(), String> {
    let Some(reviewer) = reviewer else {
        if reviewers >= 2 {
            return Err(
                "this pool has several reviewers, so accepting many takes two of them: say who you are with --as NAME --reviewer-key FILE"
                    .to_owned(),
            );
        }
        let accepted = if options.accept_all {
            pool.store.accept_all(today).map_err(line)?
        } else {
            pool.store.accept(&options.accept, today).map_err(line)?;
            options.accept.len()
        };
        return say(&format!("{accepted} records accepted"));
    };
    let mut ids = options.accept.clone();
    if options.accept_all {
        let add = |kept: pool::store::dossiers::Kept| ids.push(kept.id);
        pool::near::clusters::every(&pool.store, &[PoolState::Quarantined], add).map_err(line)?;
    }
    waits(pool, &options.accept)?;
    let voted = console::vote(pool, &ids, reviewer, today).map_err(line)?;
    say(&format!(
        "{} records accepted, {} wait for another reviewer, {} are no longer here",
        voted.accepted, voted.need_another, voted.gone
    ))
}

/// All of them or none.
fn waits(pool: &Pool, ids: &[RecordId]) -> Result<(), String> {
    for id in ids {
        let standing = pool.store.standing(id).map_err(line)?;
        if standing.is_none_or(|standing| standing.state != PoolState::Quarantined) {
            let record_id = id.clone();
            return Err(line(pool::store::StoreError::NotWaiting { record_id }));
        }
    }
    Ok(())
}

fn card_command(pool: &Pool, now: fn() -> Timestamp) -> Result<(), String> {
    let mut facts = Facts::default();
    let mut after: Option<RecordId> = None;
    loop {
        let states = [PoolState::Accepted, PoolState::Released];
        let some = pool.store.some(&states, after.as_ref(), 256).map_err(line)?;
        let Some(last) = some.last() else { break };
        after = Some(last.signed.envelope.record_id.clone());
        for stored in some {
            let envelope = &stored.signed.envelope;
            facts.add(envelope, release::split_of(&envelope.content));
        }
    }
    let releases = pool.store.releases().map_err(line)?;
    let counts = pool.store.counts().map_err(line)?;
    let manifest = Manifest {
        format: manifest::FORMAT.to_owned(),
        pool_id: pool.id.clone(),
        pool_name: pool.name.clone(),
        public_key: Some(pool.key.public()),
        number: releases.first().map_or(1, |last| last.number + 1),
        day: now().day(),
        hotfix: false,
        rows: facts.records,
        dropped: 0,
        buckets: Division::for_records(facts.records),
        writer: 0,
        splits: facts.splits.clone(),
        canary: release::canary(&pool.id),
        frozen: None,
        held_back: 0,
        held_back_by: release::survey::HeldBack::default(),
        sameness: None,
        removals: BTreeMap::new(),
        detectors: facts.detectors.clone(),
        files: vec![],
        withdrawn: None,
    };
    say(&card::card(&Document {
        manifest: &manifest,
        former: None,
        added: facts.records,
        changed: 0,
        facts: &facts,
        counts: &counts,
        taken_back: pool.store.taken_back().map_err(line)?.len(),
        releases: &releases,
        rulings: &pool.store.rulings().map_err(line)?,
        terms: pool.terms(),
    }))
}

fn audit_command(pool: &Pool) -> Result<(), String> {
    let findings = audit::audit(pool).map_err(line)?;
    for wrong in findings.notes.iter().chain(&findings.wrong) {
        say(wrong)?;
    }
    say(&format!(
        "{} records, {} releases, {} files checked",
        findings.records, findings.releases, findings.files
    ))?;
    match findings.wrong.len() {
        0 => Ok(()),
        wrong => Err(format!("{wrong} things do not agree, see above")),
    }
}

/// What libpq's programs would read too.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// `$XDG_DATA_HOME/tributary-pool`, or the same below the home directory.
fn default_dir() -> Option<PathBuf> {
    let absolute = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    absolute("XDG_DATA_HOME")
        .or_else(|| Some(absolute("HOME")?.join(".local/share")))
        .map(|dir| dir.join("tributary-pool"))
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).expect("lists and records have string keys")
}

fn say(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).map_err(line)
}

fn line(error: impl Display) -> String {
    error.to_string()
}
