//! The review console: a page for maintainers on a port of its own, which only this machine can reach.
//!
//! In: a listener on 127.0.0.1, the pool, its data directory. Out: the page, and its data to whoever signed in by a link of
//! `tributary-pool review`. Nothing of it is on the public port, and nothing public is here.

mod guard; // refuses before anything is read
mod session; // links become tokens, tokens reviewers

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Limited};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::api::Verdict;
use shared::keys::RecordId;
use shared::time::{Day, Timestamp};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use warp::http::header::{self, HeaderValue};
use warp::http::request::Parts;
use warp::http::{Method, Request, StatusCode};
use warp::hyper::body::{Bytes, Incoming};
use warp::hyper::server::conn::http1;
use warp::hyper::service::service_fn;

use super::records::off_the_loop;
use super::reply::{Answer, Refused, json, not_found, refuse, refused, typed, unavailable};
use super::{App, Clock};
use crate::config::Pool;
use crate::{console, dossier, reviewers};
use session::Sessions;

/// Connections at once: some tabs of some reviewers.
const CONNECTIONS: usize = 64;
/// For the head of a request, and for all of it.
const HEAD: Duration = Duration::from_secs(5);
const REQUEST: Duration = Duration::from_secs(120);

/// The page's scripts and styles come from here, and it speaks to nobody else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

/// The page, word for word. What it shares with the companion's dashboard it takes from there.
const FILES: [(&str, &str, &[u8]); 9] = [
    (
        "/",
        "text/html; charset=utf-8",
        include_bytes!("../../console/index.html"),
    ),
    (
        "/console.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../console/console.js"),
    ),
    (
        "/pool.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../console/pool.js"),
    ),
    (
        "/waiting.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../console/waiting.js"),
    ),
    (
        "/reading.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../console/reading.js"),
    ),
    (
        "/console.css",
        "text/css; charset=utf-8",
        include_bytes!("../../console/console.css"),
    ),
    (
        "/dom.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../../dashboard/dom.js"),
    ),
    (
        "/app.css",
        "text/css; charset=utf-8",
        include_bytes!("../../../dashboard/app.css"),
    ),
    (
        "/icon.svg",
        "image/svg+xml",
        include_bytes!("../../../dashboard/icon.svg"),
    ),
];

/// What the console needs beside the pool.
#[derive(Clone)]
pub struct Console {
    pool: Arc<Pool>,
    clock: Clock,
    random: fn() -> [u8; 32],
    dir: Arc<PathBuf>,
    sessions: Arc<Mutex<Sessions>>,
}

