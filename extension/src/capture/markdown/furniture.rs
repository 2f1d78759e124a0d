//! What never is text of a message: controls, icons, copies for screen readers.
//!
//! In: an element. Out: whether to leave it out.

use crate::capture::mirror::Node;

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
    ) || node.attribute("aria-hidden") == Some("true")
        || node
            .attribute("contenteditable")
            .is_some_and(|value| value != "false")
        || node.classes().any(is_furniture_class)
}

fn is_furniture_class(class: &str) -> bool {
    matches!(
        class,
        "sr-only"
            | "visually-hidden"
            | "visuallyhidden"
            | "screen-reader-text"
            | "screen-reader-only"
            | "cdk-visually-hidden"
            | "material-icons"
            | "material-symbols-outlined"
            | "material-symbols-rounded"
            | "code-copy"
            | "copy-button"
            | "copy-btn"
            | "copy_code_button"
            | "linenumber"
            | "line-numbers-rows"
            | "lineno"
    )
}
