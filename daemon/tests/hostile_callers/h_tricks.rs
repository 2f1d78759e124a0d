//! Attacks 71 to 82: what else a clever stranger tries: many at once, two readings of the same bytes, and the wrong moment.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use shared::api::{self, ExtensionReply};

use crate::common::{self, Companion, ORIGIN, record, submit};
use crate::support::{Target, attack, attack_alone, refused};

/// More connections than there are seats.
const CROWD: usize = 100;

/// The dashboard's owner gets an answer within these seconds.
#[track_caller]
fn is_answered(target: &Target, seconds: u64) {
    let asked = Instant::now();
    assert_eq!(target.request("GET", "/", &[], b"").status, 200);
    assert_eq!(target.api(&target.token, "GET", "/api/status", None).status, 200);
    assert!(
        asked.elapsed() < Duration::from_secs(seconds),
        "{:?}",
        asked.elapsed()
    );
}

fn connect(target: &Target) -> TcpStream {
    TcpStream::connect(("127.0.0.1", target.port)).unwrap()
}

/// A reading with the dashboard's credential, as it would stand behind something else.
fn reading(target: &Target) -> String {
    format!(
        "GET /api/records HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: {}\r\n\r\n",
        target.port,
        target.bearer()
    )
}

/// A change with the dashboard's credential, with these lines in its head and this body.
fn change(target: &Target, lines: &str, body: &str) -> String {
    format!(
        "POST /api/bulk HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {}\r\nAuthorization: {}\r\n\
         Content-Type: application/json\r\n{lines}\r\n{body}",
        target.port,
        target.own_origin(),
        target.bearer()
    )
}

#[test]
fn attack_71_a_crowd_that_announces_long_bodies_and_sends_them_slowly() {
    attack_alone(Companion::start(&[]), |target| {
        // Nobody needs a credential for these: only the body would say who it is.
        let slow: Vec<TcpStream> = (0..CROWD)
            .map(|number| {
                let mut stream = connect(target);
                stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
                write!(
                    stream,
                    "POST {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: chrome-extension://crowd{number}\r\n\
                     Content-Type: {}\r\nExpect: 100-continue\r\nContent-Length: 4000\r\n\r\n",
                    api::PAIR,
                    target.port,
                    api::SEALED
                )
                .unwrap();
                // Its body is waited for from now on; where there is no seat for it, nobody says so.
                let _ = stream.read_exact(&mut [0; 25]);
                let _ = stream.write_all(b"x");
                stream
            })
            .collect();
        // Sooner than those would have to go for being slow.
        is_answered(target, 15);
        drop(slow);
    });
}

#[test]
fn attack_72_a_crowd_that_asks_for_much_and_reads_nothing() {
    attack_alone(Companion::start(&[]), |target| {
        let asking = format!(
            "GET /messages/ar.json HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
            target.port
        )
        .repeat(300);
        let deaf: Vec<TcpStream> = (0..CROWD)
            .map(|_| {
                let mut stream = connect(target);
                stream.set_write_timeout(Some(Duration::from_millis(50))).unwrap();
                // As much as fits while nothing is read.
                let _ = stream.write_all(asking.as_bytes());
                stream
            })
            .collect();
        // Those would stay for ever.
        is_answered(target, 90);
        drop(deaf);
    });
}

#[test]
fn attack_73_heads_that_two_readers_read_differently() {
    attack(|target| {
        let (harm, reading) = (target.harm(), reading(target));
        let length = harm.len();
        for lines in [
            format!("Content-Length : {length}\r\n"),
            format!("Content-Length: {length}\r\n Content-Length: 0\r\n"),
            format!("Content-Length: {length}, {length}\r\n"),
            format!("Content-Length: 0\r\ncontent-length: {length}\r\n"),
            format!("Content-Length: {length}\r\nTransfer-Encoding: \x0bchunked\r\n"),
            format!("Content-Length: {length}\r\nTransfer-Encoding : chunked\r\n"),
            format!("Content-Length: {length}\r\nTransfer-Encoding: xchunked\r\n"),
            format!("Content-Length: {length}\r\nX: y\rTransfer-Encoding: chunked\r\n"),
            format!("Content-Length: {length}\r\nX: y\0Z: z\r\n"),
            "Transfer-Encoding: identity\r\n".to_owned(),
        ] {
            let answer = target.bytes(change(target, &lines, &format!("{harm}{reading}")));
            assert!(
                matches!(answer.status, 0 | 400 | 411 | 415),
                "{lines:?}: {answer:?}"
            );
            assert!(!answer.text().contains("HTTP/1.1 "), "{lines:?}: {answer:?}");
        }
    });
}

