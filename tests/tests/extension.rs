//! The extension where things go wrong: squatters, endless replies, giants, stopped workers, pauses, two tabs.
//!
//! Real browsers, mostly on the plain pages of `tests/interfaces/plain`, which do what the real interfaces do not.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::browser::{Browser, Window};
use tests::chat_interface::ChatInterface;
use tests::companion::Companion;
use tests::pool::Pool;
use tests::process::{Process, free_port, until};
use tests::scenario::{self, TURNS, text_of};

/// Generous: what is awaited comes by itself, and machines differ.
const PATIENCE: Duration = Duration::from_secs(120);
const END: &str = "my answer.";

/// The plain pages.
pub(crate) struct Plain {
    pub(crate) origin: String,
    _process: Process,
}

impl Plain {
    pub(crate) fn start() -> Self {
        let port = free_port();
        let server = tests::paths::root().join("tests/interfaces/plain/server.mjs");
        let mut command = Command::new("node");
        command.arg(server).arg(port.to_string()).stdin(Stdio::null());
        let process = Process::start("the plain pages", &mut command);
        process.line_with("ready");
        Self {
            origin: format!("http://127.0.0.1:{port}"),
            _process: process,
        }
    }

    pub(crate) fn chat(&self, name: &str) -> String {
        format!("{}/c/{name}", self.origin)
    }
}

fn companion(folder: &Path) -> Companion {
    Companion::start(&folder.join("companion"), "24h", None)
}

fn chromium(companion: &Companion, origin: &str) -> Browser {
    Browser::open("chromium", companion, origin, Window::Hidden)
}

/// What the popup shows for the present tab once `until` stands in it: texts by element.
fn popup(browser: &mut Browser, until: &str) -> Value {
    browser.order(&json!({"popup": true, "until": until}))["shown"].clone()
}

fn press(browser: &mut Browser, button: &str, until: &str) {
    let _ = browser.order(&json!({"popup": true, "press": button, "until": until}));
}

fn shows(popup: &Value, element: &str, text: &str) {
    assert!(text_of(&popup[element]).contains(text), "{element} of {popup}");
}

/// The one record, once it has this many messages on its visible path.
fn the_record(companion: &Companion, messages: usize) -> Value {
    let record = until(
        &format!("one record with {messages} messages is held"),
        PATIENCE,
        || {
            let records = companion.records();
            let record = companion.json(&["show", &text_of(&records.first()?["id"])]);
            (scenario::visible(&record).len() == messages).then_some(record)
        },
    );
    assert_eq!(companion.records().len(), 1);
    record
}

fn texts(record: &Value) -> Vec<String> {
    scenario::visible(record)
        .into_iter()
        .map(|(_, text)| text.trim().to_owned())
        .collect()
}

/// Something else than the companion on its port: answers 200 and "ok" to everything.
struct Squatter {
    port: u16,
    asked: Arc<AtomicUsize>,
    /// Whether it could read what was said.
    understood: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Squatter {
    fn on(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let (asked, stop) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let understood = Arc::new(AtomicBool::new(false));
        let (count, stopped, read) = (Arc::clone(&asked), Arc::clone(&stop), Arc::clone(&understood));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let request = answer_ok(stream);
                let text = String::from_utf8_lossy(&request).to_lowercase();
                read.fetch_or(text.contains("listening on this port"), Ordering::SeqCst);
                count.fetch_add(usize::from(request.starts_with(b"POST")), Ordering::SeqCst);
            }
        });
        Self {
            port,
            asked,
            understood,
            stop,
            thread: Some(thread),
        }
    }
}

impl Drop for Squatter {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        let _ = self.thread.take().unwrap().join();
    }
}

/// Reads a whole request and says "ok" to it. Out: the request.
fn answer_ok(mut stream: TcpStream) -> Vec<u8> {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let (mut request, mut part) = (vec![], [0; 65536]);
    loop {
        match stream.read(&mut part) {
            Ok(read) if read > 0 => request.extend_from_slice(&part[..read]),
            _ => break,
        }
        let text = String::from_utf8_lossy(&request).to_lowercase();
        let Some((head, _)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let body = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        let begin = request.windows(4).position(|four| four == b"\r\n\r\n");
        if begin.is_some_and(|begin| request.len() >= begin + 4 + body.unwrap_or(0)) {
            break;
        }
    }
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
    request
}

#[test]
fn attack_46_a_squatter_on_the_port_reads_no_record_and_the_companion_gets_it_after_the_browser_was_closed() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let keeping = |command: &mut Command| {
        command.arg("--profile").arg(&profile);
    };
    let mut companion = companion(folder.path());
    let plain = Plain::start();
    let open = |companion: &Companion| {
        Browser::open_with("chromium", companion, &plain.origin, Window::Hidden, keeping)
    };
    let mut browser = open(&companion);
    companion.stop();
    let squatter = Squatter::on(companion.port);
    browser.go(&plain.chat("squatter"));
    browser.say("Who is listening on this port?", END);
    until("the squatter is asked", PATIENCE, || {
        (squatter.asked.load(Ordering::SeqCst) > 0).then_some(())
    });
    let shown = popup(&mut browser, "1 waiting");
    shows(&shown, "trouble", "is not your companion");
    assert!(
        !squatter.understood.load(Ordering::SeqCst),
        "it saw what was said"
    );
    drop(browser);
    drop(squatter);

    companion.serve();
    assert!(companion.records().is_empty());
    let _browser = open(&companion);
    let record = the_record(&companion, 2);
    assert_eq!(texts(&record)[0], "Who is listening on this port?");
}

