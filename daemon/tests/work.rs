//! A pool that is busy asks for work; the companion does it once, and never for hours.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;

use daemon::pool_client::{Failure, PoolClient};
use shared::envelope::Receipt;
use shared::keys::{RecordId, SecretKey};
use shared::time::Timestamp;
use shared::work;

fn id() -> RecordId {
    RecordId::of(&SecretKey::from_bytes(&[1; 32]).public())
}

/// Answers one request with each of these; gives what was sent as work with each.
fn pool(answers: Vec<String>) -> (String, JoinHandle<Vec<Option<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = std::thread::spawn(move || {
        answers
            .into_iter()
            .map(|answer| {
                let (stream, _) = listener.accept().unwrap();
                let mut reader = BufReader::new(stream);
                let (mut length, mut sent) = (0, None);
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    let Some((name, value)) = line.trim_end().split_once(": ") else {
                        if line.trim_end().is_empty() {
                            break;
                        }
                        continue;
                    };
                    match name.to_lowercase().as_str() {
                        "content-length" => length = value.parse().unwrap(),
                        work::WORK => sent = Some(value.to_owned()),
                        _ => {}
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                assert_eq!(body, b"{}", "the whole envelope comes every time");
                reader.get_mut().write_all(answer.as_bytes()).unwrap();
                sent
            })
            .collect()
    });
    (url, serving)
}

fn asks(status: &str, bits: &str) -> String {
    let body = r#"{"code":"work","message":"the pool is busy"}"#;
    format!(
        "HTTP/1.1 {status} Busy\r\nretry-after: 60\r\n{}: {bits}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        work::WORK_BITS,
        body.len()
    )
}

fn takes() -> String {
    let key = SecretKey::from_bytes(&[2; 32]);
    let receipt = Receipt::sign(id(), "0".repeat(64), Timestamp(0).day(), &key);
    let body = serde_json::to_string(&receipt).unwrap();
    format!(
        "HTTP/1.1 201 Created\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn donate(url: &str) -> Result<Receipt, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(PoolClient::new().unwrap().donate(url, &id(), b"{}".to_vec()))
}

#[test]
fn the_work_that_a_busy_pool_asks_for_is_done_and_the_record_is_given_at_once() {
    for status in ["429", "503"] {
        let (url, serving) = pool(vec![asks(status, "12"), takes()]);
        assert_eq!(donate(&url).unwrap().record_id, id());
        let sent = serving.join().unwrap();
        assert_eq!(sent[0], None);
        let number: u64 = sent[1].as_ref().unwrap().parse().unwrap();
        assert!(work::fits(&id(), number, 12));
    }
}

#[test]
fn more_work_than_any_pool_may_ask_for_is_not_done_and_neither_is_it_done_twice() {
    let (url, serving) = pool(vec![asks("429", "40")]);
    let Err(Failure::Later { wait, .. }) = donate(&url) else {
        panic!("it waits")
    };
    assert_eq!(wait, Some(60_000));
    serving.join().unwrap();
    let (url, serving) = pool(vec![asks("429", "4"), asks("429", "8")]);
    assert!(matches!(
        donate(&url),
        Err(Failure::Later {
            wait: Some(60_000),
            ..
        })
    ));
    assert_eq!(serving.join().unwrap().len(), 2);
    let (url, serving) = pool(vec![asks("422", "4")]);
    assert!(
        matches!(donate(&url), Err(Failure::Never { .. })),
        "a refusal is a refusal"
    );
    serving.join().unwrap();
}
