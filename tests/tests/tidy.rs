//! The rules of the house, checked on the source: who may depend on whom, where foreign things live, what every file says first.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    tests::paths::root()
}

fn sources(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|_| panic!("{} can be read", folder.display())) {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && name != "node_modules" {
                folders.push(path);
            } else if name.ends_with(ending) {
                found.push(path);
            }
        }
    }
    assert!(
        !found.is_empty(),
        "no {ending} files below {folder}: has it moved?"
    );
    found
}

/// The part of a source file that is not its unit tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

fn holders(folder: &str, needle: &str) -> Vec<String> {
    let mut holders: Vec<String> = sources(folder, ".rs")
        .iter()
        .filter(|path| {
            code(path)
                .lines()
                .any(|line| line.split("//").next().is_some_and(|code| code.contains(needle)))
        })
        .map(|path| path.strip_prefix(root()).unwrap().to_string_lossy().into_owned())
        .collect();
    holders.sort();
    holders
}

#[test]
fn the_parts_depend_on_shared_and_never_on_each_other() {
    for (manifest, forbidden) in [
        (
            "shared/Cargo.toml",
            vec![
                "extension",
                "daemon",
                "pool",
                "tests",
                "tokio",
                "rusqlite",
                "warp",
                "getrandom",
            ],
        ),
        (
            "extension/Cargo.toml",
            vec!["daemon", "pool", "tests", "tokio", "rusqlite", "warp"],
        ),
        ("daemon/Cargo.toml", vec!["extension", "pool", "tests"]),
        ("daemon/pool/Cargo.toml", vec!["extension", "daemon", "tests"]),
    ] {
        let text = fs::read_to_string(root().join(manifest)).unwrap();
        let dependencies = text
            .split("[dependencies]")
            .nth(1)
            .expect("a manifest has dependencies");
        for name in forbidden {
            let named = dependencies
                .lines()
                .any(|line| line.split(['.', ' ', '=']).next() == Some(name));
            assert!(!named, "{manifest} must not depend on {name}");
        }
    }
}

/// Digests are of numbers as they were written, so reading one must not change its last bit. In tests another crate asks for the same, so no
/// other test would miss it.
#[test]
fn programs_read_numbers_exactly() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let line = manifest.lines().find(|line| line.starts_with("serde_json = "));
    assert!(line.unwrap().contains("\"float_roundtrip\""), "{line:?}");
}

#[test]
fn each_foreign_thing_has_one_home() {
    for (folder, needle, home) in [
        ("daemon/src", "rusqlite", "daemon/src/store"),
        ("daemon/src", "reqwest", "daemon/src/pool_client"),
        ("daemon/src", "warp::", "daemon/src/http"),
        ("daemon/pool/src", "rusqlite", "daemon/pool/src/store"),
        ("daemon/pool/src", "use postgres::", "daemon/pool/src/store"),
        ("daemon/pool/src", "warp::", "daemon/pool/src/http"),
        ("extension/src", "extern \"C\"", "extension/src/browser"),
    ] {
        let outside: Vec<_> = holders(folder, needle)
            .into_iter()
            .filter(|file| !file.starts_with(home))
            .collect();
        assert!(
            outside.is_empty(),
            "{needle} belongs to {home}, not to {outside:?}"
        );
        assert!(
            !holders(folder, needle).is_empty(),
            "{needle} is nowhere below {folder}: has the rule lost its object?"
        );
    }
}

#[test]
fn the_core_reads_no_clock_no_randomness_and_no_files() {
    for needle in [
        "SystemTime",
        "Instant::now",
        "getrandom",
        "std::fs",
        "std::env",
        "TcpStream",
        "UdpSocket",
    ] {
        assert_eq!(
            holders("shared/src", needle),
            Vec::<String>::new(),
            "{needle} has no place in shared"
        );
    }
}

#[test]
fn every_source_file_opens_with_what_it_is() {
    for folder in [
        "shared/src",
        "extension/src",
        "daemon/src",
        "daemon/pool/src",
        "tests/src",
    ] {
        for file in sources(folder, ".rs") {
            let text = fs::read_to_string(&file).unwrap();
            assert!(
                text.starts_with("//!"),
                "{} must open with //! and what it is",
                file.display()
            );
        }
    }
}