#[test]
fn attack_74_chunks_of_any_size() {
    attack(|target| {
        for size in [
            "ffffffffffffffff",
            "10000000000000000",
            "7fffffffffffffff",
            "-1",
            "0x5",
            "5;a=b",
            "0",
        ] {
            let body = format!("{size}\r\n{}\r\n0\r\n\r\n{}", target.harm(), reading(target));
            let answer = target.bytes(change(target, "Transfer-Encoding: chunked\r\n", &body));
            refused(&answer, &[411]);
            assert!(answer.head.contains("connection: close"), "{}", answer.head);
        }
        let long = format!("Transfer-Encoding: chunked\r\nX: {}\r\n", "y".repeat(40_000));
        let status = target.bytes(change(target, &long, "0\r\n\r\n")).status;
        assert!(matches!(status, 0 | 400 | 431), "{status}");
    });
}

#[test]
fn attack_75_good_requests_behind_a_refused_one() {
    attack(|target| {
        let port = target.port;
        for first in [
            format!("GET /api/records HTTP/1.1\r\nHost: evil.test:{port}\r\n\r\n"),
            format!("GET /api/records HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"),
            format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: cross-site\r\n\r\n"),
            format!("OPTIONS / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://evil.test\r\n\r\n"),
            format!("POST /api/bulk HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\n\r\n"),
        ] {
            let answer = target.bytes(format!("{first}{}", reading(target)));
            assert!((400..500).contains(&answer.status), "{first}: {answer:?}");
            assert!(!answer.text().contains("HTTP/1.1 "), "{first}: {answer:?}");
        }
    });
}

#[test]
fn attack_76_a_good_connection_that_turns_into_another_name() {
    attack(|target| {
        let port = target.port;
        for host in [format!("evil.test:{port}"), format!("[::ffff:7f00:1]:{port}")] {
            let good = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
            let evil = reading(target).replace(&format!("127.0.0.1:{port}"), &host);
            let answer = target.bytes(format!("{good}{evil}"));
            assert_eq!(answer.status, 200, "the page");
            assert!(answer.text().contains("HTTP/1.1 421"), "{answer:?}");
        }
    });
}

#[test]
fn attack_77_names_and_addresses_that_somebody_may_take_for_ours() {
    attack(|target| {
        let port = target.port;
        for host in [
            format!("127.0.0.1.:{port}"),
            format!("localhost:{port}."),
            format!("127.0.0.1:{port}:80"),
            format!("127.0.0.1:{port},evil.test"),
            format!("127.0.0.1:{port} evil.test"),
            format!("127.0.0.1:{port}/evil.test"),
            format!("127.0.0.1:{port}#evil.test"),
            format!("127.0.0.1:{port}?evil.test"),
            format!("[::1%25lo]:{port}"),
            format!("[::1]{port}"),
            format!("[0::1]:{port}"),
            format!("0177.0.0.1:{port}"),
            format!("017700000001:{port}"),
            format!("0x7f000001:{port}"),
            format!("%6cocalhost:{port}"),
            format!("127\u{3002}0\u{3002}0\u{3002}1:{port}"),
            format!("\u{24db}ocalhost:{port}"),
            format!("ip6-localhost:{port}"),
            format!("127.0.0.2:{port}"),
            format!("localhost:+{port}"),
            format!("localhost:{}", u32::from(port) + 65_536),
        ] {
            target.as_host(&host, "", &[421, 400]);
        }
    });
}

#[test]
fn attack_78_a_credential_where_it_does_not_belong() {
    attack(|target| {
        let token = &target.token;
        let half = &token[..token.len() / 2];
        for path in [
            format!("/api/records?t={token}"),
            format!("/api/records?access_token={token}"),
            format!("/api/records?Authorization=Bearer%20{token}"),
            format!("/api/records?code={half}"),
            format!("/api/records;t={token}"),
            format!("/api/records/{token}"),
            format!("/{token}/api/records"),
            format!("/api/records#t={token}"),
        ] {
            let answer = target.get(&path, &[]);
            assert!(matches!(answer.status, 400 | 401 | 404), "{}", answer.status);
            assert!(!answer.text().contains(half), "{}", answer.text());
        }
        let basic = format!(
            "Basic {}",
            data_encoding::BASE64.encode(format!("tributary:{token}").as_bytes())
        );
        let list = format!("Bearer x, Bearer {token}");
        for (name, value) in [
            ("Authorization", basic.as_str()),
            ("Authorization", &list),
            ("Authorization", token),
            ("Proxy-Authorization", &target.bearer()),
            ("X-Api-Key", token),
            ("X-Forwarded-Authorization", &target.bearer()),
            ("Cookie", &format!("session={token}; t={token}")),
            ("Referer", &format!("{}/#t={token}", target.own_origin())),
        ] {
            refused(&target.get("/api/records", &[(name, value)]), &[401]);
        }
    });
}

