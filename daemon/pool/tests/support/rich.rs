//! A release with everything that formats can show: picks, thumbs, reasons, regenerations, edits, notes, citations, redactions, languages.

use shared::consent::{Licence, Purpose, agree};
use shared::conversation::{
    Capture, Conversation, Gesture, GestureKind, Message, MessageId, RawCitation, Role,
};
use shared::edit::{self, Answer, Edit, Edits};
use shared::envelope::SignedEnvelope;
use shared::feedback::{SignalKind, detect};
use shared::record::{self, Record, Score};
use shared::scrub::{PiiType, scrub};

use super::{TestPool, day, id, key};

/// A record of messages as `id parent who text` (`-` for no parent, `u` for the person, anything else is a model's name) and gestures,
/// as capture would make it.
pub struct Chat {
    conversation: Conversation,
}

impl Chat {
    pub fn new(messages: &[&str], branch: &[&str]) -> Self {
        let message = |line: &&str| {
            let mut fields = line.splitn(4, ' ');
            let mut field = || fields.next().unwrap().to_owned();
            let (name, parent, who) = (field(), field(), field());
            let asks = who == "u";
            Message {
                id: MessageId(name),
                parent_id: (parent != "-").then_some(MessageId(parent)),
                role: if asks { Role::User } else { Role::Assistant },
                text: field(),
                model: (!asks && who != "a").then_some(who),
                citations: vec![],
                asides: vec![],
            }
        };
        Self {
            conversation: Conversation {
                site: "gradio".into(),
                messages: messages.iter().map(message).collect(),
                branch: branch.iter().map(|name| MessageId((*name).into())).collect(),
                gestures: vec![],
                capture: Capture {
                    turns_seen: 3,
                    turns_captured: 3,
                    confidence: 0.9,
                    method: "generic@1".into(),
                },
                day: Some(day(-60)),
            },
        }
    }

    pub fn did(mut self, name: &str, kind: GestureKind, said: &[&str]) -> Self {
        self.conversation.gestures.push(Gesture {
            message_id: MessageId(name.into()),
            kind,
            said: said.iter().map(|said| (*said).to_owned()).collect(),
        });
        self
    }

    pub fn cites(mut self, name: &str, title: &str, url: &str) -> Self {
        let message = self
            .conversation
            .messages
            .iter_mut()
            .find(|message| message.id.0 == name);
        message.unwrap().citations.push(RawCitation {
            title: title.into(),
            url: url.into(),
        });
        self
    }

    pub fn record(self) -> Record {
        let signals = detect(&self.conversation);
        Record::new(scrub(self.conversation), signals, &day(0))
    }
}

const ALL: [Purpose; 3] = [Purpose::Research, Purpose::Train, Purpose::Evaluate];

/// Gives a record to the pool and has it accepted.
pub fn give(pool: &TestPool, counter: u64, record: Record, licence: Licence, purposes: &[Purpose]) {
    let key = key(counter);
    let consent = agree(licence, purposes.to_vec(), "en", day(0));
    let signed = SignedEnvelope::sign(record, consent, day(0), &key, &pool.pool.id);
    let answer = pool.put(&signed);
    assert_eq!(answer.status, 201, "{counter}: {}", answer.body);
    pool.pool.store.accept(&[id(&key)], &day(0)).unwrap();
}

pub const PICKED: u64 = 1;
pub const JUDGED: u64 = 2;
pub const BOTH_BAD: u64 = 3;
pub const AGAIN: u64 = 4;
pub const THANKED: u64 = 5;
pub const CRITICISED: u64 = 6;
pub const REDACTED: u64 = 7;
pub const AMBIGUOUS: u64 = 8;
pub const DEEP: u64 = 9;
pub const DISPUTED: u64 = 10;
pub const CHINESE: u64 = 11;
pub const UNANSWERED: u64 = 12;
/// All of them.
pub const RECORDS: u64 = 12;

