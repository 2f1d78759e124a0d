//! Which thread the page shows: the same one, a part of it far away, or another.
//!
//! In: the turns of each look, the address, what the person typed, the time. Out: the thread that the page shows; the threads that were left.
//! A page may change its address before it changes what it shows, or after; it may show a window of a long list that has
//! nothing in common with the last one. So turns that nothing connects to the thread are held apart until the address or
//! another look tells whose they are. Threads that were left are put on a shelf, and taken down when the page shows them again.

use serde::{Deserialize, Serialize};
use shared::conversation::Role;
use shared::time::Timestamp;

use super::page::Turn;
use super::thread::{Outcome, Thread};

/// Turns without any connection belong to the thread if its address is still shown after this time.
const DECIDED_AFTER: i64 = 2_500;
/// A page that still shows the thread at another address after this time shows another one that begins like it.
const OVERDUE_AFTER: i64 = 10_000;
/// Threads on the shelf, and how much text they may hold together.
const MAX_SHELVED: usize = 8;
const MAX_SHELVED_TEXT: usize = 1_500_000;

/// An address, and what it says about threads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Without its fragment.
    pub base: String,
    /// The thread's name in it.
    pub name: Option<String>,
}

/// A thread where it was seen.
#[derive(Default, Serialize, Deserialize)]
pub struct Seat {
    pub address: Address,
    pub thread: Thread,
}

impl Seat {
    /// What identifies the thread; contains the page's address.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        let question = self.thread.first_question()?;
        let base = &self.address.base;
        Some(if self.address.name.is_some() {
            base.clone()
        } else {
            format!("{base}#{:016x}", super::fingerprint(question))
        })
    }
}

/// The thread a page shows, and those it showed before.
#[derive(Default, Serialize, Deserialize)]
pub struct Visit {
    seat: Seat,
    /// Turns that nothing connects to the thread so far.
    apart: Option<Apart>,
    /// The page showed no turn since the thread was seen.
    emptied: bool,
    /// The person has sent something since then.
    asked: bool,
    /// Since when the address has been another one, while the page still shows the thread.
    moved: Option<Timestamp>,
    shelf: Vec<Seat>,
    /// How many threads at the end of the shelf were left since somebody asked.
    #[serde(skip)]
    left: usize,
}

#[derive(Serialize, Deserialize)]
struct Apart {
    thread: Thread,
    since: Timestamp,
}

impl Visit {
    #[must_use]
    pub fn thread(&self) -> &Thread {
        &self.seat.thread
    }

    pub fn thread_mut(&mut self) -> &mut Thread {
        &mut self.seat.thread
    }

