//! Attacks 48 to 53: bodies that are too long, too short, too slow or compressed, and connections that say nothing.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use daemon::http::Patience;
use shared::api;

use crate::common::{self, Companion, ORIGIN, raw_and_hang_up};
use crate::support::{Target, attack, attack_alone, refused, silent};

/// The head of a change by the dashboard, up to these last lines.
fn head(target: &Companion, bearer: &str, last: &str) -> String {
    format!(
        "POST /api/bulk HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {}\r\nAuthorization: {bearer}\r\n\
         Content-Type: application/json\r\n{last}\r\n",
        target.port,
        target.own_origin()
    )
}

#[test]
fn attack_48_a_body_too_long_and_one_of_no_length() {
    attack(|target| {
        let bearer = target.bearer();
        for length in ["2097152", "1048577"] {
            let announced = head(target, &bearer, &format!("Content-Length: {length}\r\n"));
            refused(&at_once(target, &announced), &[413]);
        }
        // Some of these are no numbers for the reader of the protocol already, whose answers are empty.
        for length in [
            "18446744073709551615",
            "99999999999999999999",
            "-1",
            "1e3",
            "+5",
            "0x10",
            "",
        ] {
            let announced = head(target, &bearer, &format!("Content-Length: {length}\r\n"));
            let status = at_once(target, &announced).status;
            assert!(matches!(status, 400 | 413 | 431), "{length}: {status}");
        }
        let harm = target.harm();
        let chunked = head(target, &bearer, "Transfer-Encoding: chunked\r\n");
        let body = format!("{:x}\r\n{harm}\r\n0\r\n\r\n", harm.len());
        refused(&at_once(target, &format!("{chunked}{body}")), &[411]);
        refused(&at_once(target, &head(target, &bearer, "")), &[411]);
        let frame = format!(
            "POST {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {ORIGIN}\r\nContent-Type: {}\r\nContent-Length: 67108864\r\n\r\n",
            api::EXTENSION,
            target.port,
            api::SEALED
        );
        refused(&at_once(target, &frame), &[413]);
    });
}

/// The answer comes although nothing more is sent, and the connection ends with it.
#[track_caller]
fn at_once(target: &Target, request: &str) -> common::Answer {
    let begun = Instant::now();
    let answer = target.bytes(request);
    assert!(answer.head.contains("connection: close"), "{}", answer.head);
    assert!(
        begun.elapsed() < Duration::from_secs(20),
        "it waited for the body"
    );
    answer
}

#[test]
fn attack_49_a_body_shorter_than_announced() {
    attack(|target| {
        let request = head(target, &target.bearer(), "Content-Length: 200\r\n") + "{}";
        let hung_up = silent(raw_and_hang_up(target.port, request.as_bytes()));
        assert!(matches!(hung_up.status, 0 | 400 | 408), "{hung_up:?}");
    });
    let impatient = Patience {
        head: Duration::from_millis(300),
        request: Duration::from_millis(600),
    };
    let (companion, _store) = common::start_here(impatient);
    let bearer = format!("Bearer {}", companion.sign_in());
    let waiting = companion.raw((head(&companion, &bearer, "Content-Length: 200\r\n") + "{}").as_bytes());
    refused(&waiting, &[408]);
    assert!(waiting.head.contains("connection: close"), "{}", waiting.head);
    assert_eq!(companion.states().len(), 0);
}

#[test]
fn attack_50_one_byte_a_second() {
    let companion = Companion::start(&[]);
    let bearer = format!("Bearer {}", companion.sign_in());
    let slow_body = head(&companion, &bearer, "Content-Length: 200\r\n");
    let port = companion.port;
    std::thread::scope(|scope| {
        let head = scope.spawn(move || lasted(port, "GET / HTTP/1.1\r\nX-Slow: "));
        let body = scope.spawn(move || lasted(port, &slow_body));
        let (head, body) = (head.join().unwrap(), body.join().unwrap());
        assert!((4.0..25.0).contains(&head), "the head was waited for {head} s");
        assert!((28.0..100.0).contains(&body), "the body was waited for {body} s");
    });
    assert_eq!(companion.states().len(), 0);
}

/// Sends the beginning of a request, and then a byte a second. Out: the seconds until the companion hung up.
fn lasted(port: u16, beginning: &str) -> f64 {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(beginning.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    let mut answer = [0; 4096];
    loop {
        match stream.read(&mut answer) {
            Ok(0) => return begun.elapsed().as_secs_f64(),
            Ok(_) => {}
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                ) => {}
            Err(_) => return begun.elapsed().as_secs_f64(),
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "never");
        if stream.write_all(b"x").is_err() {
            return begun.elapsed().as_secs_f64();
        }
    }
}

#[test]
fn attack_51_two_hundred_silent_connections() {
    attack_alone(Companion::start(&[]), |target| {
        let silent: Vec<TcpStream> = (0..200)
            .map(|_| TcpStream::connect(("127.0.0.1", target.port)).unwrap())
            .collect();
        let asked = Instant::now();
        assert_eq!(target.request("GET", "/", &[], b"").status, 200);
        assert_eq!(target.api(&target.token, "GET", "/api/status", None).status, 200);
        assert!(asked.elapsed() < Duration::from_secs(4), "{:?}", asked.elapsed());
        drop(silent);
    });
    // A connection that has been answered once and then says nothing more ends by itself.
    let impatient = Patience {
        head: Duration::from_millis(300),
        request: Duration::from_secs(30),
    };
    let (companion, _store) = common::start_here(impatient);
    let mut idle = TcpStream::connect(("127.0.0.1", companion.port)).unwrap();
    idle.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    write!(
        idle,
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
        companion.port
    )
    .unwrap();
    let mut answer = Vec::new();
    idle.read_to_end(&mut answer).unwrap();
    assert!(
        answer.starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
}

#[test]
fn attack_52_two_lengths_that_disagree() {
    attack(|target| {
        let (bearer, harm) = (target.bearer(), target.harm());
        let smuggled = format!(
            "GET /api/records HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: {bearer}\r\n\r\n",
            target.port
        );
        for lines in [
            format!("Content-Length: {}\r\nTransfer-Encoding: chunked\r\n", harm.len()),
            format!("Transfer-Encoding: chunked\r\nContent-Length: {}\r\n", harm.len()),
            format!("Content-Length: {}\r\nContent-Length: 2\r\n", harm.len()),
            format!(
                "Content-Length: {}\r\nTransfer-Encoding: chunked, identity\r\n",
                harm.len()
            ),
        ] {
            let request = head(target, &bearer, &lines) + &harm + &smuggled;
            let answer = target.bytes(request);
            assert!(matches!(answer.status, 400 | 411), "{lines}: {answer:?}");
            // What follows in the same bytes is not taken for another request.
            assert!(!answer.text().contains("HTTP/1.1 "), "{lines}: {answer:?}");
        }
    });
}

#[test]
fn attack_53_a_compressed_bomb() {
    attack(|target| {
        for encoding in ["gzip", "deflate", "br", "zstd", "identity", "gzip, gzip"] {
            refused(&target.harm_with(&[("Content-Encoding", encoding)]), &[415]);
            let head = [
                ("Origin", ORIGIN),
                ("Content-Type", api::SEALED),
                ("Content-Encoding", encoding),
            ];
            refused(&target.post(api::EXTENSION, &head, "x"), &[415]);
        }
    });
}
