//! Decides what may happen to a record, and when it may leave.
//!
//! In: where a record stands, what happens, and the time. Out: where it stands next, or why not.
//! Invariant: this module neither reads a clock nor touches storage.
//!
//! No clock jump may shorten a window. Windows are therefore measured on the *hold clock*. Within one boot it moves by the smaller of
//! the wall-clock and the boot-clock difference between two readings (the boot clock counts sleep), across boots by the wall-clock
//! difference, and never by less than nothing. A wall clock that was ahead when the machine started, and is set right afterwards, takes
//! back what it had made the hold clock believe.

use serde::{Deserialize, Serialize};
use shared::consent::AfterWindow;
use shared::time::Timestamp;

/// Nothing is donated by itself for this long after a start, or for one window if that is shorter.
pub const QUIET_START: i64 = 30 * 60 * 1000;

/// What the machine's clocks showed at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub wall: Timestamp,
    /// Milliseconds since the machine was started, time asleep included.
    pub boot: i64,
    /// Names this run of the machine.
    pub boot_id: String,
}

/// A clock that no jump of the machine's clocks can hurry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldClock {
    /// Milliseconds of hold time.
    pub now: i64,
    /// The reading that `now` belongs to.
    pub at: Reading,
    /// The part of `now` that the wall clock alone has said, at the last start of the machine. A clock that was wrong then and is set
    /// back later takes it back; nobody can know better before.
    #[serde(default)]
    pub unproven: i64,
}

impl HoldClock {
    #[must_use]
    pub fn starting(at: Reading) -> Self {
        Self {
            now: 0,
            at,
            unproven: 0,
        }
    }

    /// The clock at a later reading.
    #[must_use]
    pub fn advance(&self, at: &Reading) -> Self {
        let passed = passed(&self.at, at);
        let unproven = if self.at.boot_id == at.boot_id {
            self.unproven
        } else {
            passed
        };
        let taken_back = set_back(&self.at, at).min(unproven);
        Self {
            now: self.now.saturating_add(passed).saturating_sub(taken_back),
            at: at.clone(),
            unproven: unproven - taken_back,
        }
    }
}

/// How far the wall clock was set back between two readings of one boot.
fn set_back(from: &Reading, to: &Reading) -> i64 {
    if from.boot_id != to.boot_id {
        return 0;
    }
    let wall = to.wall.0.saturating_sub(from.wall.0);
    let boot = to.boot.saturating_sub(from.boot);
    let behind = boot.saturating_sub(wall);
    // A clock that runs a little slow was not set.
    if behind > A_LITTLE { behind } else { 0 }
}

/// Less than this between two readings is no jump of a clock.
const A_LITTLE: i64 = 1_000;

/// Hold time between two readings.
#[must_use]
pub fn passed(from: &Reading, to: &Reading) -> i64 {
    let wall = to.wall.0.saturating_sub(from.wall.0);
    let passed = if from.boot_id == to.boot_id {
        wall.min(to.boot.saturating_sub(from.boot))
    } else {
        wall
    };
    passed.max(0)
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Waits in its window.
    Held,
    /// Waits in its window; goes at its end.
    Approved,
    /// The window is over; waits for approval, consent, or the quiet time after a start.
    Ready,
    /// On its way: nothing but its delivery is missing.
    Queued,
    /// The pool has proven that it has it.
    Donated,
    /// The pool refused it for good.
    Rejected,
    /// Taken back after donation, erased here.
    Retracted,
    /// Erased before donation.
    Revoked,
}

impl State {
    pub const ALL: [Self; 8] = [
        Self::Held,
        Self::Approved,
        Self::Ready,
        Self::Queued,
        Self::Donated,
        Self::Rejected,
        Self::Retracted,
        Self::Revoked,
    ];

    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Approved => "approved",
            Self::Ready => "ready",
            Self::Queued => "queued",
            Self::Donated => "donated",
            Self::Rejected => "rejected",
            Self::Retracted => "retracted",
            Self::Revoked => "revoked",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether the contributor may still change the text.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Held | Self::Approved | Self::Ready | Self::Rejected)
    }
}

/// Where a record stands, with its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    pub state: State,
    /// Hold time at which the window began.
    pub since: i64,
    /// Its length in milliseconds.
    pub window: i64,
    /// Whether an attempt to deliver it was ever begun: then the pool may have it.
    pub sent: bool,
}

