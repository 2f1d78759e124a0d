//! The pool's description of its border, held against the running pool by schemathesis.

use std::process::Command;

use tests::pool::Pool;

/// What is looked at in every answer: that nothing failed inside, and that status, type and body are as described.
const CHECKS: &str =
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
/// Requests made up for each operation, beside those that try each part of its description once.
const EXAMPLES: &str = "10";

#[test]
fn whatever_is_sent_the_pool_answers_as_its_description_says_and_never_fails() {
    let root = tests::paths::root();
    let installed = Command::new(root.join("tests/openapi/install")).status().unwrap();
    assert!(installed.success(), "schemathesis cannot be installed");
    let folder = tempfile::tempdir().unwrap();
    let pool = Pool::start(&folder.path().join("pool"));
    let output = Command::new(root.join("target/schemathesis/bin/schemathesis"))
        .arg("run")
        .arg(format!("{}/v1/openapi.json", pool.url))
        .args(["--checks", CHECKS, "--max-examples", EXAMPLES])
        .args(["--phases", "examples,coverage,fuzzing", "--seed", "1"])
        // How long it takes to make a request up says something about schemathesis and this machine, not about the pool.
        .args(["--suppress-health-check", "all"])
        .args(["--request-timeout", "120", "--no-color"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        said.contains("No issues found"),
        "schemathesis says nothing of success: {said}"
    );
}
