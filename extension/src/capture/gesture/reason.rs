//! What is ticked and written beside a rating.
//!
//! In: clicks after a rating. Out: reasons, once they were sent. Where a page asks for them in a box with a field, they count when the
//! box is sent; without one, when they are ticked. What was written elsewhere is never taken.

use super::control::{is_control, labels};
use crate::capture::mirror::{Mirror, NodeId};

/// A longer text on a control is no reason.
const LONGEST: usize = 60;
/// The most reasons that are kept while a box is open.
const MOST: usize = 12;

/// What controls of such boxes are called, lower case.
const SENDS: &[&str] = &[
    "submit",
    "send",
    "done",
    "save",
    "提交",
    "发送",
    "送信",
    "送出",
    "제출",
    "보내기",
    "enviar",
    "envoyer",
    "soumettre",
    "senden",
    "absenden",
    "invia",
    "verzenden",
    "wyślij",
    "отправить",
    "надіслати",
    "gönder",
    "إرسال",
    "שלח",
    "ارسال",
    "भेजें",
    "জমা দিন",
    "gửi",
    "kirim",
    "ส่ง",
];
const LEAVES: &[&str] = &[
    "cancel",
    "close",
    "dismiss",
    "not now",
    "取消",
    "关闭",
    "閉じる",
    "キャンセル",
    "취소",
    "닫기",
    "cancelar",
    "cerrar",
    "annuler",
    "fermer",
    "abbrechen",
    "schließen",
    "fechar",
    "annulla",
    "chiudi",
    "annuleren",
    "sluiten",
    "anuluj",
    "zamknij",
    "отмена",
    "закрыть",
    "скасувати",
    "закрити",
    "iptal",
    "kapat",
    "إلغاء",
    "إغلاق",
    "ביטול",
    "סגור",
    "لغو",
    "hủy",
    "batal",
    "ยกเลิก",
];

/// What a click beside a rating did.
#[derive(Debug, PartialEq, Eq)]
pub enum Said {
    /// These count now.
    Reasons(Vec<String>),
    /// Perhaps more is to come.
    Waits,
    /// The box was left.
    Left,
}

/// Reasons that were ticked and not sent so far.
#[derive(Clone, Default)]
pub struct Ticked(Vec<String>);

impl Ticked {
    /// Understands a click; `written` is the field that was written in last, with its text.
    pub fn click(&mut self, mirror: &Mirror, path: &[NodeId], written: Option<(NodeId, &str)>) -> Said {
        let Some(area) = path
            .iter()
            .flat_map(|id| mirror.ancestors(*id))
            .find(|id| is_box(mirror, *id))
        else {
            return Said::Waits;
        };
        let inside: Vec<NodeId> = path.iter().copied().take_while(|id| *id != area).collect();
        if inside.iter().any(|id| is_field(mirror, *id)) {
            return Said::Waits; // it is going to be written in
        }
        let control = inside
            .into_iter()
            .find(|id| mirror.node(*id).is_some_and(is_control));
        let Some(control) = control else {
            return Said::Waits;
        };
        let said = labels(mirror, control);
        let is = |words: &[&str]| {
            said.iter()
                .any(|label| words.contains(&label.to_lowercase().as_str()))
        };
        if is(LEAVES) {
            self.0.clear();
            return Said::Left;
        }
        let field = mirror.walk(area).into_iter().any(|id| is_field(mirror, id));
        let sends = is(SENDS)
            || mirror
                .node(control)
                .is_some_and(|node| node.attribute("type") == Some("submit"));
        if sends {
            let mut reasons = std::mem::take(&mut self.0);
            reasons.extend(of_field(mirror, area, written));
            return Said::Reasons(reasons);
        }
        let Some(reason) = said.into_iter().next_back().filter(|label| is_reason(label)) else {
            return Said::Waits;
        };
        if !field {
            return Said::Reasons(vec![reason]);
        }
        if let Some(place) = self.0.iter().position(|ticked| *ticked == reason) {
            self.0.remove(place);
        } else if self.0.len() < MOST {
            self.0.push(reason);
        }
        Said::Waits
    }

    /// Understands that what was written in a field was sent with the keyboard.
    pub fn send(&mut self, mirror: &Mirror, written: Option<(NodeId, &str)>) -> Said {
        let area = written.and_then(|(field, _)| mirror.ancestors(field).find(|id| is_box(mirror, *id)));
        match area.and_then(|area| of_field(mirror, area, written)) {
            Some(text) => {
                let mut reasons = std::mem::take(&mut self.0);
                reasons.push(text);
                Said::Reasons(reasons)
            }
            None => Said::Waits,
        }
    }
}

fn of_field(mirror: &Mirror, area: NodeId, written: Option<(NodeId, &str)>) -> Option<String> {
    let (field, text) = written?;
    let text = text.trim();
    (mirror.contains(area, field) && !text.is_empty()).then(|| text.to_owned())
}

fn is_reason(label: &str) -> bool {
    label.chars().count() <= LONGEST && label.chars().filter(|letter| letter.is_alphabetic()).count() >= 2
}

/// A box that asks for something: a dialog, or a group that says that it is about feedback.
fn is_box(mirror: &Mirror, id: NodeId) -> bool {
    mirror.node(id).is_some_and(|node| {
        let asks = |name: &str| {
            let name = name.to_lowercase();
            name.contains("feedback") || name.contains("reason")
        };
        node.tag == "dialog"
            || matches!(node.attribute("role"), Some("dialog" | "alertdialog"))
            || ["aria-label", "data-testid", "id"]
                .iter()
                .filter_map(|name| node.attribute(name))
                .any(asks)
            || node.classes().any(asks)
    })
}

fn is_field(mirror: &Mirror, id: NodeId) -> bool {
    mirror.node(id).is_some_and(|node| {
        node.tag == "textarea"
            || node
                .attribute("contenteditable")
                .is_some_and(|value| value != "false")
            || (node.tag == "input" && matches!(node.attribute("type"), None | Some("text" | "search")))
    })
}
