//! The companion as a service of this user: a unit of systemd, or an agent of launchd.

use std::path::PathBuf;
use std::process::Command;

use super::{Home, Report, Setup};
use crate::cli::Here;
use crate::config;

const UNIT: &str = "tributary.service";
const LABEL: &str = "org.tributary.companion";

/// Why there is no service.
pub(super) enum Failure {
    NotWritten(String),
    NotStarted(String),
}

impl Failure {
    pub(super) fn into_message(self) -> String {
        match self {
            Self::NotWritten(message) | Self::NotStarted(message) => message,
        }
    }
}

fn file(home: &Home) -> Result<PathBuf, String> {
    if cfg!(target_os = "linux") {
        Ok(home.config.join("systemd/user").join(UNIT))
    } else if cfg!(target_os = "macos") {
        Ok(home
            .home
            .join("Library/LaunchAgents")
            .join(format!("{LABEL}.plist")))
    } else {
        Err("setup knows systemd and launchd only: run `tributary serve` at login instead".into())
    }
}

/// The program and its arguments.
fn start(here: &Here, setup: &Setup) -> Result<Vec<String>, String> {
    let program = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let dir = std::path::absolute(here.dir.path())
        .map_err(|error| format!("cannot find the data directory: {error}"))?;
    let mut words = vec![
        program.to_string_lossy().into_owned(),
        "serve".into(),
        "--data-dir".into(),
        dir.to_string_lossy().into_owned(),
    ];
    if let Some(port) = here.port {
        words.extend(["--port".into(), port.to_string()]);
    }
    if let Some(pool) = &setup.pool {
        words.extend(["--pool".into(), config::pool_url(pool)?]);
    }
    if words.iter().any(|word| word.contains(|c: char| c.is_control())) {
        return Err("a path with control characters cannot stand in a service file".into());
    }
    Ok(words)
}

/// Out: whether it was started.
pub(super) fn install(here: &Here, setup: &Setup, home: &Home, report: &mut Report) -> Result<bool, Failure> {
    let (path, words) = file(home)
        .and_then(|path| Ok((path, start(here, setup)?)))
        .map_err(Failure::NotWritten)?;
    let text = if cfg!(target_os = "macos") {
        agent(&words)
    } else {
        unit(&words)
    };
    report.write(&path, &text, 0o600).map_err(Failure::NotWritten)?;
    let commands: Vec<Vec<String>> = if cfg!(target_os = "macos") {
        vec![words_of(
            &format!("launchctl bootstrap gui/{} ", user()),
            path.to_string_lossy().as_ref(),
        )]
    } else {
        report.say(&format!("it runs {}", line(&words)));
        vec![
            words_of("systemctl --user daemon-reload", ""),
            words_of("systemctl --user enable --now ", UNIT),
        ]
    };
    if setup.no_start {
        let commands: Vec<String> = commands.iter().map(|command| command.join(" ")).collect();
        report.say(&format!("not started: {}", commands.join(" && ")));
        return Ok(false);
    }
    for command in commands {
        run(&command, report).map_err(|failed| {
            Failure::NotStarted(format!(
                "the service is written but not started, as `{failed}` failed: run `tributary serve` at login instead"
            ))
        })?;
    }
    report.say("started, now and at every login; undo this with `tributary uninstall`");
    report.say("next: add the extension to your browser; its first page tells the rest");
    Ok(true)
}

pub(super) fn remove(home: &Home, report: &mut Report) -> Result<(), String> {
    let path = file(home)?;
    if !path.exists() {
        return Ok(());
    }
    let (stop, reload) = if cfg!(target_os = "macos") {
        (
            words_of("launchctl bootout ", &format!("gui/{}/{LABEL}", user())),
            None,
        )
    } else {
        (
            words_of("systemctl --user disable --now ", UNIT),
            Some(words_of("systemctl --user daemon-reload", "")),
        )
    };
    let stopped = run(&stop, report);
    // Left by `enable` where `disable` has failed.
    report.remove(
        &home.config.join("systemd/user/default.target.wants").join(UNIT),
        &home.home,
    )?;
    report.remove(&path, &home.home)?;
    stopped
        .and_then(|()| reload.map_or(Ok(()), |reload| run(&reload, report)))
        .map_err(|failed| {
            format!(
                "`{failed}` failed: if the companion still runs, stop it with `{}`",
                stop.join(" ").replace("disable --now", "stop")
            )
        })
}

fn words_of(command: &str, last: &str) -> Vec<String> {
    let words = command
        .split_whitespace()
        .chain(Some(last).filter(|last| !last.is_empty()));
    words.map(str::to_owned).collect()
}

fn user() -> u32 {
    rustix::process::getuid().as_raw()
}

/// # Errors
/// The command, when it failed.
fn run(command: &[String], report: &Report) -> Result<(), String> {
    let line = command.join(" ");
    report.say(&line);
    let mut process = Command::new(&command[0]);
    process.args(&command[1..]);
    if report.quiet {
        process.stdout(std::process::Stdio::null());
    }
    if process.status().is_ok_and(|status| status.success()) {
        Ok(())
    } else {
        Err(line)
    }
}

fn unit(words: &[String]) -> String {
    format!(
        "[Unit]\nDescription=Tributary: holds records until they may be donated\n\n\
         [Service]\nExecStart={}\nRestart=on-failure\nUMask=0077\nNoNewPrivileges=yes\n\n\
         [Install]\nWantedBy=default.target\n",
        line(words)
    )
}

/// As systemd reads it: what may hold anything stands in quotes.
fn line(words: &[String]) -> String {
    let plain = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let words = words.iter().map(|word| {
        if plain(word) {
            return word.clone();
        }
        let escaped = word
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('%', "%%")
            .replace('$', "$$");
        format!("\"{escaped}\"")
    });
    words.collect::<Vec<_>>().join(" ")
}

/// As launchd reads it.
fn agent(words: &[String]) -> String {
    let escaped = |word: &String| {
        word.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let arguments: String = words
        .iter()
        .map(|word| format!("    <string>{}</string>\n", escaped(word)))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>Label</key>\n  <string>{LABEL}</string>\n  <key>ProgramArguments</key>\n  <array>\n\
         {arguments}  </array>\n  <key>RunAtLoad</key>\n  <true/>\n  <key>KeepAlive</key>\n  <dict>\n    \
         <key>SuccessfulExit</key>\n    <false/>\n  </dict>\n  <key>Umask</key>\n  <integer>63</integer>\n</dict>\n</plist>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_for_whoever_starts_them() {
        let words: Vec<String> = ["/a b/t", "serve", "--data-dir", "/100% & <$x>\"\\"]
            .map(str::to_owned)
            .into();
        assert_eq!(line(&words), r#""/a b/t" serve --data-dir "/100%% & <$$x>\"\\""#);
        let agent = agent(&words);
        assert!(
            agent.contains("<string>/100% &amp; &lt;$x&gt;\"\\</string>"),
            "{agent}"
        );
        assert_eq!(
            agent.matches("<string>").count(),
            agent.matches("</string>").count()
        );
        assert_eq!(agent.matches("<dict>").count(), agent.matches("</dict>").count());
    }
}
