//! `backup` and `restore`: a copy of everything in one sealed file, and back.

use std::io::{IsTerminal, Read};
use std::path::PathBuf;

use clap::Args;
use zeroize::Zeroizing;

use super::{Here, say, say_json};
use crate::backup::{self, Present, Source};
use crate::order::Order;
use crate::refused::Refused;
use crate::restore::read_phrase;

/// Write everything that is here into one sealed file
///
/// Only the recovery phrase opens it (`tributary phrase` shows it): keep both,
/// and apart. What you erase later is erased in the file, too, as long as it
/// can be reached; `tributary status` names a file that could not be.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Backup {
    /// Where to: another disk is best
    file: PathBuf,
}

/// Go back to a copy: to the last daily one, or to a file of `tributary backup`
///
/// Whatever had not been donated waits its whole window again, and does not go
/// before you have looked at it. What you erased after the copy was made stays
/// erased. Stop the companion first.
///
/// On another computer, write the 24 words of the recovery phrase to standard
/// input.
#[derive(Args)]
#[command(verbatim_doc_comment)]
pub struct Restore {
    /// The file; without one, the last daily copy
    file: Option<PathBuf>,
    /// Replace the sound records that are here
    #[arg(long)]
    replace: bool,
}

/// # Errors
/// When the file cannot be written.
pub fn backup(here: &Here, backup: &Backup) -> Result<(), String> {
    let path = std::path::absolute(&backup.file)
        .map_err(|error| format!("cannot write {}: {error}", backup.file.display()))?;
    let answer = here.order(Order::Backup { path })?;
    if here.json {
        say_json(&answer);
    } else {
        say(&format!(
            "{} records written; only the 24 words of `tributary phrase` open this file",
            answer["records"]
        ));
    }
    Ok(())
}

/// # Errors
/// When there is no copy, it cannot be opened, or a companion runs.
pub fn restore(here: &Here, restore: Restore) -> Result<(), String> {
    let source = restore.file.map_or(Source::Daily, Source::File);
    let present = if restore.replace {
        Present::Replace
    } else {
        Present::Keep
    };
    let restored = backup::restore(&here.dir, &here.world, &source, present, phrase)
        .map_err(|refused| refused.message)?;
    if here.json {
        say_json(&restored.json());
        return Ok(());
    }
    say(&format!(
        "{} records are back, from {}; what had not been donated waits again until you have looked at it",
        restored.readied.kept,
        restored.from.display()
    ));
    if restored.readied.erased > 0 {
        say(&format!(
            "{} that were erased since stay erased",
            restored.readied.erased
        ));
    }
    if !restored.readied.unsent.is_empty() {
        say(&format!(
            "the last changes of {} donated records may not have reached the pool, and do not go by themselves: look at them, and \
             change each once more to send it\n    {}",
            restored.readied.unsent.len(),
            restored.readied.unsent.join("\n    ")
        ));
    }
    say("browsers have to be paired again: `tributary pair`");
    Ok(())
}

fn phrase() -> Result<[u8; 32], Refused> {
    if std::io::stdin().is_terminal() {
        say("The key to this backup is not on this computer. Write the 24 words, then Enter and Ctrl-D:");
    }
    let mut words = Zeroizing::new(String::new());
    std::io::stdin()
        .take(4_096)
        .read_to_string(&mut words)
        .map_err(|_| Refused::invalid("the words are not text: write them with spaces between them"))?;
    Ok(read_phrase(&words)?.0)
}
