//! Thinking and tool calls that a page shows apart from the reply.
//!
//! In: the elements of a turn, and what an adapter named in it. Out: elements with their kind, outermost first in document order.
//! An element counts when its names say so (`thinking`, `reasoning`, `tool-call`), or when it is what a control like "Thought for
//! 12 s" has unfolded. Where nothing else would be left of the turn, names alone are not believed: then it is the reply.
//! What is folded is not read: the reader of the page did not see it.

use std::collections::HashSet;

use shared::conversation::AsideKind;

use super::facts::Survey;
use super::furniture::is_control;
use crate::capture::marks::words;
use crate::capture::mirror::{Mirror, Node, NodeId, collapse};

/// Elements of a page that its adapter knows as asides.
#[derive(Default)]
pub struct Named {
    pub reasoning: HashSet<NodeId>,
    pub tool: HashSet<NodeId>,
}

/// What a control says that folds thinking, at its start.
const THOUGHT: &[&str] = &[
    "thought for",
    "thought process",
    "thoughts",
    "thinking",
    "show thinking",
    "hide thinking",
    "reasoning",
    "reasoned",
    "show reasoning",
    "hide reasoning",
    "worked for",
    "chain of thought",
    "deepthink",
    "已深度思考",
    "已思考",
    "思考过程",
    "思考中",
    "深度思考",
    "思考了",
    "显示思路",
    "隐藏思路",
    "推理",
    "已推理",
    "思考時間",
    "思考プロセス",
    "思考",
    "推論",
    "생각",
    "추론",
    "gedanken",
    "nachgedacht",
    "gedacht",
    "denkprozess",
    "überlegung",
    "réflexion",
    "raisonnement",
    "a réfléchi",
    "pensamiento",
    "razonamiento",
    "pensó durante",
    "razonó",
    "raciocínio",
    "pensamento",
    "pensou por",
    "ragionamento",
    "pensiero",
    "ha ragionato",
    "размышл",
    "рассужд",
    "думал",
    "myślał",
    "rozumowanie",
    "gedachten",
    "nagedacht",
    "redenering",
    "düşünme",
    "düşündü",
    "suy nghĩ",
    "berpikir",
    "penalaran",
    "คิด",
    "التفكير",
    "חשיבה",
    "सोच",
    "міркуван",
    "tankar",
];

pub(super) fn find(
    mirror: &Mirror,
    survey: &Survey,
    turn: &[NodeId],
    named: &Named,
) -> Vec<(NodeId, AsideKind)> {
    let whole: usize = turn.iter().map(|id| survey.of(*id).text).sum();
    let mut found: Vec<(NodeId, AsideKind)> = Vec::new();
    let mut taken = 0;
    let unfolded = by_control(mirror, survey, turn);
    let mut open: Vec<NodeId> = turn.iter().rev().copied().collect();
    while let Some(id) = open.pop() {
        let Some(node) = mirror.node(id).filter(|node| !node.hidden) else {
            continue;
        };
        let is_root = turn.contains(&id);
        let told = if named.reasoning.contains(&id) {
            Some((AsideKind::Reasoning, true))
        } else if named.tool.contains(&id) {
            Some((AsideKind::Tool, true))
        } else if is_root {
            None
        } else if unfolded.contains(&id) {
            Some((AsideKind::Reasoning, true))
        } else {
            by_name(node)
        };
        if let Some((kind, sure)) = told {
            let text = survey.of(id).text;
            if sure || text + taken < whole {
                taken += text;
                found.push((id, kind));
                continue;
            }
        }
        open.extend(node.elements().rev());
    }
    found
}

/// What controls like "Thought for 12 s" have unfolded.
fn by_control(mirror: &Mirror, survey: &Survey, turn: &[NodeId]) -> HashSet<NodeId> {
    let below = turn.iter().flat_map(|root| mirror.walk_shown(*root));
    let regions = below.filter_map(|id| {
        let node = mirror
            .node(id)
            .filter(|node| is_thought_control(mirror, id, node))?;
        unfolded(mirror, survey, turn, id, node)
    });
    regions.filter(|id| !turn.contains(id)).collect()
}

