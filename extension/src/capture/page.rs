//! One look at the page: which turns stand on it now, in order.
//!
//! In: the mirror, the adapters, what the person typed. Out: turns with role, text and the elements they were read from.
//! The adapter reads first; where it finds nothing, the generic detector does, and the capture is marked degraded.
//! Deliberately not here: memory. What was on the page before is the thread's business.

use std::collections::HashSet;

use shared::conversation::{RawCitation, Role};

use crate::capture::detect;
use crate::capture::markdown;
use crate::capture::mirror::{Mirror, NodeId};
use crate::capture::sites::{Site, Sites};

/// One turn as the page shows it.
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
    /// Another answer to the same question, shown next to the turn before.
    pub beside: bool,
    /// Which of how many versions the page shows, counted from 1, where it says so.
    pub variant: Option<(u32, u32)>,
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
            beside: false,
            variant: None,
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
#[must_use]
pub fn read(mirror: &Mirror, sites: &Sites, url: &str, typed: &[String]) -> Option<Found> {
    let site = sites.find(url, mirror);
    if let Some(found) = site.and_then(|site| by_adapter(mirror, site)) {
        return Some(found);
    }
    // A newer adapter that does not fit this page may stand in the place of one that does.
    let former = site.and_then(|site| sites.former(site));
    if let Some(found) = former.and_then(|site| by_adapter(mirror, site)) {
        return Some(found);
    }
    let mut found = detect::detect(mirror, typed)?;
    if let Some(site) = site {
        found.site.clone_from(&site.id);
        found.degraded = true;
    }
    Some(found)
}

fn by_adapter(mirror: &Mirror, site: &Site) -> Option<Found> {
    let users = outermost(mirror, &site.user.first(mirror));
    let assistants = outermost(mirror, &site.assistant.first(mirror));
    if users.is_empty() {
        return None;
    }
    let order = mirror.all();
    let mut turns: Vec<Turn> = Vec::new();
    for id in order {
        let role = if users.contains(&id) {
            Role::User
        } else if assistants.contains(&id) {
            Role::Assistant
        } else {
            continue;
        };
        if !mirror.is_shown(id) {
            continue;
        }
        let left_out: HashSet<NodeId> = site.exclude.every_inside(mirror, id).into_iter().collect();
        let texts = match role {
            Role::User => site.user_text.first_inside(mirror, id),
            Role::Assistant => site.assistant_text.first_inside(mirror, id),
        };
        let texts = outermost(mirror, &texts).into_iter().collect::<Vec<_>>();
        let parts = if texts.is_empty() {
            vec![id]
        } else {
            in_order(mirror, id, &texts)
        };
        let text = markdown::write_all(mirror, &parts, &left_out);
        if text.is_empty() {
            continue;
        }
        if site.joins_parts
            && role == Role::Assistant
            && let Some(before) = turns.last_mut().filter(|turn| turn.role == Role::Assistant)
        {
            before.nodes.push(id);
            before.text.push_str("\n\n");
            before.text.push_str(&text);
            continue;
        }
        turns.push(Turn {
            site_id: own_or_inner(mirror, id, &site.message_id),
            model: (role == Role::Assistant)
                .then(|| model(mirror, site, id))
                .flatten(),
            citations: citations(mirror, id),
            ..Turn::new(vec![id], role, text)
        });
    }
    if !turns.iter().any(|turn| turn.role == Role::User) {
        return None;
    }
    let roles = turns.iter().any(|turn| turn.role == Role::Assistant);
    Some(Found {
        busy: site.busy.first(mirror).into_iter().any(|id| mirror.is_shown(id)),
        site: site.id.clone(),
        method: format!("adapter:{}@{}", site.id, site.version),
        confidence: if roles { 0.98 } else { 0.8 },
        degraded: false,
        turns,
    })
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

fn in_order(mirror: &Mirror, root: NodeId, ids: &[NodeId]) -> Vec<NodeId> {
    mirror
        .walk_shown(root)
        .into_iter()
        .filter(|id| ids.contains(id))
        .collect()
}

fn own_or_inner(mirror: &Mirror, id: NodeId, names: &[String]) -> Option<String> {
    names.iter().find_map(|name| {
        mirror
            .walk(id)
            .into_iter()
            .find_map(|id| mirror.node(id)?.attribute(name).map(str::to_owned))
            .filter(|value| !value.is_empty())
    })
}

fn model(mirror: &Mirror, site: &Site, id: NodeId) -> Option<String> {
    own_or_inner(mirror, id, &site.model_attribute)
        .or_else(|| {
            site.model
                .first_inside(mirror, id)
                .first()
                .map(|id| mirror.text(*id))
        })
        .filter(|name| !name.is_empty() && name.len() <= 80 && !name.contains("://"))
}

/// The sources a reply names: links whose element says that it is a citation.
#[must_use]
pub fn citations(mirror: &Mirror, id: NodeId) -> Vec<RawCitation> {
    let mut found: Vec<RawCitation> = Vec::new();
    for link in mirror.walk_shown(id) {
        let Some(node) = mirror.node(link).filter(|node| node.tag == "a") else {
            continue;
        };
        let Some(url) = node.attribute("href").filter(|href| href.starts_with("http")) else {
            continue;
        };
        let cited = mirror
            .ancestors(link)
            .take(3)
            .filter_map(|id| mirror.node(id))
            .any(|node| {
                ["class", "data-testid", "role"]
                    .iter()
                    .filter_map(|name| node.attribute(name))
                    .any(|value| {
                        let value = value.to_lowercase();
                        value.contains("citation")
                            || value.contains("footnote")
                            || value.contains("source-link")
                    })
            });
        if cited && !found.iter().any(|citation| citation.url == url) {
            found.push(RawCitation {
                title: mirror.text(link),
                url: url.to_owned(),
            });
        }
    }
    found
}