/// What happens to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Newer turns of the same conversation arrived.
    Grown,
    /// The contributor changed it.
    Edited,
    /// It may go at the end of its window.
    Approve,
    /// Hold it for this long from now, or longer if it is held longer already.
    HoldFor(i64),
    /// Time went by.
    Tick,
    /// Go now, whatever is left of the window.
    Donate,
    /// A delivery is being attempted.
    Attempt,
    /// The pool proved that it has it.
    Received,
    /// The pool refused it for good.
    Reject,
    Revoke,
    Retract,
}

/// What the decision depends on besides the record.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// The hold clock.
    pub now: i64,
    /// Whether the quiet time after the start is over.
    pub quiet_over: bool,
    pub after_window: AfterWindow,
    /// There is a pool, and the terms are agreed to with it.
    pub may_leave: bool,
}

/// Why a record stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stays {
    /// It was revoked or retracted.
    Erased,
    AlreadyDonated,
    NotDonated,
    /// An attempt to deliver it has begun, or is about to.
    OnItsWay,
    /// Consent or pool is missing.
    MayNotLeave,
    /// The event does not apply to this state.
    NotNow,
}

/// The hold time at which the window of this record is over.
#[must_use]
pub fn due(hold: &Hold) -> i64 {
    hold.since.saturating_add(hold.window)
}

/// Where a record stands after an event, or why it stays.
///
/// # Errors
/// When the event may not happen to a record in this state; nothing changes then.
pub fn next(hold: Hold, event: Event, circumstances: &Circumstances) -> Result<Hold, Stays> {
    use State::{Approved, Donated, Held, Queued, Ready, Rejected, Retracted, Revoked};
    let to = |state| Ok(Hold { state, ..hold });
    let restarted = |window| Hold {
        state: Held,
        since: circumstances.now,
        window,
        ..hold
    };
    match (hold.state, event) {
        (Revoked, Event::Revoke) | (Retracted, Event::Retract) => Ok(hold),
        (Revoked | Retracted, _) => Err(Stays::Erased),

        (Donated, Event::Retract) => to(Retracted),
        (Donated, Event::Received | Event::Tick) => Ok(hold),
        (Donated, _) => Err(Stays::AlreadyDonated),
        (_, Event::Retract) => Err(Stays::NotDonated),
        (_, Event::Revoke) => to(Revoked),

        (Queued, Event::Attempt) => Ok(Hold { sent: true, ..hold }),
        (Queued, Event::Received) => to(Donated),
        (Queued, Event::Reject) => to(Rejected),
        (Queued, Event::Donate | Event::Approve | Event::Tick) => Ok(hold),
        (Queued, Event::Grown | Event::HoldFor(_) | Event::Edited) if hold.sent => Err(Stays::OnItsWay),
        (Queued, Event::Edited) => Err(Stays::OnItsWay),
        (_, Event::Attempt | Event::Received | Event::Reject) => Err(Stays::NotNow),

        (Held | Approved | Ready | Rejected | Queued, Event::Grown) => Ok(restarted(hold.window)),
        (Held | Approved | Ready | Rejected, Event::Edited) => Ok(hold),
        (Held | Approved | Ready | Rejected | Queued, Event::HoldFor(length)) => {
            let left = due(&hold).saturating_sub(circumstances.now);
            Ok(restarted(length.max(left).max(0)))
        }
        (Held | Ready, Event::Approve) => to(Approved),
        (Approved, Event::Approve) => Ok(hold),
        (Rejected, Event::Approve) => Err(Stays::NotNow),
        (Held | Approved | Ready | Rejected, Event::Donate) => {
            if circumstances.may_leave {
                to(Queued)
            } else {
                Err(Stays::MayNotLeave)
            }
        }
        (Rejected, Event::Tick) => Ok(hold),
        (Held | Approved | Ready, Event::Tick) => to(after_tick(&hold, circumstances)),
    }
}

fn after_tick(hold: &Hold, circumstances: &Circumstances) -> State {
    if circumstances.now < due(hold) {
        return hold.state;
    }
    let wanted = hold.state == State::Approved || circumstances.after_window == AfterWindow::Donate;
    match (wanted, circumstances.quiet_over && circumstances.may_leave) {
        (true, true) => State::Queued,
        // An approval survives the wait for consent or the quiet time.
        _ if hold.state == State::Approved => State::Approved,
        _ => State::Ready,
    }
}

/// Whether the quiet time after a start is over. `running` is the hold time since the start.
#[must_use]
pub fn quiet_over(running: i64, window: i64) -> bool {
    running >= QUIET_START.min(window)
}

#[cfg(test)]
mod tests;
