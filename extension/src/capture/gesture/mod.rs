//! What a click on the page meant, and for which turn.
//!
//! In: the clicked elements (innermost first), the turns of the page, the adapter if there is one, the control that opened a
//! menu. Out: a gesture and the turn it belongs to; ratings that already stand on the page. A click on something that is not
//! understood is no gesture.
//! Deliberately not here: what the gesture says about the reply.

use shared::conversation::{GestureKind, Role};

use crate::capture::mirror::{Mirror, NodeId};
use crate::capture::page::Turn;
use crate::capture::pager;
use crate::capture::sites::Site;

use self::control::{by_adapter, by_itself, is_control, is_pressed};
use self::target::Targets;
use self::vocabulary::Action;

mod control; // which control, and what it does
pub mod failure; // notices that a reply has failed
mod icon; // what an icon shows
pub mod reason; // what is ticked and written beside a rating
mod target; // which turn a control belongs to
mod vocabulary; // what controls are called

/// How far above the clicked element its control may lie.
const REACH: usize = 6;

/// The most bytes of text that a box around code shows beside it: a language, a file's name, controls.
const HEADER: usize = 80;

/// The most elements of a row that shows which version of how many it is.
const PAGER: usize = 24;

/// What a click was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Click {
    /// A gesture at the turn of this index.
    Gesture(usize, GestureKind),
    /// This control opened a menu: what is chosen there belongs to it.
    Opens(NodeId),
    Nothing,
}

impl Click {
    /// The turn and the gesture, if it was one.
    #[must_use]
    pub fn gesture(self) -> Option<(usize, GestureKind)> {
        match self {
            Self::Gesture(turn, kind) => Some((turn, kind)),
            Self::Opens(_) | Self::Nothing => None,
        }
    }
}

/// What a click was; `opener` is the control that opened the menu which may be open now.
#[must_use]
pub fn of_click(
    mirror: &Mirror,
    site: Option<&Site>,
    turns: &[Turn],
    path: &[NodeId],
    opener: Option<NodeId>,
) -> Click {
    let path: Vec<NodeId> = path
        .iter()
        .copied()
        .filter(|id| mirror.node(*id).is_some())
        .take(REACH)
        .collect();
    let Some(clicked) = path.first().copied() else {
        return Click::Nothing;
    };
    let targets = Targets::new(mirror, turns);
    let path: Vec<NodeId> = path
        .into_iter()
        .take_while(|id| !turns.iter().any(|turn| turn.nodes.contains(id)))
        .collect();
    let menu = menu_around(mirror, clicked);
    let opener = menu.and_then(|menu| opener_of(mirror, menu).or(opener));
    let found = by_adapter(mirror, site, &path).or_else(|| by_itself(mirror, &path));
    if menu.is_none()
        && let Some(control) = path.iter().copied().find(|id| opens_menu(mirror, *id))
        && !matches!(found, Some((_, Action::ThumbsUp | Action::ThumbsDown)))
    {
        return Click::Opens(control);
    }
    // A menu is drawn anywhere on the page: its place says nothing, the control that opened it does.
    let place = opener.unwrap_or(clicked);
    let turn = match (menu, opener) {
        (Some(_), None) => targets.holding(clicked),
        _ => targets.of(place),
    };
    let Some((control, action)) = found
        .or_else(|| wish(mirror, site, opener, &path))
        .or_else(|| pages(mirror, &path))
    else {
        let link = targets
            .holding(clicked)
            .filter(|at| turns[*at].role == Role::Assistant && follows_link(mirror, &path));
        return link.map_or(Click::Nothing, |at| Click::Gesture(at, GestureKind::OpenLink));
    };
    if in_sidebar(mirror, place) && turn.is_none_or(|_| targets.holding(place).is_none()) {
        return Click::Nothing;
    }
    gesture(mirror, site, turns, control, action, turn)
        .map_or(Click::Nothing, |(at, kind)| Click::Gesture(at, kind))
}

