//! Whatever a person and a page do, the thread in the end is the conversation that took place.
//!
//! A model of a chat site, with a tree of messages per chat, is driven by random operations: replies stream, lists unmount and mount what is
//! out of view, windows jump, history is loaded, replies are regenerated, questions edited, versions switched, chats left and
//! entered again, pages loaded again, the worker stopped. What the page shows after each goes to a session. At the end
//! the session must hold exactly the model's tree and branch. `SEEDS=200` tries more histories, `SEED=7 TRACE=1` shows one.
#![expect(clippy::unwrap_used, reason = "a test")]
#![allow(
    clippy::print_stderr,
    clippy::wrong_self_convention,
    reason = "a model that acts, and shows what it did when asked"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use extension::capture::{LensMessage, Session, Sites};
use serde_json::{Value, json};
use shared::conversation::Conversation;
use shared::time::Timestamp;

/// A small generator, so that every run is the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }

    fn chance(&mut self, of_hundred: usize) -> bool {
        self.roll(100) < of_hundred
    }
}

/// What a site does to make reading hard, or easy.
#[derive(Clone, Copy, Debug)]
struct Habits {
    ids: bool,
    numbers: bool,
    pager: bool,
    /// So many messages are mounted at once.
    window: usize,
    /// The address names the chat.
    named: bool,
    /// Mounted again, a message has another element.
    forgets_elements: bool,
}

struct Message {
    parent: Option<usize>,
    user: bool,
    text: String,
    children: Vec<usize>,
    chosen: usize,
}

#[derive(Default)]
struct Chat {
    messages: Vec<Message>,
    roots: Vec<usize>,
    chosen_root: usize,
    /// Messages before this place on the path are not loaded yet.
    loaded_from: usize,
}

impl Chat {
    fn path(&self) -> Vec<usize> {
        let mut path = Vec::new();
        let mut next = self.roots.get(self.chosen_root).copied();
        while let Some(at) = next {
            path.push(at);
            next = self.messages[at].children.get(self.messages[at].chosen).copied();
        }
        path
    }

    fn add(&mut self, parent: Option<usize>, user: bool, text: String) -> usize {
        let at = self.messages.len();
        self.messages.push(Message {
            parent,
            user,
            text,
            children: Vec::new(),
            chosen: 0,
        });
        let siblings = match parent {
            Some(parent) => &mut self.messages[parent].children,
            None => &mut self.roots,
        };
        siblings.push(at);
        let last = siblings.len() - 1;
        match parent {
            Some(parent) => self.messages[parent].chosen = last,
            None => self.chosen_root = last,
        }
        at
    }

    fn siblings(&self, at: usize) -> &[usize] {
        match self.messages[at].parent {
            Some(parent) => &self.messages[parent].children,
            None => &self.roots,
        }
    }

    fn choose(&mut self, at: usize) {
        let place = self
            .siblings(at)
            .iter()
            .position(|sibling| *sibling == at)
            .unwrap();
        match self.messages[at].parent {
            Some(parent) => self.messages[parent].chosen = place,
            None => self.chosen_root = place,
        }
    }

    fn way_to(&self, at: usize) -> String {
        let mut way: Vec<&str> = std::iter::successors(Some(at), |at| self.messages[*at].parent)
            .map(|at| self.messages[at].text.as_str())
            .collect();
        way.reverse();
        way.join(" > ")
    }
}

struct World {
    dice: Dice,
    habits: Habits,
    chats: Vec<Chat>,
    at: usize,
    /// Of the path of the chat that is shown.
    window: (usize, usize),
    /// The elements of what is mounted.
    elements: BTreeMap<(usize, usize), u32>,
    next_element: u32,
    session: Session,
    seq: u64,
    now: i64,
    words: usize,
    /// The worker is stopped after so many looks, again and again.
    stops_every: usize,
    looks: usize,
    log: Vec<String>,
    last_full: Value,
}

const WORDS: &[&str] = &[
    "river", "stone", "lamp", "garden", "winter", "paper", "engine", "harbour", "music", "valley", "window",
    "silver", "orchard", "bridge", "candle", "forest", "meadow", "signal", "thread", "market",
];

impl World {
    fn new(seed: u64, habits: Habits) -> Self {
        Self {
            dice: Dice(seed.wrapping_mul(0x9e37_79b9) + 1),
            habits,
            chats: (0..3).map(|_| Chat::default()).collect(),
            at: 0,
            window: (0, 0),
            elements: BTreeMap::new(),
            next_element: 100,
            session: Session::new(Rc::new(Sites::none())),
            seq: 0,
            now: 0,
            words: 0,
            stops_every: 0,
            looks: 0,
            log: Vec::new(),
            last_full: Value::Null,
        }
    }

