//! What paired browsers hand in: sealed frames, answered by sealed frames.

use shared::api::{ConsentTerms, ExtensionReply, ExtensionRequest, SEALED};
use shared::consent::{TERMS, TERMS_ID, text_of};
use shared::site_report::SiteReport;
use warp::http::StatusCode;
use warp::hyper::body::Bytes;

use super::guard::Admitted;
use super::reply::{Reply, bytes, refuse};
use super::{Desk, extension_origin};
use crate::adapters;
use crate::companion::{Companion, blocking};
use crate::consent::{self, Agreement};
use crate::hold::State;
use crate::intake::{self, Handed, Revision, Taken};
use crate::pairing::{self, NotPaired};
use crate::pool_client::{Failure, PoolClient};
use crate::refused::{Kind, Refused};
use crate::retract;
use crate::store::StoreError;

/// `POST /v1/pair`
pub(super) async fn pair(desk: Desk, admitted: Admitted, body: Bytes) -> Reply {
    frame(desk, admitted, body, |companion, port, origin, frame| {
        pairing::pair(companion, port, origin, frame)
    })
    .await
}

/// `POST /v1/extension`
pub(super) async fn extension(desk: Desk, admitted: Admitted, body: Bytes) -> Reply {
    let client = desk.client.clone();
    let runtime = tokio::runtime::Handle::current();
    frame(desk, admitted, body, move |companion, port, origin, frame| {
        let opened = pairing::open(companion, port, origin, frame)?;
        let request = serde_json::from_slice::<ExtensionRequest>(&opened.plain);
        if request.as_ref().is_ok_and(is_once_only) {
            opened.once(companion)?;
        }
        let reply = match request {
            Ok(ExtensionRequest::Renew { share }) => ExtensionReply::Renewed {
                share: pairing::renew(companion, &opened, &share)?,
            },
            // The only request that waits for somebody else; this thread may.
            Ok(ExtensionRequest::ReportSite { report }) => runtime.block_on(forward(companion, &client, &report)),
            Ok(request) => carry_out(companion, request),
            Err(_) => ExtensionReply::Refused {
                reason: "this companion does not know this request: bring extension and companion to the same version".into(),
                retry: false,
            },
        };
        let json = serde_json::to_vec(&reply).expect("a reply has string keys and finite numbers");
        Ok(opened.reply(companion, &json))
    })
    .await
}

/// Whether doing it a second time would do something.
fn is_once_only(request: &ExtensionRequest) -> bool {
    match request {
        ExtensionRequest::Agree { .. }
        | ExtensionRequest::Withdraw
        | ExtensionRequest::Renew { .. }
        | ExtensionRequest::ReportSite { .. } => true,
        ExtensionRequest::Submit { .. }
        | ExtensionRequest::Status
        | ExtensionRequest::Terms
        | ExtensionRequest::Adapters { .. } => false,
    }
}

async fn frame<F>(desk: Desk, admitted: Admitted, body: Bytes, job: F) -> Reply
where
    F: FnOnce(&Companion, u16, &str, &[u8]) -> Result<Vec<u8>, NotPaired> + Send + 'static,
{
    let Some(origin) = extension_origin(&admitted).map(str::to_owned) else {
        return refuse(
            StatusCode::FORBIDDEN,
            "forbidden",
            "only paired browsers may hand in",
        );
    };
    let port = desk.port;
    let answer = blocking(&desk.companion, move |companion| {
        Ok(job(companion, port, &origin, &body))
    })
    .await;
    match answer {
        Ok(Ok(frame)) => bytes(StatusCode::OK, SEALED, frame),
        Ok(Err(reason)) => refusal(&reason),
        Err(refused) => super::reply::of::<()>(Err(refused)),
    }
}

fn refusal(reason: &NotPaired) -> Reply {
    match reason {
        NotPaired::NoPairing => refuse(
            StatusCode::NOT_FOUND,
            "no_pairing",
            "nobody is pairing: run `tributary pair`",
        ),
        NotPaired::TooMany => refuse(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many",
            "too many requests: wait",
        ),
        NotPaired::Unproven => refuse(
            StatusCode::UNAUTHORIZED,
            "unproven",
            "this frame is not from a paired browser, or not of now",
        ),
        NotPaired::OtherOrigin => refuse(
            StatusCode::FORBIDDEN,
            "other_origin",
            "this browser was paired from another origin",
        ),
        NotPaired::Repeated => refuse(StatusCode::CONFLICT, "repeated", "this frame was answered before"),
        NotPaired::Store(StoreError::Full) => refuse(
            StatusCode::INSUFFICIENT_STORAGE,
            "disk_full",
            "the disk is full: make room, then try again",
        ),
        NotPaired::Store(_) => refuse(
            StatusCode::SERVICE_UNAVAILABLE,
            "store",
            "the store failed: see `tributary status`",
        ),
    }
}