fn gesture(
    mirror: &Mirror,
    site: Option<&Site>,
    turns: &[Turn],
    control: NodeId,
    action: Action,
    turn: Option<usize>,
) -> Option<(usize, GestureKind)> {
    let reply_at_or_after = |at: usize| (at..turns.len()).find(|at| turns[*at].role == Role::Assistant);
    let last_reply = || turns.iter().rposition(|turn| turn.role == Role::Assistant);
    Some(match action {
        Action::ThumbsUp | Action::ThumbsDown if is_given(mirror, site, control, action) => {
            (reply_at_or_after(turn?)?, GestureKind::ThumbsCleared)
        }
        Action::ThumbsUp => (reply_at_or_after(turn?)?, GestureKind::ThumbsUp),
        Action::ThumbsDown => (reply_at_or_after(turn?)?, GestureKind::ThumbsDown),
        Action::Regenerate => (
            turn.and_then(reply_at_or_after).or_else(last_reply)?,
            GestureKind::Regenerate,
        ),
        Action::Modify => (reply_at_or_after(turn?)?, GestureKind::RegenerateModified),
        Action::Stop => (last_reply()?, GestureKind::Stop),
        Action::Continue => (last_reply()?, GestureKind::Continue),
        Action::Delete => (last_reply()?, GestureKind::Delete),
        Action::CopyCode => (turn?, GestureKind::CopyCode),
        Action::Copy if beside_code(mirror, turns, control) => (turn?, GestureKind::CopyCode),
        Action::Copy => (turn?, GestureKind::Copy),
        Action::Share => (turn?, GestureKind::Share),
        Action::Prefer => (turn?, GestureKind::Prefer),
        Action::Tie => (turn?, GestureKind::PreferTie),
        Action::BothBad => (turn?, GestureKind::PreferNeither),
        Action::Skip => (turn?, GestureKind::PreferSkip),
        Action::Report => (reply_at_or_after(turn?)?, GestureKind::Report),
        Action::Pin => (turn?, GestureKind::Pin),
        Action::Export => (turn?, GestureKind::Export),
        Action::ReadAloud => (turn?, GestureKind::ReadAloud),
        Action::Page => (turn?, GestureKind::PageVariants),
        Action::Edit => return None, // asking to edit is not yet an edit; the thread sees the new question
    })
}

/// The gesture behind a copied selection.
#[must_use]
pub fn of_copy(mirror: &Mirror, turns: &[Turn], node: NodeId, text: &str) -> Option<(usize, GestureKind)> {
    let at = Targets::new(mirror, turns).holding(node)?;
    let letters = |text: &str| {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .count()
    };
    let whole = letters(text) * 10 >= letters(&turns[at].text) * 9;
    let in_code = mirror
        .ancestors(node)
        .take_while(|id| !turns[at].nodes.contains(id))
        .find(|id| mirror.node(*id).is_some_and(|node| node.tag == "pre"));
    let whole_block = in_code.is_some_and(|block| letters(text) * 10 >= letters(&mirror.text(block)) * 9);
    Some((
        at,
        if whole {
            GestureKind::Copy
        } else if whole_block {
            GestureKind::CopyCode
        } else {
            GestureKind::CopyPart
        },
    ))
}

/// Ratings that stand on the page: thumbs that are shown as given.
#[must_use]
pub fn ratings(mirror: &Mirror, site: Option<&Site>, turns: &[Turn]) -> Vec<(usize, GestureKind)> {
    let targets = Targets::new(mirror, turns);
    let mut found: Vec<(usize, GestureKind)> = Vec::new();
    for id in mirror.all() {
        let Some(node) = mirror.node(id) else { continue };
        let may_be_given = is_pressed(mirror, id)
            || site.is_some_and(|site| {
                site.is_on("thumbs_up", mirror, id) || site.is_on("thumbs_down", mirror, id)
            });
        if !is_control(node) || !may_be_given || !mirror.is_shown(id) {
            continue;
        }
        let Some((control, action)) = by_adapter(mirror, site, &[id]).or_else(|| by_itself(mirror, &[id]))
        else {
            continue;
        };
        let kind = match action {
            Action::ThumbsUp => GestureKind::ThumbsUp,
            Action::ThumbsDown => GestureKind::ThumbsDown,
            _ => continue,
        };
        if !is_given(mirror, site, control, action) {
            continue;
        }
        if let Some(at) = targets
            .of(control)
            .filter(|at| turns[*at].role == Role::Assistant)
        {
            found.retain(|(other, _)| *other != at);
            found.push((at, kind));
        }
    }
    found
}

/// Whether a thumb stands: as the adapter tells it, or as pages usually show it.
fn is_given(mirror: &Mirror, site: Option<&Site>, control: NodeId, action: Action) -> bool {
    let name = if action == Action::ThumbsUp {
        "thumbs_up"
    } else {
        "thumbs_down"
    };
    is_pressed(mirror, control) || site.is_some_and(|site| site.is_on(name, mirror, control))
}

/// An element and the first parts of it, in document order; never more than asked for.
fn first_parts(mirror: &Mirror, id: NodeId, most: usize) -> Vec<NodeId> {
    let (mut found, mut open) = (Vec::new(), vec![id]);
    while let Some(id) = open.pop().filter(|_| found.len() < most) {
        if let Some(node) = mirror.node(id) {
            found.push(id);
            open.extend(node.elements().take(most).collect::<Vec<_>>().into_iter().rev());
        }
    }
    found
}

