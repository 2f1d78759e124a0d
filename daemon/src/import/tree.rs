//! Nodes of an export -> the messages of a conversation: a tree, with what nobody said contracted away.
//!
//! In: nodes with their parents, siblings in the order in which they were made; which node was shown last. Out: messages,
//! parents first, with ids of our own, and the visible branch. Every format that is a tree, or a list, ends here.
//! Without recursion: exports hold chains of thousands of nodes.

use std::collections::HashMap;

use shared::conversation::{Message, MessageId, RawAside, RawCitation, Role};

/// What one node says.
pub(super) struct Said {
    pub(super) role: Role,
    pub(super) text: String,
    pub(super) model: Option<String>,
    pub(super) asides: Vec<RawAside>,
    pub(super) citations: Vec<RawCitation>,
}

impl Said {
    pub(super) fn new(role: Role, text: String) -> Self {
        Self {
            role,
            text,
            model: None,
            asides: Vec::new(),
            citations: Vec::new(),
        }
    }

    /// Names the model, if this is a reply.
    pub(super) fn by(mut self, model: Option<&str>) -> Self {
        self.model = model
            .filter(|model| self.role == Role::Assistant && !model.is_empty())
            .map(str::to_owned);
        self
    }
}

/// One node of an export.
pub(super) struct Node<'a> {
    pub(super) id: &'a str,
    pub(super) parent: Option<&'a str>,
    /// Seconds, or any other measure of time; what is not known comes last.
    pub(super) made: f64,
    /// `None` for what no person and no model said to the other.
    pub(super) said: Option<Said>,
}

/// A conversation's messages, and which node became which.
pub(super) struct Tree<'a> {
    pub(super) messages: Vec<Message>,
    pub(super) names: HashMap<&'a str, MessageId>,
    /// The node above, where it exists.
    above: HashMap<&'a str, Option<&'a str>>,
}

