//! Trains the name tagger: `train LISTS TEXTS OUT`.
//!
//! In: LISTS, lines `flags<TAB>word or phrase`; TEXTS, lines of one document each, `\n` for its line ends, names between U+0001 and U+0002;
//! Out: `names.bin`. Logistic regression by AdaGrad over hashed features, then rounded to eight bits. It compiles the engine's own files,
//! so that what is learned is what is later seen. Deterministic: one thread, a fixed seed, no clock.
//! A tenth of the documents, by their order, is kept to choose the threshold.

use std::collections::BTreeMap;

#[path = "../../shared/src/scrub/names/features.rs"]
#[allow(dead_code)]
mod features;
#[path = "../../shared/src/scrub/names/fold.rs"]
mod fold;
#[path = "../../shared/src/scrub/names/han.rs"]
#[allow(dead_code)]
mod han;
#[path = "../../shared/src/scrub/names/table.rs"]
#[allow(dead_code)]
mod table;
#[path = "../../shared/src/scrub/names/tokens.rs"]
#[allow(dead_code)]
mod tokens;

use table::{BITS, BUCKETS, Table};

/// How often every example is seen.
const ROUNDS: usize = 8;

struct Example {
    buckets: Vec<u32>,
    is_name: bool,
    weight: f32,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, lists, texts, out] = &arguments[..] else {
        eprintln!("usage: train LISTS TEXTS OUT");
        std::process::exit(2);
    };
    let mut table = Table::empty();
    let mut words: BTreeMap<u32, u16> = BTreeMap::new();
    for line in std::fs::read_to_string(lists)
        .expect("the lists can be read")
        .lines()
    {
        let (flags, word) = line.split_once('\t').expect("flags, a tab, a word");
        let flags: u16 = flags.parse().expect("flags are a number");
        let hash = if word.contains(' ') {
            table::phrase(word.split(' ').map(|word| fold::mix(fold::hash(word))))
        } else {
            fold::mix(fold::hash(word))
        };
        *words.entry(hash >> (32 - BITS)).or_default() |= flags;
        table.insert(hash, flags);
    }
    eprintln!("{} words", words.len());
    let mut examples: Vec<Example> = vec![];
    let mut held: Vec<Example> = vec![];
    let mut held_han: Vec<Example> = vec![];
    let mut chance = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move || {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        (chance >> 33) as u32
    };
    let particles = features::Particles::new();
    let mut buckets = vec![];
    for (number, line) in std::fs::read_to_string(texts)
        .expect("the texts can be read")
        .lines()
        .enumerate()
    {
        let (weight, line) = line.split_once('\t').expect("a weight, a tab, a text");
        let weight: f32 = weight.parse().expect("a weight");
        let (text, names) = unmarked(&line.replace("\\n", "\n"));
        let mut found = tokens::words(&text, 0..text.len(), &table);
        // A name that is in no list must be found by its form and its context too: some are forgotten.
        for word in &mut found {
            if word.flags & table::NAME != 0 && inside(&names, word.start) && random() % 100 < 28 {
                word.flags &= table::COMMON | table::THING;
                if random() % 2 == 0 {
                    word.flags |= table::CENSUS_FAMILY;
                }
                if random() % 3 != 0 && word.flags & table::CENSUS_FAMILY != 0 {
                    word.flags &= !table::CENSUS_FAMILY;
                }
            }
        }
        for candidate in han::candidates(&text, 0..text.len(), &table) {
            if han::is_famous(&text, &candidate, &table) {
                continue;
            }
            han::features(&text, &candidate, &table, &mut buckets);
            let example = Example {
                buckets: buckets.clone(),
                is_name: names.contains(&(candidate.range.start, candidate.range.end)),
                weight,
            };
            if number % 10 == 7 { held_han.push(example) } else { examples.push(example) }
        }
        for index in 0..found.len() {
            let word = &found[index];
            if !features::is_candidate(word) || particles.has(word) || features::is_famous(word) {
                continue;
            }
            let at = inside(&names, word.start);
            if at && word.start >= 1 && text.as_bytes()[word.start - 1] == b'@' {
                continue;
            }
            buckets.clear();
            features::each(&text, &found, index, |bucket| buckets.push(bucket));
            let example = Example {
                buckets: buckets.clone(),
                is_name: at,
                weight,
            };
            if number % 10 == 7 {
                held.push(example)
            } else {
                examples.push(example)
            }
        }
    }
    eprintln!(
        "{} examples, {} of names, {} held back",
        examples.len(),
        examples.iter().filter(|one| one.is_name).count(),
        held.len()
    );
    let (weights, bias) = learn(&mut examples, &mut random);
    // 42 units are one logit, in every version: the thresholds of the engine count on it.
    let unit = 3.0 / 127.0;
    let rounded: Vec<i8> = weights
        .iter()
        .map(|weight| (weight / unit).round().clamp(-127.0, 127.0) as i8)
        .collect();
    let bias = (bias / unit).round() as i32;
    report(&held, &rounded, bias, unit);
    eprintln!("without spaces:");
    report(&held_han, &rounded, bias, unit);
    std::fs::write(out, file(&words, &rounded, bias)).expect("the file can be written");
}

fn inside(names: &[(usize, usize)], place: usize) -> bool {
    names.iter().any(|(start, end)| (*start..*end).contains(&place))
}

