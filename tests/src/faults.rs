//! Lets one system call after the other fail while the companion takes in, replaces and erases, and looks what is there afterwards.
//!
//! In: which calls fail, how, and the how-manieth of them. Out: how many failures were met, or the first broken promise: an
//! acknowledged record is gone, an erased one is back, the companion neither works nor says why. The calls are failed by `strace`, from
//! outside: the program is the real one.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use shared::api::ExtensionReply;

use crate::hand::{self, Hand};

/// Calls that change files.
pub const WRITING: &str = "pwrite64,fdatasync,fsync,ftruncate,unlink,rename,fallocate";
/// Calls that read them.
pub const READING: &str = "pread64";

/// What is to fail.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    pub calls: &'static str,
    /// EIO, ENOSPC.
    pub error: &'static str,
    /// The how-manieth call of each thread.
    pub when: u32,
}

/// What came of one failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// There were not so many calls: the sweep is over.
    Nothing,
    /// The companion did not start, and said why in one line.
    AtStart,
    /// It ran, and what it acknowledged is there.
    WhileRunning,
}

/// Lets one call fail, in a new data directory, and accounts for everything.
///
/// # Errors
/// The promise that was broken.
///
/// # Panics
/// When `strace` is missing, or a program does not start.
pub fn meet(folder: &Path, fault: Fault) -> Result<Met, String> {
    let data_dir = folder.join(format!("{}-{}", fault.error, fault.when));
    std::fs::create_dir_all(&data_dir).expect("a folder can be made");
    let trace = folder.join("trace");
    let mut child = strace(&trace, &data_dir, fault);
    let port = first_line(&mut child).and_then(|line| line.rsplit(':').next()?.trim().parse().ok());
    let told = port.map(|port| tell(&data_dir, port));
    // Ended as a power cut would end it; strace then ends by itself.
    let tracee = format!("/proc/{0}/task/{0}/children", child.id());
    for process in std::fs::read_to_string(tracee)
        .unwrap_or_default()
        .split_whitespace()
    {
        let _ = Command::new("kill")
            .stderr(Stdio::null())
            .args(["-KILL", process])
            .status();
    }
    let status = child.wait().expect("strace ends");
    let mut complaint = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        let _ = std::io::Read::read_to_string(&mut stderr, &mut complaint);
    }
    let trace = std::fs::read_to_string(&trace).unwrap_or_default();
    let failed: Vec<&str> = trace.lines().filter(|line| line.contains("(INJECTED)")).collect();
    // The program itself could not be loaded: nothing of it has run.
    let loader = |line: &&str| line.contains(".so.") || line.contains(".so>");
    if told.is_none() && !failed.is_empty() && failed.iter().all(loader) {
        goes_on(&data_dir, &Told::default())?;
        return Ok(Met::AtStart);
    }
    let Some(told) = told else {
        let said = complaint
            .lines()
            .filter(|line| line.starts_with("tributary: "))
            .count();
        if failed.is_empty() || said != 1 || status.success() {
            return Err(format!("{fault:?}: it did not start and said {complaint:?}"));
        }
        goes_on(&data_dir, &Told::default()).map_err(|broken| format!("{fault:?}: {broken}; {failed:?}"))?;
        return Ok(Met::AtStart);
    };
    if failed.is_empty() {
        return Ok(Met::Nothing);
    }
    let flush = failed
        .iter()
        .any(|line| line.contains("sync(") && (line.contains(".db>") || line.contains("-wal>")));
    if flush && fault.error == "EIO" && told.last_was_taken {
        return Err(format!(
            "{fault:?}: it wrote on after a flush had failed; {failed:?}"
        ));
    }
    goes_on(&data_dir, &told).map_err(|broken| format!("{fault:?}: {broken}; {failed:?}"))?;
    Ok(Met::WhileRunning)
}

fn strace(trace: &Path, data_dir: &Path, fault: Fault) -> Child {
    Command::new("strace")
        .args(["-f", "-qq", "-y", "--seccomp-bpf", "-o"])
        .arg(trace)
        .arg("-e")
        .arg(format!("trace={}", fault.calls))
        .arg("-e")
        .arg(format!(
            "inject={}:error={}:when={}",
            fault.calls, fault.error, fault.when
        ))
        .arg(crate::paths::program("tributary"))
        .args(["serve", "--port", "0", "--data-dir"])
        .arg(data_dir)
        .env("TRIBUTARY_LOG", "off")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("strace does not start: {error}: run scripts/setup rust"))
}

