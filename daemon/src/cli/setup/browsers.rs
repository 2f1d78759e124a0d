//! Registers the program that browsers start to pair by themselves, and takes it back.
//!
//! Browsers start one file without arguments of ours, so that file is a line of shell that names the data directory. It is registered
//! for browsers that are not installed yet, too.

use std::path::PathBuf;

use serde_json::json;
use shared::api::NATIVE_HOST;

use super::{Home, Report};
use crate::cli::Here;
use crate::native::{CHROMIUM_ID, FIREFOX_ID};

/// Browsers that are made of Chromium, and where they look below the folder of settings: on Linux, and on macOS.
const CHROMIUMS: [(&str, &str); 4] = [
    ("chromium", "Chromium"),
    ("google-chrome", "Google/Chrome"),
    ("microsoft-edge", "Microsoft Edge"),
    ("BraveSoftware/Brave-Browser", "BraveSoftware/Brave-Browser"),
];

fn launcher(home: &Home) -> PathBuf {
    home.config.join("tributary/native-host")
}

/// Where each browser looks, and whether it is Firefox.
fn manifests(home: &Home, macos: bool) -> Vec<(PathBuf, bool)> {
    let file = format!("{NATIVE_HOST}.json");
    let support = home.home.join("Library/Application Support");
    let chromiums = CHROMIUMS.iter().map(|(linux, mac)| {
        let folder = if macos {
            support.join(mac)
        } else {
            home.config.join(linux)
        };
        (folder.join("NativeMessagingHosts").join(&file), false)
    });
    let firefox = if macos {
        support.join("Mozilla/NativeMessagingHosts")
    } else {
        home.home.join(".mozilla/native-messaging-hosts")
    };
    chromiums.chain([(firefox.join(&file), true)]).collect()
}

pub(super) fn register(here: &Here, home: &Home, report: &mut Report) -> Result<(), String> {
    let program = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let dir = std::path::absolute(here.dir.path())
        .map_err(|error| format!("cannot find the data directory: {error}"))?;
    let script = format!(
        "#!/bin/sh\n# Browsers start this to pair by themselves. `tributary setup` wrote it, `tributary uninstall` removes it.\n\
         exec {} --data-dir {} native-host \"$@\"\n",
        word(&program.to_string_lossy()),
        word(&dir.to_string_lossy())
    );
    let launcher = launcher(home);
    report.write(&launcher, &script, 0o700)?;
    for (path, firefox) in manifests(home, cfg!(target_os = "macos")) {
        let mut manifest = json!({
            "name": NATIVE_HOST,
            "description": "Pairs the Tributary extension with the companion on this computer",
            "path": launcher,
            "type": "stdio",
        });
        if firefox {
            manifest["allowed_extensions"] = json!([FIREFOX_ID]);
        } else {
            manifest["allowed_origins"] = json!([format!("chrome-extension://{CHROMIUM_ID}/")]);
        }
        report.write(&path, &format!("{manifest:#}\n"), 0o600)?;
    }
    report.say("Chromium, Chrome, Edge, Brave and Firefox pair by themselves from now on");
    Ok(())
}

pub(super) fn forget(home: &Home, report: &mut Report) -> Result<(), String> {
    for (path, _) in manifests(home, cfg!(target_os = "macos")) {
        report.remove(&path, &home.home)?;
    }
    report.remove(&launcher(home), &home.home)
}

/// As the shell reads it.
fn word(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_own_folders_and_one_for_every_browser() {
        let home = Home {
            home: "/h".into(),
            config: "/h/.config".into(),
        };
        for (macos, expected) in [
            (
                false,
                "/h/.config/microsoft-edge/NativeMessagingHosts/tributary.companion.json",
            ),
            (
                true,
                "/h/Library/Application Support/Microsoft Edge/NativeMessagingHosts/tributary.companion.json",
            ),
        ] {
            let manifests = manifests(&home, macos);
            assert_eq!(manifests.len(), 5);
            assert!(manifests.contains(&(expected.into(), false)), "{manifests:?}");
            assert_eq!(manifests.iter().filter(|(_, firefox)| *firefox).count(), 1);
        }
    }

    #[test]
    fn the_shell_reads_a_path_as_one_word() {
        assert_eq!(word("/a b/$(c)"), "'/a b/$(c)'");
        assert_eq!(word("it's"), "'it'\\''s'");
    }
}
