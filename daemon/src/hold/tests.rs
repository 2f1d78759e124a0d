//! The table of the hold rules, and what must hold for every order of events.

use proptest::prelude::*;

use super::*;

const WINDOW: i64 = 1_000;

fn reading(wall: i64, boot: i64, boot_id: &str) -> Reading {
    Reading {
        wall: Timestamp(wall),
        boot,
        boot_id: boot_id.into(),
    }
}

fn hold(state: State) -> Hold {
    Hold {
        state,
        since: 0,
        window: WINDOW,
        sent: false,
    }
}

fn at(now: i64, after_window: AfterWindow) -> Circumstances {
    Circumstances {
        now,
        quiet_over: true,
        after_window,
        may_leave: true,
    }
}

#[test]
fn hold_time_is_the_smaller_difference_within_a_boot_and_the_wall_difference_across_boots() {
    for (from, to, expected) in [
        ((0, 0, "a"), (500, 500, "a"), 500),
        ((0, 0, "a"), (1_000_000, 500, "a"), 500), // the wall clock jumped ahead
        ((0, 0, "a"), (100, 500, "a"), 100),       // the wall clock was slow
        ((900, 0, "a"), (0, 500, "a"), 0),         // it was set back
        ((0, 9_000, "a"), (700, 10, "b"), 700),    // another boot: only the wall clock counts
        ((900, 0, "a"), (0, 500, "b"), 0),         // a dead clock battery
    ] {
        let (from, to) = (reading(from.0, from.1, from.2), reading(to.0, to.1, to.2));
        assert_eq!(passed(&from, &to), expected, "{from:?} {to:?}");
    }
}

#[test]
fn a_clock_that_was_wrong_while_a_record_arrived_does_not_shorten_its_window_later() {
    let year = 365 * 86_400_000;
    let dead_battery = HoldClock::starting(reading(0, 0, "a"));
    let corrected = dead_battery.advance(&reading(50 * year, 1_000, "a"));
    let next_boot = corrected.advance(&reading(50 * year + 2_000, 0, "b"));
    assert_eq!((corrected.now, next_boot.now), (1_000, 3_000));
}

#[test]
fn the_table_of_states_and_events() {
    use AfterWindow::{Donate, Wait};
    use State::*;
    let rows = [
        (Held, Event::Tick, at(999, Donate), Ok(Held)),
        (Held, Event::Tick, at(1_000, Donate), Ok(Queued)),
        (Held, Event::Tick, at(1_000, Wait), Ok(Ready)),
        (Ready, Event::Tick, at(9_999, Wait), Ok(Ready)),
        (Held, Event::Approve, at(1, Wait), Ok(Approved)),
        (Approved, Event::Tick, at(999, Wait), Ok(Approved)),
        (Approved, Event::Tick, at(1_000, Wait), Ok(Queued)),
        (Ready, Event::Approve, at(1_000, Wait), Ok(Approved)),
        (Held, Event::Donate, at(1, Wait), Ok(Queued)),
        (Rejected, Event::Donate, at(1, Wait), Ok(Queued)),
        (Queued, Event::Received, at(1, Donate), Ok(Donated)),
        (Queued, Event::Reject, at(1, Donate), Ok(Rejected)),
        (Queued, Event::Edited, at(1, Donate), Err(Stays::OnItsWay)),
        (Rejected, Event::Tick, at(9_999, Donate), Ok(Rejected)),
        (Donated, Event::Revoke, at(1, Donate), Err(Stays::AlreadyDonated)),
        (Donated, Event::Grown, at(1, Donate), Err(Stays::AlreadyDonated)),
        (Donated, Event::Retract, at(1, Donate), Ok(Retracted)),
        (Held, Event::Retract, at(1, Donate), Err(Stays::NotDonated)),
        (Held, Event::Received, at(1, Donate), Err(Stays::NotNow)),
        (Revoked, Event::Donate, at(1, Donate), Err(Stays::Erased)),
        (Revoked, Event::Revoke, at(1, Donate), Ok(Revoked)),
        (Retracted, Event::Donate, at(1, Donate), Err(Stays::Erased)),
        (Retracted, Event::Retract, at(1, Donate), Ok(Retracted)),
    ];
    for (state, event, circumstances, expected) in rows {
        let found = next(hold(state), event, &circumstances).map(|hold| hold.state);
        assert_eq!(found, expected, "{state:?} {event:?} at {}", circumstances.now);
    }
}

