//! The companion on the contributor's machine: `tributary`.
//!
//! Owns what is impure: the clock, randomness, the environment, the exit code.
#![forbid(unsafe_code)]

use std::process::ExitCode;
use std::sync::Arc;

use daemon::cli;
use daemon::hold::Reading;
use daemon::world::World;
use shared::time::Timestamp;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

fn main() -> ExitCode {
    // Whatever this process makes is its owner's alone.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let level: LevelFilter = std::env::var("TRIBUTARY_LOG")
        .ok()
        .and_then(|level| level.parse().ok())
        .unwrap_or(LevelFilter::WARN);
    // Only our own lines: libraries may log headers, and those hold credentials.
    tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr))
        .with(Targets::new().with_target("daemon", level))
        .init();
    let send_delay = std::env::var("TRIBUTARY_SEND_DELAY").ok();
    // For the test that shows that a broken promise is noticed; released programs cannot be weakened.
    #[cfg(debug_assertions)]
    if std::env::var_os("TRIBUTARY_TEST_ACKNOWLEDGE_FIRST").is_some() {
        daemon::store::ACKNOWLEDGE_FIRST.store(true, std::sync::atomic::Ordering::Relaxed);
    }
    match world(send_delay.as_deref()) {
        Ok(world) => cli::run(world),
        Err(message) => cli::fail(&message),
    }
}

/// Mean of the random delay before each donation.
const SEND_DELAY: i64 = 10 * 60 * 1000;

fn world(send_delay: Option<&str>) -> Result<World, String> {
    let send_delay = match send_delay {
        Some(text) => {
            daemon::config::duration(text).map_err(|error| format!("TRIBUTARY_SEND_DELAY: {error}"))?
        }
        None => SEND_DELAY,
    };
    let boot_id = boot_id();
    Ok(World {
        clock: Arc::new(move || Reading {
            wall: Timestamp(milliseconds(rustix::time::ClockId::Realtime)),
            boot: milliseconds(BOOT_CLOCK),
            boot_id: boot_id.clone(),
        }),
        entropy: Arc::new(|bytes| {
            getrandom::fill(bytes)
                .expect("the operating system's randomness is there once the system has started");
        }),
        send_delay,
    })
}

/// Counts time asleep, too.
#[cfg(target_os = "linux")]
const BOOT_CLOCK: rustix::time::ClockId = rustix::time::ClockId::Boottime;
#[cfg(not(target_os = "linux"))]
const BOOT_CLOCK: rustix::time::ClockId = rustix::time::ClockId::Monotonic;

fn milliseconds(clock: rustix::time::ClockId) -> i64 {
    let time = rustix::time::clock_gettime(clock);
    time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

/// Names this run of the machine; where the system does not, this run of the companion.
fn boot_id() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").map_or_else(
        |_| {
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes)
                .expect("the operating system's randomness is there once the system has started");
            data_encoding::HEXLOWER.encode(&bytes)
        },
        |id| id.trim().to_owned(),
    )
}
