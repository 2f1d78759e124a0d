//! Many selectors in one walk over the page.
//!
//! In: selectors, and the page's elements in document order. Out: what each finds. An element is only tried against selectors whose last
//! part names its id, one of its classes or attributes, or its tag; so thirty adapters cost little more than one.

use std::collections::HashMap;

use super::{Selector, Test};
use crate::capture::mirror::{Mirror, NodeId};

/// Selectors by what the elements they find must carry.
#[derive(Default)]
pub struct Index {
    selectors: Vec<Selector>,
    ids: HashMap<String, Vec<usize>>,
    classes: HashMap<String, Vec<usize>>,
    attributes: HashMap<String, Vec<usize>>,
    tags: HashMap<String, Vec<usize>>,
    any: Vec<usize>,
}

impl Index {
    #[must_use]
    pub fn new(selectors: Vec<Selector>) -> Self {
        let mut index = Self::default();
        for (at, selector) in selectors.iter().enumerate() {
            for path in &selector.alternatives {
                let Some((_, last)) = path.steps.last() else {
                    continue;
                };
                let id = last.tests.iter().find_map(|test| match test {
                    Test::Id(id) => Some(id),
                    _ => None,
                });
                let class = last.tests.iter().find_map(|test| match test {
                    Test::Class(class) => Some(class),
                    _ => None,
                });
                let attribute = last.tests.iter().find_map(|test| match test {
                    Test::Attribute { name, .. } => Some(name),
                    _ => None,
                });
                let places = if let Some(id) = id {
                    index.ids.entry(id.clone()).or_default()
                } else if let Some(class) = class {
                    index.classes.entry(class.clone()).or_default()
                } else if let Some(attribute) = attribute {
                    index.attributes.entry(attribute.clone()).or_default()
                } else if let Some(tag) = &last.tag {
                    index.tags.entry(tag.clone()).or_default()
                } else {
                    &mut index.any
                };
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
        }
        index.selectors = selectors;
        index
    }

    /// What each selector finds among these elements, in their order.
    #[must_use]
    pub fn find(&self, mirror: &Mirror, elements: &[NodeId]) -> Vec<Vec<NodeId>> {
        let mut found = vec![Vec::new(); self.selectors.len()];
        for id in elements {
            self.each(mirror, *id, |at| {
                if found[at].last() != Some(id) && self.selectors[at].matches(mirror, *id) {
                    found[at].push(*id);
                }
                false
            });
        }
        found
    }

    /// The first selector that finds anything among these elements, in the order of the elements.
    #[must_use]
    pub fn any(&self, mirror: &Mirror, elements: &[NodeId]) -> Option<usize> {
        let mut first = None;
        for id in elements {
            self.each(mirror, *id, |at| {
                let better = first.is_none_or(|first| at < first);
                if better && self.selectors[at].matches(mirror, *id) {
                    first = Some(at);
                }
                first == Some(0)
            });
        }
        first
    }

    /// Tells of every selector that may match an element, until told to stop.
    fn each(&self, mirror: &Mirror, id: NodeId, mut told: impl FnMut(usize) -> bool) {
        let Some(node) = mirror.node(id) else { return };
        let by_id = node.attribute("id").and_then(|id| self.ids.get(id));
        let by_class = node
            .classes()
            .take(64)
            .filter_map(|class| self.classes.get(class));
        let by_attribute = node
            .attributes
            .keys()
            .filter_map(|name| self.attributes.get(name));
        let places = by_id
            .into_iter()
            .chain(by_class)
            .chain(by_attribute)
            .chain(self.tags.get(&node.tag))
            .chain(std::iter::once(&self.any));
        for at in places.flatten() {
            if told(*at) {
                return;
            }
        }
    }
}