impl Console {
    #[must_use]
    pub fn new(app: &App, dir: PathBuf, random: fn() -> [u8; 32]) -> Self {
        Self {
            pool: Arc::clone(&app.pool),
            clock: Arc::clone(&app.clock),
            random,
            dir: Arc::new(dir),
            sessions: Arc::default(),
        }
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    fn today(&self) -> Day {
        self.now().day()
    }

    fn sessions(&self) -> std::sync::MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers requests until the future is dropped.
pub async fn serve(listener: TcpListener, console: Console) -> Infallible {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let port = listener.local_addr().map_or(0, |address| address.port());
    loop {
        let place = Arc::clone(&places)
            .acquire_owned()
            .await
            .expect("this semaphore is never closed");
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let console = console.clone();
        tokio::spawn(async move {
            answer_connection(stream, port, console).await;
            drop(place);
        });
    }
}

async fn answer_connection(stream: TcpStream, port: u16, console: Console) {
    let service = service_fn(|request: Request<Incoming>| {
        let console = console.clone();
        async move {
            let (head, body) = request.into_parts();
            let answer = tokio::time::timeout(REQUEST, answer(head, body, port, console)).await;
            let mut answer = answer.unwrap_or_else(|_| {
                refuse(
                    StatusCode::REQUEST_TIMEOUT,
                    "timeout",
                    "the request took too long: try again",
                )
            });
            let policy = HeaderValue::from_static(POLICY);
            answer
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, policy);
            Ok::<_, Infallible>(answer)
        }
    });
    // An error here is a caller that hung up or does not speak HTTP: nobody is left to tell.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_headers(64)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(head: Parts, body: Incoming, port: u16, console: Console) -> Answer {
    if let Err(refusal) = guard::check(&head, port) {
        return *refusal;
    }
    let path = head.uri.path().to_owned();
    if let Some((_, kind, file)) = FILES.iter().find(|(at, ..)| *at == path) {
        return match head.method {
            Method::GET => typed(StatusCode::OK, kind, file.to_vec()),
            _ => refuse(
                StatusCode::METHOD_NOT_ALLOWED,
                "method",
                "this path does not answer to this method",
            ),
        };
    }
    let most = usize::try_from(guard::MOST_BYTES).expect("some thousand ids fit");
    let Ok(body) = Limited::new(body, most).collect().await else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "body",
            "the body did not arrive as announced",
        );
    };
    let body = body.to_bytes();
    off_the_loop(move || {
        if head.method == Method::POST && path == "/api/session" {
            return sign_in(&console, &body);
        }
        let token = head
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer ").map(str::to_owned));
        let reviewer = token
            .as_deref()
            .and_then(|token| console.sessions().whose(token, console.now()));
        let (Some(token), Some(reviewer)) = (token, reviewer) else {
            return Err(refused(
                StatusCode::UNAUTHORIZED,
                "signed_out",
                "sign in with a new link of `tributary-pool review --as NAME --reviewer-key FILE`",
            ));
        };
        // Whoever was removed is out at once, and not when a session ends.
        let known = console::all_reviewers(&console.pool).map_err(|error| unavailable(&error))?;
        if !known.iter().any(|one| one.name == reviewer) {
            console
                .sessions()
                .keep_only(|name| known.iter().any(|one| one.name == name));
            return Err(refused(
                StatusCode::UNAUTHORIZED,
                "signed_out",
                "you are no reviewer of this pool any more",
            ));
        }
        let who = Who {
            console: &console,
            token: &token,
            reviewer: &reviewer,
        };
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (&head.method, parts.as_slice()) {
            (&Method::GET, ["api", "overview"]) => who.overview(),
            (&Method::GET, ["api", "waiting"]) => who.waiting(),
            (&Method::GET, ["api", "sample"]) => who.sample(),
            (&Method::GET, ["api", "objections"]) => who.objections(),
            (&Method::GET, ["api", "records", id]) => who.reading(&read_id(id)?),
            (&Method::POST, ["api", "records", id, "decide"]) => who.decide(&read_id(id)?, &body),
            (&Method::POST, ["api", "records", id, "answer"]) => who.answer(&read_id(id)?, &body),
            (&Method::POST, ["api", "vote"]) => who.vote(&body),
            (&Method::POST, ["api", "reject"]) => who.reject(&body),
            _ => Ok(not_found()),
        }
    })
    .await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    verdict: Verdict,
    #[serde(default)]
    code: String,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    decision: u32,
    upheld: bool,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Many {
    ids: Vec<RecordId>,
    #[serde(default)]
    code: String,
    #[serde(default)]
    reason: String,
}

fn sign_in(console: &Console, body: &Bytes) -> Result<Answer, Refused> {
    let Code { code } = parsed(body)?;
    let now = console.now();
    if !console.sessions().may_try(now) {
        return Err(refused(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many",
            "too many wrong links: wait a minute",
        ));
    }
    let known = console::all_reviewers(&console.pool).map_err(|error| unavailable(&error))?;
    let Some(reviewer) = reviewers::take(&console.dir, &console.pool.id, &known, &code, now) else {
        console.sessions().wrong(now);
        return Err(refused(
            StatusCode::UNAUTHORIZED,
            "link",
            "this link was used, is old, or is not of a reviewer: make a new one with `tributary-pool review --as NAME --reviewer-key FILE`",
        ));
    };
    let token = console
        .sessions()
        .begin(reviewer.clone(), (console.random)(), now);
    Ok(json(
        StatusCode::OK,
        &serde_json::json!({ "token": token, "reviewer": reviewer }),
    ))
}

/// Somebody who is signed in.
struct Who<'a> {
    console: &'a Console,
    token: &'a str,
    reviewer: &'a str,
}

