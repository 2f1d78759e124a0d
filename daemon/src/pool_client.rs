//! The only outgoing HTTP: to pools, one record per connection, nothing in the request that identifies the contributor.
//!
//! In: a pool's address and signed bodies. Out: what the pool answered, with refusals sorted by what to do about them.
//! Deliberately not here: deciding when to send, or believing a receipt; see `deliver`.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde::de::DeserializeOwned;
use shared::adapter::{MAX_LIST_BYTES, SignedAdapters};
use shared::api::{self, PoolInfo, RecordStatus, Refusal};
use shared::envelope::Receipt;
use shared::keys::RecordId;
use shared::objection::Objection;
use shared::pool_terms::{MAX_TEXT_BYTES, MOST_LANGUAGES, PoolTerms};
use shared::retraction::{Retraction, RetractionReceipt};
use shared::site_report::SiteReport;
use shared::work;

use crate::proof::List;

/// Speaks to pools.
#[derive(Clone, Default)]
pub struct PoolClient(Arc<Clients>);

/// Made when they are needed first: encryption takes a megabyte, which a companion without a pool need not hold.
#[derive(Default)]
struct Clients {
    direct: OnceLock<reqwest::Client>,
    outside: OnceLock<reqwest::Client>,
}

/// Why the pool did not do what it was asked.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may work later; no sooner than this many milliseconds from now, where the pool said so.
    Later { wait: Option<i64>, why: String },
    /// It will never work with this record.
    Never { why: String },
}

/// Answers of a pool are small; more than this is not one.
const ANSWER: usize = 64 * 1024;
/// A list of adapters, written as JSON inside of JSON.
const LONG_ANSWER: usize = 3 * MAX_LIST_BYTES;
/// Terms in all their languages, written as JSON.
const OWN_TERMS: usize = 2 * MOST_LANGUAGES * MAX_TEXT_BYTES;

/// A manifest names some thousand files.
const MANIFEST: usize = 16 * 1024 * 1024;
/// The list of one bucket.
const MOST_LIST: usize = 64 * 1024 * 1024;

impl PoolClient {
    /// A client; it is made ready when it is needed first.
    ///
    /// # Errors
    /// None any more: what cannot be made ready is said by the first request.
    pub fn new() -> Result<Self, String> {
        Ok(Self::default())
    }

    /// Who the pool is.
    ///
    /// # Errors
    /// When it does not answer as a pool.
    pub async fn info(&self, url: &str) -> Result<PoolInfo, Failure> {
        let request = self.at(url)?.get(format!("{url}{}", api::POOL));
        ask(url, request).await
    }

    /// Hands a signed envelope over. A pool that is busy may ask for some work first, which is done once.
    ///
    /// # Errors
    /// Says whether to try again.
    pub async fn donate(&self, url: &str, id: &RecordId, envelope: Vec<u8>) -> Result<Receipt, Failure> {
        let put = || {
            let to = format!("{url}{}/{id}", api::RECORDS);
            Ok::<_, Failure>(self.at(url)?.put(to).header("content-type", "application/json"))
        };
        let answer = exchange(url, put()?.body(envelope.clone()), ANSWER).await?;
        let Some(bits) = answer.work else {
            return answer.read(url);
        };
        let worked = id.clone();
        let found = tokio::task::spawn_blocking(move || work::solve(&worked, bits)).await;
        let Ok(Some(number)) = found else {
            return Err(Failure::Later {
                wait: answer.wait,
                why: format!("the pool at {url} is busy and asks for too much work"),
            });
        };
        let again = put()?.header(work::WORK, number.to_string()).body(envelope);
        ask(url, again).await
    }

    /// Takes a record back.
    ///
    /// # Errors
    /// Says whether to try again.
    pub async fn retract(
        &self,
        url: &str,
        id: &RecordId,
        retraction: &Retraction,
    ) -> Result<RetractionReceipt, Failure> {
        let request = self
            .at(url)?
            .delete(format!("{url}{}/{id}", api::RECORDS))
            .json(retraction);
        ask(url, request).await
    }