fn carry_out(companion: &Companion, request: ExtensionRequest) -> ExtensionReply {
    let done = match request {
        ExtensionRequest::Submit {
            conversation_id,
            revision,
            record,
        } => {
            let handed = Handed {
                conversation: conversation_id.0.clone(),
                revision: Revision::Number(revision),
                record: *record,
            };
            intake::take(companion, handed).map(|taken| match taken {
                Taken::New(_) | Taken::Known(_) => ExtensionReply::Committed {
                    conversation_id,
                    revision,
                },
                Taken::Declined => ExtensionReply::Declined {
                    conversation_id,
                    revision,
                },
            })
        }
        ExtensionRequest::Status => status(companion),
        ExtensionRequest::Terms => terms(companion),
        ExtensionRequest::Agree {
            terms_id,
            licence,
            purposes,
            language,
            after_window,
        } => consent::agree(
            companion,
            Agreement {
                terms_id: Some(terms_id),
                licence,
                purposes,
                language,
                after_window: Some(after_window),
            },
        )
        .map(|_| ExtensionReply::Done),
        ExtensionRequest::Adapters { have } => adapters::for_browser(companion, &have)
            .map(|(digest, adapters)| ExtensionReply::Adapters { digest, adapters }),
        // Neither comes here: see `extension`.
        ExtensionRequest::ReportSite { .. } | ExtensionRequest::Renew { .. } => {
            Err(Refused::invalid("this is not done here"))
        }
        ExtensionRequest::Withdraw => retract::withdraw(companion).map(|_| ExtensionReply::Done),
    };
    done.unwrap_or_else(|refused: Refused| ExtensionReply::Refused {
        retry: matches!(refused.kind, Kind::Later | Kind::Full | Kind::Broken),
        reason: refused.message,
    })
}

/// Hands a report of a page to the pool, and keeps nothing of it.
async fn forward(companion: &Companion, client: &PoolClient, report: &SiteReport) -> ExtensionReply {
    let refused = |reason: String, retry| ExtensionReply::Refused { reason, retry };
    if let Err(wrong) = report.check() {
        return refused(format!("the report was not sent: {wrong}"), false);
    }
    let url = match companion.settings() {
        Ok(settings) => settings.pool_url,
        Err(error) => return refused(Refused::from(error).message, true),
    };
    let Some(url) = url else {
        return refused(Refused::no_pool().message, true);
    };
    match client.report(&url, report).await {
        Ok(()) => ExtensionReply::Done,
        Err(Failure::Later { why, .. }) => refused(why, true),
        Err(Failure::Never { why }) => refused(why, false),
    }
}

fn status(companion: &Companion) -> Result<ExtensionReply, Refused> {
    let settings = companion.settings()?;
    let counts = companion.store.read(|view| view.counts())?;
    let count = |of: &dyn Fn(State) -> bool| {
        counts
            .iter()
            .filter(|(state, _)| of(*state))
            .map(|(_, count)| count)
            .sum()
    };
    Ok(ExtensionReply::Status {
        held: count(&|state| state.is_open() || state == State::Queued),
        donated: count(&|state| state == State::Donated),
        consent: settings.consent,
        window_seconds: u64::try_from(settings.window / 1000).unwrap_or(0),
        private_words: companion.store.read(crate::private::list)?,
        terms_id: TERMS_ID.to_owned(),
    })
}

/// The terms in force, and beside them the others that were agreed to: whoever is asked again must see what has changed.
fn terms(companion: &Companion) -> Result<ExtensionReply, Refused> {
    let agreed = companion.settings()?.consent;
    let former = agreed.filter(|consent| consent.terms_id != TERMS_ID);
    let version = |id: &str, text: &str| ConsentTerms {
        id: id.to_owned(),
        text: text.to_owned(),
    };
    Ok(ExtensionReply::Terms {
        current: version(TERMS_ID, TERMS),
        former: former.and_then(|consent| Some(version(&consent.terms_id, text_of(&consent.terms_id)?))),
    })
}