    fn text(&mut self, user: bool, often: bool) -> String {
        if often {
            return if user { "U continue" } else { "ok" }.to_owned();
        }
        self.words += 1;
        let mut text = format!("{} {}", if user { "U" } else { "A" }, self.words);
        for _ in 0..6 + self.dice.roll(12) {
            text.push(' ');
            text.push_str(WORDS[self.dice.roll(WORDS.len())]);
        }
        text
    }

    fn chat(&mut self) -> &mut Chat {
        let at = self.at;
        &mut self.chats[at]
    }

    fn address(&self) -> String {
        if self.habits.named {
            format!("https://chat.example/c/chat-{}0000000", self.at + 1)
        } else {
            "https://chat.example/".to_owned()
        }
    }

    fn element(&mut self, message: usize) -> u32 {
        let key = (self.at, message);
        if let Some(element) = self.elements.get(&key) {
            return *element;
        }
        self.next_element += 10;
        self.elements.insert(key, self.next_element);
        self.next_element
    }

    /// The page shows the window; the last message only up to so many bytes.
    fn look(&mut self, grown: Option<usize>, url: &str) {
        let path = self.chats[self.at].path();
        let (start, end) = (self.window.0.min(path.len()), self.window.1.min(path.len()));
        let shown: Vec<(usize, usize)> = (start..end).map(|place| (place, path[place])).collect();
        if self.habits.forgets_elements {
            let (chat, mounted): (usize, BTreeSet<usize>) =
                (self.at, shown.iter().map(|(_, at)| *at).collect());
            self.elements
                .retain(|(of, message), _| *of == chat && mounted.contains(message));
        }
        let mut list = Vec::new();
        let mut nodes = vec![
            json!({ "i": 1, "t": "html", "c": [2, 3] }),
            json!({ "i": 3, "t": "textarea" }),
        ];
        for (place, at) in shown {
            let element = self.element(at);
            let (chat, message) = (&self.chats[self.at], &self.chats[self.at].messages[at]);
            let siblings = chat.siblings(at);
            let class = if message.user {
                "message user-message"
            } else {
                "message assistant-message"
            };
            let mut text = message.text.as_str();
            if let Some(grown) = grown.filter(|_| place + 1 == path.len()) {
                text = &text[..grown.min(text.len())];
            }
            let mut attributes = json!({ "class": class });
            if self.habits.ids {
                attributes["data-message-id"] = json!(format!("id-{}-{at}", self.at));
            }
            if self.habits.numbers {
                attributes["data-index"] = json!(place.to_string());
            }
            let mut children = vec![json!(element + 1)];
            if self.habits.pager && siblings.len() > 1 {
                let shown = siblings.iter().position(|sibling| *sibling == at).unwrap() + 1;
                nodes.push(
                    json!({ "i": element + 2, "t": "div", "c": [element + 3, element + 4, element + 5] }),
                );
                nodes.push(json!({ "i": element + 3, "t": "button", "a": { "aria-label": "previous" } }));
                nodes.push(
                    json!({ "i": element + 4, "t": "span", "c": [format!("{shown} / {}", siblings.len())] }),
                );
                nodes.push(json!({ "i": element + 5, "t": "button", "a": { "aria-label": "next" } }));
                children.push(json!(element + 2));
            }
            children.push(json!(element + 6));
            nodes.push(json!({ "i": element + 6, "t": "button", "a": { "aria-label": "Regenerate" } }));
            nodes.push(json!({ "i": element + 1, "t": "p", "c": [text] }));
            nodes.push(json!({ "i": element, "t": "div", "a": attributes, "c": children }));
            list.push(element);
        }
        nodes.push(json!({ "i": 2, "t": "main", "c": list }));
        let quiet = grown.is_none();
        self.says(
            json!({ "full": true, "root": 1, "nodes": nodes, "quiet": quiet }),
            url,
        );
        self.now += 1_000;
        self.session.tick(Timestamp(self.now));
        if quiet {
            self.now += 3_000;
            self.session.tick(Timestamp(self.now));
        }
        if std::env::var_os("TRACE").is_some() {
            let short = |text: &str| text.chars().take(6).collect::<String>();
            let shown: Vec<String> = path[start..end]
                .iter()
                .map(|at| short(&self.chats[self.at].messages[*at].text))
                .collect();
            let held: Vec<String> = self
                .session
                .conversation()
                .map(|conversation| {
                    conversation
                        .visible()
                        .map(|message| short(&message.text))
                        .collect()
                })
                .unwrap_or_default();
            eprintln!(
                "{} {} {grown:?} {}\n      held {}",
                self.now,
                &url[20..],
                shown.join("|"),
                held.join("|")
            );
        }
        self.looks += 1;
        if self.stops_every > 0 && self.looks.is_multiple_of(self.stops_every) {
            let snapshot = self.session.snapshot();
            self.session = Session::new(Rc::new(Sites::none()));
            self.session.restore(&snapshot);
        }
    }

