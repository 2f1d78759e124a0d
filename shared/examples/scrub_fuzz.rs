//! Throws made-up text at the scrubber for as long as is asked (`scrub_fuzz SECONDS [SEED]`), the same for the same seed.
//!
//! Every text must come back without a panic, twice the same, with spans on boundaries, and scrubbed once for all.
//! No test, because it measures time; the same properties without time are in `scrub/tests.rs`, and what texts made to be
//! slow cost is told by `scripts/bench scrub --hostile`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::{Duration, Instant};

use shared::scrub::{find, scrub_text};

/// A small generator of numbers (SplitMix64): the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ mixed >> 31) % sides as u64) as usize
    }
}

const PIECES: &[&str] = &[
    "ada@posteo.net",
    "+44 7911 123456",
    "[EMAIL_1]",
    "[PERSON_",
    "4111 1111 1111 1111",
    "My name is ",
    "Dear ",
    "password: ",
    "hunter2x!",
    "://",
    "@",
    "\u{301}",
    "👩‍👩‍👧",
    "\r\n",
    "ул. Мира, д. 5",
    "佐藤様",
    "٠١٢٣٤٥٦٧٨",
    "Kennzeichen KS-LH 5529",
    "born 1961-04-06",
    "/home/ada/",
    "12 High Street, London NW1 6XE",
    "-----BEGIN RSA PRIVATE KEY-----\n",
    "&#64;",
    "%40",
    "\u{200B}",
    "\u{AD}",
    "１２３４",
    "eyJ",
    "sk-",
    "ghp_",
    "0x",
    "::",
    "203.0.113.9",
    "IBAN DE89 3704 0044 0532 0130 00",
    "地址：北京市朝阳区建国路88号",
    "<",
    ">",
    "|",
    ",",
    ";",
    "\t",
    "name,phone,dob\n",
    " ",
    "\n",
    "1",
    "00",
    "a",
    "A.",
    "é",
    "ß",
    "°",
    "€",
    "मकान नंबर 42, ",
    "شارع الملك ",
    "key=",
    "token = ",
    "'",
    "\"",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\\",
    "curl -u ",
    "ssh ",
    "$ ",
    "~",
];

fn text(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..dice.roll(40) {
        match dice.roll(4) {
            0 => text.extend(char::from_u32(dice.roll(0x3000) as u32)),
            1 => text.extend((0..dice.roll(8)).map(|_| char::from(b' ' + dice.roll(95) as u8))),
            _ => text.push_str(PIECES[dice.roll(PIECES.len())]),
        }
    }
    text
}

fn check(text: &str) {
    let found = find(text);
    assert_eq!(found, find(text), "two answers");
    for pair in found.windows(2) {
        assert!(pair[0].end <= pair[1].start, "findings overlap");
    }
    for one in &found {
        assert!(
            one.start < one.end && text.get(one.start..one.end).is_some(),
            "a span cuts a character"
        );
    }
    let (once, _) = scrub_text(text);
    assert_eq!(scrub_text(&once).0, once, "scrubbing twice changes something");
}

fn main() {
    let number = |place: usize| {
        std::env::args()
            .nth(place)
            .and_then(|word| word.parse::<u64>().ok())
    };
    let (seconds, seed) = (number(1).unwrap_or(10), number(2).unwrap_or(1));
    let (start, mut texts, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
    while start.elapsed().as_secs() < seconds {
        let text = text(&mut Dice(
            seed.wrapping_add(texts).wrapping_mul(0x2545_F491_4F6C_DD1D),
        ));
        let begin = Instant::now();
        if let Err(panic) = std::panic::catch_unwind(|| check(&text)) {
            println!("seed {seed}, text {texts}: {text:?}");
            std::panic::resume_unwind(panic);
        }
        slowest = slowest.max(begin.elapsed());
        texts += 1;
    }
    println!("{texts} texts, slowest {slowest:?}");
}
