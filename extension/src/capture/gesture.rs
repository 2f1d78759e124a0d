//! What a click on the page meant, and for which turn.
//!
//! In: the clicked elements (innermost first), the turns of the page, the adapter if there is one. Out: a gesture and the turn
//! it belongs to. The adapter's selectors are asked first, then words that sites write on such controls, in several languages.
//! Deliberately not here: what the gesture says about the reply.

use shared::conversation::{GestureKind, Role};

use crate::capture::mirror::{Mirror, NodeId, collapse};
use crate::capture::page::Turn;
use crate::capture::sites::Site;

/// How far above the clicked element its control may lie.
const REACH: usize = 6;

/// The gesture behind a click, and the index of the turn.
#[must_use]
pub fn of_click(
    mirror: &Mirror,
    site: Option<&Site>,
    turns: &[Turn],
    path: &[NodeId],
) -> Option<(usize, GestureKind)> {
    let path: Vec<NodeId> = path
        .iter()
        .copied()
        .filter(|id| mirror.node(*id).is_some())
        .take(REACH)
        .collect();
    let clicked = *path.first()?;
    let path: Vec<NodeId> = path
        .into_iter()
        .take_while(|id| !turns.iter().any(|turn| turn.nodes.contains(id)))
        .collect();
    let (control, action) = by_adapter(mirror, site, &path).or_else(|| by_words(mirror, &path))?;
    let turn = turn_of(mirror, turns, clicked);
    let reply_at_or_after = |at: usize| (at..turns.len()).find(|at| turns[*at].role == Role::Assistant);
    let last_reply = turns.iter().rposition(|turn| turn.role == Role::Assistant);
    let pressed = is_pressed(mirror, control);
    Some(match action {
        Action::ThumbsUp | Action::ThumbsDown if pressed => {
            (reply_at_or_after(turn?)?, GestureKind::ThumbsCleared)
        }
        Action::ThumbsUp => (reply_at_or_after(turn?)?, GestureKind::ThumbsUp),
        Action::ThumbsDown => (reply_at_or_after(turn?)?, GestureKind::ThumbsDown),
        Action::Regenerate => (
            turn.and_then(reply_at_or_after).or(last_reply)?,
            GestureKind::Regenerate,
        ),
        Action::Stop => (last_reply?, GestureKind::Stop),
        Action::CopyCode => (turn?, GestureKind::CopyCode),
        Action::Copy if beside_code(mirror, turns, control) => (turn?, GestureKind::CopyCode),
        Action::Copy => (turn?, GestureKind::Copy),
        Action::Share => (turn?, GestureKind::Share),
        Action::Prefer => (turn?, GestureKind::Prefer),
        Action::Edit => return None, // asking to edit is not yet an edit; the thread sees the new question
    })
}

