//! One look at the page: which turns stand on it now, in order.
//!
//! In: the mirror, the adapters, what the person typed. Out: turns with role, text and the elements they were read from.
//! The adapter reads first; where it no longer fits the page, others do, and the capture is marked degraded.
//! Deliberately not here: memory. What was on the page before is the thread's business.

use std::collections::HashSet;

use shared::conversation::{RawAside, RawCitation, Role};

use crate::capture::detect;
pub use crate::capture::markdown::citations;
use crate::capture::mirror::{Mirror, NodeId};
use crate::capture::sites::{Site, Sites};

use self::adapter::{Fit, Reading};

mod adapter; // turns where an adapter says they are
mod between; // the other side, when only one is known

/// One turn as the page shows it.
#[derive(Clone)]
pub struct Turn {
    /// The elements that hold it, in document order.
    pub nodes: Vec<NodeId>,
    pub role: Role,
    /// Markdown.
    pub text: String,
    /// The site's own name for the message.
    pub site_id: Option<String>,
    pub model: Option<String>,
    pub citations: Vec<RawCitation>,
    /// Thinking and tool calls that the page shows apart from the reply.
    pub asides: Vec<RawAside>,
    /// Another answer to the same question, shown next to the turn before.
    pub beside: bool,
    /// Which of how many versions the page shows, counted from 1, where it says so.
    pub variant: Option<(u32, u32)>,
    /// Its number in the page's list, where the page says so.
    pub place: Option<u32>,
}

impl Turn {
    /// A turn of which nothing but its text is known.
    #[must_use]
    pub fn new(nodes: Vec<NodeId>, role: Role, text: String) -> Self {
        Self {
            nodes,
            role,
            text,
            site_id: None,
            model: None,
            citations: Vec::new(),
            asides: Vec::new(),
            beside: false,
            variant: None,
            place: None,
        }
    }
}

/// What one look found.
pub struct Found {
    pub turns: Vec<Turn>,
    pub site: String,
    pub method: String,
    pub confidence: f64,
    /// A stop control or a busy marker shows: a reply is being written.
    pub busy: bool,
    /// An adapter is meant for this page and found nothing.
    pub degraded: bool,
}

/// Reads the turns of the page. Nothing when the page shows no conversation.
///
/// An adapter only helps. What it reads is taken as it is when it finds both sides, in turns, and the text of both where it says the text is.
/// Else the generic detector looks as well, and what fits the page best is taken and called degraded:
/// 1. the detector's turns, when it is sure and has not fewer of the side that the adapter knows;
/// 2. the adapter's turns, when only their form was doubtful;
/// 3. for one known side, what lies between as the other side;
/// 4. a single turn; and where nothing can be told apart on a page that does show text, an empty and degraded look.
#[must_use]
pub fn read(mirror: &Mirror, sites: &Sites, url: &str, typed: &[String]) -> Option<Found> {
    let Some(site) = sites.find(url, mirror) else {
        return detect::detect(mirror, typed);
    };
    let elements = mirror.all();
    let look = site.look(mirror, &elements);
    let reading = adapter::read(mirror, site, &look, &elements);
    if reading.fit == Fit::Good {
        return Some(found(site, reading.turns, reading.busy));
    }
    // A newer adapter that does not fit this page may stand in the place of one that does.
    if let Some(former) = sites.former(site) {
        let look = former.look(mirror, &elements);
        let reading = adapter::read(mirror, former, &look, &elements);
        if reading.fit == Fit::Good {
            return Some(found(former, reading.turns, reading.busy));
        }
    }
    if (site.user.is_empty() || site.assistant.is_empty())
        && let Some(turns) = between::complete(mirror, site, &look, &elements, &reading.turns)
    {
        return Some(found(site, turns, reading.busy)); // the other side carries no name on this site
    }
    if let Some(generic) = detect::detect(mirror, typed)
        && takes_over(&generic, &reading)
    {
        return Some(Found {
            site: site.id.clone(),
            degraded: true,
            ..generic
        });
    }
    let degraded = |turns, confidence| Found {
        confidence,
        degraded: true,
        ..found(site, turns, reading.busy)
    };
    match reading.fit {
        Fit::Good | Fit::Waiting => Some(found(site, reading.turns, reading.busy)),
        Fit::Doubtful => Some(degraded(reading.turns, DOUBTFUL)),
        Fit::OneSided if site.rest.is_some() && site.rest == reading.turns.first().map(|turn| turn.role) => {
            Some(degraded(Vec::new(), 0.0))
        }
        Fit::OneSided => match between::complete(mirror, site, &look, &elements, &reading.turns) {
            Some(turns) => Some(degraded(turns, COMPLETED)),
            None if reading.turns.len() == 1 => Some(degraded(reading.turns, COMPLETED)),
            None => Some(degraded(Vec::new(), 0.0)), // several turns of one side in a row: nobody knows whose they are
        },
        Fit::Nothing => {
            let unread = site.thread_of(url).is_some() && between::shows_prose(mirror, &elements);
            unread.then(|| degraded(Vec::new(), 0.0))
        }
    }
}

/// Confidence in turns whose form is not what the adapter leads one to expect.
const DOUBTFUL: f64 = 0.6;
/// Confidence in turns of which one side is only what lies between the other.
const COMPLETED: f64 = 0.55;
/// From this confidence on the generic detector may overrule an adapter.
const SURE: f64 = 0.65;

fn found(site: &Site, turns: Vec<Turn>, busy: bool) -> Found {
    let answered = turns.iter().any(|turn| turn.role == Role::Assistant);
    Found {
        busy,
        site: site.id.clone(),
        method: format!("adapter:{}@{}", site.id, site.version),
        confidence: if answered { 0.98 } else { 0.8 },
        degraded: false,
        turns,
    }
}

/// Whether the generic detector knows better than an adapter in doubt.
fn takes_over(generic: &Found, reading: &Reading) -> bool {
    let count = |turns: &[Turn], role: Role| turns.iter().filter(|turn| turn.role == role).count();
    let all = |role| count(&generic.turns, role) >= count(&reading.turns, role);
    let more = generic.turns.len() > reading.turns.len();
    generic.confidence >= SURE
        && all(Role::User)
        && all(Role::Assistant)
        && (more || reading.fit == Fit::Nothing)
}

/// The members that lie inside no other member.
#[must_use]
pub fn outermost(mirror: &Mirror, ids: &[NodeId]) -> HashSet<NodeId> {
    let all: HashSet<NodeId> = ids.iter().copied().collect();
    all.iter()
        .copied()
        .filter(|id| !mirror.ancestors(*id).skip(1).any(|outer| all.contains(&outer)))
        .collect()
}