/// The text without its marks, and where names stand in it.
fn unmarked(line: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut names, mut open) = (String::new(), vec![], 0);
    for letter in line.chars() {
        match letter {
            '\u{1}' => open = text.len(),
            '\u{2}' => names.push((open, text.len())),
            letter => text.extend(seen(letter)),
        }
    }
    (text, names)
}

/// A character as the engine's rules see it (`span::plain`): what is invisible is gone, blanks, hyphens and digits are plain ones.
fn seen(letter: char) -> Option<char> {
    let code = u32::from(letter);
    match code {
        0xAD | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0x2066..=0x2069 | 0xFEFF => None,
        0xA0 | 0x2000..=0x200A | 0x202F | 0x205F => Some(' '),
        0x2010..=0x2012 | 0x2212 | 0xFE63 | 0xFF0D => Some('-'),
        0x660..=0x669 => char::from_digit(code - 0x660, 10),
        0x966..=0x96F => char::from_digit(code - 0x966, 10),
        0xFF10..=0xFF1A | 0xFF21..=0xFF3A | 0xFF41..=0xFF5A => char::from_u32(code - 0xFEE0),
        _ => Some(letter),
    }
}

fn learn(examples: &mut [Example], random: &mut impl FnMut() -> u32) -> (Vec<f32>, f32) {
    let (mut weights, mut squares) = (vec![0_f32; BUCKETS], vec![1e-2_f32; BUCKETS]);
    let (mut bias, mut bias_square) = (0_f32, 1e-2_f32);
    let rate = 0.15;
    let (mut mean, mut mean_bias) = (vec![0_f32; BUCKETS], 0_f32);
    for round in 0..ROUNDS {
        for index in (1..examples.len()).rev() {
            examples.swap(index, random() as usize % (index + 1));
        }
        let mut loss = 0_f64;
        for example in examples.iter() {
            let sum: f32 = bias
                + example
                    .buckets
                    .iter()
                    .map(|bucket| weights[*bucket as usize])
                    .sum::<f32>();
            let guess = 1.0 / (1.0 + (-sum).exp());
            let target = if example.is_name { 1.0 } else { 0.0 };
            loss -= f64::from((if example.is_name { guess } else { 1.0 - guess }).max(1e-7).ln());
            let slope = (guess - target) * example.weight;
            if slope.abs() < 1e-4 {
                continue;
            }
            bias_square += slope * slope;
            bias -= rate * slope / bias_square.sqrt();
            for bucket in &example.buckets {
                let bucket = *bucket as usize;
                let slope = slope + 2e-6 * weights[bucket];
                squares[bucket] += slope * slope;
                weights[bucket] -= rate * slope / squares[bucket].sqrt();
            }
        }
        // The mean of the later rounds depends less on the order of the examples.
        if round >= ROUNDS - 4 {
            for (mean, weight) in mean.iter_mut().zip(&weights) {
                *mean += weight / 4.0;
            }
            mean_bias += bias / 4.0;
        }
        eprintln!("round {round}: loss {:.4}", loss / examples.len() as f64);
    }
    // What was hardly ever useful is left out.
    for weight in &mut mean {
        if weight.abs() < 0.04 {
            *weight = 0.0;
        }
    }
    (mean, mean_bias)
}

fn report(held: &[Example], weights: &[i8], bias: i32, unit: f32) {
    for threshold in [-1.0_f32, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0] {
        let (mut right, mut wrong, mut missed) = (0, 0, 0);
        for example in held {
            let sum: i32 = bias
                + example
                    .buckets
                    .iter()
                    .map(|bucket| i32::from(weights[*bucket as usize]))
                    .sum::<i32>();
            match (sum as f32 * unit > threshold, example.is_name) {
                (true, true) => right += 1,
                (true, false) => wrong += 1,
                (false, true) => missed += 1,
                (false, false) => {}
            }
        }
        let (precision, recall) = (
            f64::from(right) / f64::from((right + wrong).max(1)),
            f64::from(right) / f64::from((right + missed).max(1)),
        );
        eprintln!(
            "over {threshold} ({} units): words P {precision:.3} R {recall:.3} F {:.3}",
            (threshold / unit).round(),
            2.0 * precision * recall / (precision + recall)
        );
    }
}

fn file(words: &BTreeMap<u32, u16>, weights: &[i8], bias: i32) -> Vec<u8> {
    let mut file = table::MAGIC.to_vec();
    varint(&mut file, words.len());
    let mut last = 0;
    for print in words.keys() {
        varint(&mut file, (print - last) as usize);
        last = *print;
    }
    file.extend(words.values().map(|flags| *flags as u8));
    varint(&mut file, (bias + (1 << 20)) as usize);
    let set: Vec<usize> = (0..weights.len()).filter(|place| weights[*place] != 0).collect();
    varint(&mut file, set.len());
    let mut last = 0;
    for place in &set {
        varint(&mut file, place - last);
        last = *place;
    }
    file.extend(set.iter().map(|place| weights[*place] as u8));
    eprintln!("{} weights, {} bytes", set.len(), file.len());
    file
}

fn varint(file: &mut Vec<u8>, mut number: usize) {
    while number > 0x7F {
        file.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    file.push(number as u8);
}
