//! `setup` and `uninstall`: the companion as a service of this user, and known to this user's browsers. Says what it did, and what is
//! left to do.

mod browsers; // the program that browsers start to pair by themselves
mod records; // what lies in the data directory
mod service; // systemd, launchd

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::{Here, say, say_json};

#[derive(Args)]
pub struct Setup {
    /// The pool's address: https, or http on this machine
    #[arg(long, value_name = "URL")]
    pool: Option<String>,
    /// Write the files without starting the service
    #[arg(long)]
    no_start: bool,
}

#[derive(Args)]
pub struct Uninstall {
    /// Delete records and keys here, too: only the
    /// recovery phrase takes back what was donated
    #[arg(long, verbatim_doc_comment)]
    with_records: bool,
}

/// What was done, for people as it happens and for programs at the end.
#[derive(Default)]
struct Report {
    quiet: bool,
    written: Vec<PathBuf>,
    removed: Vec<PathBuf>,
    /// The entry of the desktop's keyring that was removed.
    keyring: Option<String>,
}

impl Report {
    fn new(here: &Here) -> Self {
        Self {
            quiet: here.json,
            ..Self::default()
        }
    }

    fn say(&self, line: &str) {
        if !self.quiet {
            say(line);
        }
    }

    /// Writes a file of its owner's, with the folders it needs.
    fn write(&mut self, path: &Path, text: &str, mode: u32) -> Result<(), String> {
        use std::io::Write;
        let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(failed)?;
        }
        // A new file in place of what may be there, so that its mode is this one from the beginning.
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
        let mut file = options.open(path).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        self.say(&format!("wrote {}", path.display()));
        self.written.push(path.to_owned());
        Ok(())
    }

    /// Removes a file, where it is, and the folders above it that are empty then, up to `home`.
    fn remove(&mut self, path: &Path, home: &Path) -> Result<(), String> {
        match std::fs::remove_file(path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(format!("cannot remove {}: {error}", path.display())),
        }
        self.say(&format!("removed {}", path.display()));
        self.removed.push(path.to_owned());
        let above = path.ancestors().skip(1);
        for folder in above.take_while(|folder| folder.starts_with(home) && *folder != home) {
            if std::fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// The folders of this user.
struct Home {
    home: PathBuf,
    /// `~/.config`, or what the environment says instead.
    config: PathBuf,
}

impl Home {
    fn find() -> Result<Self, String> {
        let absolute = |name: &str| {
            std::env::var_os(name)
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        let home = absolute("HOME").ok_or("no home directory: set HOME")?;
        let config = absolute("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
        Ok(Self { home, config })
    }
}

/// # Errors
/// When something cannot be written, or the service does not start.
pub fn install(here: &Here, setup: &Setup) -> Result<(), String> {
    let home = Home::find()?;
    let mut report = Report::new(here);
    let service = service::install(here, setup, &home, &mut report);
    // Pairing does not depend on how the companion is started.
    if !matches!(service, Err(service::Failure::NotWritten(_))) {
        browsers::register(here, &home, &mut report)?;
    }
    let started = service.map_err(service::Failure::into_message)?;
    if here.json {
        say_json(&json!({"written": report.written, "started": started}));
    }
    Ok(())
}

/// # Errors
/// When something cannot be removed or stopped.
pub fn uninstall(here: &Here, uninstall: &Uninstall) -> Result<(), String> {
    let home = Home::find()?;
    let mut report = Report::new(here);
    let stopped = service::remove(&home, &mut report);
    browsers::forget(&home, &mut report)?;
    if uninstall.with_records {
        stopped.clone()?;
        records::remove(&here.dir, &home, &mut report)?;
    }
    if here.json {
        say_json(&json!({"removed": report.removed, "keyring_entry": report.keyring}));
    } else if report.removed.is_empty() {
        say("no service is installed");
    } else if !uninstall.with_records {
        say("records and keys stay in the data directory; `tributary erase-everything` erases them");
    }
    stopped
}