    fn says(&mut self, mut message: Value, url: &str) {
        message["seq"] = json!(self.seq);
        message["url"] = json!(url);
        self.seq += 1;
        self.now += 500;
        if message["full"] == true {
            self.last_full = message.clone();
        }
        let message: LensMessage = serde_json::from_value(message).unwrap();
        if self.session.receive(message, Timestamp(self.now)).needs_full && !self.last_full.is_null() {
            let again = self.last_full.clone();
            self.says(again, url);
        }
    }

    fn rest(&mut self) {
        let url = self.address();
        self.look(None, &url);
    }

    fn to_the_end(&mut self) {
        let length = self.chat().path().len();
        self.window = (length.saturating_sub(self.habits.window), length);
        self.window.0 = self.window.0.max(self.chat().loaded_from.min(length));
    }

    /// The reply at the end of the path streams in.
    fn stream(&mut self) {
        let url = self.address();
        let steps = self.dice.roll(3);
        for step in 0..steps {
            self.to_the_end();
            self.look(Some(2 + step * 25), &url);
        }
        self.to_the_end();
        self.rest();
    }

    fn send(&mut self, text: &str) {
        let url = self.address();
        self.says(
            json!({ "quiet": true, "event": { "k": "send", "n": 3, "text": text } }),
            &url,
        );
    }

    fn say(&mut self) {
        // Chats that begin alike and share an address cannot be told apart.
        let often = self.dice.chance(15) && !self.chat().messages.is_empty();
        let question = self.text(true, often);
        let often = often && self.dice.chance(60);
        let reply = self.text(false, often);
        self.send(&question);
        let parent = self.chat().path().last().copied();
        let asked = self.chat().add(parent, true, question);
        if self.dice.chance(50) {
            self.to_the_end();
            let url = self.address();
            self.look(Some(usize::MAX), &url);
        }
        self.chat().add(Some(asked), false, reply);
        self.stream();
    }

    fn mounted(&self, user: bool) -> Vec<usize> {
        let chat = &self.chats[self.at];
        let path = chat.path();
        let shown = &path[self.window.0.min(path.len())..self.window.1.min(path.len())];
        shown
            .iter()
            .copied()
            .filter(|at| chat.messages[*at].user == user)
            .collect()
    }

    fn regenerate(&mut self) {
        let mounted = self.mounted(false);
        let Some(old) = mounted.get(self.dice.roll(mounted.len())).copied() else {
            return;
        };
        let url = self.address();
        let element = self.element(old);
        self.says(
            json!({ "quiet": true, "event": { "k": "click", "p": [element + 6, element, 2, 1] } }),
            &url,
        );
        let parent = self.chat().messages[old].parent;
        let text = self.text(false, false);
        self.chat().add(parent, false, text);
        self.stream();
    }

    fn edit(&mut self) {
        let mounted = self.mounted(true);
        let Some(old) = mounted.get(self.dice.roll(mounted.len())).copied() else {
            return;
        };
        let question = self.text(true, false);
        let reply = self.text(false, false);
        self.send(&question);
        let parent = self.chat().messages[old].parent;
        let asked = self.chat().add(parent, true, question);
        self.chat().add(Some(asked), false, reply);
        self.stream();
    }

    fn switch(&mut self) {
        let chat = &self.chats[self.at];
        let path = chat.path();
        let (start, end) = (self.window.0.min(path.len()), self.window.1.min(path.len()));
        let places: Vec<usize> = (start..end)
            .filter(|place| chat.siblings(path[*place]).len() > 1)
            .collect();
        let Some(place) = places.get(self.dice.roll(places.len())).copied() else {
            return;
        };
        let siblings = chat.siblings(path[place]).to_vec();
        let other = siblings[self.dice.roll(siblings.len())];
        self.chat().choose(other);
        let length = self.chat().path().len();
        self.window.1 = (self.window.0 + self.habits.window).min(length);
        self.rest();
    }

