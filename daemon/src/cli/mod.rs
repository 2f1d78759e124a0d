//! The command line: one verb per file, each an order and the printing of its answer.
//!
//! Orders go to the companion that serves the data directory; where none runs, they are carried out here. Exit codes: 0 done,
//! 1 refused or failed (one line on stderr), 2 usage.

pub mod backup; // backup, restore
pub mod consent;
pub mod export;
mod feedback; // verdicts, their evidence, the contributor's answers, as lines
pub mod filter; // scrub and detect, as filters of lines
pub mod import;
pub mod judge; // rate, title, note, label, answer, redact, leave-out, licence
mod layout; // text that fits a terminal, and cannot steer it
pub mod native_host; // for browsers, not for people
pub mod object; // says something against a decision of the pool
pub mod open;
pub mod pages; // completions, man
pub mod phrase;
pub mod pool; // several pools
mod pool_terms; // terms of their own, to read
pub mod pseudonym; // credit at the pool
pub mod records; // list, show, revoke, retract, donate, approve, hold
pub mod serve;
pub mod setup;
pub mod simple; // status, pair, unpair, erase-everything
pub mod tally; // tally, receipts
pub mod words;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use serde_json::Value;

use crate::companion::Companion;
use crate::config::DataDir;
use crate::order::{self, Order, Verb};
use crate::refused::Refused;
use crate::socket;
use crate::world::World;

