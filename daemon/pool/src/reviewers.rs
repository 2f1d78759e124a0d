//! Who may decide: reviewers with names and keys of their own, and the one-time links by which they sign in.
//!
//! In: the store, the data directory, a reviewer's key. Out: a link that is good once and for a minute, and whose it was.
//! The pool knows public keys only. A link is a file in the data directory, so that the program that makes it and the one that serves
//! need not speak to each other; it holds the digest of the code, never the code.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use shared::keys::{PoolId, PublicKey, SecretKey, Sig, sha256_hex};
use shared::time::Timestamp;

/// Where the settings keep the list.
pub const SETTING: &str = "reviewers";
/// How long a link is good.
const LIFE: i64 = 60_000;
/// Reviewers of one pool.
const MOST: usize = 1_000;

/// Somebody who decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reviewer {
    pub name: String,
    pub pk: PublicKey,
}

/// Why a list of reviewers cannot be changed so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    Name,
    /// Two names with one key would be one person with two votes.
    Known,
    Unknown,
    TooMany,
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Name => "a reviewer's name has 1 to 40 letters, digits, dots, underscores or hyphens",
            Self::Known => "there is a reviewer with this name or this key: see `tributary-pool reviewers`",
            Self::Unknown => "there is no reviewer with this name: see `tributary-pool reviewers`",
            Self::TooMany => "there are too many reviewers: remove some",
        })
    }
}

/// The reviewers, as the settings keep them.
#[must_use]
pub fn read(setting: Option<&str>) -> Vec<Reviewer> {
    setting
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default()
}

/// As the settings keep them.
#[must_use]
pub fn written(reviewers: &[Reviewer]) -> String {
    serde_json::to_string(reviewers).expect("names and keys are plain strings")
}

/// The list with one more.
///
/// # Errors
/// If the name is none, or it or the key is there.
pub fn with(mut reviewers: Vec<Reviewer>, name: &str, pk: PublicKey) -> Result<Vec<Reviewer>, Unfit> {
    let fits = (1..=40).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if !fits {
        return Err(Unfit::Name);
    }
    if reviewers.iter().any(|known| known.name == name || known.pk == pk) {
        return Err(Unfit::Known);
    }
    if reviewers.len() >= MOST {
        return Err(Unfit::TooMany);
    }
    reviewers.push(Reviewer {
        name: name.to_owned(),
        pk,
    });
    Ok(reviewers)
}

/// The list without one.
///
/// # Errors
/// If there is none of this name.
pub fn without(mut reviewers: Vec<Reviewer>, name: &str) -> Result<Vec<Reviewer>, Unfit> {
    let before = reviewers.len();
    reviewers.retain(|known| known.name != name);
    if reviewers.len() == before {
        return Err(Unfit::Unknown);
    }
    Ok(reviewers)
}

/// What lies in the data directory until the link is used.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    reviewer: String,
    expires: i64,
    sig: Sig,
}

/// Makes a link; the code goes behind the `#` of the console's address.
///
/// # Errors
/// If the directory cannot be written.
pub fn offer(
    dir: &Path,
    pool: &PoolId,
    reviewer: &str,
    key: &SecretKey,
    code: [u8; 16],
    now: Timestamp,
) -> io::Result<String> {
    let code = HEXLOWER.encode(&code);
    let expires = now.plus(LIFE).0;
    let digest = sha256_hex(code.as_bytes());
    let link = Link {
        reviewer: reviewer.to_owned(),
        expires,
        sig: key.sign(&signed_bytes(pool, reviewer, &digest, expires)),
    };
    let folder = links(dir);
    fs::create_dir_all(&folder)?;
    forget_old(&folder, now);
    let json = serde_json::to_vec(&link).expect("a link is plain strings and a number");
    private_file(&folder.join(digest))?.write_all(&json)?;
    Ok(code)
}

