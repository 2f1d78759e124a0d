//! The parts of one running companion: store, clock, settings in force, what it waits for.
//!
//! Every verb (`intake::take`, `donate::donate`, `retract::revoke` …) takes a `&Companion`. Invariant: it does not know
//! whether a browser, the dashboard or the command line is asking.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::consent::{AfterWindow, ConsentReceipt};
use shared::time::Timestamp;

use crate::config::DataDir;
use crate::hold::{self, Circumstances, HoldClock, Reading};
use crate::pairing::Pairing;
use crate::refused::{Kind, Refused};
use crate::store::{Store, StoreError, Tx, View};
use crate::world::World;

/// The window, unless the contributor chose another.
pub const DEFAULT_WINDOW: i64 = 24 * 60 * 60 * 1000;
/// How often the hold clock is written down.
const KEEP_CLOCK: i64 = 10 * 60 * 1000;
/// A disagreement of the clocks that is worth writing down at once.
const CLOCK_JUMP: i64 = 60 * 1000;

/// One companion over one data directory.
pub struct Companion {
    pub store: Store,
    pub world: World,
    pub dir: DataDir,
    /// Whether a daemon runs: otherwise one order is carried out and the process ends.
    pub serving: Option<u16>,
    pub pairing: Mutex<Pairing>,
    pub sign_in: Mutex<crate::http::session::SignIn>,
    pub survey: Mutex<crate::survey::Survey>,
    pub imports: Mutex<crate::import::job::Imports>,
    /// Rung when something may be due.
    pub wake: tokio::sync::Notify,
    /// Hold time of this process at which copies were looked after last.
    pub(crate) copied: std::sync::atomic::AtomicI64,
    /// How captured conversations begin, as far as an import has asked.
    pub(crate) captured: Mutex<crate::intake::captured::Captured>,
    started: Reading,
    clock: Mutex<Clock>,
    last_error: Mutex<Option<String>>,
}

struct Clock {
    hold: HoldClock,
    kept: HoldClock,
    /// Hold time of this process.
    running: i64,
}

/// What the contributor chose.
#[derive(Clone, Debug)]
pub struct Settings {
    pub window: i64,
    pub after_window: AfterWindow,
    pub consent: Option<ConsentReceipt>,
    /// Consent was given once and withdrawn.
    pub withdrawn: bool,
    pub pool_url: Option<String>,
}

impl Companion {
    /// Opens a data directory. `serving` is the port, when a daemon is to run.
    ///
    /// # Errors
    /// When the directory cannot be used, or another companion has it open.
    pub fn open(dir: DataDir, world: World, serving: Option<u16>) -> Result<Self, StoreError> {
        let store = Store::open(&dir, &world)?;
        let started = world.read();
        let kept: Option<HoldClock> = store.read(|view| view.setting("hold_clock"))?;
        let hold = kept.map_or_else(
            || HoldClock::starting(started.clone()),
            |kept| kept.advance(&started),
        );
        let companion = Self {
            store,
            world,
            dir,
            serving,
            pairing: Mutex::default(),
            sign_in: Mutex::default(),
            survey: Mutex::default(),
            imports: Mutex::default(),
            wake: tokio::sync::Notify::new(),
            copied: std::sync::atomic::AtomicI64::new(0),
            captured: Mutex::default(),
            started,
            clock: Mutex::new(Clock {
                running: 0,
                kept: hold.clone(),
                hold,
            }),
            last_error: Mutex::default(),
        };
        match companion.keep_clock() {
            // Reading works on a full disk, too; the clock is written down when there is room.
            Err(StoreError::Full) | Ok(()) => Ok(companion),
            Err(error) => Err(error),
        }
    }

    /// The hold clock.
    #[must_use]
    pub fn hold_now(&self) -> i64 {
        let mut clock = lock(&self.clock);
        let read = self.world.read();
        clock.running += hold::passed(&clock.hold.at, &read);
        clock.hold = clock.hold.advance(&read);
        clock.hold.now
    }