    /// What became of a record.
    ///
    /// # Errors
    /// When the pool does not say.
    pub async fn status(&self, url: &str, id: &RecordId) -> Result<RecordStatus, Failure> {
        let request = self.at(url)?.get(format!("{url}{}/{id}/status", api::RECORDS));
        ask(url, request).await
    }

    /// Says something against a decision.
    ///
    /// # Errors
    /// When the pool does not take it.
    pub async fn object(
        &self,
        url: &str,
        id: &RecordId,
        objection: &Objection,
    ) -> Result<RecordStatus, Failure> {
        let request = self
            .at(url)?
            .post(format!("{url}{}/{id}/{}", api::RECORDS, api::OBJECTIONS))
            .json(objection);
        ask(url, request).await
    }

    /// What became of a record that the pool may not know.
    ///
    /// # Errors
    /// When the pool does not say.
    pub async fn find(&self, url: &str, id: &RecordId) -> Result<Option<RecordStatus>, Failure> {
        let request = self.at(url)?.get(format!("{url}{}/{id}/status", api::RECORDS));
        let answer = exchange(url, request, ANSWER).await?;
        // Any server answers 404 to what it does not know; a pool says of what.
        let unknown = answer.status == 404
            && serde_json::from_slice::<Refusal>(&answer.body).is_ok_and(|refusal| refusal.code == "unknown");
        if unknown {
            Ok(None)
        } else {
            answer.read(url).map(Some)
        }
    }

    /// The site adapters that the pool publishes.
    ///
    /// # Errors
    /// When it does not answer, or not with a list.
    pub async fn adapters(&self, url: &str) -> Result<SignedAdapters, Failure> {
        let request = self.at(url)?.get(format!("{url}{}", api::ADAPTERS));
        exchange(url, request, LONG_ANSWER).await?.read(url)
    }

    /// The newest release's manifest, as it was published; nothing where the pool has published none, or does not show any.
    ///
    /// # Errors
    /// When the pool does not say.
    pub async fn newest_release(&self, url: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.file(url, api::RELEASE, MANIFEST).await
    }

    /// One list of records of that release; nothing where the pool does not have it any more.
    ///
    /// # Errors
    /// When the pool does not say.
    pub async fn release_list(&self, url: &str, list: &List) -> Result<Option<Vec<u8>>, Failure> {
        let bucket = if list.bucket.is_empty() {
            "all"
        } else {
            &list.bucket
        };
        let path = format!("{}/{bucket}/{}", api::RELEASE, list.sha256);
        let most = usize::try_from(list.bytes).unwrap_or(usize::MAX).min(MOST_LIST);
        self.file(url, &path, most).await
    }

    async fn file(&self, url: &str, path: &str, most: usize) -> Result<Option<Vec<u8>>, Failure> {
        let answer = exchange(url, self.at(url)?.get(format!("{url}{path}")), most.max(ANSWER)).await?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 => Ok(None),
            status => Err(Failure::Later {
                wait: answer.wait,
                why: format!("the pool at {url} answers with status {status}"),
            }),
        }
    }

    /// The terms that a pool publishes.
    ///
    /// # Errors
    /// When it does not answer with a text.
    pub async fn terms(&self, url: &str) -> Result<Vec<u8>, Failure> {
        let terms = self.file(url, "/terms", ANSWER).await?;
        terms.ok_or_else(|| Failure::Later {
            wait: None,
            why: format!("{url} publishes no terms: check the address"),
        })
    }

    /// Terms of a pool's own, in all their languages.
    ///
    /// # Errors
    /// When it does not answer with terms.
    pub async fn own_terms(&self, url: &str, id: &str) -> Result<PoolTerms, Failure> {
        let request = self.at(url)?.get(format!("{url}{}/{id}", api::TERMS));
        exchange(url, request, OWN_TERMS).await?.read(url)
    }

    /// Hands over how a page is built.
    ///
    /// # Errors
    /// When the pool does not take it.
    pub async fn report(&self, url: &str, report: &SiteReport) -> Result<(), Failure> {
        let request = self
            .at(url)?
            .post(format!("{url}{}", api::SITE_REPORTS))
            .timeout(Duration::from_secs(20))
            .json(report);
        ask::<serde_json::Value>(url, request).await.map(|_| ())
    }

    fn at(&self, url: &str) -> Result<&reqwest::Client, Failure> {
        let here = url.starts_with("http://");
        let place = if here { &self.0.direct } else { &self.0.outside };
        if let Some(client) = place.get() {
            return Ok(client);
        }
        let client = client(here).map_err(|error| Failure::Later {
            wait: Some(60_000),
            why: format!("cannot prepare encrypted connections: {error}"),
        })?;
        Ok(place.get_or_init(|| client))
    }
}

