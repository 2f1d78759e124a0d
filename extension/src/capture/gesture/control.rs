//! Which control was clicked, and what it does.
//!
//! In: the clicked elements. Out: the control and its action. Asked in this order: the adapter, the words on the control, its
//! names in the markup, its icon, and, for a control with none of these, its place in the row. A control whose words say
//! something else is something else, whatever its icon.

use super::first_parts;
use super::icon::action_of_icon;
use super::vocabulary::{Action, action_of, action_of_name, is_given};
use crate::capture::mirror::{Mirror, Node, NodeId, collapse};
use crate::capture::sites::Site;

/// How much of a control is looked at for words.
const PARTS: usize = 30;

pub(super) fn by_adapter(mirror: &Mirror, site: Option<&Site>, path: &[NodeId]) -> Option<(NodeId, Action)> {
    // The more special ones first: a site may mark its code buttons as copy buttons too.
    const NAMED: &[(&str, Action)] = &[
        ("copy_code", Action::CopyCode),
        ("thumbs_up", Action::ThumbsUp),
        ("thumbs_down", Action::ThumbsDown),
        ("copy", Action::Copy),
        ("regenerate", Action::Regenerate),
        ("edit", Action::Edit),
        ("stop", Action::Stop),
        ("share", Action::Share),
        ("prefer", Action::Prefer),
        ("tie", Action::Tie),
        ("both_bad", Action::BothBad),
        ("skip", Action::Skip),
        ("report", Action::Report),
        ("pin", Action::Pin),
        ("export", Action::Export),
        ("read_aloud", Action::ReadAloud),
        ("page", Action::Page),
        ("continue", Action::Continue),
        ("delete", Action::Delete),
    ];
    let site = site?;
    path.iter().find_map(|id| {
        let found = NAMED.iter().find(|(name, _)| {
            site.actions
                .get(*name)
                .is_some_and(|selectors| selectors.matches(mirror, *id))
        });
        found.map(|(_, action)| (*id, *action))
    })
}

/// The control among the clicked elements, and its action.
pub(super) fn by_itself(mirror: &Mirror, path: &[NodeId]) -> Option<(NodeId, Action)> {
    let control = path
        .iter()
        .copied()
        .find(|id| mirror.node(*id).is_some_and(is_control))?;
    action(mirror, control).map(|action| (control, action))
}

/// Whether an element is made to be clicked.
pub(super) fn is_control(node: &Node) -> bool {
    let part = matches!(
        node.tag.as_str(),
        "svg" | "path" | "use" | "img" | "html" | "body" | "main"
    );
    node.tag == "button"
        || (node.tag.ends_with("-button") && !part)
        || matches!(
            node.attribute("role"),
            Some("button" | "menuitem" | "menuitemradio" | "option" | "radio" | "switch")
        )
        || (!part
            && [
                "aria-label",
                "title",
                "data-tooltip",
                "data-tooltip-content",
                "aria-pressed",
            ]
            .iter()
            .any(|name| node.attribute(name).is_some()))
        || (!part
            && node.attribute("class").is_some_and(|class| {
                ["btn", "button", "copy", "action-"]
                    .iter()
                    .any(|word| class.contains(word))
            }))
}

/// What a control does.
pub(super) fn action(mirror: &Mirror, control: NodeId) -> Option<Action> {
    let labels = labels(mirror, control);
    for label in &labels {
        if let Some(action) = action_of(label) {
            return Some(action);
        }
    }
    if let Some(action) = by_names(mirror, control) {
        return Some(action);
    }
    if labels.iter().any(|label| label.chars().any(char::is_alphabetic)) {
        return None; // it says something, and nothing that is known
    }
    action_of_icon(mirror, control).or_else(|| by_place(mirror, control))
}

/// The words on a control: each of its labels, its text, and the text of what describes it.
pub(super) fn labels(mirror: &Mirror, control: NodeId) -> Vec<String> {
    let mut labels = Vec::new();
    let parts = first_parts(mirror, control, PARTS);
    for id in &parts {
        let Some(node) = mirror.node(*id) else { continue };
        for name in [
            "aria-label",
            "title",
            "data-tooltip",
            "data-tooltip-content",
            "data-original-title",
            "alt",
        ] {
            if let Some(value) = node
                .attribute(name)
                .map(collapse)
                .filter(|value| !value.is_empty())
            {
                labels.push(value);
            }
        }
        for name in ["aria-labelledby", "aria-describedby"] {
            let described = node.attribute(name).and_then(|name| by_id(mirror, control, name));
            labels.extend(
                described
                    .map(|id| mirror.text(id))
                    .filter(|text| !text.is_empty()),
            );
        }
    }
    let mut text = String::new();
    for id in &parts {
        let Some(node) = mirror.node(*id) else { continue };
        let glyphs = matches!(node.tag.as_str(), "mat-icon" | "style")
            || node
                .classes()
                .any(|class| class.starts_with("material-") || class.contains("symbols"));
        if glyphs {
            continue;
        }
        for child in &node.children {
            if let crate::capture::mirror::Child::Text(part) = child {
                text.push_str(part);
                text.push(' ');
            }
        }
    }
    let text = collapse(&text);
    if !text.is_empty() && text.chars().count() <= 80 {
        labels.push(text);
    }
    labels
}