#[test]
fn new_turns_restart_the_window_and_take_an_approval_back() {
    let grown = next(hold(State::Approved), Event::Grown, &at(700, AfterWindow::Donate)).unwrap();
    assert_eq!((grown.state, due(&grown)), (State::Held, 1_700));
}

#[test]
fn holding_longer_never_holds_shorter() {
    let circumstances = at(100, AfterWindow::Donate);
    let longer = next(hold(State::Held), Event::HoldFor(5_000), &circumstances).unwrap();
    assert_eq!(due(&longer), 5_100);
    let not_shorter = next(hold(State::Held), Event::HoldFor(1), &circumstances).unwrap();
    assert_eq!(due(&not_shorter), WINDOW);
}

#[test]
fn in_the_quiet_time_and_without_consent_nothing_leaves_by_itself() {
    for (quiet_over, may_leave) in [(false, true), (true, false)] {
        let circumstances = Circumstances {
            quiet_over,
            may_leave,
            ..at(5_000, AfterWindow::Donate)
        };
        let tick = |state| next(hold(state), Event::Tick, &circumstances).unwrap().state;
        assert_eq!(
            (tick(State::Held), tick(State::Approved)),
            (State::Ready, State::Approved)
        );
    }
    assert!(!quiet_over(QUIET_START - 1, 86_400_000));
    assert!(quiet_over(QUIET_START, 86_400_000));
    assert!(quiet_over(3_000, 3_000), "one window, if that is shorter");
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Grown),
        Just(Event::Edited),
        Just(Event::Approve),
        (0..5_000_i64).prop_map(Event::HoldFor),
        Just(Event::Tick),
        Just(Event::Attempt),
        Just(Event::Received),
        Just(Event::Reject),
        Just(Event::Revoke),
        Just(Event::Retract),
    ]
}

proptest! {
    #[test]
    fn nothing_leaves_before_its_window_is_over_unless_told_to(steps in prop::collection::vec((any_event(), 0..400_i64), 1..40)) {
        let (mut record, mut now) = (hold(State::Held), 0);
        for (event, wait) in steps {
            now += wait;
            let before = record;
            record = next(record, event, &at(now, AfterWindow::Donate)).unwrap_or(record);
            if record.state == State::Queued && before.state != State::Queued {
                prop_assert!(now >= due(&before));
            }
            if matches!(before.state, State::Revoked | State::Retracted) {
                prop_assert_eq!(record, before);
            }
        }
    }

    #[test]
    fn the_hold_clock_never_outruns_either_clock_within_a_boot(steps in prop::collection::vec((-5_000..5_000_i64, 0..1_000_i64), 1..40)) {
        let (mut wall, mut boot) = (0, 0);
        let mut clock = HoldClock::starting(reading(0, 0, "a"));
        for (wall_step, boot_step) in steps {
            wall += wall_step;
            boot += boot_step;
            let before = clock.now;
            clock = clock.advance(&reading(wall, boot, "a"));
            prop_assert!(clock.now >= before && clock.now <= boot);
        }
    }
}

/// A laptop in the real world: time that truly passes, a wall clock that people and batteries set wrong, sleep, and new starts.
struct Laptop {
    truth: i64,
    /// How far the wall clock is off.
    off_by: i64,
    booted: i64,
    boots: u32,
}

impl Laptop {
    fn read(&self) -> Reading {
        reading(
            self.truth + self.off_by,
            self.truth - self.booted,
            &self.boots.to_string(),
        )
    }