impl<'a> Tree<'a> {
    /// Puts the nodes together; of two with the same id the first counts, and a node whose parent is missing begins a tree.
    pub(super) fn grow(nodes: Vec<Node<'a>>) -> Result<Self, &'static str> {
        let mut order = Vec::with_capacity(nodes.len());
        let mut known: HashMap<&str, Node<'a>> = HashMap::with_capacity(nodes.len());
        for node in nodes {
            if !known.contains_key(node.id) {
                order.push(node.id);
                known.insert(node.id, node);
            }
        }
        let above: HashMap<&str, Option<&str>> = known
            .values()
            .map(|node| {
                let parent = node.parent.filter(|parent| known.contains_key(parent));
                (node.id, parent)
            })
            .collect();
        let mut ids = own_ids(&known);
        let mut below: HashMap<Option<&str>, Vec<&'a str>> = HashMap::new();
        for node in order {
            below.entry(above[node]).or_default().push(node);
        }
        let mut messages = Vec::new();
        let mut names: HashMap<&'a str, MessageId> = HashMap::new();
        let said = ids.len();
        // With each node goes the message above it.
        let mut open: Vec<(&'a str, Option<MessageId>)> = Vec::new();
        let under = |node: Option<&str>, nearest: &Option<MessageId>, open: &mut Vec<_>| {
            let nodes = below.get(&node).into_iter().flatten().rev();
            open.extend(nodes.map(|child| (*child, nearest.clone())));
        };
        under(None, &None, &mut open);
        while let Some((node, mut nearest)) = open.pop() {
            let spoken = known.get_mut(node).and_then(|node| node.said.take());
            if let (Some(said), Some(id)) = (spoken, ids.remove(node)) {
                messages.push(Message {
                    id: id.clone(),
                    parent_id: nearest,
                    role: said.role,
                    text: said.text,
                    model: said.model,
                    citations: said.citations,
                    asides: said.asides,
                });
                names.insert(node, id.clone());
                nearest = Some(id);
            }
            under(Some(node), &nearest, &mut open);
        }
        if names.len() < said {
            return Err("its messages form a circle; this conversation was passed over");
        }
        if messages.is_empty() {
            return Err("nothing that a person or a model said; this conversation was passed over");
        }
        Ok(Self {
            messages,
            names,
            above,
        })
    }

    /// The path to the node that was shown last; without one, to the last message.
    pub(super) fn branch(&self, current: Option<&str>) -> Vec<MessageId> {
        let mut path = Vec::new();
        // A circle has no message above it, so it is not in `names`; the count ends the walk all the same.
        let mut node = current
            .and_then(|node| self.above.get_key_value(node))
            .map(|(id, _)| *id);
        for _ in 0..=self.above.len() {
            let Some(here) = node else { break };
            path.extend(self.names.get(here).cloned());
            node = self.above.get(here).copied().flatten();
        }
        if path.is_empty() {
            path = self.to_last();
        }
        path.reverse();
        path
    }

    /// From the last message up.
    fn to_last(&self) -> Vec<MessageId> {
        let above: HashMap<&MessageId, Option<&MessageId>> = self
            .messages
            .iter()
            .map(|message| (&message.id, message.parent_id.as_ref()))
            .collect();
        let mut path = Vec::new();
        let mut message = self.messages.last().map(|message| &message.id);
        while let Some(id) = message {
            path.push(id.clone());
            message = above.get(id).copied().flatten();
        }
        path
    }
}

/// Ids of our own: the provider's would let it recognise a donated conversation. Numbered by time, so that they stay
/// the same when a later export holds more of the same conversation.
fn own_ids<'a>(nodes: &HashMap<&'a str, Node<'a>>) -> HashMap<&'a str, MessageId> {
    let mut said: Vec<&Node<'a>> = nodes.values().filter(|node| node.said.is_some()).collect();
    said.sort_by(|one, other| one.made.total_cmp(&other.made).then_with(|| one.id.cmp(other.id)));
    said.into_iter()
        .zip(1..)
        .map(|(node, number)| (node.id, MessageId(format!("m{number}"))))
        .collect()
}

/// The messages of a list, each a reply to the one before.
pub(super) fn in_a_row(said: Vec<Said>) -> Result<(Vec<Message>, Vec<MessageId>), &'static str> {
    let ids: Vec<String> = (1..=said.len()).map(|number| number.to_string()).collect();
    let nodes = said.into_iter().enumerate().map(|(place, said)| Node {
        id: &ids[place],
        parent: place.checked_sub(1).map(|before| ids[before].as_str()),
        made: place as f64,
        said: Some(said),
    });
    let tree = Tree::grow(nodes.collect())?;
    let branch = tree.branch(ids.last().map(String::as_str));
    Ok((tree.messages, branch))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node<'a>(id: &'a str, parent: Option<&'a str>, made: f64, text: Option<&str>) -> Node<'a> {
        Node {
            id,
            parent,
            made,
            said: text.map(|text| Said::new(Role::User, text.to_owned())),
        }
    }

    fn shape(tree: &Tree<'_>) -> Vec<(String, Option<String>)> {
        let above = |message: &Message| message.parent_id.as_ref().map(|id| id.0.clone());
        tree.messages
            .iter()
            .map(|message| (message.id.0.clone(), above(message)))
            .collect()
    }

    #[test]
    fn what_nobody_said_is_contracted_and_siblings_keep_their_order() {
        let tree = Tree::grow(vec![
            node("root", None, f64::MAX, None),
            node("q", Some("root"), 1.0, Some("question")),
            node("tool", Some("q"), 2.0, None),
            node("a2", Some("q"), 4.0, Some("second")),
            node("a1", Some("tool"), 3.0, Some("first")),
        ])
        .unwrap_or_else(|problem| panic!("{problem}"));
        let own = |id: &str| Some(id.to_owned());
        assert_eq!(
            shape(&tree),
            [
                ("m1".into(), None),
                ("m2".into(), own("m1")),
                ("m3".into(), own("m1"))
            ]
        );
        assert_eq!(
            tree.branch(Some("a1")),
            [MessageId("m1".into()), MessageId("m2".into())]
        );
        assert_eq!(
            tree.branch(Some("gone")),
            [MessageId("m1".into()), MessageId("m3".into())]
        );
    }

    proptest::proptest! {
        /// Whatever the parents, every message is there once, or the conversation is refused.
        #[test]
        fn nothing_is_lost_and_nothing_doubled(parents in proptest::collection::vec(0usize..12, 1..12)) {
            let ids: Vec<String> = (0..parents.len()).map(|number| number.to_string()).collect();
            let outside = "outside".to_owned();
            let nodes = parents.iter().enumerate().map(|(place, parent)| {
                node(&ids[place], Some(ids.get(*parent).unwrap_or(&outside)), place as f64, Some("x"))
            });
            if let Ok(tree) = Tree::grow(nodes.collect()) {
                proptest::prop_assert_eq!(tree.messages.len(), ids.len());
                let mut seen = std::collections::HashSet::new();
                for message in &tree.messages {
                    proptest::prop_assert!(message.parent_id.as_ref().is_none_or(|id| seen.contains(id)));
                    proptest::prop_assert!(seen.insert(message.id.clone()));
                }
                for id in &ids {
                    proptest::prop_assert!(!tree.branch(Some(id)).is_empty());
                }
            }
        }
    }
}
