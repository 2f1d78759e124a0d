//! The real binary: every command while `serve` runs, its exit codes, and what a kill leaves.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use shared::api::PoolInfo;
use shared::consent::{ConsentReceipt, Licence, Purpose, agree};
use shared::envelope::SignedEnvelope;
use shared::keys::sha256_hex;
use shared::pool_terms::{MAX_TEXT_BYTES, PoolTerms};
use support::{Answer, day, exchange, id, key, record};

/// A running `serve`; killed when dropped.
struct Serving {
    child: Child,
    address: SocketAddr,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tributary-pool"));
    command.arg("--data-dir").arg(data);
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    command(data).args(arguments).output().unwrap()
}

/// What a successful command printed.
fn done(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), errors.as_str()),
        (Some(0), ""),
        "{arguments:?}"
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The one line that a refused command printed.
fn refused(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        (output.status.code(), errors.lines().count()),
        (Some(1), 1),
        "{arguments:?}: {errors}"
    );
    errors
}

fn serve(data: &Path) -> Serving {
    let mut child = command(data)
        .args(["serve", "--port", "0", "--name", "Test pool"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .trim()
        .strip_prefix("tributary-pool: listening on http://")
        .expect(&line);
    Serving {
        child,
        address: address.parse().unwrap(),
    }
}

fn get(address: SocketAddr, path: &str) -> Answer {
    exchange(
        address,
        format!("GET {path} HTTP/1.1\r\nhost: pool\r\nconnection: close\r\n\r\n").as_bytes(),
    )
}

fn put(address: SocketAddr, counter: u64, text: &str) -> u16 {
    let consent = agree(Licence::Cc0, vec![Purpose::Research], "en", day(0));
    put_under(address, counter, text, consent).status
}

fn put_under(address: SocketAddr, counter: u64, text: &str, consent: ConsentReceipt) -> Answer {
    let info: PoolInfo = serde_json::from_str(&get(address, "/v1/pool").body).unwrap();
    let signed = SignedEnvelope::sign(record(text), consent, day(0), &key(counter), &info.pool_id);
    let body = serde_json::to_vec(&signed).unwrap();
    let head = format!(
        "PUT /v1/records/{} HTTP/1.1\r\nhost: pool\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        id(&key(counter)),
        body.len()
    );
    exchange(address, &[head.as_bytes(), &body].concat())
}

#[test]
fn records_go_from_the_network_into_a_release_while_the_pool_serves() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let out = dir.path().join("release");
    let out = out.to_str().unwrap();
    let serving = serve(&data);
    for counter in 1..=3 {
        assert_eq!(
            put(serving.address, counter, &format!("reply {counter} \u{1b}[2J")),
            201
        );
    }
    let ids: Vec<String> = (1..=3).map(|counter| id(&key(counter)).to_string()).collect();
    let waiting: Vec<serde_json::Value> = serde_json::from_str(&done(&data, &["review", "--json"])).unwrap();
    assert_eq!(waiting.len(), 3);
    assert!(waiting.iter().all(|one| one["state"] == "quarantined" && ids.contains(&one["id"].as_str().unwrap().to_owned())));
    let shown = done(&data, &["review", "--show", &ids[0]]);
    assert!(shown.contains("reply 1") && !shown.contains('\u{1b}'), "{shown}");
    done(&data, &["review", "--reject", &ids[2], "--reason", "made up"]);
    done(&data, &["review", "--accept", &ids[0]]);
    done(&data, &["review", "--accept-all"]);
    assert!(done(&data, &["release", "--out", out]).starts_with("release 1 of 2 records"));
    assert!(
        get(serving.address, &format!("/v1/records/{}/status", ids[0]))
            .body
            .contains("\"releases\":[1]")
    );
    assert!(
        get(serving.address, &format!("/v1/records/{}/status", ids[2]))
            .body
            .contains("made up")
    );
    assert!(get(serving.address, "/").body.contains("Release 1"));
    done(&data, &["audit"]);
    assert!(done(&data, &["card"]).contains("2 records with 10 messages"));
    let messages = dir.path().join("messages.jsonl");
    let messages = messages.to_str().unwrap();
    done(
        &data,
        &["export", "--format", "messages", "--release", out, "-o", messages],
    );
    done(&data, &["sync", "--release", out, messages]);
    assert_eq!(std::fs::read_to_string(messages).unwrap().lines().count(), 2);
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let mut serving = serve(&data);
    for counter in 1..=5 {
        assert_eq!(put(serving.address, counter, "x"), 201);
    }
    serving.child.kill().unwrap();
    let waiting: Vec<serde_json::Value> = serde_json::from_str(&done(&data, &["review", "--json"])).unwrap();
    assert_eq!(waiting.len(), 5);
}

#[test]
fn refusals_say_what_to_do_in_one_line() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    assert!(refused(&data, &["review"]).contains("run `tributary-pool init"));
    assert!(refused(&data, &["init", "--name", "two\nlines"]).contains("is one line"));
    done(&data, &["init", "--name", "Test pool"]);
    let serving = serve(&data);
    let port = serving.address.port().to_string();
    assert!(refused(&data, &["serve", "--port", &port]).contains("choose another --port"));
    let out = dir.path().join("release");
    assert!(refused(&data, &["release", "--out", out.to_str().unwrap()]).contains("no record is accepted"));
    assert!(
        refused(&data, &["release", "--out", "https://example.com/x"]).contains("give a folder or s3://")
    );
    for address in ["s3://", "s3://user:secret@bucket/x", "s3://bucket/x?key=secret"] {
        let line = refused(&data, &["release", "--out", address]);
        assert!(line.contains("is no place for a release"), "{line}");
    }
    assert!(refused(&data, &["release", "--out", "s3://bucket/x"]).contains("there are no credentials"));
    let unknown = id(&key(9)).to_string();
    assert!(refused(&data, &["review", "--accept", &unknown]).contains(&unknown));
    let unknown_format = ["export", "--format", "nonsense", "--release", ".", "-o", "x"];
    assert!(refused(&data, &unknown_format).contains("known are arena arena-conversations argilla aya"));
    let inferred = [
        "export",
        "--format",
        "messages",
        "--inferred",
        "--release",
        ".",
        "-o",
        "x",
    ];
    assert!(refused(&data, &inferred).contains("leave --inferred out"));
    let listed = done(&data, &["export", "--list"]);
    assert!(
        listed.contains("trl-dpo (also --inferred): Pairs of replies"),
        "{listed}"
    );
    for wrong in [
        &["bogus"][..],
        &["review", "--reject", &unknown],
        &["review", "--accept", "../x"],
    ] {
        assert_eq!(run(&data, wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_the_data_directory() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let serving = serve(&data);
    assert_eq!(put(serving.address, 1, "x"), 201);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let names: Vec<_> = std::fs::read_dir(&data)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(names.len() >= 3, "{names:?}");
    for path in names {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[test]
fn a_pool_with_terms_of_its_own_shows_them_takes_what_was_agreed_to_on_them_and_prints_them_in_its_releases()
{
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    // What is no terms makes no pool.
    for (name, text, expected) in [
        ("river-1.md", " \n".to_owned(), "these terms say nothing"),
        ("river-1.md", "x".repeat(MAX_TEXT_BYTES + 1), "say it shorter"),
        ("River 1.md", "Terms.".to_owned(), "cannot name terms"),
        ("2027-01.md", "Terms.".to_owned(), "how the project names its own"),
        ("river-1.pdf", "Terms.".to_owned(), "give Markdown files"),
    ] {
        let why = refused(&data, &["init", "--terms", &file(name, &text)]);
        assert!(why.contains(expected), "{why}");
        assert!(!data.exists(), "{name}");
    }
    let (frisian, english) = ("# Skea\n\nJo jouwe it.\n", "# Terms\n\nYou give <it>.\n");
    let files = [file("river-1.fy.md", frisian), file("river-1.md", english)];
    done(&data, &["init", "--terms", &files[0], &files[1]]);
    let serving = serve(&data);
    let at = serving.address;
    let info: PoolInfo = serde_json::from_str(&get(at, "/v1/pool").body).unwrap();
    let named = info.terms.unwrap();
    assert!(named.names("river-1", &sha256_hex(english.as_bytes())));
    let shown: PoolTerms = serde_json::from_str(&get(at, "/v1/terms/river-1").body).unwrap();
    assert_eq!((shown.check(), shown.named()), (Ok(()), named));
    assert_eq!(get(at, "/terms").body, frisian);
    assert_eq!(get(at, "/consent/river-1/en").body, english);
    let page = get(at, "/consent").body;
    assert!(
        page.contains("Version river-1</a>, in force")
            && page.contains("takes no records under those of the Tributary project"),
        "{page}"
    );
    assert!(get(at, "/").body.contains("version river-1</a>"));

    let under = |id: &str, text: &str| ConsentReceipt {
        terms_id: id.into(),
        terms_sha256: sha256_hex(text.as_bytes()),
        ..agree(Licence::Cc0, vec![Purpose::Research], "fy", day(0))
    };
    let project = || agree(Licence::Cc0, vec![Purpose::Research], "en", day(0));
    assert_eq!(put_under(at, 1, "one", under("river-1", frisian)).status, 201);
    let no = put_under(at, 2, "two", project());
    assert_eq!(no.status, 422);
    assert!(
        no.body.contains("\"code\":\"terms\"") && no.body.contains("agree again"),
        "{}",
        no.body
    );
    assert_eq!(put_under(at, 2, "two", under("river-1", "Others.")).status, 422);

    // A name keeps its text; a new text has a new name, and what was given under the old one stays good.
    let changed = refused(&data, &["terms", "--set", &file("river-1.md", "Others.\n")]);
    assert!(changed.contains("give the new text a new name"), "{changed}");
    let second = "# Terms\n\nYou give half of it.\n";
    let said = done(&data, &["terms", "--set", &file("river-2.md", second)]);
    assert!(
        said.contains("river-2") && said.contains("started again"),
        "{said}"
    );
    done(&data, &["policy", "--terms", "both"]);
    let listed = done(&data, &["terms"]);
    assert!(
        listed.starts_with("river-2 (en), in force\nriver-1 (fy, en)\n2026-11 (en), the project's\n"),
        "{listed}"
    );
    assert!(done(&data, &["terms", "--show", "river-1"]).contains("Jo jouwe it."));
    drop(serving);
    let serving = serve(&data);
    let at = serving.address;
    assert_eq!(put_under(at, 3, "three", under("river-2", second)).status, 201);
    assert_eq!(put_under(at, 4, "four", under("river-1", english)).status, 201);
    assert_eq!(put_under(at, 5, "five", project()).status, 201);
    assert!(
        get(at, "/consent")
            .body
            .contains("takes records under those of the Tributary project, too")
    );
    done(&data, &["review", "--accept-all"]);
    let out = dir.path().join("release");
    done(&data, &["release", "--out", out.to_str().unwrap()]);
    let card = std::fs::read_to_string(out.join("README.md")).unwrap();
    for expected in [
        "With consent terms `2026-11` or `river-1` or `river-2` (below), agreed to by each contributor",
        "| river-1 | 2 |",
        "Version `river-2`, the pool's own, 1 records.",
        "Version `river-1`, the pool's own, 2 records.",
        "> Jo jouwe it.",
        "> You give <it>.",
        "Version `2026-11`, the project's, 1 records.",
        &sha256_hex(second.as_bytes()),
    ] {
        assert!(card.contains(expected), "{expected}\n{card}");
    }

    // Back to the project's terms: what was agreed to before is still known.
    done(&data, &["terms", "--project"]);
    drop(serving);
    let serving = serve(&data);
    let info: PoolInfo = serde_json::from_str(&get(serving.address, "/v1/pool").body).unwrap();
    assert_eq!(info.terms, None);
    assert_eq!(get(serving.address, "/terms").body, shared::consent::TERMS);
    assert_eq!(
        put_under(serving.address, 6, "six", under("river-2", second)).status,
        201
    );
    assert_eq!(put_under(serving.address, 7, "seven", project()).status, 201);
}
