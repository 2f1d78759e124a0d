//! Calls and answers over the session's bus (D-Bus), blocking, with patience for a few seconds.
//!
//! In: who is called, and with what. Out: the answer, or nothing, whatever the reason: the caller then does without the bus.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::wire::{Read, Value, Write};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// No answer of a keyring is longer.
const LONGEST: u32 = 1024 * 1024;

const CALL: u8 = 1;
const ANSWER: u8 = 2;
const ERROR: u8 = 3;
const SIGNAL: u8 = 4;

/// A connection to the session's bus.
pub(super) struct Bus {
    stream: UnixStream,
    serial: u32,
}

/// A message that came.
pub(super) struct Answer {
    kind: u8,
    answers: Option<u32>,
    path: String,
    member: String,
    body: Zeroizing<Vec<u8>>,
}

impl Answer {
    pub(super) fn body(&self) -> Read<'_> {
        Read::new(&self.body)
    }
}

impl Bus {
    /// Connects to the bus of this session, where there is one.
    pub(super) fn connect() -> Option<Self> {
        let mut stream = addresses().iter().find_map(|address| dial(address))?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.set_write_timeout(Some(PATIENCE)).ok()?;
        let user = rustix::process::geteuid().as_raw().to_string();
        let user = data_encoding::HEXLOWER.encode(user.as_bytes());
        stream
            .write_all(format!("\0AUTH EXTERNAL {user}\r\n").as_bytes())
            .ok()?;
        if !line(&mut stream)?.starts_with("OK ") {
            return None;
        }
        stream.write_all(b"BEGIN\r\n").ok()?;
        let mut bus = Self { stream, serial: 0 };
        bus.call(DAEMON, DAEMON_PATH, DAEMON, "Hello", &[])?;
        Some(bus)
    }

    /// Calls, and waits for the answer.
    pub(super) fn call(
        &mut self,
        to: &str,
        path: &str,
        interface: &str,
        member: &str,
        arguments: &[Value],
    ) -> Option<Answer> {
        self.serial += 1;
        let message = message(self.serial, to, path, interface, member, arguments);
        self.stream.write_all(&message).ok()?;
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let answer = self.next()?;
            if answer.answers == Some(self.serial) {
                return (answer.kind == ANSWER).then_some(answer);
            }
        }
        None
    }

    /// Has signals of this kind delivered.
    pub(super) fn hear(&mut self, interface: &str, member: &str) -> Option<()> {
        let rule = format!("type='signal',interface='{interface}',member='{member}'");
        self.call(DAEMON, DAEMON_PATH, DAEMON, "AddMatch", &[Value::Text(rule)])
            .map(drop)
    }

    /// Waits for a signal.
    pub(super) fn signal(&mut self, path: &str, member: &str, patience: Duration) -> Option<Answer> {
        self.stream.set_read_timeout(Some(patience)).ok()?;
        let until = Instant::now() + patience;
        let mut found = None;
        while found.is_none() && Instant::now() < until {
            let signal = self.next()?;
            if signal.kind == SIGNAL && signal.path == path && signal.member == member {
                found = Some(signal);
            }
        }
        self.stream.set_read_timeout(Some(PATIENCE)).ok()?;
        found
    }

    fn next(&mut self) -> Option<Answer> {
        let mut head = [0; 16];
        self.stream.read_exact(&mut head).ok()?;
        let mut read = Read::new(&head);
        let (end, kind) = (read.byte()?, read.byte()?);
        read.align(4);
        let (body, _serial, fields) = (read.number()?, read.number()?, read.number()?);
        if end != b'l' || body > LONGEST || fields > LONGEST || !(CALL..=SIGNAL).contains(&kind) {
            return None;
        }
        let fields_length = usize::try_from(fields).ok()?;
        let mut fields = vec![0; fields_length.next_multiple_of(8)];
        self.stream.read_exact(&mut fields).ok()?;
        let mut bytes = Zeroizing::new(vec![0; usize::try_from(body).ok()?]);
        self.stream.read_exact(&mut bytes).ok()?;
        let mut answer = Answer {
            kind,
            answers: None,
            path: String::new(),
            member: String::new(),
            body: bytes,
        };
        let mut read = Read::new(&fields[..fields_length]);
        while !read.is_over() {
            read.align(8);
            match read.byte()? {
                // Its value is a number: read here, as only this one is wanted.
                5 => {
                    read.signature()?;
                    answer.answers = Some(read.number()?);
                }
                1 => answer.path = read.variant()??,
                3 => answer.member = read.variant()??,
                _ => {
                    read.variant()?;
                }
            }
        }
        if kind == ERROR {
            answer.body.clear();
        }
        Some(answer)
    }
}