/// Whether an element's names say that it is an aside; and whether so surely that it may be all of the turn for now.
fn by_name(node: &Node) -> Option<(AsideKind, bool)> {
    let sure = node.tag.contains('-') || matches!(node.tag.as_str(), "details" | "think");
    let names = [
        "class",
        "data-testid",
        "data-test-id",
        "data-type",
        "data-slot",
        "data-step-type",
        "data-message-part-type",
        "type",
        "id",
    ];
    let values = names.iter().filter_map(|name| node.attribute(name));
    let values = values.chain(std::iter::once(node.tag.as_str()));
    for value in values.filter(|value| may_tell(value)) {
        // Variants of utility classes (`hover:…`, `[&_.thinking]:…`) say nothing about the element itself.
        for name in value
            .split_whitespace()
            .filter(|name| !name.contains([':', '[', '/']))
        {
            let words = words(name);
            let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
            let folds = has(&[
                "button", "toggle", "trigger", "icon", "mode", "enabled", "budget", "has", "with", "no",
            ]);
            if folds {
                continue;
            }
            if has(&["thinking", "thought", "thoughts", "reasoning", "cot", "think"]) {
                return Some((AsideKind::Reasoning, sure));
            }
            let tool = has(&["toolcall", "toolcalls", "tooluse", "toolresult", "toolinvocation"])
                || (has(&["tool", "tools", "function"])
                    && has(&[
                        "call",
                        "calls",
                        "use",
                        "result",
                        "results",
                        "output",
                        "invocation",
                        "step",
                    ]))
                || name == "tool";
            if tool {
                return Some((AsideKind::Tool, sure));
            }
        }
    }
    node.attribute("data-exclude-from-copy")
        .map(|_| (AsideKind::Reasoning, false))
}

/// A quick look before a name is taken apart.
fn may_tell(value: &str) -> bool {
    let starts = |at: usize, wanted: &str| {
        value
            .as_bytes()
            .get(at..at + wanted.len())
            .is_some_and(|part| part.eq_ignore_ascii_case(wanted.as_bytes()))
    };
    (0..value.len()).any(|at| {
        ["think", "thought", "reason", "cot", "tool", "function"]
            .iter()
            .any(|word| starts(at, word))
    })
}

fn is_thought_control(mirror: &Mirror, id: NodeId, node: &Node) -> bool {
    if !(is_control(node) || node.tag == "summary" || node.attribute("aria-expanded").is_some()) {
        return false;
    }
    let mut label = String::new();
    for part in mirror.walk(id).into_iter().take(12) {
        for child in mirror.node(part).into_iter().flat_map(|node| &node.children) {
            if let crate::capture::mirror::Child::Text(text) = child {
                label.push_str(text);
                label.push(' ');
            }
        }
    }
    if label.trim().is_empty() {
        label.push_str(node.attribute("aria-label").unwrap_or_default());
    }
    let label = collapse(&label).to_lowercase();
    label.chars().count() <= 60 && THOUGHT.iter().any(|start| label.starts_with(start))
}

/// What an unfolded control shows: the element it names, else what stands around it or right after it, if there is more in the
/// turn than that.
fn unfolded(mirror: &Mirror, survey: &Survey, turn: &[NodeId], id: NodeId, node: &Node) -> Option<NodeId> {
    if node.tag == "summary" {
        return node.parent.filter(|id| !turn.contains(id));
    }
    let is_open = node.attribute("aria-expanded") == Some("true")
        || node
            .attribute("data-state")
            .is_some_and(|state| state == "open" || state == "expanded");
    if !is_open {
        return None;
    }
    let whole: usize = turn.iter().map(|id| survey.of(*id).text).sum();
    let root = turn.iter().copied().find(|root| mirror.contains(*root, id))?;
    if let Some(target) = node.attribute("aria-controls") {
        let region = mirror.walk(root).into_iter().find(|id| {
            mirror
                .node(*id)
                .is_some_and(|node| node.attribute("id") == Some(target))
        });
        if region.is_some() {
            return region.filter(|id| survey.of(*id).text < whole);
        }
    }
    let mut branch = id;
    for outer in mirror.ancestors(id).skip(1) {
        let text = survey.of(outer).text;
        if outer != root && text > 0 && text < whole {
            return Some(outer);
        }
        if text > 0 || outer == root {
            let after = mirror
                .node(outer)?
                .elements()
                .skip_while(|child| *child != branch)
                .skip(1)
                .find(|child| survey.of(*child).text > 0)?;
            return (survey.of(after).text < whole).then_some(after);
        }
        branch = outer;
    }
    None
}
