//! `open`: the dashboard, signed in.
//!
//! The one-time code is handed to the browser through a file that only its owner can read, and not as an argument, which every
//! user of the machine could see. The companion removes the file when the code is used.

use std::io::Write;

use clap::Args;
use serde_json::json;

use super::{Here, say, say_json};
use crate::config::DataDir;
use crate::order::Order;

#[derive(Args)]
pub struct Open {
    /// Print the address and its code, open nothing
    #[arg(long)]
    print: bool,
}

/// # Errors
/// When no companion runs.
pub fn run(here: &Here, open: &Open) -> Result<(), String> {
    let answer = here.order(Order::Open)?;
    let url = answer["url"].as_str().unwrap_or_default();
    if open.print {
        if here.json {
            say_json(&answer);
        } else {
            say(url);
        }
        return Ok(());
    }
    tidy(&here.dir);
    let name: [u8; 8] = here.world.random();
    let path = here
        .dir
        .path()
        .join(format!("open-{}.html", data_encoding::HEXLOWER.encode(&name)));
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&path).map_err(failed)?;
    writeln!(
        file,
        "<!doctype html><meta charset=\"utf-8\"><title>Tributary</title><script>location.replace({url:?})</script>"
    )
    .map_err(failed)?;
    drop(file);
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let opened = std::process::Command::new(opener)
        .arg(&path)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn();
    match opened {
        _ if here.json => say_json(&json!({"file": path, "opened": opened.is_ok()})),
        Ok(_) => say(&format!("opening {}", path.display())),
        Err(_) => say(&format!(
            "open this file in your browser within a minute: {}",
            path.display()
        )),
    }
    Ok(())
}

/// Removes the files of former openings.
pub fn tidy(dir: &DataDir) {
    for entry in std::fs::read_dir(dir.path()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("open-") && name.ends_with(".html") {
            // Gone already is as good.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
