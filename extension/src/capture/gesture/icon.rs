//! What an icon shows, for controls without words.
//!
//! In: a control. Out: an action, from the icon's name where its library leaves one in the page (`lucide-thumbs-up`, the word
//! of an icon font, the id of a symbol), else from its shape. Shapes are data, in `icons.txt`.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::first_parts;
use super::vocabulary::{Action, action_of_name, named};
use crate::capture::mirror::{Child, Mirror, Node, NodeId};

/// How much of a control is looked at.
const PARTS: usize = 24;

/// What the icons in a control show.
pub(super) fn action_of_icon(mirror: &Mirror, control: NodeId) -> Option<Action> {
    let parts = first_parts(mirror, control, PARTS);
    let parts = || {
        parts
            .iter()
            .filter_map(|id| mirror.node(*id).map(|node| (*id, node)))
    };
    parts().find_map(|(_, node)| by_name(node)).or_else(|| {
        parts()
            .filter(|(_, node)| node.tag == "svg")
            .find_map(|(id, _)| by_shape(mirror, id))
    })
}

/// The names that icon libraries leave in the page.
fn by_name(node: &Node) -> Option<Action> {
    let is_icon = matches!(node.tag.as_str(), "svg" | "i" | "use" | "mat-icon" | "img")
        || node.tag.ends_with("-icon")
        || node.classes().any(|class| {
            class.starts_with("material-")
                || class.starts_with("anticon")
                || class.contains("symbols")
                || class == "iconify"
                || class == "icon"
        });
    if !is_icon {
        return None;
    }
    let attributes = [
        "data-icon",
        "data-lucide",
        "fonticon",
        "iconname",
        "icon",
        "name",
        "data-mat-icon-name",
        "data-testid",
        "href",
        "xlink:href",
        "alt",
        "id",
    ];
    let named = attributes.iter().filter_map(|name| node.attribute(name));
    let named = named.map(|name| name.rsplit(['#', '/', ':']).next().unwrap_or_default());
    let ligature = node.children.iter().filter_map(|child| match child {
        Child::Text(text) => Some(text.trim()),
        Child::Node(_) => None,
    });
    named
        .chain(ligature)
        .chain(node.classes())
        .filter(|name| (3..=40).contains(&name.len()))
        .find_map(action_of_icon_name)
}

/// Icons have names that no control has.
fn action_of_icon_name(name: &str) -> Option<Action> {
    let words = crate::capture::marks::words(name);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let thumb = has(&[
        "thumb",
        "thumbs",
        "thumbup",
        "thumbsup",
        "thumbdown",
        "thumbsdown",
    ]);
    if thumb && has(&["up", "thumbup", "thumbsup"]) {
        return Some(Action::ThumbsUp);
    }
    if thumb && has(&["down", "thumbdown", "thumbsdown"]) {
        return Some(Action::ThumbsDown);
    }
    if has(&["autorenew", "replay", "refresh", "restart"])
        || (has(&["arrows", "arrow"]) && has(&["rotate", "clockwise", "repeat"]))
    {
        return Some(Action::Regenerate);
    }
    if has(&["pencil", "pen"]) {
        return Some(Action::Edit);
    }
    if has(&["clipboard", "duplicate"]) {
        return Some(Action::Copy);
    }
    action_of_name(name)
}

fn by_shape(mirror: &Mirror, svg: NodeId) -> Option<Action> {
    static SHAPES: OnceLock<HashMap<u32, Action>> = OnceLock::new();
    let shapes = SHAPES.get_or_init(|| {
        let lines = include_str!("icons.txt")
            .lines()
            .filter(|line| !line.starts_with('#'));
        let rows = lines.filter_map(|line| {
            let (name, prints) = line.split_once(' ')?;
            Some((named(name)?, prints))
        });
        rows.flat_map(|(action, prints)| prints.split(' ').map(move |print| (print, action)))
            .filter_map(|(print, action)| Some((u32::from_str_radix(print, 16).ok()?, action)))
            .collect()
    });
    let below = first_parts(mirror, svg, PARTS);
    let paths: Vec<String> = below
        .iter()
        .filter_map(|id| mirror.node(*id).filter(|node| node.tag == "path"))
        .filter_map(|node| node.attribute("d"))
        .filter(|path| !path.starts_with("M0 0h24v24H0"))
        .map(|path| path.chars().take(24).collect())
        .collect();
    if paths.is_empty() {
        return None;
    }
    shapes.get(&fingerprint(&paths.join("|"))).copied()
}

fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_icons_are_understood() {
        for (name, expected) in [
            ("lucide-thumbs-up", Some(Action::ThumbsUp)),
            ("fa-thumbs-down", Some(Action::ThumbsDown)),
            ("thumb_up_off_alt", Some(Action::ThumbsUp)),
            ("content_copy", Some(Action::Copy)),
            ("lucide-refresh-cw", Some(Action::Regenerate)),
            ("bi-arrow-clockwise", Some(Action::Regenerate)),
            ("ThumbUpIcon", Some(Action::ThumbsUp)),
            ("lucide-sun", None),
            ("chevron_right", None),
            ("ArrowDownIcon", None),
        ] {
            assert_eq!(action_of_icon_name(name), expected, "{name}");
        }
    }
}