#[test]
fn two_tabs_with_the_same_conversation_give_one_record() {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    let plain = Plain::start();
    let mut browser = chromium(&companion, &plain.origin);
    browser.go(&plain.chat("twice"));
    browser.say("What is the first question?", END);
    let first = the_record(&companion, 2);
    let _ = browser.order(&json!({"tab": plain.chat("twice")}));
    let _ = browser.order(&json!({"wait": END}));
    browser.say("What is the second question?", "Reply 2");
    let grown = the_record(&companion, 4);
    assert_eq!(first["id"], grown["id"]);
    assert_eq!(texts(&grown)[2], "What is the second question?");
}

#[test]
fn a_reply_that_never_ends_is_never_taken_for_a_finished_one() {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    let plain = Plain::start();
    let mut browser = chromium(&companion, &plain.origin);
    browser.go(&plain.chat("endless"));
    browser.say("What is the first question?", END);
    let _ = the_record(&companion, 2);
    browser.say("Now an endless reply, please.", "word200 ");
    let lag = browser.order(&json!({"lag": 5000}))["lag"].as_f64().unwrap();
    // How little it lags is for benchmarks; a page that stands still for seconds is broken.
    assert!(lag < 3000.0, "the page stood still for {lag} ms");
    // Until the lens has slowed down to its slowest pace.
    let _ = browser.order(&json!({"wait": "word3000 "}));
    let record = companion.json(&["show", &text_of(&companion.records()[0]["id"])]);
    let texts = texts(&record);
    assert!(texts.len() == 2 || texts.len() == 3, "{} messages", texts.len());
    assert!(texts.iter().all(|text| !text.contains("word1 ")));
    let shown = popup(&mut browser, "messages captured");
    shows(&shown, "state", "of 4 messages captured");
}

#[test]
fn a_message_of_five_megabytes_is_held_or_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    let plain = Plain::start();
    let mut browser = chromium(&companion, &plain.origin);
    browser.go(&plain.chat("giant"));
    browser.say("What is the first question?", END);
    let first = the_record(&companion, 2);
    browser.say("Now a huge reply, please.", "End of the huge reply.");
    // The popup is asked rarely: opening it hides the page, and a hidden page reads slowly.
    let mut asked = Instant::now();
    let outcome = until("the giant is held or refused", PATIENCE * 5, || {
        // A page that stands still in the middle of a reply may be read there; what follows comes as a revision.
        let record = companion.json(&["show", &text_of(&first["id"])]);
        if texts(&record)
            .last()
            .is_some_and(|text| text.ends_with("End of the huge reply."))
        {
            return Some(Some(record));
        }
        if asked.elapsed() < PATIENCE / 4 {
            return None;
        }
        let shown = popup(&mut browser, "");
        asked = Instant::now();
        text_of(&shown["trouble"]).contains("too long").then_some(None)
    });
    if let Some(record) = outcome {
        assert_eq!(texts(&record).len(), 4);
        assert!(texts(&record)[3].len() > 4_500_000);
    } else {
        let kept = companion.json(&["show", &text_of(&first["id"])]);
        assert_eq!(texts(&kept)[..2], texts(&first));
    }
    // The worker goes on.
    browser.go(&plain.chat("small"));
    browser.say("Are you still there?", END);
    until("the next conversation is held", PATIENCE, || {
        (companion.records().len() == 2).then_some(())
    });
}

#[test]
fn a_page_without_a_conversation_gives_nothing_and_the_popup_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    let plain = Plain::start();
    let mut browser = chromium(&companion, &plain.origin);
    browser.go(&format!("{}/documentation", plain.origin));
    let shown = popup(&mut browser, "No conversation recognised here");
    assert!(shown.get("removed").is_none(), "{shown}");
    // What is captured later proves that the page before was looked at and nothing came of it.
    browser.go(&plain.chat("after"));
    browser.say("What is the first question?", END);
    let record = the_record(&companion, 2);
    assert_eq!(texts(&record)[0], "What is the first question?");
}