/// The element of this id near a control or at the end of the page, where tooltips are drawn.
fn by_id(mirror: &Mirror, near: NodeId, id: &str) -> Option<NodeId> {
    let is = |other: &NodeId| {
        mirror
            .node(*other)
            .is_some_and(|node| node.attribute("id") == Some(id))
    };
    let around = mirror.ancestors(near).nth(2).unwrap_or(near);
    first_parts(mirror, around, 200)
        .into_iter()
        .find(is)
        .or_else(|| mirror.all().into_iter().find(is))
}

/// What the markup calls a control.
fn by_names(mirror: &Mirror, control: NodeId) -> Option<Action> {
    let node = mirror.node(control)?;
    let names = [
        "data-testid",
        "data-test-id",
        "data-action",
        "data-tooltip-id",
        "data-type",
        "name",
        "id",
    ];
    let named = names.iter().filter_map(|name| node.attribute(name));
    let named = named.chain(std::iter::once(node.tag.as_str()).filter(|tag| tag.contains('-')));
    let named = named.chain(node.classes().filter(|class| !class.contains([':', '['])));
    named.filter(|name| name.len() <= 80).find_map(action_of_name)
}

/// A control that says nothing, by its place: the first of a row copies; two neighbours that are drawn alike are the thumbs.
fn by_place(mirror: &Mirror, control: NodeId) -> Option<Action> {
    let row = row(mirror, control)?;
    if row
        .iter()
        .any(|id| !labels(mirror, *id).is_empty() || by_names(mirror, *id).is_some())
    {
        return None;
    }
    let place = row.iter().position(|id| *id == control)?;
    let drawn: Vec<Vec<String>> = row.iter().map(|id| shape(mirror, *id)).collect();
    let pairs: Vec<usize> = (1..row.len().saturating_sub(1))
        .filter(|at| !drawn[*at].is_empty() && drawn[*at] == drawn[*at + 1])
        .collect();
    match (place, pairs.as_slice()) {
        (0, _) => Some(Action::Copy),
        (place, [up]) if place == *up => Some(Action::ThumbsUp),
        (place, [up]) if place == *up + 1 => Some(Action::ThumbsDown),
        _ => None,
    }
}

/// The row of at least three small controls in which this one stands.
fn row(mirror: &Mirror, control: NodeId) -> Option<Vec<NodeId>> {
    for outer in mirror.ancestors(control).skip(1).take(3) {
        let children: Vec<NodeId> = mirror.node(outer)?.elements().collect();
        let controls: Vec<NodeId> = children
            .iter()
            .filter_map(|child| {
                first_parts(mirror, *child, 4).into_iter().find(|id| {
                    mirror
                        .node(*id)
                        .is_some_and(|node| node.tag == "button" || node.attribute("role") == Some("button"))
                })
            })
            .collect();
        if controls.len() >= 3 && controls.len() == children.len() && controls.contains(&control) {
            return Some(controls);
        }
    }
    None
}

/// What an icon is made of.
fn shape(mirror: &Mirror, control: NodeId) -> Vec<String> {
    let parts = first_parts(mirror, control, PARTS).into_iter();
    parts
        .filter_map(|id| mirror.node(id).map(|node| node.tag.clone()))
        .skip(1)
        .collect()
}

/// Whether a control stands pressed: a thumb that is given.
pub(super) fn is_pressed(mirror: &Mirror, control: NodeId) -> bool {
    let parts = first_parts(mirror, control, 4);
    parts.iter().filter_map(|id| mirror.node(*id)).any(|node| {
        let says = [
            "aria-pressed",
            "aria-checked",
            "aria-selected",
            "data-pressed",
            "data-selected",
            "data-active",
            "data-submitted",
            "data-voted",
        ];
        says.iter().any(|name| node.attribute(name) == Some("true"))
            || node.attribute("data-state") == Some("on")
            || ["aria-label", "title"]
                .iter()
                .filter_map(|name| node.attribute(name))
                .any(is_given)
            || node.classes().any(is_given_class)
            || ["fonticon", "iconname", "data-icon", "data-testid"]
                .iter()
                .filter_map(|name| node.attribute(name))
                .any(is_filled)
    })
}

/// Classes that a control has only while it is pressed.
fn is_given_class(class: &str) -> bool {
    matches!(
        class,
        "active"
            | "is-active"
            | "selected"
            | "is-selected"
            | "pressed"
            | "liked"
            | "disliked"
            | "voted"
            | "checked"
            | "fill-current"
            | "lucide-filled"
    ) || class.ends_with("-on") && class.len() > 6
        || class.ends_with("--active")
        || class.ends_with("--selected")
        || (class.contains("thumb") && is_filled(class))
}

/// Whether an icon's name says that it is the filled one of two.
fn is_filled(name: &str) -> bool {
    let words = crate::capture::marks::words(name);
    words.iter().any(|word| word.starts_with("thumb"))
        && words
            .last()
            .is_some_and(|word| matches!(word.as_str(), "fill" | "filled" | "solid"))
}
