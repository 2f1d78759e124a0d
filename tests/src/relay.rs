//! Stands between the companion and the pool, passes every byte on, and notes who asked for what when. It can be cut.
//!
//! In: the pool's address. Out: an address of its own, and the times of all requests that change something at the pool.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// One request that was passed on.
#[derive(Clone, Debug)]
pub struct Seen {
    /// PUT or DELETE.
    pub method: String,
    pub record_id: String,
    /// When its first line arrived.
    pub at: Instant,
}

/// A relay; runs until the process ends.
pub struct Relay {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    cut: Arc<AtomicBool>,
}

impl Relay {
    /// # Panics
    /// When loopback has no free port.
    #[must_use]
    pub fn start(pool_url: &str) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let pool = pool_url.trim_start_matches("http://").to_owned();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&seen);
        let cut = Arc::new(AtomicBool::new(false));
        let is_cut = Arc::clone(&cut);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (pool, notes, is_cut) = (pool.clone(), Arc::clone(&notes), Arc::clone(&is_cut));
                // A companion that was killed breaks off; so does this.
                std::thread::spawn(move || pass_on(stream, &pool, &notes, &is_cut));
            }
        });
        Self {
            url: format!("http://{address}"),
            seen,
            cut,
        }
    }

    /// Lets nothing pass from now on: new requests do not arrive, and those under way, or their answers, are lost.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    /// Lets everything pass again.
    pub fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }

    /// What was passed on so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Passes one request on, over a connection of its own.
fn pass_on(stream: TcpStream, pool: &str, notes: &Mutex<Vec<Seen>>, cut: &AtomicBool) -> Option<()> {
    let still_there = || (!cut.load(Ordering::SeqCst)).then_some(());
    still_there()?;
    let mut back = stream.try_clone().ok()?;
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    if reader.read_line(&mut first).ok()? == 0 {
        return None;
    }
    let at = Instant::now();
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let (mut head, mut length) = (first, 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if lower.starts_with("connection:") || lower.starts_with("keep-alive:") {
            continue;
        }
        if line.trim().is_empty() {
            head.push_str("Connection: close\r\n\r\n");
            break;
        }
        head.push_str(&line);
    }
    still_there()?;
    if method == "PUT" || method == "DELETE" {
        notes.lock().unwrap_or_else(PoisonError::into_inner).push(Seen {
            method,
            record_id: path.rsplit('/').next()?.to_owned(),
            at,
        });
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let mut forward = TcpStream::connect(pool).ok()?;
    forward.write_all(head.as_bytes()).ok()?;
    forward.write_all(&body).ok()?;
    let mut answer = Vec::new();
    forward.read_to_end(&mut answer).ok()?;
    // What the pool has done stays done; the companion does not hear of it.
    still_there()?;
    back.write_all(&answer).ok()?;
    // The pool said that it closes; so does this.
    None
}