/// Takes a code: whose link it was, if it is one, is not old, was not used, and was signed by a reviewer of this pool.
#[must_use]
pub fn take(dir: &Path, pool: &PoolId, reviewers: &[Reviewer], code: &str, now: Timestamp) -> Option<String> {
    let is_code = code.len() == 32 && code.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digest = sha256_hex(code.as_bytes());
    let path = links(dir).join(&digest);
    if !is_code || fs::metadata(&path).ok()?.len() > 4_096 {
        return None;
    }
    let json = fs::read(&path).ok()?;
    // Whoever removes the file has the link; two at once cannot.
    fs::remove_file(&path).ok()?;
    let link: Link = serde_json::from_slice(&json).ok()?;
    let reviewer = reviewers.iter().find(|known| known.name == link.reviewer)?;
    let signed = signed_bytes(pool, &link.reviewer, &digest, link.expires);
    let in_time = now.0 < link.expires && link.expires <= now.plus(LIFE).0;
    (in_time && reviewer.pk.signed(&signed, &link.sig)).then_some(link.reviewer)
}

/// Where the serving program says at which port its console listens.
#[must_use]
pub fn port_file(dir: &Path) -> PathBuf {
    dir.join("console-port")
}

/// Notes at which port the console listens, for whoever makes links.
///
/// # Errors
/// If the directory cannot be written.
pub fn note_port(dir: &Path, port: u16) -> io::Result<()> {
    let path = port_file(dir);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    private_file(&path)?.write_all(port.to_string().as_bytes())
}

/// A new file that nobody else can read.
fn private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

fn links(dir: &Path) -> PathBuf {
    dir.join("links")
}

/// Links that nobody used are no use to anybody.
fn forget_old(folder: &Path, now: Timestamp) {
    let old = |path: &Path| {
        let link: Option<Link> = fs::read(path)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok());
        link.is_none_or(|link| link.expires <= now.0)
    };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if old(&path) {
            // One that stays is refused for its age.
            let _ = fs::remove_file(path);
        }
    }
}

fn signed_bytes(pool: &PoolId, reviewer: &str, digest: &str, expires: i64) -> Vec<u8> {
    format!("console-v1\n{pool}\n{reviewer}\n{digest}\n{expires}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> SecretKey {
        SecretKey::from_bytes(&[number; 32])
    }

    #[test]
    fn a_link_is_good_once_for_a_minute_for_one_pool_and_of_a_reviewers_key_only() {
        let dir = tempfile::tempdir().unwrap();
        let pool = PoolId::of(&key(1).public());
        let elsewhere = PoolId::of(&key(2).public());
        let known = with(vec![], "ada", key(3).public()).unwrap();
        let offer = |key: &SecretKey, code: u8| {
            offer(dir.path(), &pool, "ada", key, [code; 16], Timestamp(0)).unwrap()
        };
        let take = |pool: &PoolId, code: &str, now| take(dir.path(), pool, &known, code, Timestamp(now));
        let good = offer(&key(3), 1);
        assert_eq!(take(&pool, &good, 59_999), Some("ada".to_owned()));
        assert_eq!(take(&pool, &good, 59_999), None, "used");
        assert_eq!(take(&pool, &offer(&key(3), 2), 60_000), None, "old");
        assert_eq!(
            take(&pool, &offer(&key(3), 3), -1),
            None,
            "of a clock that was ahead"
        );
        assert_eq!(take(&elsewhere, &offer(&key(3), 4), 1), None, "for another pool");
        assert_eq!(
            take(&pool, &offer(&key(4), 5), 1),
            None,
            "signed by somebody else"
        );
        for wrong in ["", "../../pool.key", &"z".repeat(32), &"0".repeat(32)] {
            assert_eq!(take(&pool, wrong, 1), None, "{wrong}");
        }
    }

    #[test]
    fn one_person_cannot_be_two_reviewers() {
        let one = with(vec![], "ada", key(3).public()).unwrap();
        assert_eq!(with(one.clone(), "bo", key(3).public()), Err(Unfit::Known));
        assert_eq!(with(one.clone(), "ada", key(4).public()), Err(Unfit::Known));
        assert_eq!(with(one.clone(), "a b", key(4).public()), Err(Unfit::Name));
        assert_eq!(without(one.clone(), "bo"), Err(Unfit::Unknown));
        assert_eq!(read(Some(&written(&one))), one);
        assert_eq!(without(one, "ada"), Ok(vec![]));
        assert_eq!(read(Some("no list")), vec![]);
    }
}
