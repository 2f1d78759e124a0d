//! `setup` and `uninstall`: the companion as a service of this user. Says what it did, and what is left to do.

use std::path::PathBuf;
use std::process::Command;

use clap::Args;

use super::{Here, say};
use crate::config;

#[derive(Args)]
pub struct Setup {
    /// The pool's address: https, or http on this machine
    #[arg(long, value_name = "URL")]
    pool: Option<String>,
    /// Write the unit file without starting the service
    #[arg(long)]
    no_start: bool,
}

const UNIT: &str = "tributary.service";

fn unit_path() -> Result<PathBuf, String> {
    if !cfg!(target_os = "linux") {
        return Err("setup knows systemd only, so far: run `tributary serve` at login instead".into());
    }
    let absolute = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let config = absolute("XDG_CONFIG_HOME")
        .or_else(|| Some(absolute("HOME")?.join(".config")))
        .ok_or("no home directory: set HOME")?;
    Ok(config.join("systemd/user").join(UNIT))
}

/// # Errors
/// When the unit cannot be written or started.
pub fn install(here: &Here, setup: &Setup) -> Result<(), String> {
    let path = unit_path()?;
    let program = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let dir = std::path::absolute(here.dir.path())
        .map_err(|error| format!("cannot find the data directory: {error}"))?;
    let mut start = format!(
        "{} serve --data-dir {}",
        quoted(&program.to_string_lossy())?,
        quoted(&dir.to_string_lossy())?
    );
    if let Some(port) = here.port {
        start.push_str(&format!(" --port {port}"));
    }
    if let Some(pool) = &setup.pool {
        start.push_str(&format!(" --pool {}", quoted(&config::pool_url(pool)?)?));
    }
    let unit = format!(
        "[Unit]\nDescription=Tributary: holds records until they may be donated\n\n\
         [Service]\nExecStart={start}\nRestart=on-failure\nUMask=0077\nNoNewPrivileges=yes\n\n\
         [Install]\nWantedBy=default.target\n"
    );
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    std::fs::write(&path, unit).map_err(failed)?;
    say(&format!("wrote {}", path.display()));
    say(&format!("it runs {start}"));
    if setup.no_start {
        say("not started: systemctl --user daemon-reload && systemctl --user enable --now tributary");
        return Ok(());
    }
    systemctl(&["daemon-reload"])
        .and_then(|()| systemctl(&["enable", "--now", UNIT]))
        .map_err(|failed| {
            format!("the service is written but not started, as `{failed}` failed: run `tributary serve` at login instead")
        })?;
    say("started, now and at every login; undo this with `tributary uninstall`");
    Ok(())
}

/// # Errors
/// When the unit cannot be removed.
pub fn uninstall() -> Result<(), String> {
    let path = unit_path()?;
    if !path.exists() {
        say("no service is installed");
        return Ok(());
    }
    let stopped = systemctl(&["disable", "--now", UNIT]);
    std::fs::remove_file(&path).map_err(|error| format!("cannot remove {}: {error}", path.display()))?;
    say(&format!("removed {}", path.display()));
    say("records and keys stay in the data directory; `tributary erase-everything` erases them");
    stopped
        .and_then(|()| systemctl(&["daemon-reload"]))
        .map_err(|failed| {
            format!(
                "`{failed}` failed: if the companion still runs, stop it with `systemctl --user stop {UNIT}`"
            )
        })
}

/// # Errors
/// The command, when it failed.
fn systemctl(arguments: &[&str]) -> Result<(), String> {
    let command = format!("systemctl --user {}", arguments.join(" "));
    say(&command);
    let status = Command::new("systemctl").arg("--user").args(arguments).status();
    if status.is_ok_and(|status| status.success()) {
        Ok(())
    } else {
        Err(command)
    }
}

/// As systemd reads it.
fn quoted(text: &str) -> Result<String, String> {
    if text.contains(|c: char| c.is_control()) {
        return Err("a path with control characters cannot stand in a service file".into());
    }
    Ok(format!(
        "\"{}\"",
        text.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('%', "%%")
            .replace('$', "$$")
    ))
}