/// The pool with all records accepted.
pub fn pool() -> TestPool {
    let pool = TestPool::start();
    let give = |counter, record| give(&pool, counter, record, Licence::CcBy, &ALL);
    // One of two was picked, after an earlier turn; both name their sources.
    let picked = Chat::new(
        &[
            "q - u Which mountain is the highest one on earth?",
            "r q model-1 It is Mount Everest.",
            "s r u And which lake is the deepest?",
            "a s model-1 ## The deepest lakes\n\n- **Lake Baikal** is the deepest.\n- Then comes Tanganyika.",
            "b s model-2 Lake Baikal.\n\n```\n# no header\n- no list\n```",
        ],
        &["q", "r", "s", "b"],
    );
    let picked = picked
        .did("b", GestureKind::Prefer, &[])
        .cites("a", "Lake Baikal", "https://example.org/baikal?from=chat")
        .cites("a", "Lakes by depth", "https://example.org/depth")
        .record();
    give(PICKED, picked);
    // One good and two bad replies to a first question, with reasons and a note.
    let judged = Chat::new(
        &[
            "q - u What is the capital of Australia and why was it chosen?",
            "a q model-1 The capital of Australia is Sydney.",
            "b q model-2 The capital of Australia is Canberra, a compromise between Sydney and Melbourne.",
            "c q a The capital of Australia is Perth.",
        ],
        &["q", "b"],
    );
    let mut judged = judged
        .did(
            "a",
            GestureKind::ThumbsDown,
            &["not factual", "it is not the largest city"],
        )
        .did("b", GestureKind::ThumbsUp, &[])
        .record();
    edit::rate(&mut judged, &MessageId("c".into()), -1).unwrap();
    for (name, helpfulness, verbosity) in [("a", 1, None), ("b", 5, Some(2))] {
        judged.judgements.scores.push(Score {
            message_id: MessageId(name.into()),
            scale: record::SCALE,
            helpfulness: Some(helpfulness),
            correctness: Some(helpfulness),
            coherence: None,
            complexity: None,
            verbosity,
        });
    }
    judged.judgements.title = Some("A question about capitals".into());
    edit::note(&mut judged, "Two of three got it wrong.").unwrap();
    edit::label(&mut judged, &["geography".to_owned()]).unwrap();
    give(JUDGED, judged);
    let both_bad = Chat::new(
        &["q - u Name a colour.", "a q model-1 Seven.", "b q model-2 Eight."],
        &["q", "b"],
    );
    give(
        BOTH_BAD,
        both_bad.did("a", GestureKind::PreferNeither, &[]).record(),
    );
    // Asked for again, and gone on with the other one.
    let again = Chat::new(
        &[
            "q - u Name a fruit.",
            "a q model-1 A nut.",
            "b q model-1 An apple.",
            "n b u Now name a tree.",
            "c n model-1 An oak.",
        ],
        &["q", "b", "n", "c"],
    );
    give(AGAIN, again.did("a", GestureKind::Regenerate, &[]).record());
    let thanked = Chat::new(
        &[
            "q - u Wie heißt der längste Fluss in Deutschland?",
            "a q model-1 Der längste Fluss in Deutschland ist der Rhein.",
            "n a u Danke, das ist perfekt!",
            "c n model-1 Gern geschehen, frag mich jederzeit wieder.",
        ],
        &["q", "a", "n", "c"],
    );
    give(THANKED, thanked.record());
    // Criticised in words, answered anew, and the criticism confirmed by its author.
    let criticised = Chat::new(
        &[
            "q - u How many moons does the planet Mars have?",
            "a q model-1 The planet Mars has three moons.",
            "n a u No, that is wrong. Mars has two moons.",
            "c n model-1 You are right, I apologise: the planet Mars has two moons.",
        ],
        &["q", "a", "n", "c"],
    );
    let mut criticised = criticised.record();
    let signal = criticised
        .signals
        .iter()
        .find(|signal| signal.kind == SignalKind::AwareCorrection)
        .expect("the correction is found")
        .clone();
    let confirmed = Edit::Judge {
        message_id: signal.message_id,
        kind: signal.kind,
        detector: signal.detector,
        answer: Answer::Confirmed,
        confidence: None,
    };
    Edits::default().make(confirmed, &mut criticised).unwrap();
    give(CRITICISED, criticised);
    // A rule found an address, and the contributor marked a word more.
    let redacted = Chat::new(
        &[
            "q - u Write a short note to my colleague about the meeting.",
            "a q model-1 Dear all, please write to ada@posteo.net about the meeting in Blue Hall.",
        ],
        &["q", "a"],
    );
    let mut redacted = redacted.record();
    let text: Vec<char> = redacted.messages[1].text.chars().collect();
    let start = text.len() - "Blue Hall.".len();
    edit::redact(
        &mut redacted,
        &MessageId("a".into()),
        start,
        start + 9,
        PiiType::Address,
    )
    .unwrap();
    give(REDACTED, redacted);
    // The text itself looks like a transcript.
    let ambiguous = Chat::new(
        &[
            "q - u Write a dialogue of two lines, please.",
            "a q model-1 Here it is:\n\nHuman: hello\n\nAssistant: hello",
            "b q model-2 One says hello, the other says hello too.",
        ],
        &["q", "b"],
    );
    give(AMBIGUOUS, ambiguous.did("b", GestureKind::Prefer, &[]).record());
    // Sixty messages, one below the other.
    let lines: Vec<String> = (0..60)
        .map(|at| {
            let parent = if at == 0 {
                "-".to_owned()
            } else {
                format!("m{}", at - 1)
            };
            let who = if at % 2 == 0 { "u" } else { "model-1" };
            format!("m{at} {parent} {who} This is line number {at} of a long talk.")
        })
        .collect();
    let branch: Vec<String> = (0..60).map(|at| format!("m{at}")).collect();
    let borrowed = |texts: &[String]| -> Vec<String> { texts.to_vec() };
    let (lines, branch) = (borrowed(&lines), borrowed(&branch));
    let deep = Chat::new(
        &lines.iter().map(String::as_str).collect::<Vec<_>>(),
        &branch.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    give(DEEP, deep.record());
    // A thumb on the page, the opposite rating later, a report, and an inferred signal that its author contests.
    let disputed = Chat::new(
        &[
            "q - u Can I mix these two cleaners in the bathroom?",
            "a q model-1 Yes, you can mix them.",
            "n a u Thanks, that is perfect!",
            "c n model-1 You are welcome.",
        ],
        &["q", "a", "n", "c"],
    );
    let mut disputed = disputed
        .did("a", GestureKind::ThumbsUp, &[])
        .did("a", GestureKind::Report, &["dangerous"])
        .record();
    edit::rate(&mut disputed, &MessageId("a".into()), -1).unwrap();
    let thanks = disputed
        .signals
        .iter()
        .find(|signal| signal.kind == SignalKind::Positive)
        .expect("the thanks are found")
        .clone();
    edit::contest(&mut disputed, &thanks.message_id, thanks.kind, &thanks.detector).unwrap();
    give(DISPUTED, disputed);
    // Another licence, no training.
    let chinese = Chat::new(
        &[
            "q - u 世界上最高的山是哪一座？",
            "a q model-2 世界上最高的山是珠穆朗玛峰。",
        ],
        &["q", "a"],
    );
    let chinese = chinese.did("a", GestureKind::ThumbsUp, &[]).record();
    self::give(&pool, CHINESE, chinese, Licence::Cc0, &[Purpose::Research]);
    give(
        UNANSWERED,
        Chat::new(&["q - u Is anybody there?"], &["q"]).record(),
    );
    pool
}
