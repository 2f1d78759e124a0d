//! Stops callers that connect and say nothing from keeping everybody else out.
//!
//! A fixed number of seats; when all are taken and somebody else comes, whoever has been silent for longest has to go. A caller whose
//! request is there as a whole, and is being answered, keeps its seat.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use crate::companion::lock;

/// The seats of all connections.
#[derive(Clone)]
pub(super) struct Seats {
    free: Arc<Semaphore>,
    silent: Arc<Mutex<Silent>>,
}

/// Connections without a whole request, by when they fell silent.
#[derive(Default)]
struct Silent {
    turn: u64,
    waiting: BTreeMap<u64, Arc<Notify>>,
}

/// One connection's seat; free again when this is dropped.
pub(super) struct Seat {
    seats: Seats,
    /// Rung when somebody else needs the seat.
    pub(super) wanted: Arc<Notify>,
    turn: Mutex<Option<u64>>,
    _permit: OwnedSemaphorePermit,
}

impl Seats {
    pub(super) fn new(count: usize) -> Self {
        Self {
            free: Arc::new(Semaphore::new(count)),
            silent: Arc::default(),
        }
    }

    /// A seat for a connection that is there; nothing when there are no seats any more at all.
    pub(super) async fn take(&self) -> Option<Seat> {
        let free = Arc::clone(&self.free);
        let permit = match Arc::clone(&free).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                if let Some((_, silent)) = lock(&self.silent).waiting.pop_first() {
                    silent.notify_one();
                }
                free.acquire_owned().await.ok()?
            }
        };
        let seat = Seat {
            seats: self.clone(),
            wanted: Arc::default(),
            turn: Mutex::default(),
            _permit: permit,
        };
        seat.falls_silent();
        Some(seat)
    }
}

impl Seat {
    /// A whole request is there.
    pub(super) fn speaks(&self) {
        if let Some(turn) = lock(&self.turn).take() {
            lock(&self.seats.silent).waiting.remove(&turn);
        }
    }

    /// Nothing is under way.
    pub(super) fn falls_silent(&self) {
        self.speaks();
        let mut silent = lock(&self.seats.silent);
        silent.turn += 1;
        let turn = silent.turn;
        silent.waiting.insert(turn, Arc::clone(&self.wanted));
        *lock(&self.turn) = Some(turn);
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.speaks();
    }
}