    /// Switched off for so long, then on, with a clock that is so wrong.
    fn restart(&mut self, off: i64, off_by: i64) {
        self.truth += off;
        self.off_by = off_by;
        self.booted = self.truth;
        self.boots += 1;
    }
}

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

#[test]
fn a_laptop_that_runs_an_hour_a_day_donates_after_a_day_and_not_before() {
    let mut laptop = Laptop {
        truth: 0,
        off_by: 0,
        booted: 0,
        boots: 0,
    };
    let mut clock = HoldClock::starting(laptop.read());
    let mut record = Hold {
        window: DAY,
        ..hold(State::Held)
    };
    let mut left_at = None;
    for _day in 0..4 {
        let started = clock.now;
        for _minute in 0..60 {
            laptop.truth += 60_000;
            clock = clock.advance(&laptop.read());
            let circumstances = Circumstances {
                quiet_over: quiet_over(clock.now - started, DAY),
                ..at(clock.now, AfterWindow::Donate)
            };
            record = next(record, Event::Tick, &circumstances).unwrap();
            if record.state == State::Queued {
                left_at.get_or_insert(laptop.truth);
            }
        }
        laptop.restart(23 * HOUR, 0);
        clock = clock.advance(&laptop.read());
    }
    let left_at = left_at.expect("it leaves");
    assert!((DAY + QUIET_START..=DAY + HOUR).contains(&left_at), "{left_at}");
}

#[test]
fn a_start_with_a_clock_that_is_ahead_shortens_nothing_once_the_clock_is_set_right() {
    let mut laptop = Laptop {
        truth: 0,
        off_by: 0,
        booted: 0,
        boots: 0,
    };
    let mut clock = HoldClock::starting(laptop.read());
    laptop.restart(HOUR, 30 * DAY);
    clock = clock.advance(&laptop.read());
    assert!(clock.now > 30 * DAY, "nobody can know better yet");
    laptop.truth += 60_000;
    laptop.off_by = 0;
    clock = clock.advance(&laptop.read());
    assert!(clock.now <= laptop.truth, "{} in {}", clock.now, laptop.truth);
    laptop.truth += DAY;
    clock = clock.advance(&laptop.read());
    assert!(clock.now >= DAY && clock.now <= laptop.truth);
}

#[test]
fn time_zones_and_daylight_saving_do_not_exist_for_it() {
    // The wall clock counts from 1970 everywhere: 2026-03-29 01:59:59 and 03:00:00 in Berlin are one second apart.
    let before = reading(1_774_745_999_000, 0, "a");
    let after = reading(1_774_746_000_000, 1_000, "a");
    assert_eq!(passed(&before, &after), 1_000);
}

#[derive(Clone, Debug)]
enum Turn {
    /// Time passes, awake or asleep.
    Pass(i64),
    /// Somebody sets the clock; out by so much.
    Set(i64),
    /// Off for so long, on again with a clock that is out by so much, set right after so long.
    Restart(i64, i64, i64),
}

fn any_turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        3 => (0..2 * DAY).prop_map(Turn::Pass),
        1 => (-40 * DAY..40 * DAY).prop_map(Turn::Set),
        1 => (0..3 * DAY, -400 * DAY..400 * DAY, 0..QUIET_START - 1).prop_map(|(off, by, after)| Turn::Restart(off, by, after)),
    ]
}