/// Holds your chats here until they may be donated, and takes them back
#[derive(Parser)]
#[command(
    name = "tributary",
    version,
    after_help = "Begin with `tributary setup`; then add the extension to your browser.\n\
                  Verbs work whether the companion runs or not; `serve` delivers what they decide.\n\
                  Lengths of time are written 30s, 15m, 24h or 7d.\n\
                  Exit codes: 0 done, 1 refused or failed (one line says why), 2 misspelt."
)]
struct Arguments {
    /// Records and keys [default: ~/.local/share/tributary]
    #[arg(
        long,
        global = true,
        env = "TRIBUTARY_DATA_DIR",
        hide_env = true,
        value_name = "DIR"
    )]
    data_dir: Option<PathBuf>,
    /// The companion's port on 127.0.0.1 [default: 7411]
    #[arg(long, global = true, value_name = "PORT")]
    port: Option<u16>,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
    /// Change also what is donated: a new version goes to its pool
    #[arg(long, global = true, hide = true)]
    new_version: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the companion in the foreground
    Serve(serve::Serve),
    /// Open the dashboard, signed in
    Open(open::Open),
    /// Show a code for a browser: good for five minutes, once
    Pair,
    /// Unpair browsers
    Unpair {
        /// Which: ids of `tributary status`
        #[arg(required = true)]
        ids: Vec<String>,
    },
    /// Say whether the companion runs, and what it holds
    Status,
    /// List records, newest first
    List(records::List),
    /// Show one record in full
    Show {
        /// Which record: an id of `tributary list`
        id: String,
    },
    /// Erase records before they are donated
    Revoke(records::Ids),
    /// Take donated records back from the pool, for good
    Retract(records::Ids),
    /// Donate records now, whatever is left of their window
    Donate(records::Ids),
    /// Let records go at the end of their window
    Approve(records::Ids),
    /// Hold records longer
    Hold(records::Hold),
    Rate(judge::Rate),
    /// Name a record
    Title(judge::Words),
    /// Add a note that travels with the record
    Note(judge::Words),
    /// Label a record
    Label(judge::Words),
    /// Say whether a detected signal is right
    Answer(judge::Answer),
    /// Take words out of a record
    Redact(judge::Redact),
    /// Leave a turn out of a record
    LeaveOut(judge::LeaveOut),
    /// Choose the terms of single records, within those agreed to
    Licence(judge::Terms),
    /// Count what is here, and what became of it
    Tally,
    /// Show the consent receipt and what the pool has signed
    Receipts,
    /// Take in past chats: exports of ChatGPT, Claude, Gemini and others
    Import(import::Import),
    /// Write everything that is here, also for other programs
    Export(export::Export),
    Backup(backup::Backup),
    Restore(backup::Restore),
    /// Erase everything, here and at the pool
    EraseEverything {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    Phrase(phrase::Phrase),
    /// Show the consent terms, agree to them, or withdraw
    Consent(consent::Consent),
    Words(words::Words),
    Pool(pool::Pool),
    Pseudonym(pseudonym::Pseudonym),
    Object(object::Object),
    /// Remove personal data from lines of `{"id","text"}`
    Scrub {
        /// Read and write one JSON object a line
        #[arg(long, required = true)]
        jsonl: bool,
    },
    /// Find feedback in lines of `{"id","prev_user","user",…}`
    Detect {
        /// Read and write one JSON object a line
        #[arg(long, required = true)]
        jsonl: bool,
    },
    /// Install the companion for this user and its browsers
    Setup(setup::Setup),
    /// Remove that service; records stay unless you say so
    Uninstall(setup::Uninstall),
    /// Print what completes these verbs in your shell
    Completions(pages::Completions),
    /// Print the manual page
    Man,
    /// For browsers: pair the extension that asks
    #[command(hide = true)]
    NativeHost {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

/// What every verb needs.
pub struct Here {
    pub world: World,
    pub dir: DataDir,
    pub port: Option<u16>,
    pub json: bool,
    /// Whether changes are made in what is donated.
    pub new_version: bool,
}

/// Parses the command line, does what it says, and returns the exit code.
#[must_use]
pub fn run(world: World) -> ExitCode {
    let arguments = Arguments::parse();
    let Some(dir) = arguments.data_dir.or_else(default_dir) else {
        return fail("no home directory: say where to keep records with --data-dir");
    };
    let here = Here {
        world,
        dir: DataDir(dir),
        port: arguments.port,
        json: arguments.json,
        new_version: arguments.new_version,
    };
    let outcome = match arguments.command {
        Command::Serve(serve) => serve::run(here, &serve),
        Command::Open(open) => open::run(&here, &open),
        Command::Pair => simple::pair(&here),
        Command::Unpair { ids } => simple::unpair(&here, &ids),
        Command::Status => simple::status(&here),
        Command::List(list) => records::list(&here, &list),
        Command::Show { id } => records::show(&here, id),
        Command::Revoke(ids) => records::change(&here, Verb::Revoke, ids, None),
        Command::Retract(ids) => records::change(&here, Verb::Retract, ids, None),
        Command::Donate(ids) => records::change(&here, Verb::Donate, ids, None),
        Command::Approve(ids) => records::change(&here, Verb::Approve, ids, None),
        Command::Hold(hold) => records::hold(&here, hold),
        Command::Rate(rate) => judge::rate(&here, rate),
        Command::Title(words) => judge::title(&here, words),
        Command::Note(words) => judge::note(&here, words),
        Command::Label(words) => judge::label(&here, words),
        Command::Answer(answer) => judge::answer(&here, answer),
        Command::Redact(words) => judge::redact(&here, words),
        Command::LeaveOut(message) => judge::leave_out(&here, message),
        Command::Licence(terms) => judge::licence(&here, terms),
        Command::Tally => tally::tally(&here),
        Command::Receipts => tally::receipts(&here),
        Command::Import(import) => import::run(&here, &import),
        Command::Export(export) => export::run(&here, &export),
        Command::Backup(backup) => backup::backup(&here, &backup),
        Command::Restore(restore) => backup::restore(&here, restore),
        Command::EraseEverything { yes } => simple::erase_everything(&here, yes),
        Command::Phrase(phrase) => phrase::run(&here, phrase),
        Command::Consent(consent) => consent::run(&here, consent),
        Command::Words(words) => words::run(&here, words),
        Command::Pool(pool) => pool::run(&here, pool),
        Command::Pseudonym(pseudonym) => pseudonym::run(&here, pseudonym),
        Command::Object(object) => object::run(&here, object),
        Command::Scrub { .. } => filter::scrub(),
        Command::Detect { .. } => filter::detect(),
        Command::Setup(setup) => setup::install(&here, &setup),
        Command::Uninstall(uninstall) => setup::uninstall(&here, &uninstall),
        Command::Completions(completions) => pages::completions(Arguments::command(), &completions),
        Command::Man => pages::man(&Arguments::command()),
        Command::NativeHost { arguments } => native_host::run(&here, &arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => fail(&message),
    }
}

/// One line on stderr, and exit code 1.
#[must_use]
pub fn fail(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "tributary: {message}");
    ExitCode::FAILURE
}

/// One line on stdout. A reader that went away (`| head`) is no failure.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

pub(crate) fn say_json(value: &Value) {
    say(&serde_json::to_string_pretty(value).unwrap_or_default());
}

fn default_dir() -> Option<PathBuf> {
    let absolute = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let data = absolute("XDG_DATA_HOME").or_else(|| {
        let home = absolute("HOME")?;
        Some(if cfg!(target_os = "macos") {
            home.join("Library/Application Support")
        } else {
            home.join(".local/share")
        })
    })?;
    Some(data.join("tributary"))
}

impl Here {
    /// Has an order carried out by the running companion, and by no other.
    ///
    /// # Errors
    /// Says why not, in one line.
    pub fn ask_running(&self, order: &Order) -> Result<Value, String> {
        match socket::ask(&self.dir, order) {
            Some(answer) => answer.map_err(|refused| refused.message),
            None => Err("no companion runs: start it with `tributary serve`".into()),
        }
    }

    /// Has an order carried out by the running companion, or here where none runs.
    ///
    /// # Errors
    /// Says why not, in one line.
    pub fn order(&self, order: Order) -> Result<Value, String> {
        self.desk().order(order)
    }

    /// Where several orders of one verb are carried out.
    pub(crate) fn desk(&self) -> Desk<'_> {
        Desk {
            here: self,
            own: None,
        }
    }
}

/// Carries out orders one after the other: each by the running companion, or all of them here once none was found to run, since opening
/// the store costs more than an order. Nobody else can open it until this is dropped.
pub(crate) struct Desk<'a> {
    here: &'a Here,
    own: Option<Companion>,
}

impl Desk<'_> {
    /// # Errors
    /// Says why not, in one line.
    pub(crate) fn order(&mut self, order: Order) -> Result<Value, String> {
        let said = |refused: Refused| refused.message;
        let companion = match self.own.take() {
            Some(companion) => companion,
            None => {
                if let Some(answer) = socket::ask(&self.here.dir, &order) {
                    return answer.map_err(said);
                }
                let (dir, world) = (self.here.dir.clone(), self.here.world.clone());
                Companion::open(dir, world, None).map_err(|error| error.to_string())?
            }
        };
        order::perform(self.own.insert(companion), order).map_err(said)
    }
}

impl Drop for Desk<'_> {
    /// What is erased here is to be gone from backups, too, and no companion runs that would see to it.
    fn drop(&mut self) {
        if let Some(companion) = &self.own {
            backup_again(companion);
        }
    }
}

fn backup_again(companion: &Companion) {
    if let Err(refused) = crate::backup::refresh(companion) {
        tracing::warn!("{}", refused.message);
    }
}
