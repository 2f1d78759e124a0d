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