#[test]
fn nothing_is_captured_while_everything_or_the_site_or_the_conversation_is_paused() {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    let plain = Plain::start();
    let mut browser = chromium(&companion, &plain.origin);
    for (number, (button, state)) in [
        ("pause-all", "Everything is paused"),
        ("pause-site", "This site is paused"),
    ]
    .into_iter()
    .enumerate()
    {
        browser.go(&plain.chat(&format!("paused{number}")));
        press(&mut browser, button, state);
        browser.say("Nobody may read this.", END);
        shows(&popup(&mut browser, state), "state", state);
        assert!(companion.records().is_empty());
        // Away from the page before capture goes on, so that this chat stays unread.
        browser.go(&format!("{}/documentation", plain.origin));
        press(&mut browser, button, "No conversation recognised here");
    }

    browser.go(&plain.chat("paused2"));
    browser.say("What may be read?", END);
    let before = the_record(&companion, 2);
    press(&mut browser, "pause-conversation", "This conversation is paused");
    browser.say("Nobody may read this.", "Reply 2");
    shows(
        &popup(&mut browser, "conversation is paused"),
        "state",
        "conversation is paused",
    );
    // Another conversation is captured meanwhile, which takes as long as capturing the paused one would have.
    browser.go(&plain.chat("open"));
    browser.say("What else may be read?", END);
    until("the other conversation is held", PATIENCE, || {
        (companion.records().len() == 2).then_some(())
    });
    let after = companion.json(&["show", &text_of(&before["id"])]);
    assert_eq!(texts(&after), texts(&before));
}

#[test]
fn a_conversation_goes_on_when_the_browser_stops_the_worker_in_the_middle() {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    let plain = Plain::start();
    let mut browser = chromium(&companion, &plain.origin);
    browser.go(&plain.chat("worker"));
    browser.say("What is the first question?", END);
    let first = the_record(&companion, 2);
    let stop = json!({"stop-worker": true});
    let _ = browser.order(&stop);
    browser.say("What is the second question?", "Reply 2");
    let second = the_record(&companion, 4);
    // Once more, while a reply is being written.
    let _ = browser.order(&json!({"say": "What is the third question?", "until": "Reply 3"}));
    let _ = browser.order(&stop);
    let third = the_record(&companion, 6);
    assert_eq!([&first["id"], &first["id"]], [&second["id"], &third["id"]]);
    assert!(texts(&third)[5].ends_with(END), "{:?}", texts(&third));
}

#[test]
fn a_conversation_goes_on_after_the_program_in_the_worker_has_failed() {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    let plain = Plain::start();
    let mut browser = chromium(&companion, &plain.origin);
    browser.go(&plain.chat("failure"));
    browser.say("What is the first question?", END);
    let first = the_record(&companion, 2);
    let _ = browser.order(&json!({"fail-worker": true}));
    browser.say("What is the second question?", "Reply 2");
    browser.say("What is the third question?", "Reply 3");
    let grown = the_record(&companion, 6);
    assert_eq!(first["id"], grown["id"]);
    shows(
        &popup(&mut browser, "captured"),
        "state",
        "6 of 6 messages captured",
    );
}