    fn scroll(&mut self) {
        let length = self.chat().path().len();
        let size = self.habits.window.min(length);
        let step = 1 + self.dice.roll(size.saturating_sub(2).max(1));
        let start = if self.dice.chance(60) {
            self.window.0.saturating_sub(step)
        } else {
            (self.window.0 + step).min(length - size)
        };
        self.chat().loaded_from = self.chat().loaded_from.min(start);
        self.window = (start, start + size);
        self.rest();
    }

    fn jump(&mut self) {
        let length = self.chat().path().len();
        let size = self.habits.window.min(length);
        let start = self.dice.roll(length - size + 1);
        self.chat().loaded_from = 0;
        self.window = (start, start + size);
        self.rest();
    }

    fn go(&mut self, to: usize) {
        let old = self.address();
        let order = self.dice.roll(4);
        if order == 0 {
            // The address changes before what is shown.
            let from = std::mem::replace(&mut self.at, to);
            let new = self.address();
            self.at = from;
            self.look(None, &new);
        }
        if order == 1 || !self.habits.named {
            let window = std::mem::take(&mut self.window);
            self.look(None, &old);
            self.window = window;
        }
        self.at = to;
        self.elements.clear();
        self.to_the_end();
        if order == 2 && self.window.1 > 0 {
            // The address changes after what is shown, at once.
            let seq = self.now;
            self.look(Some(usize::MAX), &old);
            self.now = seq + 1_200;
        }
        if order == 3 && self.window.1 > 1 {
            // The turns arrive in several looks.
            let window = self.window;
            self.window.1 -= 1;
            self.look(Some(usize::MAX), &self.address());
            self.window = window;
        }
        self.rest();
    }

    fn reload(&mut self) {
        let snapshot = self.session.snapshot();
        self.session = Session::new(Rc::new(Sites::none()));
        self.session.inherit(&snapshot);
        self.elements.clear();
        self.seq = 0;
        self.chat().loaded_from = self.chat().path().len().saturating_sub(self.habits.window);
        self.to_the_end();
        self.rest();
    }

    fn operate(&mut self) {
        let length = self.chat().path().len();
        let operation = self.dice.roll(100);
        if length == 0 {
            if !self.habits.named {
                // A new chat at the same address begins with an empty page.
                self.window = (0, 0);
                self.rest();
            }
            return self.say();
        }
        let name = match operation {
            0..=27 => {
                self.say();
                "say"
            }
            28..=49 => {
                self.scroll();
                "scroll"
            }
            50..=56 if self.habits.named => {
                self.jump();
                "jump"
            }
            57..=68 => {
                self.regenerate();
                "regenerate"
            }
            69..=76 => {
                self.edit();
                "edit"
            }
            77..=86 => {
                self.switch();
                "switch"
            }
            87..=93 => {
                let to = self.dice.roll(self.chats.len());
                if to != self.at {
                    self.go(to);
                }
                "go"
            }
            94..=97 => {
                self.reload();
                "reload"
            }
            _ => {
                self.rest();
                "rest"
            }
        };
        self.log.push(format!("{name}@{}{:?}", self.at, self.window));
    }

    /// The person looks through everything once more.
    fn sweep(&mut self) {
        self.to_the_end();
        self.rest();
        while self.window.0 > 0 {
            let step = self.habits.window.saturating_sub(3).max(1);
            let start = self.window.0.saturating_sub(step);
            self.chat().loaded_from = self.chat().loaded_from.min(start);
            self.window = (start, start + self.habits.window);
            self.rest();
        }
        let length = self.chat().path().len();
        while self.window.1 < length {
            let step = self.habits.window.saturating_sub(3).max(1);
            self.window.1 = (self.window.1 + step).min(length);
            self.window.0 = self.window.1.saturating_sub(self.habits.window);
            self.rest();
        }
    }

