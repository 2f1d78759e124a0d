//! What never is text of a message: controls, icons, copies for screen readers.
//!
//! In: an element. Out: whether to leave it out.

use super::Writer;
use crate::capture::mirror::{Node, NodeId};

/// Whether an element never holds text of a message: a control, an icon, a copy for screen readers.
#[must_use]
pub fn is_furniture(node: &Node) -> bool {
    let role = node.attribute("role").unwrap_or_default();
    matches!(
        node.tag.as_str(),
        "button"
            | "svg"
            | "textarea"
            | "select"
            | "input"
            | "nav"
            | "form"
            | "menu"
            | "dialog"
            | "audio"
            | "video"
            | "canvas"
            | "progress"
            | "mat-icon"
            | "object"
            | "iframe"
            | "title"
            | "head"
    ) || matches!(
        role,
        "button"
            | "toolbar"
            | "menu"
            | "menuitem"
            | "tooltip"
            | "textbox"
            | "tablist"
            | "tab"
            | "progressbar"
            | "switch"
            | "alert"
    ) || (node.attribute("aria-hidden") == Some("true") && !is_emoji(node))
        || node
            .attribute("contenteditable")
            .is_some_and(|value| value != "false")
        || is_for_screen_readers(node)
        || node.classes().any(is_furniture_class)
}

/// Whether an element is a control.
pub(super) fn is_control(node: &Node) -> bool {
    node.tag == "button" || node.attribute("role") == Some("button")
}

/// Whether an element shows nothing to the eye: by the usual names, or by being one pixel in size.
pub(super) fn is_for_screen_readers(node: &Node) -> bool {
    let pixel = node
        .bounds
        .is_some_and(|bounds| bounds.width == 1.0 && bounds.height == 1.0);
    pixel
        || node.classes().any(|class| {
            let likely = ["idden", "creen", "sr", "only", "ssistive", "aria"]
                .iter()
                .any(|part| class.contains(part));
            if !likely {
                return false;
            }
            let name: String = class
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|character| character.to_ascii_lowercase())
                .collect();
            class == "sr-only"
                || name.ends_with("visuallyhidden")
                || name.starts_with("visuallyhidden")
                || matches!(
                    name.as_str(),
                    "screenreadertext"
                        | "screenreaderonly"
                        | "sronly"
                        | "mjxassistivemathml"
                        | "monacoariacontainer"
                )
        })
}

/// An emoji that screen readers are told to pass over.
fn is_emoji(node: &Node) -> bool {
    use crate::capture::mirror::Child;
    let [Child::Text(text)] = node.children.as_slice() else {
        return false;
    };
    let text = text.trim();
    !text.is_empty()
        && text.chars().count() <= 12
        && text
            .chars()
            .all(|character| character > '\u{1fff}' || character == '\u{fe0f}')
        && text
            .chars()
            .any(|character| character > '\u{25ff}' && !('\u{3000}'..='\u{d7ff}').contains(&character))
}

impl Writer<'_> {
    /// Whether a part that screen readers pass over is the only one for the eye: its copy beside it is for screen readers.
    pub(super) fn is_only_copy(&self, id: NodeId, node: &Node) -> bool {
        if node.attribute("aria-hidden") != Some("true") || self.survey.of(id).text == 0 {
            return false;
        }
        let Some(parent) = node.parent.and_then(|id| self.mirror.node(id)) else {
            return false;
        };
        let letters = |id: NodeId| -> String { self.all_text(id).split_whitespace().collect() };
        let beside = parent.elements().take(8).filter(|other| *other != id);
        let mut copies = beside.filter(|other| self.mirror.node(*other).is_some_and(is_for_screen_readers));
        copies.any(|other| letters(other) == letters(id))
    }
}

fn is_furniture_class(class: &str) -> bool {
    matches!(
        class,
        "material-icons"
            | "material-symbols-outlined"
            | "material-symbols-rounded"
            | "google-symbols"
            | "code-copy"
            | "copy-button"
            | "copy-btn"
            | "copy_code_button"
            | "linenumber"
            | "line-numbers-rows"
            | "lineno"
            | "MathJax_Preview"
            | "footnotes-sep"
    )
}