    /// What identifies the thread; contains the page's address.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        self.seat.key()
    }

    /// Whether the address alone tells the thread from others.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.seat.address.name.is_some()
    }

    /// The threads that the page has left since this was last asked.
    pub fn take_left(&mut self) -> &[Seat] {
        let from = self.shelf.len().saturating_sub(std::mem::take(&mut self.left));
        &self.shelf[from..]
    }

    /// The page shows no turn.
    pub fn emptied(&mut self) {
        if !self.emptied {
            (self.emptied, self.asked) = (true, false);
            self.moved = None;
        }
    }

    /// The person has sent something.
    pub fn asked(&mut self) {
        self.asked = true;
    }

    /// Puts the threads of a former document of the same tab on the shelf.
    pub fn inherit(&mut self, former: Self) {
        let former = former.restored();
        for seat in former.shelf.into_iter().chain([former.seat]) {
            let thread = seat.thread.in_another_document();
            if !thread.is_empty() {
                self.put_away(Seat { thread, ..seat });
            }
        }
    }

    /// Puts everything back together after a restart.
    #[must_use]
    pub fn restored(mut self) -> Self {
        self.seat.thread = self.seat.thread.restored();
        for seat in &mut self.shelf {
            seat.thread = std::mem::take(&mut seat.thread).restored();
        }
        if let Some(apart) = &mut self.apart {
            apart.thread = std::mem::take(&mut apart.thread).restored();
        }
        self.shelf.retain(|seat| !seat.thread.is_empty());
        self.apart = self.apart.filter(|apart| !apart.thread.is_empty());
        self
    }

    /// Takes over a look. True when the conversation is not what it was.
    pub fn see(&mut self, turns: &[Turn], address: &Address, typed: &[String], now: Timestamp) -> bool {
        let changed = self.place(turns, address, typed, now);
        (self.emptied, self.asked) = (false, false);
        changed
    }

    /// Whether the page shows the thread at an address that has been another one for long: then it is another one.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.moved
            .is_some_and(|since| now.0.saturating_sub(since.0) >= OVERDUE_AFTER)
    }

    /// Lets time pass: turns apart belong to the thread when its address has stayed.
    pub fn tick(&mut self, now: Timestamp) -> bool {
        let decided = |apart: &Apart| now.0.saturating_sub(apart.since.0) >= DECIDED_AFTER;
        if !self.apart.as_ref().is_some_and(decided) {
            return false;
        }
        self.join_apart();
        true
    }

    fn place(&mut self, turns: &[Turn], address: &Address, typed: &[String], now: Timestamp) -> bool {
        if self.seat.thread.is_empty() {
            return self.sit_down(turns, address, now);
        }
        let known = &self.seat.address;
        let moved = known.name != address.name;
        if moved && known.name.is_some() {
            let still_shown = self.seat.thread.explains(turns)
                && self.seat.thread.shares_elements(turns)
                && self.apart.is_none();
            let since = *self.moved.get_or_insert(now);
            if !still_shown || now.0.saturating_sub(since.0) >= OVERDUE_AFTER {
                return self.leave(turns, address, now);
            }
            return self.seat.thread.update(turns, now) == Outcome::Changed;
        }
        self.moved = None;
        if self.emptied && address.name.is_none() {
            if self.asked && is_first(turns, typed) {
                self.leave_for_new(turns, address, now);
                return true;
            }
            if self.seat.thread.would_turn(turns) {
                return self.leave(turns, address, now);
            }
        }
        if self.apart.is_some() {
            return self.see_apart(turns, address, now);
        }
        match self.seat.thread.update(turns, now) {
            Outcome::Another => {}
            outcome => {
                self.seat.address = address.clone();
                return outcome == Outcome::Changed;
            }
        }
        if !moved && !self.emptied && is_first(turns, typed) {
            self.seat.thread.rewrite_first(turns, now);
            return true;
        }
        let mut apart = Thread::default();
        apart.update(turns, now);
        if moved || (address.name.is_none() && !self.seat.thread.numbers_fit(&apart)) {
            return self.leave(turns, address, now);
        }
        let decided = self.seat.thread.numbers_fit(&apart);
        self.apart = Some(Apart {
            thread: apart,
            since: now,
        });
        if decided {
            self.join_apart();
        }
        true
    }

    /// A look while turns are held apart.
    fn see_apart(&mut self, turns: &[Turn], address: &Address, now: Timestamp) -> bool {
        if self.seat.thread.shows(turns) {
            // The page shows the thread again at the same address: what it showed in between was a part of it.
            self.join_apart();
            self.seat.thread.update(turns, now);
            self.seat.address = address.clone();
            return true;
        }
        if let Some(apart) = &mut self.apart
            && apart.thread.update(turns, now) != Outcome::Another
        {
            return true;
        }
        self.join_apart();
        let mut thread = Thread::default();
        thread.update(turns, now);
        self.apart = Some(Apart { thread, since: now });
        true
    }

    fn join_apart(&mut self) {
        if let Some(apart) = self.apart.take() {
            self.seat.thread.join(apart.thread);
        }
    }

    /// The page shows another thread: one from the shelf, or a new one.
    fn leave(&mut self, turns: &[Turn], address: &Address, now: Timestamp) -> bool {
        self.moved = None;
        let apart = self.apart.take().filter(|apart| apart.thread.shows(turns));
        let mut seat = std::mem::take(&mut self.seat);
        if let Some(before) = seat.thread.before_turning(turns, now) {
            seat.thread = before;
        }
        self.put_away(seat);
        self.left += 1;
        if let Some(apart) = apart {
            // Its turns were seen before its address.
            self.seat.thread = apart.thread;
        }
        self.sit_down(turns, address, now)
    }

    fn leave_for_new(&mut self, turns: &[Turn], address: &Address, now: Timestamp) {
        let seat = std::mem::take(&mut self.seat);
        self.put_away(seat);
        self.left += 1;
        self.seat.address = address.clone();
        self.seat.thread.update(turns, now);
    }

    fn sit_down(&mut self, turns: &[Turn], address: &Address, now: Timestamp) -> bool {
        let seen_already = std::mem::take(&mut self.seat.thread);
        let known = self.shelf.iter().rposition(|seat| match &address.name {
            Some(_) => seat.address.name == address.name,
            None => seat.address == *address && seat.thread.begins_like(turns),
        });
        self.seat.address = address.clone();
        if let Some(at) = known {
            if at + self.left >= self.shelf.len() {
                self.left = self.left.saturating_sub(1);
            }
            self.seat.thread = self.shelf.remove(at).thread;
            if !seen_already.is_empty() {
                self.seat.thread.absorb(&seen_already);
            }
            if self.seat.thread.update(turns, now) == Outcome::Another {
                let mut thread = Thread::default();
                thread.update(turns, now);
                self.apart = Some(Apart { thread, since: now });
            }
            return true;
        }
        self.seat.thread = seen_already;
        self.seat.thread.update(turns, now) == Outcome::Changed
    }

    fn put_away(&mut self, seat: Seat) {
        if seat.thread.is_empty() {
            return;
        }
        self.shelf
            .retain(|known| known.address.name.is_none() || known.address.name != seat.address.name);
        self.shelf.push(seat);
        let mut text: usize = self.shelf.iter().map(|seat| seat.thread.size()).sum();
        while self.shelf.len() > 1 && (self.shelf.len() > MAX_SHELVED || text > MAX_SHELVED_TEXT) {
            text -= self.shelf.remove(0).thread.size();
        }
    }
}

/// Whether the only question of a look is what the person typed last.
fn is_first(turns: &[Turn], typed: &[String]) -> bool {
    let letters = |text: &str| {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .collect::<String>()
    };
    let mut questions = turns.iter().filter(|turn| turn.role == Role::User);
    let typed_last = questions
        .next()
        .zip(typed.last())
        .is_some_and(|(turn, typed)| letters(&turn.text) == letters(typed));
    typed_last && questions.next().is_none()
}
