//! What browsers and the companion agree on so that an extension can pair without anybody copying a code.
//!
//! A browser starts the program that is registered under `NATIVE_HOST`, tells it by its arguments which extension asks, and speaks with
//! it over standard input and output: a length of four bytes, and so many bytes of JSON. In: arguments and bytes. Out: who asks, and
//! messages. Only our own extension is served. Knows nothing about codes.

use std::io::{Read, Write};

use serde::{Deserialize, Serialize};
use shared::api::NATIVE_HOST;

/// The extension's id in Chromium and the browsers that are made of it: it follows from the key in its manifest.
pub const CHROMIUM_ID: &str = "iggfakicmgljhknianpaehpkfcdommip";
/// The extension's id in Firefox, as its manifest says.
pub const FIREFOX_ID: &str = "tributary@tributary.example";
/// The longest message that is read.
const LONGEST: u32 = 1_024;

/// The kind of browser in which our extension asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Browser {
    Chromium,
    Firefox,
}

impl Browser {
    /// Which browser's extension asks, by the arguments with which a browser starts the program; none for every other caller.
    #[must_use]
    pub fn of_arguments(arguments: &[String]) -> Option<Self> {
        match arguments {
            // Windows adds a window's number.
            [origin, ..] if *origin == format!("chrome-extension://{CHROMIUM_ID}/") => Some(Self::Chromium),
            [manifest, id] if id == FIREFOX_ID && manifest.ends_with(&format!("{NATIVE_HOST}.json")) => {
                Some(Self::Firefox)
            }
            _ => None,
        }
    }

    /// Whether our extension's requests come from this origin. Firefox gives each installation another one.
    #[must_use]
    pub fn speaks_from(self, origin: &str) -> bool {
        match self {
            Self::Chromium => origin.strip_prefix("chrome-extension://") == Some(CHROMIUM_ID),
            Self::Firefox => origin.starts_with("moz-extension://"),
        }
    }
}

/// Reads one message.
///
/// # Errors
/// When it is longer than any that our extension sends, or breaks off.
pub fn read(mut input: impl Read) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_ne_bytes(length);
    if length > LONGEST {
        return Err(std::io::Error::new(
            std::io::ErrorKind::InvalidData,
            "the message is too long",
        ));
    }
    let mut message = Vec::new();
    input.take(u64::from(length)).read_to_end(&mut message)?;
    if message.len() < length as usize {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(message)
}

/// Writes one message.
///
/// # Errors
/// When the browser does not listen any more.
pub fn write(mut output: impl Write, message: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(message.len()).map_err(std::io::Error::other)?;
    output.write_all(&length.to_ne_bytes())?;
    output.write_all(message)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;
    use sha2::{Digest, Sha256};

    use super::*;

    fn manifest(browser: &str) -> serde_json::Value {
        let file = format!(
            "{}/../manifest/manifest.{browser}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
    }

    #[test]
    fn the_ids_are_those_of_the_packages() {
        let chromium = manifest("chromium");
        let key = BASE64
            .decode(chromium["key"].as_str().unwrap().as_bytes())
            .unwrap();
        let letters = Sha256::digest(key)[..16]
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .map(|half| char::from(b'a' + half))
            .collect::<String>();
        assert_eq!(letters, CHROMIUM_ID);
        assert_eq!(
            manifest("firefox")["browser_specific_settings"]["gecko"]["id"],
            FIREFOX_ID
        );
    }

    #[test]
    fn only_our_own_extension_is_recognised() {
        let ours = format!("chrome-extension://{CHROMIUM_ID}/");
        let theirs = "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba/".to_owned();
        let file = format!("/home/a/.mozilla/native-messaging-hosts/{NATIVE_HOST}.json");
        for (arguments, expected) in [
            (vec![ours.clone()], Some(Browser::Chromium)),
            (
                vec![ours.clone(), "--parent-window=1".into()],
                Some(Browser::Chromium),
            ),
            (vec![file.clone(), FIREFOX_ID.into()], Some(Browser::Firefox)),
            (vec![theirs.clone()], None),
            (vec![theirs, ours.clone()], None),
            (vec![ours.trim_end_matches('/').to_owned()], None),
            (vec![format!("{ours}.evil")], None),
            (vec![file.clone(), "other@example.org".into()], None),
            (vec![file], None),
            (vec![FIREFOX_ID.into()], None),
            (vec![], None),
        ] {
            assert_eq!(Browser::of_arguments(&arguments), expected, "{arguments:?}");
        }
        assert!(Browser::Chromium.speaks_from(ours.trim_end_matches('/')));
        assert!(!Browser::Chromium.speaks_from("moz-extension://x"));
        assert!(!Browser::Firefox.speaks_from(ours.trim_end_matches('/')));
    }

    #[test]
    fn messages_have_a_length_and_no_more_than_it_is_read() {
        let mut bytes = Vec::new();
        write(&mut bytes, b"{}").unwrap();
        bytes.extend_from_slice(b"more");
        assert_eq!(read(&bytes[..]).unwrap(), b"{}");
        for broken in [
            &b""[..],
            b"\x02\0\0",
            b"\x05\0\0\0{}",
            &u32::MAX.to_ne_bytes(),
            &(LONGEST + 1).to_ne_bytes(),
        ] {
            assert!(read(broken).is_err(), "{broken:?}");
        }
    }
}