#[test]
fn attack_79_every_line_that_decides_said_twice() {
    attack(|target| {
        let (own, bearer) = (target.own_origin(), target.bearer());
        for (name, good, bad) in [
            ("Origin", own.as_str(), "http://evil.test"),
            ("Authorization", &bearer, "Bearer 0"),
            ("Content-Type", "application/json", "text/plain"),
            ("Sec-Fetch-Site", "same-origin", "cross-site"),
            ("Sec-Fetch-Mode", "cors", "navigate"),
            ("Sec-Fetch-Dest", "empty", "iframe"),
        ] {
            for (one, other) in [(good, bad), (bad, good)] {
                let mut head = target.write_head(&[(name, "")]);
                head.extend([
                    (name.to_owned(), one.to_owned()),
                    (name.to_owned(), other.to_owned()),
                ]);
                let head: Vec<(&str, &str)> = head
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                refused(
                    &target.post("/api/bulk", &head, &target.harm()),
                    &[400, 401, 403, 415],
                );
            }
        }
    });
}

#[test]
fn attack_80_a_body_that_waits_to_be_asked_for() {
    attack(|target| {
        let port = target.port;
        for stranger in [
            format!("POST /api/bulk HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"),
            format!("POST /api/bulk HTTP/1.1\r\nHost: evil.test:{port}\r\n"),
            format!(
                "POST {} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://evil.test\r\n",
                api::PAIR
            ),
        ] {
            let answer = target.bytes(format!(
                "{stranger}Expect: 100-continue\r\nContent-Length: 10\r\n\r\n"
            ));
            refused(&answer, &[401, 403, 415, 421]);
            assert!(!answer.head.contains("100 continue"), "{}", answer.head);
        }
        // Who may send is asked for it, and an expectation that nobody knows changes nothing.
        let mut stream = connect(target);
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        write!(
            stream,
            "{}",
            change(target, "Expect: 100-continue\r\nContent-Length: 2\r\n", "")
        )
        .unwrap();
        let mut asked = [0; 25];
        stream.read_exact(&mut asked).unwrap();
        assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    });
}

#[test]
fn attack_81_first_lines_that_are_none() {
    attack(|target| {
        let (port, bearer) = (target.port, target.bearer());
        for line in [
            "GET * HTTP/1.1",
            "OPTIONS * HTTP/1.1",
            "GET //evil.test/api/records HTTP/1.1",
            "GET \\api\\records HTTP/1.1",
            "GET http:/api/records HTTP/1.1",
            "GET  /api/records HTTP/1.1",
            "GET /api/records HTTP/1.1 HTTP/1.1",
            "GET /api/records",
            "GET /api/records HTTP/0.9",
            "GET /api/records HTTP/3.0",
            "GET /api/records http/1.1",
            "get /api/records HTTP/1.1",
            "GET\t/api/records\tHTTP/1.1",
            "GET /api/records\0 HTTP/1.1",
            "GET /api%2frecords HTTP/1.1",
            "GET file:///etc/passwd HTTP/1.1",
            " /api/records HTTP/1.1",
            "\u{feff}GET /api/records HTTP/1.1",
        ] {
            let request = format!("{line}\r\nHost: 127.0.0.1:{port}\r\nAuthorization: {bearer}\r\n\r\n");
            let status = target.bytes(request).status;
            assert!(matches!(status, 0 | 400 | 404 | 405 | 505), "{line:?}: {status}");
        }
    });
}

#[test]
fn attack_82_requests_while_the_companion_is_being_stopped() {
    let companion = Companion::start(&[]);
    let mut browser = companion.pair();
    let process = rustix::process::Pid::from_raw(i32::try_from(companion.process()).unwrap()).unwrap();
    let mut acknowledged = 0;
    let frames: Vec<_> = (1..=200_u64)
        .map(|number| {
            browser.seal(
                companion.port,
                common::now(),
                &submit(number, 1, record(&format!("question {number}"), "a")),
            )
        })
        .collect();
    let mut half = TcpStream::connect(("127.0.0.1", companion.port)).unwrap();
    write!(
        half,
        "POST {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {ORIGIN}\r\nContent-Type: {}\r\nContent-Length: 4000\r\n\r\nhalf",
        api::EXTENSION,
        companion.port,
        api::SEALED
    )
    .unwrap();
    for (number, (frame, nonce)) in frames.iter().enumerate() {
        if number == 20 {
            rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
        }
        let Some(answer) = companion.try_frame(api::EXTENSION, ORIGIN, frame) else {
            break;
        };
        // An answer is a whole one, or none.
        let Ok(plain) = shared::sealed::open_reply(&browser.key, nonce, &answer.body) else {
            assert!(answer.status == 0 || answer.status >= 400, "{answer:?}");
            break;
        };
        let reply: ExtensionReply = serde_json::from_slice(&plain).unwrap();
        assert!(matches!(reply, ExtensionReply::Committed { .. }), "{reply:?}");
        acknowledged += 1;
    }
    assert!((20..200).contains(&acknowledged), "{acknowledged}");
    drop(half);
    let port = companion.port;
    let again = Companion::start_in(companion.kill(), port, &[]);
    let held = again.states().len();
    assert!(
        held == acknowledged || held == acknowledged + 1,
        "{acknowledged} were acknowledged, {held} are there"
    );
}