    fn compare(&self) -> Result<(), String> {
        if self.chats[self.at].messages.is_empty() {
            return Ok(()); // an empty page says nothing; the session still holds what was there before
        }
        let Some(conversation) = self.session.conversation() else {
            return Err("nothing captured".to_owned());
        };
        let chat = &self.chats[self.at];
        let mut wanted: Vec<String> = (0..chat.messages.len()).map(|at| chat.way_to(at)).collect();
        let mut found = ways(&conversation);
        wanted.sort();
        found.sort();
        let wanted_branch: Vec<&str> = chat
            .path()
            .iter()
            .map(|at| chat.messages[*at].text.as_str())
            .collect();
        let branch: Vec<&str> = conversation
            .visible()
            .map(|message| message.text.as_str())
            .collect();
        if branch != wanted_branch {
            return Err(format!(
                "branch\n{}\ninstead of\n{}",
                branch.join("\n"),
                wanted_branch.join("\n")
            ));
        }
        if found != wanted {
            let too_many: Vec<&String> = found.iter().filter(|way| !wanted.contains(way)).collect();
            let missing: Vec<&String> = wanted.iter().filter(|way| !found.contains(way)).collect();
            return Err(format!(
                "tree: {} instead of {}\ntoo many: {too_many:#?}\nmissing: {missing:#?}",
                found.len(),
                wanted.len()
            ));
        }
        Ok(())
    }
}

fn ways(conversation: &Conversation) -> Vec<String> {
    let mut ways: BTreeMap<&str, String> = BTreeMap::new();
    for message in &conversation.messages {
        let way = match &message.parent_id {
            Some(parent) => format!("{} > {}", ways[parent.0.as_str()], message.text),
            None => message.text.clone(),
        };
        ways.insert(&message.id.0, way);
    }
    ways.into_values().collect()
}

fn run(seed: u64, habits: Habits, operations: usize, stops_every: usize) -> Result<(), String> {
    let mut world = World::new(seed, habits);
    world.stops_every = stops_every;
    for _ in 0..operations {
        world.operate();
        if world.chat().messages.len() >= 60 {
            break;
        }
    }
    let told = |world: &World, problem: String| {
        format!(
            "seed {seed}, {habits:?}, stops {stops_every}\n{}\n{problem}",
            world.log.join(" ")
        )
    };
    world.sweep();
    world.compare().map_err(|problem| told(&world, problem))?;
    // The other chats were not mixed into this one, nor this one into them.
    for chat in 0..world.chats.len() {
        if chat != world.at && !world.chats[chat].messages.is_empty() {
            world.go(chat);
            world.sweep();
            world.log.push(format!("last@{chat}"));
            world.compare().map_err(|problem| told(&world, problem))?;
        }
    }
    Ok(())
}

fn check(habits: Habits, stops_every: usize) {
    let seeds: u64 = std::env::var("SEEDS")
        .ok()
        .and_then(|seeds| seeds.parse().ok())
        .unwrap_or(20);
    let mut problems = Vec::new();
    let only: Option<u64> = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
    for seed in only.map_or(0..seeds, |seed| seed..seed + 1) {
        if let Err(problem) = run(seed, habits, 40, stops_every) {
            problems.push(problem);
        }
    }
    let shortest = problems.iter().min_by_key(|problem| problem.len());
    assert!(
        problems.is_empty(),
        "{} of {seeds} fail; the shortest: {}",
        problems.len(),
        shortest.unwrap()
    );
}

const PLAIN: Habits = Habits {
    ids: false,
    numbers: false,
    pager: false,
    window: 1_000,
    named: false,
    forgets_elements: true,
};

macro_rules! worlds {
    ($($name:ident: $habits:expr, $stops:expr;)*) => { $(#[test] fn $name() { check($habits, $stops); })* };
}

worlds! {
    a_plain_page_comes_out_as_it_was: PLAIN, 0;
    a_plain_page_at_named_addresses: Habits { named: true, ..PLAIN }, 0;
    a_page_with_pagers: Habits { named: true, pager: true, ..PLAIN }, 0;
    a_page_with_ids: Habits { named: true, ids: true, pager: true, ..PLAIN }, 0;
    a_window_with_ids_and_pagers: Habits { named: true, ids: true, pager: true, window: 8, ..PLAIN }, 0;
    a_window_with_ids: Habits { named: true, ids: true, window: 8, ..PLAIN }, 0;
    a_window_with_numbers_and_pagers: Habits { named: true, numbers: true, pager: true, window: 8, ..PLAIN }, 0;
    a_window_without_any_help: Habits { named: true, window: 8, ..PLAIN }, 0;
    a_window_that_keeps_its_elements: Habits { named: true, window: 8, forgets_elements: false, ..PLAIN }, 0;
    a_worker_that_is_stopped_after_every_look: Habits { named: true, pager: true, window: 8, ..PLAIN }, 1;
    a_worker_that_is_stopped_now_and_then: Habits { named: true, ids: true, window: 8, ..PLAIN }, 3;
}