proptest! {
    #[test]
    fn no_window_is_ever_shorter_than_the_time_that_truly_passed(turns in prop::collection::vec(any_turn(), 1..60)) {
        let mut laptop = Laptop { truth: 0, off_by: 0, booted: 0, boots: 0 };
        let mut clock = HoldClock::starting(laptop.read());
        for turn in turns {
            match turn {
                Turn::Pass(time) => laptop.truth += time,
                Turn::Set(by) => {
                    laptop.off_by = by;
                    clock = clock.advance(&laptop.read());
                    // Whoever set it wrong sets it right before the machine is switched off; a clock that is
                    // off at both ends of a night is the next case.
                    laptop.off_by = 0;
                }
                Turn::Restart(off, by, after) => {
                    laptop.restart(off, by);
                    clock = clock.advance(&laptop.read());
                    laptop.truth += after;
                    laptop.off_by = 0;
                }
            }
            clock = clock.advance(&laptop.read());
            // A clock that is off by less than it takes to notice, at each of the starts.
            prop_assert!(clock.now <= laptop.truth + A_LITTLE * i64::from(laptop.boots), "{} in {}", clock.now, laptop.truth);
        }
    }

    #[test]
    fn the_rules_agree_with_a_model_that_is_written_the_other_way_round(
        steps in prop::collection::vec((any_event_or_donation(), 0..700_i64, any::<[bool; 3]>()), 1..60)
    ) {
        let mut record = hold(State::Held);
        let mut model = Model { state: State::Held, end: WINDOW, length: WINDOW, sent: false };
        let mut now = 0;
        for (event, wait, [quiet_over, may_leave, by_itself]) in steps {
            now += wait;
            let circumstances = Circumstances {
                now,
                quiet_over,
                may_leave,
                after_window: if by_itself { AfterWindow::Donate } else { AfterWindow::Wait },
            };
            let moved = next(record, event, &circumstances);
            let allowed = model.step(event, &circumstances);
            prop_assert_eq!(moved.is_ok(), allowed, "{:?} {:?}", record, event);
            record = moved.unwrap_or(record);
            prop_assert_eq!(record.state, model.state, "{:?} at {}", event, now);
            prop_assert_eq!(due(&record), model.end, "{:?} at {}", event, now);
            prop_assert_eq!(record.sent, model.sent);
        }
    }
}

fn any_event_or_donation() -> impl Strategy<Value = Event> {
    prop_oneof![8 => any_event(), 1 => Just(Event::Donate)]
}

/// The same rules, event by event instead of state by state, with the end of the window instead of its beginning.
struct Model {
    state: State,
    end: i64,
    length: i64,
    sent: bool,
}

impl Model {
    /// Out: whether the event may happen.
    fn step(&mut self, event: Event, at: &Circumstances) -> bool {
        use State::{Approved, Donated, Held, Queued, Ready, Rejected, Retracted, Revoked};
        let here = matches!(self.state, Held | Approved | Ready | Rejected);
        let stoppable = here || (self.state == Queued && !self.sent);
        match event {
            Event::Revoke => {
                let may = !matches!(self.state, Donated | Retracted);
                if may {
                    self.state = Revoked;
                }
                may
            }
            Event::Retract => {
                let may = matches!(self.state, Donated | Retracted);
                if may {
                    self.state = Retracted;
                }
                may
            }
            Event::Grown if stoppable => {
                self.state = Held;
                self.end = at.now + self.length;
                true
            }
            Event::HoldFor(length) if stoppable => {
                self.length = length.max(self.end - at.now).max(0);
                self.end = at.now + self.length;
                self.state = Held;
                true
            }
            Event::Grown | Event::HoldFor(_) => false,
            Event::Edited => here,
            Event::Approve => {
                if matches!(self.state, Held | Ready) {
                    self.state = Approved;
                }
                matches!(self.state, Approved | Queued)
            }
            Event::Donate => {
                if here && at.may_leave {
                    self.state = Queued;
                }
                self.state == Queued
            }
            Event::Attempt => {
                self.sent |= self.state == Queued;
                self.state == Queued
            }
            Event::Received => {
                if self.state == Queued {
                    self.state = Donated;
                }
                self.state == Donated
            }
            Event::Reject => {
                let may = self.state == Queued;
                if may {
                    self.state = Rejected;
                }
                may
            }
            Event::Tick => {
                let over = at.now >= self.end && matches!(self.state, Held | Approved | Ready);
                let wanted = self.state == Approved || at.after_window == AfterWindow::Donate;
                if over && wanted && at.quiet_over && at.may_leave {
                    self.state = Queued;
                } else if over && self.state == Held {
                    self.state = Ready;
                }
                !matches!(self.state, Revoked | Retracted)
            }
        }
    }
}