    /// Hold time since this process started.
    #[must_use]
    pub fn running(&self) -> i64 {
        let _ = self.hold_now();
        lock(&self.clock).running
    }

    /// When this process started, by the wall clock.
    #[must_use]
    pub fn started(&self) -> Timestamp {
        self.started.wall
    }

    /// Writes the hold clock down now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_clock(&self) -> Result<(), StoreError> {
        let _ = self.hold_now();
        let hold = lock(&self.clock).hold.clone();
        let written = hold.clone();
        self.store
            .write("keep clock", move |tx| tx.set("hold_clock", &written))?;
        lock(&self.clock).kept = hold;
        Ok(())
    }

    /// Writes the hold clock down when some time has passed, or a clock has jumped.
    ///
    /// # Errors
    /// When the store fails.
    pub fn keep_clock_sometimes(&self) -> Result<(), StoreError> {
        let now = self.hold_now();
        let worth_it = {
            let clock = lock(&self.clock);
            let wall = clock.hold.at.wall.0.saturating_sub(clock.kept.at.wall.0);
            let held = now - clock.kept.now;
            held.abs() >= KEEP_CLOCK || (wall - held).abs() >= CLOCK_JUMP
        };
        if worth_it { self.keep_clock() } else { Ok(()) }
    }

    /// What the contributor chose.
    ///
    /// # Errors
    /// When the store fails.
    pub fn settings(&self) -> Result<Settings, StoreError> {
        self.store.read(settings)
    }

    /// What decisions about records depend on, now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn circumstances(&self, view: &View<'_>) -> Result<Circumstances, StoreError> {
        let settings = settings(view)?;
        Ok(Circumstances {
            now: self.hold_now(),
            quiet_over: hold::quiet_over(self.running(), settings.window),
            after_window: settings.after_window,
            may_leave: view.pools()?.iter().any(|known| known.agreed().is_some()),
        })
    }

    /// Hold time until nothing has to wait for the quiet time after the start any more.
    #[must_use]
    pub fn quiet_left(&self, window: i64) -> i64 {
        (hold::QUIET_START.min(window) - self.running()).max(0)
    }

    /// Runs a verb that changes something, then looks whether something is due.
    ///
    /// # Errors
    /// Whatever the verb refuses.
    pub fn change<T, F>(&self, name: &'static str, job: F) -> Result<T, Refused>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T, Refused> + Send + 'static,
    {
        let result = self.store.write(name, job);
        self.wake.notify_one();
        result
    }

    /// Notes what went wrong last, for `status` and the dashboard; `None` when all is well again.
    pub fn note_error(&self, error: Option<String>) {
        // Without a daemon, whoever ran the command is told, in one line.
        if let (Some(message), Some(_)) = (&error, self.serving) {
            tracing::warn!("{message}");
        }
        *lock(&self.last_error) = error;
    }

    #[must_use]
    pub fn last_error(&self) -> Option<String> {
        lock(&self.last_error).clone()
    }
}

/// What the contributor chose, as a transaction sees it.
///
/// # Errors
/// When the store fails.
pub fn settings(view: &View<'_>) -> Result<Settings, StoreError> {
    Ok(Settings {
        window: view.setting("window")?.unwrap_or(DEFAULT_WINDOW),
        after_window: view.setting("after_window")?.unwrap_or(AfterWindow::Wait),
        consent: view.setting("consent")?,
        withdrawn: view.setting("withdrawn")?.unwrap_or(false),
        pool_url: view.setting("pool_url")?,
    })
}

/// Runs store work where it may block.
pub async fn blocking<T, F>(companion: &Arc<Companion>, job: F) -> Result<T, Refused>
where
    T: Send + 'static,
    F: FnOnce(&Companion) -> Result<T, Refused> + Send + 'static,
{
    let companion = Arc::clone(companion);
    tokio::task::spawn_blocking(move || job(&companion))
        .await
        .unwrap_or_else(|_| {
            Err(Refused::new(
                Kind::Broken,
                "internal",
                "an internal error: see the log",
            ))
        })
}

/// Locks; a panic elsewhere does not make the value useless, as every change to these values is one assignment.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