/// Connections are not kept, so that two records never share one.
fn client(here: bool) -> reqwest::Result<reqwest::Client> {
    // Another part of the process may have chosen a provider already; either will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(60))
        .pool_max_idle_per_host(0)
        .redirect(reqwest::redirect::Policy::none());
    if here {
        builder.no_proxy().build()
    } else {
        builder.https_only(true).build()
    }
}

/// What a pool answered.
struct Answer {
    status: u16,
    /// Milliseconds after which it may be asked again.
    wait: Option<i64>,
    /// Bits of work that it asks for before it takes a record.
    work: Option<u8>,
    body: Vec<u8>,
}

async fn ask<T: DeserializeOwned>(url: &str, request: reqwest::RequestBuilder) -> Result<T, Failure> {
    exchange(url, request, ANSWER).await?.read(url)
}

async fn exchange(url: &str, request: reqwest::RequestBuilder, most: usize) -> Result<Answer, Failure> {
    let later = |why: String| Failure::Later { wait: None, why };
    let mut response = request
        .send()
        .await
        .map_err(|error| later(format!("the pool at {url} does not answer: {}", reason(&error))))?;
    let wait = response
        .headers()
        .get("retry-after")
        .and_then(|value| value.to_str().ok()?.parse::<i64>().ok())
        .map(|seconds| seconds.clamp(0, 86_400) * 1000);
    let busy = matches!(response.status().as_u16(), 429 | 503);
    let work = response
        .headers()
        .get(work::WORK_BITS)
        .filter(|_| busy)
        .and_then(|value| value.to_str().ok()?.parse::<u8>().ok());
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| later(format!("the pool at {url} broke off: {}", reason(&error))))?
    {
        body.extend_from_slice(&chunk);
        if body.len() > most {
            return Err(later(format!("the pool at {url} answers with too much")));
        }
    }
    Ok(Answer {
        status: response.status().as_u16(),
        wait,
        work,
        body,
    })
}

impl Answer {
    fn read<T: DeserializeOwned>(self, url: &str) -> Result<T, Failure> {
        if (200..300).contains(&self.status) {
            return serde_json::from_slice(&self.body).map_err(|_| Failure::Later {
                wait: None,
                why: format!("{url} does not answer as a pool: check the address"),
            });
        }
        let said = serde_json::from_slice::<Refusal>(&self.body)
            .map(|refusal| plain(&format!("{}: {}", refusal.code, refusal.message)))
            .unwrap_or_default();
        let why = format!("the pool refused with status {}: {said}", self.status);
        match self.status {
            400 | 409 | 410 | 411 | 413 | 415 | 422 => Err(Failure::Never { why }),
            _ => Err(Failure::Later { wait: self.wait, why }),
        }
    }
}

fn reason(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "it takes too long"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    }
}

/// What another machine wrote, fit to be shown: one line, no control characters, not long.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