/// The gesture behind a copied selection.
#[must_use]
pub fn of_copy(mirror: &Mirror, turns: &[Turn], node: NodeId, text: &str) -> Option<(usize, GestureKind)> {
    let at = turns
        .iter()
        .position(|turn| turn.nodes.iter().any(|outer| mirror.contains(*outer, node)))?;
    let letters = |text: &str| {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .count()
    };
    let whole = letters(text) * 10 >= letters(&turns[at].text) * 9;
    Some((
        at,
        if whole {
            GestureKind::Copy
        } else {
            GestureKind::CopyPart
        },
    ))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Action {
    ThumbsUp,
    ThumbsDown,
    Copy,
    CopyCode,
    Regenerate,
    Edit,
    Stop,
    Share,
    Prefer,
}

fn by_adapter(mirror: &Mirror, site: Option<&Site>, path: &[NodeId]) -> Option<(NodeId, Action)> {
    let site = site?;
    let named = [
        ("copy_code", Action::CopyCode),
        ("thumbs_up", Action::ThumbsUp),
        ("thumbs_down", Action::ThumbsDown),
        ("copy", Action::Copy),
        ("regenerate", Action::Regenerate),
        ("edit", Action::Edit),
        ("stop", Action::Stop),
        ("share", Action::Share),
        ("prefer", Action::Prefer),
    ];
    path.iter().find_map(|id| {
        let found = named.iter().find(|(name, _)| {
            site.actions
                .get(*name)
                .is_some_and(|selectors| selectors.matches(mirror, *id))
        });
        found.map(|(_, action)| (*id, *action))
    })
}

fn by_words(mirror: &Mirror, path: &[NodeId]) -> Option<(NodeId, Action)> {
    let control = path.iter().copied().find(|id| {
        mirror.node(*id).is_some_and(|node| {
            node.tag == "button"
                || node.tag.ends_with("-button")
                || matches!(
                    node.attribute("role"),
                    Some("button" | "menuitem" | "radio" | "switch")
                )
                || (node.tag != "svg"
                    && (node.attribute("aria-label").is_some() || node.attribute("title").is_some()))
                || node
                    .attribute("class")
                    .is_some_and(|class| class.contains("btn") || class.contains("copy"))
        })
    })?;
    label_of(mirror, control)
        .as_deref()
        .and_then(action_of)
        .map(|action| (control, action))
}

/// Everything that is written on or in a control.
fn label_of(mirror: &Mirror, control: NodeId) -> Option<String> {
    let mut label = String::new();
    for id in mirror.walk(control).into_iter().take(30) {
        let node = mirror.node(id)?;
        for name in [
            "aria-label",
            "title",
            "data-testid",
            "data-test-id",
            "data-action",
            "data-tooltip",
            "name",
            "class",
        ] {
            if let Some(value) = node.attribute(name).filter(|value| value.len() <= 120) {
                label.push_str(value);
                label.push_str(" | ");
            }
        }
    }
    let text = mirror.text(control);
    if text.chars().count() <= 40 {
        label.push_str(&text);
    }
    Some(collapse(&label.to_lowercase().replace(['_', '-'], " ")))
}

/// The first row with a phrase that stands in the label decides; so the more special rows come first.
fn action_of(label: &str) -> Option<Action> {
    const PHRASES: &[(Action, &[&str])] = &[
        (
            Action::Prefer,
            &["i prefer", "prefer this", "left is better", "right is better"],
        ),
        (
            Action::ThumbsDown,
            &[
                "dislike",
                "thumbs down",
                "thumb down",
                "thumbdown",
                "thumbsdown",
                "bad response",
                "bad answer",
                "not helpful",
                "unhelpful",
                "downvote",
                "negative feedback",
                "👎",
                "踩",
                "不喜欢",
                "没有帮助",
                "沒有幫助",
                "低評価",
                "よくない",
                "싫어요",
                "별로",
                "no me gusta",
                "mala respuesta",
                "je n'aime pas",
                "je n’aime pas",
                "mauvaise réponse",
                "gefällt mir nicht",
                "schlechte antwort",
                "nicht hilfreich",
                "não gostei",
                "resposta ruim",
                "non mi piace",
                "risposta scadente",
                "плохой ответ",
                "не нравится",
            ],
        ),
        (
            Action::ThumbsUp,
            &[
                "thumbs up",
                "thumb up",
                "thumbup",
                "thumbsup",
                "good response",
                "good answer",
                "helpful",
                "upvote",
                "positive feedback",
                "👍",
                "点赞",
                "按讚",
                "喜欢",
                "有帮助",
                "有幫助",
                "高評価",
                "良い回答",
                "좋아요",
                "좋은 응답",
                "me gusta",
                "buena respuesta",
                "j'aime",
                "j’aime",
                "bonne réponse",
                "gefällt mir",
                "gute antwort",
                "gostei",
                "boa resposta",
                "mi piace",
                "buona risposta",
                "хороший ответ",
                "нравится",
            ],
        ),
        (
            Action::Regenerate,
            &[
                "regenerate",
                "retry",
                "try again",
                "rerun",
                "redo",
                "rewrite",
                "refresh",
                "reload",
                "重新生成",
                "重试",
                "重試",
                "再试",
                "再生成",
                "やり直",
                "再試行",
                "다시 생성",
                "다시 시도",
                "regenerar",
                "reintentar",
                "volver a intentar",
                "régénérer",
                "réessayer",
                "neu generieren",
                "erneut",
                "tentar novamente",
                "rigenera",
                "riprova",
                "повторить",
                "сгенерировать",
            ],
        ),
        (
            Action::CopyCode,
            &[
                "copy code",
                "copy block",
                "code copy",
                "复制代码",
                "code kopieren",
            ],
        ),
        (
            Action::Copy,
            &[
                "copy",
                "clipboard",
                "复制",
                "複製",
                "コピー",
                "복사",
                "copiar",
                "copier",
                "kopieren",
                "copia",
                "копировать",
                "скопировать",
            ],
        ),
        (
            Action::Edit,
            &[
                "edit",
                "编辑",
                "編輯",
                "編集",
                "수정",
                "편집",
                "editar",
                "modifier",
                "bearbeiten",
                "modifica",
                "редактировать",
                "изменить",
            ],
        ),
        (
            Action::Stop,
            &[
                "stop",
                "停止",
                "中止",
                "중지",
                "detener",
                "arrêter",
                "anhalten",
                "parar",
                "interrompi",
                "остановить",
            ],
        ),
        (
            Action::Share,
            &[
                "share",
                "分享",
                "共有",
                "공유",
                "compartir",
                "partager",
                "teilen",
                "compartilhar",
                "condividi",
                "поделиться",
            ],
        ),
    ];
    let special = PHRASES
        .iter()
        .take(2)
        .find(|(_, phrases)| phrases.iter().any(|phrase| label.contains(phrase)));
    if special.is_none()
        && label
            .split(|character: char| !character.is_alphanumeric())
            .any(|word| word == "like" || word == "liked")
    {
        return Some(Action::ThumbsUp);
    }
    PHRASES
        .iter()
        .find(|(_, phrases)| phrases.iter().any(|phrase| label.contains(phrase)))
        .map(|(action, _)| *action)
}

fn is_pressed(mirror: &Mirror, control: NodeId) -> bool {
    mirror
        .walk(control)
        .into_iter()
        .take(4)
        .filter_map(|id| mirror.node(id))
        .any(|node| {
            node.attribute("aria-pressed") == Some("true")
                || node.attribute("aria-checked") == Some("true")
                || ["aria-label", "title"]
                    .iter()
                    .filter_map(|name| node.attribute(name))
                    .any(|label| {
                        let label = label.to_lowercase();
                        label.starts_with("liked")
                            || label.starts_with("disliked")
                            || label.starts_with("remove ")
                            || label.starts_with("undo like")
                    })
        })
}

/// The turn that holds the element, else the last one before it in the closest common surroundings.
fn turn_of(mirror: &Mirror, turns: &[Turn], id: NodeId) -> Option<usize> {
    let holds = |turn: &Turn, id: NodeId| turn.nodes.iter().any(|outer| mirror.contains(*outer, id));
    if let Some(at) = turns.iter().position(|turn| holds(turn, id)) {
        return Some(at);
    }
    for outer in mirror.ancestors(id).skip(1) {
        let inside: Vec<usize> = (0..turns.len())
            .filter(|at| turns[*at].nodes.iter().any(|node| mirror.contains(outer, *node)))
            .collect();
        if inside.is_empty() {
            continue;
        }
        let order = mirror.walk(outer);
        let place = |wanted: NodeId| order.iter().position(|id| *id == wanted).unwrap_or(usize::MAX);
        let here = place(id);
        let before = inside
            .iter()
            .copied()
            .rfind(|at| turns[*at].nodes.iter().any(|node| place(*node) < here));
        return before.or(inside.first().copied());
    }
    None
}

/// Whether a control stands at a code block rather than at the message.
fn beside_code(mirror: &Mirror, turns: &[Turn], control: NodeId) -> bool {
    mirror
        .ancestors(control)
        .take(4)
        .take_while(|id| !turns.iter().any(|turn| turn.nodes.contains(id)))
        .any(|id| {
            let inside = mirror.walk(id);
            let holds = |tag: &str| {
                inside
                    .iter()
                    .filter(|id| mirror.node(**id).is_some_and(|node| node.tag == tag))
                    .count()
            };
            (holds("pre") >= 1 && holds("p") == 0)
                || mirror.node(id).is_some_and(|node| node.tag == "pre")
                || heads_code(mirror, id)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_many_languages_name_the_action() {
        let check = |label: &str, expected: Option<Action>| assert_eq!(action_of(label), expected, "{label}");
        check("like", Some(Action::ThumbsUp));
        check("dislike", Some(Action::ThumbsDown));
        check("liked", Some(Action::ThumbsUp));
        check("good response turn action button", Some(Action::ThumbsUp));
        check("give negative feedback", Some(Action::ThumbsDown));
        check("gefällt mir nicht", Some(Action::ThumbsDown));
        check("je n'aime pas", Some(Action::ThumbsDown));
        check("复制", Some(Action::Copy));
        check("重新生成", Some(Action::Regenerate));
        check("copy code", Some(Action::CopyCode));
        check("undo", None);
        check("unlikely", None);
        check("settings", None);
    }
}
