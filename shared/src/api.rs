//! Paths and bodies of both HTTP borders: extension to companion, companion to pool.
//!
//! Used by both ends of each border, so they cannot drift apart. All bodies are JSON.

use serde::{Deserialize, Serialize};

use crate::adapter::Adapter;
use crate::consent::{AfterWindow, ConsentReceipt, Licence, Purpose};
use crate::keys::{PoolId, PublicKey, RecordId};
use crate::pool_terms::TermsNamed;
use crate::record::Record;
use crate::site_report::SiteReport;
use crate::time::Day;

/// The companion's port, unless told otherwise.
pub const COMPANION_PORT: u16 = 7411;
/// Content type of every sealed frame.
pub const SEALED: &str = "application/octet-stream";
/// Pairing frames are posted here.
pub const PAIR: &str = "/v1/pair";
/// Request frames are posted here.
pub const EXTENSION: &str = "/v1/extension";
/// The program that browsers start to pair by themselves, as it is registered with them.
pub const NATIVE_HOST: &str = "tributary.companion";
/// The pool's identity.
pub const POOL: &str = "/v1/pool";
/// `PUT`, `DELETE` a record at `/v1/records/{id}`; `GET /v1/records/{id}/status`.
pub const RECORDS: &str = "/v1/records";
/// Public list of taken-back records, `?after=CURSOR`.
pub const RETRACTIONS: &str = "/v1/retractions";
/// The newest release's signed manifest; `/BUCKET/DIGEST` below it, a list of its records.
pub const RELEASE: &str = "/v1/release";
/// Below a record: `POST` what its contributor says against a decision.
pub const OBJECTIONS: &str = "objections";
/// `POST` several records at once, of a declared import.
pub const BATCH: &str = "/v1/records:batch";
/// As many records in one batch.
pub const MOST_IN_BATCH: usize = 100;
/// This description of the pool's border, for programs.
pub const OPENAPI: &str = "/v1/openapi.json";
/// The pool's site adapters, signed.
pub const ADAPTERS: &str = "/v1/adapters";
/// `POST` how a page is built.
pub const SITE_REPORTS: &str = "/v1/site-reports";
/// Below it, by their id, the texts of consent terms.
pub const TERMS: &str = "/v1/terms";
/// The largest record that either border takes, in bytes of JSON.
pub const MAX_RECORD_BYTES: usize = 8 * 1024 * 1024;

/// Inside a pairing frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairRequest {
    /// `chrome-extension://…` or `moz-extension://…`; later requests must come from it.
    pub origin: String,
    /// What the dashboard calls this browser: `Chromium`, `Firefox`.
    pub browser: String,
}

/// Inside the reply to a pairing frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairReply {
    pub client_id: crate::sealed::ClientId,
    pub daemon_nonce: [u8; 32],
}

/// What the extension asks of the program that its browser starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub enum HostRequest {
    /// A pairing code, good once and for a minute.
    Pair {},
}

/// What that program answers, and nothing else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum HostReply {
    /// A code as `read_code` takes it, and the companion's port.
    Offer { code: String, port: u16 },
    /// Not now, or not for this extension.
    Refused { reason: String },
}

/// Names one conversation between extension and companion: 32 hexadecimal digits, random, never sent to a pool.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConversationId(pub String);

/// What the extension may ask of the companion: hand in, and learn its own status. Nothing can be read back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum ExtensionRequest {
    /// Hand in a conversation, or its newer form. Repeating it changes nothing.
    Submit {
        conversation_id: ConversationId,
        /// Grows with every newer form of the same conversation.
        revision: u64,
        record: Box<Record>,
    },
    Status,
    /// Agree to the consent terms with this id, after they were shown.
    Agree {
        terms_id: String,
        licence: Licence,
        purposes: Vec<Purpose>,
        language: String,
        after_window: AfterWindow,
    },
    /// The consent terms in force, in full, and those that were agreed to.
    Terms,
    /// Withdraw consent: nothing more is captured or donated.
    Withdraw,
    /// The site adapters that the pool publishes, unless they are the ones with this digest.
    Adapters {
        have: String,
    },
    /// Hand a report to the pool, which the person has seen in full. Nothing of it is kept here.
    ReportSite {
        report: Box<SiteReport>,
    },
    /// Replace the pairing's key. The former one is good until the new one was used, so that a lost answer locks nobody out.
    Renew {
        share: [u8; 32],
    },
}

