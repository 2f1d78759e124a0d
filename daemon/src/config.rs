//! Where the companion keeps its files, how durations are written, and which pools are allowed.
//!
//! In: strings from the command line and the environment. Out: checked values. Reads and writes nothing.

use std::path::{Path, PathBuf};

/// Files of one data directory.
#[derive(Clone, Debug)]
pub struct DataDir(pub PathBuf);

impl DataDir {
    #[must_use]
    pub fn records(&self) -> PathBuf {
        self.0.join("tributary.db")
    }

    /// Kept apart from the records, so that a backup of one is worthless without the other.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.0.join("keys.db")
    }

    #[must_use]
    pub fn master_key(&self) -> PathBuf {
        self.0.join("master.key")
    }

    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }

    /// Copies that the companion makes by itself: of the records some, each without the keys; of the keys one.
    #[must_use]
    pub fn backups(&self) -> PathBuf {
        self.0.join("backups")
    }

    #[must_use]
    pub fn keys_mirror(&self) -> PathBuf {
        self.backups().join("keys.db")
    }

    /// What a restoration puts in place, once it is complete.
    #[must_use]
    pub fn restoring(&self) -> PathBuf {
        self.0.join("restoring")
    }

    /// The command line speaks to a running companion through this.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.0.join("companion.sock")
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// Reads `3s`, `30m`, `24h`, `7d`, `250ms`; out: milliseconds.
///
/// # Errors
/// When the text is none of these.
pub fn duration(text: &str) -> Result<i64, String> {
    let wrong = || format!("{text:?} is not a duration: write 30s, 15m, 24h or 7d");
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: i64 = digits.parse().map_err(|_| wrong())?;
    let unit = match &text[digits.len()..] {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(wrong()),
    };
    number
        .checked_mul(unit)
        .filter(|length| *length >= 0)
        .ok_or_else(wrong)
}

/// Checks a pool's address: `https://`, or `http://` on loopback. Out: without a slash at the end.
///
/// # Errors
/// When the address is none of these.
pub fn pool_url(text: &str) -> Result<String, String> {
    let url: url::Url = text
        .parse()
        .map_err(|_| format!("{text:?} is not a pool address: write https://pool.example.org"))?;
    let loopback = match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    match url.scheme() {
        "https" if plain => {}
        "http" if plain && loopback => {}
        "http" if plain => {
            return Err(format!(
                "the pool {text:?} is not encrypted: http:// is allowed on this machine only, use https://"
            ));
        }
        _ => {
            return Err(format!(
                "{text:?} is not a pool address: write https://pool.example.org"
            ));
        }
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_one_spelling() {
        for (text, expected) in [
            ("3s", 3_000),
            ("24h", 86_400_000),
            ("7d", 604_800_000),
            ("0s", 0),
            ("250ms", 250),
        ] {
            assert_eq!(duration(text), Ok(expected));
        }
        for wrong in ["", "3", "s", "-3s", "3 s", "1w", "99999999999999999d", "1.5h"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn unencrypted_pools_are_allowed_on_loopback_only() {
        for good in [
            "http://127.0.0.1:9000",
            "http://localhost:9/",
            "http://[::1]:9",
            "https://pool.example.org",
        ] {
            assert!(pool_url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://pool.example.org",
            "http://127.0.0.1.example.org",
            "ftp://127.0.0.1",
            "file:///etc",
            "nonsense",
            "https://user:secret@pool.example.org",
            "http://10.0.0.1",
        ] {
            assert!(pool_url(bad).is_err(), "{bad}");
        }
    }
}