#[test]
fn a_site_that_has_changed_is_reported_and_read_again_once_the_pool_publishes_an_adapter() {
    let folder = tempfile::tempdir().unwrap();
    let pool = Pool::start(&folder.path().join("pool"));
    let mut companion = Companion::start(&folder.path().join("companion"), "24h", Some(&pool.url));
    let plain = Plain::start();
    let mut browser = chromium(&companion, &plain.origin);
    browser.go(&format!("{}/changed/site", plain.origin));
    browser.say("What is a theodolite?", END);
    let record = the_record(&companion, 2);
    assert!(
        text_of(&record["capture"]["method"]).starts_with("generic@"),
        "{record}"
    );
    let before = browser.order(&json!({"popup": true, "until": "This site has changed"}));
    shows(&before["shown"], "state", "2 of 2 messages captured");
    shows(&before["shown"], "detail", "Recognised by itself");
    assert_eq!(before["badge"]["text"], "2/2");
    shows(
        &before["badge"],
        "title",
        "2 of 2 messages captured for sure. This site has changed",
    );

    // The person looks at a report, and sends it.
    let sent = browser
        .order(&json!({"popup": true, "sheet": "report", "press": "send", "until": "The pool has it"}));
    let reports: Value = serde_json::from_str(&pool.run(&["reports", "--json"])).unwrap();
    let kept = &reports[0]["report"];
    assert_eq!(
        kept,
        &serde_json::from_str::<Value>(&text_of(&sent["shown"]["text"])).unwrap()
    );
    assert_eq!(
        (text_of(&kept["site"]), kept.get("host")),
        ("n8n-chat".to_owned(), None)
    );
    assert!(!kept.to_string().to_lowercase().contains("theodolite"));
    assert!(kept["elements"].to_string().contains("\"assistant\""));

    // The maintainers write an adapter; it comes with the next look of the companion.
    let file = folder.path().join("n8n-chat.json");
    let adapter = json!({"site": "n8n-chat", "version": 4_000_000, "verified": "2026-11-22", "marks": [".n8n-chat"],
        "user": [".n8n-chat .message.user"], "assistant": [".n8n-chat .message.assistant"],
        "user_text": [".content"], "assistant_text": [".content"]});
    std::fs::write(&file, adapter.to_string()).unwrap();
    pool.run(&["adapters", "--publish", file.to_str().unwrap()]);
    companion.stop();
    companion.serve();
    until("the companion has the adapter", PATIENCE, || {
        let status = companion.json(&["status"]);
        (status["adapters"]["adapters"][0] == "n8n-chat@4000000").then_some(())
    });
    // Opening the popup asks the companion how it is, and what is new.
    let after = browser.order(&json!({"popup": true, "until": "Read with the adapter"}));
    assert_eq!(after["notes"], json!([]));
    until("the badge is content", PATIENCE, || {
        let badge = browser.order(&json!({"popup": true}))["badge"].clone();
        (badge["text"] == "2" && text_of(&badge["title"]).contains("all 2 messages")).then_some(())
    });
    browser.say("And what is an alidade?", "Reply 2");
    let record = the_record(&companion, 4);
    assert_eq!(text_of(&record["capture"]["method"]), "adapter:n8n-chat@4000000");

    // Taken back, the extension goes on as it came.
    pool.run(&["adapters", "--withdraw", "n8n-chat"]);
    companion.stop();
    companion.serve();
    until("the companion knows that it is withdrawn", PATIENCE, || {
        let status = companion.json(&["status"]);
        (status["adapters"]["list"] == 2).then_some(())
    });
    let _ = browser.order(&json!({"popup": true, "until": "This site has changed"}));
}

#[test]
fn private_windows_are_refused_in_both_manifests() {
    for browser in ["chromium", "firefox"] {
        let file = tests::paths::root().join(format!("dist/{browser}/manifest.json"));
        let manifest: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        assert_eq!(manifest["incognito"], "not_allowed", "{browser}");
    }
}

/// Text with all white space folded.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_adapters(interface: &str) {
    let folder = tempfile::tempdir().unwrap();
    let companion = companion(folder.path());
    let chat = ChatInterface::start(interface);
    let mut browser = Browser::open_with("chromium", &companion, &chat.origin, Window::Hidden, |command| {
        command.env("TRIBUTARY_NO_ADAPTERS", "1");
    });
    browser.go(&chat.origin);
    for (said, end) in TURNS {
        browser.say(said, end);
    }
    let record = the_record(&companion, TURNS.len() * 2);
    assert!(
        text_of(&record["capture"]["method"]).starts_with("generic@"),
        "{}",
        record["capture"]
    );
    let roles: Vec<String> = scenario::visible(&record)
        .into_iter()
        .map(|(role, _)| role)
        .collect();
    assert_eq!(
        roles,
        ["user", "assistant", "user", "assistant", "user", "assistant"]
    );
    let texts = texts(&record);
    assert!(folded(&texts[0]).ends_with("How do I sort a list?"));
    assert_eq!([&texts[2][..], &texts[4]], [TURNS[1].0, TURNS[2].0]);
    for (reply, (_, end)) in [&texts[1], &texts[3], &texts[5]].into_iter().zip(TURNS) {
        assert!(reply.ends_with(end), "{reply}");
    }
    assert!(texts[1].starts_with("You can sort"), "{}", texts[1]);
    assert!(
        texts[1].contains("| Call |") || texts[1].contains("| Call"),
        "{}",
        texts[1]
    );
    assert!(texts[3].contains("names.sort(key=len)"), "{}", texts[3]);
}

#[test]
fn gradio_is_read_without_its_adapter() {
    without_adapters("gradio");
}

#[test]
fn a_web_component_is_read_without_its_adapter() {
    without_adapters("deep-chat");
}

#[test]
fn a_conversation_goes_on_in_firefox_after_a_reload_and_after_the_companion_was_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut companion = companion(folder.path());
    let plain = Plain::start();
    let mut browser = Browser::open("firefox", &companion, &plain.origin, Window::Hidden);
    browser.go(&plain.chat("firefox"));
    browser.say("What is the first question?", END);
    let first = the_record(&companion, 2);
    companion.stop();
    let _ = browser.order(&json!({"reload": true}));
    let _ = browser.order(&json!({"wait": END}));
    browser.say("What is the second question?", "Reply 2");
    companion.serve();
    let grown = the_record(&companion, 4);
    assert_eq!(first["id"], grown["id"]);
}