const DAEMON: &str = "org.freedesktop.DBus";
const DAEMON_PATH: &str = "/org/freedesktop/DBus";

fn message(
    serial: u32,
    to: &str,
    path: &str,
    interface: &str,
    member: &str,
    arguments: &[Value],
) -> Zeroizing<Vec<u8>> {
    let mut body = Write::default();
    arguments.iter().for_each(|argument| body.value(argument));
    let signature: String = arguments.iter().map(Value::signature).collect();
    let mut out = Write::default();
    out.0.extend_from_slice(&[b'l', CALL, 0, 1]);
    out.number(u32::try_from(body.0.len()).unwrap_or(u32::MAX));
    out.number(serial);
    out.array(8, |fields| {
        for (code, kind, text) in [
            (1, "o", path),
            (2, "s", interface),
            (3, "s", member),
            (6, "s", to),
        ] {
            fields.align(8);
            fields.0.push(code);
            fields.signature(kind);
            fields.text(text);
        }
        if !signature.is_empty() {
            fields.align(8);
            fields.0.push(8);
            fields.signature("g");
            fields.signature(&signature);
        }
    });
    out.align(8);
    out.0.extend_from_slice(&body.0);
    out.0
}

/// Where the bus may be.
fn addresses() -> Vec<String> {
    let named = std::env::var("DBUS_SESSION_BUS_ADDRESS").ok();
    let usual = std::env::var_os("XDG_RUNTIME_DIR").map(|dir| {
        let bus = PathBuf::from(dir).join("bus");
        format!("unix:path={}", bus.display())
    });
    named
        .or(usual)
        .map(|all| all.split(';').map(str::to_owned).collect())
        .unwrap_or_default()
}

fn dial(address: &str) -> Option<UnixStream> {
    let options = address.strip_prefix("unix:")?;
    options.split(',').find_map(|option| {
        let (name, value) = option.split_once('=')?;
        match name {
            "path" => UnixStream::connect(unescaped(value)?).ok(),
            #[cfg(target_os = "linux")]
            "abstract" => {
                use std::os::linux::net::SocketAddrExt as _;
                let address = std::os::unix::net::SocketAddr::from_abstract_name(unescaped(value)?).ok()?;
                UnixStream::connect_addr(&address).ok()
            }
            _ => None,
        }
    })
}

/// Addresses write unusual bytes as `%2f`.
fn unescaped(value: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b'%' {
            let code = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(code, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

fn line(stream: &mut UnixStream) -> Option<String> {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") && line.len() < 1_000 {
        let mut byte = [0];
        stream.read_exact(&mut byte).ok()?;
        line.extend(byte);
    }
    String::from_utf8(line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_the_bus_writes_them() {
        assert_eq!(unescaped("/run/user/1000/bus").unwrap(), "/run/user/1000/bus");
        assert_eq!(unescaped("/run/a%20b").unwrap(), "/run/a b");
        assert!(unescaped("/run/%zz").is_none() && unescaped("/run/%2").is_none());
        assert!(dial("tcp:host=localhost").is_none());
    }
}