impl Who<'_> {
    fn overview(&self) -> Result<Answer, Refused> {
        told(console::overview(&self.console.pool, self.reviewer))
    }

    fn waiting(&self) -> Result<Answer, Refused> {
        told(console::quarantine(&self.console.pool, self.reviewer))
    }

    fn sample(&self) -> Result<Answer, Refused> {
        told(console::sample(
            &self.console.pool,
            self.reviewer,
            &self.console.today(),
            SAMPLE,
        ))
    }

    fn objections(&self) -> Result<Answer, Refused> {
        told(console::objections(&self.console.pool))
    }

    fn reading(&self, id: &RecordId) -> Result<Answer, Refused> {
        let reading = console::reading(&self.console.pool, id).map_err(|error| unavailable(&error))?;
        let reading = reading.ok_or_else(not_there)?;
        self.console.sessions().show(self.token, id, self.console.now());
        Ok(json(StatusCode::OK, &reading))
    }

    fn decide(&self, id: &RecordId, body: &Bytes) -> Result<Answer, Refused> {
        let Decision {
            verdict,
            code,
            reason,
        } = parsed(body)?;
        let (console, today) = (self.console, self.console.today());
        if verdict == Verdict::Accepted && !console.sessions().has_shown(self.token, id, console.now()) {
            return Err(refused(
                StatusCode::CONFLICT,
                "unread",
                "open the record before you accept it alone, or vote for it together with another reviewer",
            ));
        }
        done(console::decide(
            &console.pool,
            id,
            verdict,
            &code,
            &reason,
            self.reviewer,
            &today,
        ))
    }

    fn reject(&self, body: &Bytes) -> Result<Answer, Refused> {
        let Many { ids, code, reason } = parsed(body)?;
        let (console, today) = (self.console, self.console.today());
        let mut rejected = 0;
        for id in &ids {
            match console::decide(
                &console.pool,
                id,
                Verdict::Rejected,
                &code,
                &reason,
                self.reviewer,
                &today,
            ) {
                Ok(()) => rejected += 1,
                // Taken back or decided in between.
                Err(console::Refused::NotThere) => {}
                Err(error) => return Err(explained(error)),
            }
        }
        Ok(json(StatusCode::OK, &serde_json::json!({ "rejected": rejected })))
    }

    fn vote(&self, body: &Bytes) -> Result<Answer, Refused> {
        let Many { ids, .. } = parsed(body)?;
        let voted = console::vote(&self.console.pool, &ids, self.reviewer, &self.console.today());
        Ok(json(StatusCode::OK, &voted.map_err(explained)?))
    }

    fn answer(&self, id: &RecordId, body: &Bytes) -> Result<Answer, Refused> {
        let Said {
            decision,
            upheld,
            text,
        } = parsed(body)?;
        let today = self.console.today();
        let answer = dossier::Answer {
            upheld,
            text,
            by: self.reviewer.to_owned(),
            day: today.clone(),
        };
        done(console::answer(&self.console.pool, id, decision, &answer, &today))
    }
}

/// Records of a day's sample.
const SAMPLE: usize = 50;

fn parsed<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refused> {
    super::records::parsed(body)
}

fn read_id(text: &str) -> Result<RecordId, Refused> {
    text.parse()
        .map_err(|error| refused(StatusCode::BAD_REQUEST, "not_an_id", format!("{error}")))
}

fn told<T: serde::Serialize>(found: Result<T, crate::store::StoreError>) -> Result<Answer, Refused> {
    found
        .map(|found| json(StatusCode::OK, &found))
        .map_err(|error| unavailable(&error))
}

fn done(result: Result<(), console::Refused>) -> Result<Answer, Refused> {
    result
        .map(|()| json(StatusCode::OK, &serde_json::json!({})))
        .map_err(explained)
}

fn not_there() -> Refused {
    refused(
        StatusCode::NOT_FOUND,
        "not_there",
        console::Refused::NotThere.to_string(),
    )
}

fn explained(why: console::Refused) -> Refused {
    match why {
        console::Refused::NotThere => not_there(),
        console::Refused::Dossier(why) => refused(StatusCode::CONFLICT, why.code(), why.sentence()),
        console::Refused::Store(error) => unavailable(&error),
    }
}