/// Whether a control opens a menu of things to do.
fn opens_menu(mirror: &Mirror, id: NodeId) -> bool {
    mirror.node(id).is_some_and(|node| {
        node.attribute("aria-haspopup")
            .is_some_and(|popup| matches!(popup, "menu" | "true" | "listbox"))
    })
}

/// The menu in which an element stands.
fn menu_around(mirror: &Mirror, id: NodeId) -> Option<NodeId> {
    mirror.ancestors(id).take(12).find(|id| {
        mirror.node(*id).is_some_and(|node| {
            matches!(node.attribute("role"), Some("menu" | "listbox"))
                || node.attribute("data-radix-menu-content").is_some()
                || node.has_class("mat-mdc-menu-panel")
        })
    })
}

/// The control that a menu says it belongs to.
fn opener_of(mirror: &Mirror, menu: NodeId) -> Option<NodeId> {
    let node = mirror.node(menu)?;
    let own = node.attribute("id");
    let label = node.attribute("aria-labelledby");
    mirror.all().into_iter().find(|id| {
        mirror.node(*id).is_some_and(|node| {
            (label.is_some() && node.attribute("id") == label)
                || (own.is_some() && node.attribute("aria-controls") == own)
        })
    })
}

/// Any choice in the menu of a control that asks for another reply is such a wish: how it should be, or by which model.
fn wish(
    mirror: &Mirror,
    site: Option<&Site>,
    opener: Option<NodeId>,
    path: &[NodeId],
) -> Option<(NodeId, Action)> {
    let opener = opener?;
    let (_, action) = by_adapter(mirror, site, &[opener]).or_else(|| by_itself(mirror, &[opener]))?;
    let item = path.iter().copied().find(|id| {
        mirror.node(*id).is_some_and(|node| {
            node.attribute("role")
                .is_some_and(|role| role.starts_with("menuitem") || role == "option")
        })
    })?;
    (action == Action::Regenerate).then_some((item, Action::Modify))
}

/// A control beside `2 / 3` shows another version.
fn pages(mirror: &Mirror, path: &[NodeId]) -> Option<(NodeId, Action)> {
    let control = path
        .iter()
        .copied()
        .find(|id| mirror.node(*id).is_some_and(is_control))?;
    let row = mirror.node(control)?.parent?;
    let of_row = first_parts(mirror, row, PAGER);
    let counts = of_row.len() < PAGER && pager::version(&mirror.text(row)).is_some();
    counts.then_some((control, Action::Page))
}

/// Whether a click follows a link that leads away from the page.
fn follows_link(mirror: &Mirror, path: &[NodeId]) -> bool {
    path.iter().filter_map(|id| mirror.node(*id)).any(|node| {
        let away = |href: &str| href.starts_with("http") || href.starts_with("//");
        node.tag == "a" && node.attribute("href").is_some_and(away)
    })
}

/// Whether an element stands in the list of conversations or another part beside them.
fn in_sidebar(mirror: &Mirror, id: NodeId) -> bool {
    mirror.ancestors(id).any(|id| {
        mirror.node(id).is_some_and(|node| {
            matches!(node.tag.as_str(), "nav" | "aside")
                || node.attribute("role") == Some("navigation")
                || node
                    .classes()
                    .any(|class| class.to_lowercase().contains("sidebar"))
        })
    })
}

/// Whether a control stands at a code block rather than at the message.
fn beside_code(mirror: &Mirror, turns: &[Turn], control: NodeId) -> bool {
    mirror
        .ancestors(control)
        .take(4)
        .take_while(|id| !turns.iter().any(|turn| turn.nodes.contains(id)))
        .any(|id| {
            let is_code = |id: &NodeId| mirror.node(*id).is_some_and(|node| node.tag == "pre");
            // A box around code says little beside it; a box around a reply says more, even where it shows code.
            let boxes_code = mirror.walk(id).into_iter().find(is_code).is_some_and(|code| {
                let beside = mirror.text(id).len().saturating_sub(mirror.text(code).len());
                beside <= HEADER
            });
            boxes_code || heads_code(mirror, id)
        })
}

/// Whether a code block follows right after an element.
fn heads_code(mirror: &Mirror, id: NodeId) -> bool {
    let siblings: Vec<NodeId> = mirror
        .node(id)
        .and_then(|node| mirror.node(node.parent?))
        .map(|parent| parent.elements().collect())
        .unwrap_or_default();
    let next = siblings
        .iter()
        .position(|sibling| *sibling == id)
        .and_then(|place| siblings.get(place + 1));
    next.and_then(|id| mirror.node(*id))
        .is_some_and(|node| node.tag == "pre")
}