fn first_line(child: &mut Child) -> Option<String> {
    let output = child.stdout.take().expect("standard output is piped");
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).ok()?;
    (!line.is_empty()).then_some(line)
}

/// What was acknowledged.
#[derive(Default)]
struct Told {
    /// Conversations with the form that is certainly there.
    forms: Vec<(u64, u64)>,
    /// A record that is certainly erased.
    revoked: Option<u64>,
    /// The last hand-in was acknowledged.
    last_was_taken: bool,
}

fn text(number: u64, form: u64) -> String {
    format!("Question {number} in form {form} about rivers")
}

/// Some of everything that writes.
fn tell(data_dir: &Path, port: u16) -> Told {
    let mut told = Told::default();
    let Some(Ok(code)) = hand::order(data_dir, &json!({"order": "pair"})) else {
        return told;
    };
    let code = code["code"].as_str().unwrap_or_default().to_owned();
    let Some(mut hand) = Hand::try_pair(port, &code) else {
        return told;
    };
    let mut submit = |told: &mut Told, number, form| {
        let reply = hand.submit(
            number,
            form,
            hand::record(&text(number, form), "Rivers are long."),
        );
        told.last_was_taken = matches!(reply, Some(ExtensionReply::Committed { .. }));
        if told.last_was_taken {
            told.forms.retain(|(known, _)| *known != number);
            told.forms.push((number, form));
        }
    };
    for number in 1..=3 {
        submit(&mut told, number, 1);
    }
    submit(&mut told, 1, 2);
    let list =
        json!({"order": "list", "with": {"state": null, "query": "Question 2 ", "after": null, "limit": 5}});
    if let Some(Ok(found)) = hand::order(data_dir, &list)
        && let Some(id) = found["records"][0]["id"].as_str()
    {
        let revoke = json!({"order": "change", "with": {"verb": "revoke", "ids": [id], "seconds": null}});
        let answer = hand::order(data_dir, &revoke);
        // Whether it is there when the answer was a failure is not known.
        told.forms.retain(|(known, _)| *known != 2);
        if matches!(answer, Some(Ok(answer)) if answer["results"][0]["ok"] == true) {
            told.revoked = Some(2);
        }
    }
    submit(&mut told, 4, 1);
    submit(&mut told, 5, 1);
    told
}

/// Starts the companion without a fault, and looks.
fn goes_on(data_dir: &Path, told: &Told) -> Result<(), String> {
    let output = Command::new(crate::paths::program("tributary"))
        .args(["list", "--json", "--data-dir"])
        .arg(data_dir)
        .stdin(Stdio::null())
        .output()
        .expect("tributary starts");
    if !output.status.success() {
        return Err(format!(
            "it does not go on: {}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    let list: Value = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let shown: Vec<&str> = list
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|record| record["preview"].as_str())
        .collect();
    for (number, form) in &told.forms {
        // A newer form may be there although it was not acknowledged.
        if !(*form..form + 2).any(|form| shown.contains(&text(*number, form).as_str())) {
            return Err(format!(
                "conversation {number} was acknowledged in form {form}, there is {shown:?}"
            ));
        }
    }
    if let Some(revoked) = told.revoked
        && shown.contains(&text(revoked, 1).as_str())
    {
        return Err(format!("conversation {revoked} was revoked and is there"));
    }
    Ok(())
}

/// Lets the first, second, … call fail until there are no more. Out: how many failures were met, at the start and while it ran.
///
/// # Errors
/// The first promise that was broken.
///
/// # Panics
/// As `meet`.
pub fn sweep(calls: &'static str, error: &'static str) -> Result<(u32, u32), String> {
    let (mut at_start, mut running) = (0, 0);
    for when in 1.. {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        match meet(folder.path(), Fault { calls, error, when })? {
            Met::Nothing => break,
            Met::AtStart => at_start += 1,
            Met::WhileRunning => running += 1,
        }
    }
    Ok((at_start, running))
}