/// One version of the consent terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentTerms {
    pub id: String,
    pub text: String,
}

/// The companion's sealed answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum ExtensionReply {
    /// The record is on disk; the extension may delete its copy.
    Committed {
        conversation_id: ConversationId,
        revision: u64,
    },
    /// The contributor revoked or retracted this conversation: delete the copy and stop capturing it.
    Declined {
        conversation_id: ConversationId,
        revision: u64,
    },
    Status {
        held: u64,
        donated: u64,
        consent: Option<ConsentReceipt>,
        window_seconds: u64,
        /// The contributor's own words, which are to be taken out; for the memory only.
        #[serde(default)]
        private_words: Vec<String>,
        /// Names the consent terms in force; empty from a companion that does not say so.
        #[serde(default)]
        terms_id: String,
    },
    Terms {
        current: ConsentTerms,
        /// What was agreed to, where that is known and another text.
        former: Option<ConsentTerms>,
    },
    /// The site adapters in force, as far as they are others than those the browser has.
    Adapters {
        /// Names this list; empty where there is none, or where updates are switched off.
        digest: String,
        /// None: the browser has them.
        adapters: Option<Vec<Adapter>>,
    },
    /// The companion's part of the new key.
    Renewed {
        share: [u8; 32],
    },
    Done,
    /// The request cannot be served; `retry` says whether the same request may succeed later.
    Refused {
        reason: String,
        retry: bool,
    },
}

/// `GET /v1/pool`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolInfo {
    pub pool_id: PoolId,
    pub public_key: PublicKey,
    pub name: String,
    /// The terms in force, where the pool has its own; without them, the project's are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<TermsNamed>,
}

/// `GET /v1/records/{id}/status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordStatus {
    pub state: PoolState,
    /// Why a record was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The numbers of the releases that hold it.
    #[serde(default)]
    pub releases: Vec<u32>,
    /// Which form of the record the pool has.
    #[serde(default = "first")]
    pub version: u32,
    /// What was decided about it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// A decision was taken back after its contributor objected: the record may be given again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reopened: bool,
}

fn first() -> u32 {
    1
}

/// What a pool decided about a record, and what became of the contributor's answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// From 1; an objection names it.
    pub number: u32,
    pub verdict: Verdict,
    /// Stable, for programs: `spam`, `personal_data`.
    pub code: String,
    /// For people.
    pub reason: String,
    pub day: Day,
    /// Absent while nobody objected. What was said is for the maintainers and stands nowhere in public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<Outcome>,
}

/// How a decision ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Accepted,
    Rejected,
}

/// What became of an objection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub state: OutcomeState,
    /// The maintainers' answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Of the answer; of the objection while there is none.
    pub day: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeState {
    Waiting,
    /// The decision is taken back.
    Upheld,
    /// The decision stands.
    Dismissed,
}

/// `POST /v1/records:batch`: only for an import that its contributor was told links these records.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// What is imported, as it was declared: `chatgpt`.
    pub import: String,
    pub records: Vec<crate::envelope::SignedEnvelope>,
}

/// What became of each record of a batch, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchResult {
    pub results: Vec<BatchItem>,
}

/// As the answer to one `PUT`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchItem {
    pub record_id: RecordId,
    pub status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<crate::envelope::Receipt>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Refusal>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PoolState {
    Quarantined,
    Accepted,
    Rejected,
    Released,
    Retracted,
}

/// `GET /v1/retractions`: at most 1,000 entries after the cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetractionList {
    pub retractions: Vec<RetractionEntry>,
    /// Give this as `after` to go on.
    pub cursor: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetractionEntry {
    pub record_id: RecordId,
    pub day: Day,
}

/// The body of every refusal: what is wrong and what to do, never content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Stable, for programs: `too_large`, `retracted`, `personal_data`.
    pub code: String,
    /// For people.
    pub message: String,
}