#[test]
fn the_privacy_page_names_every_field_that_leaves_the_machine() {
    let page = fs::read_to_string(root().join("PRIVACY.md")).unwrap();
    for (file, types) in [
        (
            "shared/src/record.rs",
            &[
                "Record",
                "RecordMessage",
                "Citation",
                "Judgements",
                "Rating",
                "Score",
                "Contest",
                "ScrubSummary",
            ][..],
        ),
        ("shared/src/conversation.rs", &["Capture"]),
        ("shared/src/scrub/mod.rs", &["Redaction"]),
        ("shared/src/feedback/mod.rs", &["Signal", "Evidence"]),
        ("shared/src/consent.rs", &["ConsentReceipt"]),
        ("shared/src/envelope.rs", &["Envelope", "SignedEnvelope"]),
        ("shared/src/pseudonym.rs", &["Byline"]),
        (
            "shared/src/site_report.rs",
            &["SiteReport", "Reading", "AdapterMatches", "Candidate", "Element"],
        ),
    ] {
        let source = fs::read_to_string(root().join(file)).unwrap();
        for name in types {
            let body = source
                .split(&format!("pub struct {name} {{"))
                .nth(1)
                .unwrap_or_else(|| panic!("{file} has {name}"));
            let body = body.split("\n}").next().unwrap();
            for line in body.lines() {
                let Some(field) = line
                    .trim()
                    .strip_prefix("pub ")
                    .and_then(|rest| rest.split(':').next())
                else {
                    continue;
                };
                let named = page.contains(&format!("`{field}`"));
                assert!(
                    named || ["content", "envelope"].contains(&field),
                    "PRIVACY.md must say what {name}.{field} is for"
                );
            }
        }
    }
}

#[test]
fn nothing_names_a_machine_or_a_package_host() {
    // Written in pieces, so that this file does not find itself.
    let hosts = [
        ["crates", ".io/api"].concat(),
        ["registry.npmjs", ".org"].concat(),
        ["files.python", "hosted.org"].concat(),
    ];
    for file in sources("tests/browser", "package-lock.json") {
        let text = fs::read_to_string(&file).unwrap();
        for host in &hosts {
            assert!(!text.contains(host), "{} names {host}", file.display());
        }
    }
}

/// The types of a raw conversation have nothing by which they could be written out.
#[test]
fn raw_conversations_cannot_be_written_out() {
    let source = code(&root().join("shared/src/conversation.rs"));
    for name in ["Message", "RawCitation", "RawAside", "Gesture", "Conversation"] {
        let (before, _) = source
            .split_once(&format!("pub struct {name} {{"))
            .unwrap_or_else(|| panic!("{name} is in shared/src/conversation.rs"));
        let attributes = before.rsplit("\n\n").next().unwrap_or_default();
        assert!(!attributes.contains("Serialize"), "{name} can be written out");
        assert!(!attributes.contains("Debug"), "{name} can be printed");
        assert!(!source.contains(&format!("impl Serialize for {name}")));
    }
}

/// The page that says why to trust this names files and tests; they are there.
#[test]
fn the_page_about_trust_names_files_and_tests_that_exist() {
    let page = fs::read_to_string(root().join("docs/trust.md")).unwrap();
    let mut tests = String::new();
    for folder in [
        "tests/tests",
        "daemon/tests",
        "daemon/pool/tests",
        "extension/tests",
        "shared/src",
    ] {
        for path in sources(folder, ".rs") {
            tests += &fs::read_to_string(path).unwrap();
        }
    }
    // Tests in browsers are named by sentences.
    let scripts: String = sources("tests/browser", ".test.mjs")
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    // What follows the table is no promise.
    let table: String = page.lines().filter(|line| line.starts_with('|')).collect();
    let quoted = table.split('`').skip(1).step_by(2);
    for name in quoted
        .clone()
        .filter(|name| name.contains(' ') && !name.contains('/'))
    {
        assert!(
            scripts.contains(&format!("test('{name}'")),
            "docs/trust.md names the test `{name}`, which is not there"
        );
    }
    let mut named = 0;
    for name in quoted.filter(|name| !name.contains(' ')) {
        if name.contains('/') || name.contains('.') {
            assert!(
                root().join(name).exists(),
                "docs/trust.md names {name}, which is not there"
            );
        } else if name.contains('_') {
            assert!(
                tests.contains(&format!("fn {name}(")),
                "docs/trust.md names the test {name}, which is not there"
            );
        } else {
            continue;
        }
        named += 1;
    }
    assert!(named > 20, "the page's names were found");
}

/// Whoever reads one document finds the next, and its pictures.
#[test]
fn every_link_between_the_documents_leads_somewhere() {
    let mut followed = 0;
    let mut documents: Vec<_> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    documents.extend(
        fs::read_dir(root().join("docs"))
            .unwrap()
            .map(|entry| entry.unwrap().path()),
    );
    documents.push(root().join("daemon/pool/README.md"));
    for document in documents
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
    {
        let text = fs::read_to_string(document).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains("://") || file.contains(' ') {
                continue;
            }
            let target = document.parent().unwrap().join(file);
            assert!(
                target.exists(),
                "{} links to {link}, which is not there",
                document.display()
            );
            followed += 1;
        }
    }
    assert!(followed > 20, "the links were found");
}
