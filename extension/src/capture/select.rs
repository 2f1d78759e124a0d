//! CSS selectors over the mirror, as far as site adapters need them.
//!
//! In: `a.b#c[d="e"]:has(f):not(g) > h i, j`. Out: the elements that match, in document order.
//! Deliberately missing: namespaces, pseudo-elements, and every pseudo-class but `:has` and `:not`. Shadow roots are
//! transparent: a descendant is a descendant, whatever lies between.

use crate::capture::mirror::{Mirror, Node, NodeId};

/// A parsed selector list.
#[derive(Clone, Debug, PartialEq)]
pub struct Selector {
    alternatives: Vec<Path>,
}

/// Compounds from left to right; each but the first with what joins it to the one before.
#[derive(Clone, Debug, PartialEq)]
struct Path {
    steps: Vec<(Join, Compound)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Join {
    Inside,
    Child,
    Next,
    After,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Compound {
    tag: Option<String>,
    tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq)]
enum Test {
    Id(String),
    Class(String),
    Attribute {
        name: String,
        operator: Operator,
        value: String,
        fold_case: bool,
    },
    Has(Selector),
    Not(Selector),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operator {
    Present,
    Equals,
    Word,
    Prefix,
    Suffix,
    Substring,
    Dash,
}

impl Selector {
    /// Reads a selector list, or says at which character it stops making sense.
    ///
    /// # Errors
    /// When the text is not a selector of the subset this module knows.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser {
            rest: text.trim(),
            depth: 0,
        };
        let selector = parser.list()?;
        if parser.rest.is_empty() {
            Ok(selector)
        } else {
            Err(format!(
                "not a selector from character {} on",
                text.trim().len() - parser.rest.len()
            ))
        }
    }

    /// Whether this element matches.
    #[must_use]
    pub fn matches(&self, mirror: &Mirror, id: NodeId) -> bool {
        self.alternatives
            .iter()
            .any(|path| matches_upto(mirror, id, &path.steps))
    }

    /// The matching elements inside `root` (itself not), in document order.
    #[must_use]
    pub fn all_inside(&self, mirror: &Mirror, root: NodeId) -> Vec<NodeId> {
        let mut found = mirror.walk(root);
        found.retain(|id| *id != root && self.matches(mirror, *id));
        found
    }

    /// The matching elements of the whole page, in document order.
    #[must_use]
    pub fn all(&self, mirror: &Mirror) -> Vec<NodeId> {
        let mut found = mirror.all();
        found.retain(|id| self.matches(mirror, *id));
        found
    }
}

fn matches_upto(mirror: &Mirror, id: NodeId, steps: &[(Join, Compound)]) -> bool {
    let Some(((join, compound), before)) = steps.split_last() else {
        return true;
    };
    let Some(node) = mirror.node(id) else { return false };
    if !compound.matches(mirror, id, node) {
        return false;
    }
    if before.is_empty() {
        return true;
    }
    match join {
        Join::Inside => mirror
            .ancestors(id)
            .skip(1)
            .any(|outer| matches_upto(mirror, outer, before)),
        Join::Child => node
            .parent
            .is_some_and(|parent| matches_upto(mirror, parent, before)),
        Join::Next => siblings_before(mirror, id, node)
            .next()
            .is_some_and(|left| matches_upto(mirror, left, before)),
        Join::After => siblings_before(mirror, id, node).any(|left| matches_upto(mirror, left, before)),
    }
}

/// The elements before this one under the same parent, nearest first.
fn siblings_before<'a>(
    mirror: &'a Mirror,
    id: NodeId,
    node: &Node,
) -> impl Iterator<Item = NodeId> + use<'a> {
    let siblings: Vec<NodeId> = node
        .parent
        .and_then(|parent| mirror.node(parent))
        .map(|parent| parent.elements().collect())
        .unwrap_or_default();
    let place = siblings.iter().position(|sibling| *sibling == id).unwrap_or(0);
    siblings.into_iter().take(place).rev()
}

impl Compound {
    fn matches(&self, mirror: &Mirror, id: NodeId, node: &Node) -> bool {
        self.tag.as_ref().is_none_or(|tag| *tag == node.tag)
            && self.tests.iter().all(|test| match test {
                Test::Id(wanted) => node.attribute("id") == Some(wanted),
                Test::Class(wanted) => node.has_class(wanted),
                Test::Attribute {
                    name,
                    operator,
                    value,
                    fold_case,
                } => node.attribute(name).is_some_and(|actual| {
                    if *fold_case {
                        operator.holds(&actual.to_lowercase(), &value.to_lowercase())
                    } else {
                        operator.holds(actual, value)
                    }
                }),
                Test::Has(inner) => mirror
                    .walk(id)
                    .into_iter()
                    .skip(1)
                    .any(|below| inner.matches(mirror, below)),
                Test::Not(inner) => !inner.matches(mirror, id),
            })
    }
}

impl Operator {
    fn holds(self, actual: &str, wanted: &str) -> bool {
        match self {
            Self::Present => true,
            Self::Equals => actual == wanted,
            Self::Word => actual.split_whitespace().any(|word| word == wanted),
            Self::Prefix => !wanted.is_empty() && actual.starts_with(wanted),
            Self::Suffix => !wanted.is_empty() && actual.ends_with(wanted),
            Self::Substring => !wanted.is_empty() && actual.contains(wanted),
            Self::Dash => {
                actual == wanted
                    || actual
                        .strip_prefix(wanted)
                        .is_some_and(|rest| rest.starts_with('-'))
            }
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

impl Parser<'_> {
    fn list(&mut self) -> Result<Selector, String> {
        let mut alternatives = vec![self.path()?];
        while self.take(",") {
            self.blanks();
            alternatives.push(self.path()?);
        }
        Ok(Selector { alternatives })
    }

    fn path(&mut self) -> Result<Path, String> {
        let mut steps = vec![(Join::Inside, self.compound()?)];
        loop {
            let blank = self.blanks();
            let join = if self.take(">") {
                Join::Child
            } else if self.take("+") {
                Join::Next
            } else if self.take("~") {
                Join::After
            } else if blank && !self.rest.is_empty() && !self.rest.starts_with([',', ')']) {
                Join::Inside
            } else {
                return Ok(Path { steps });
            };
            self.blanks();
            steps.push((join, self.compound()?));
        }
    }

    fn compound(&mut self) -> Result<Compound, String> {
        let mut compound = Compound::default();
        let before = self.rest.len();
        if !self.take("*") {
            let tag = self.name();
            compound.tag = (!tag.is_empty()).then(|| tag.to_lowercase());
        }
        loop {
            if self.take("#") {
                compound.tests.push(Test::Id(self.required_name()?));
            } else if self.take(".") {
                compound.tests.push(Test::Class(self.required_name()?));
            } else if self.take("[") {
                compound.tests.push(self.attribute()?);
            } else if self.take(":has(") {
                compound.tests.push(Test::Has(self.nested()?));
            } else if self.take(":not(") {
                compound.tests.push(Test::Not(self.nested()?));
            } else if self.rest.len() == before {
                return Err("expected a selector".to_owned());
            } else {
                return Ok(compound);
            }
        }
    }

    fn nested(&mut self) -> Result<Selector, String> {
        self.depth += 1;
        if self.depth > 8 {
            return Err("nested too deeply".to_owned());
        }
        self.blanks();
        let selector = self.list()?;
        self.blanks();
        self.depth -= 1;
        self.take(")")
            .then_some(selector)
            .ok_or_else(|| "expected )".to_owned())
    }

    fn attribute(&mut self) -> Result<Test, String> {
        self.blanks();
        let name = self.required_name()?.to_lowercase();
        self.blanks();
        let operators = [
            ("=", Operator::Equals),
            ("~=", Operator::Word),
            ("^=", Operator::Prefix),
            ("$=", Operator::Suffix),
            ("*=", Operator::Substring),
            ("|=", Operator::Dash),
        ];
        let Some(operator) = operators
            .into_iter()
            .find_map(|(sign, operator)| self.take(sign).then_some(operator))
        else {
            let closed = self.take("]");
            let test = Test::Attribute {
                name,
                operator: Operator::Present,
                value: String::new(),
                fold_case: false,
            };
            return closed.then_some(test).ok_or_else(|| "expected ]".to_owned());
        };
        self.blanks();
        let value = self.value()?;
        self.blanks();
        let fold_case = self.take("i");
        self.blanks();
        self.take("]")
            .then_some(Test::Attribute {
                name,
                operator,
                value,
                fold_case,
            })
            .ok_or_else(|| "expected ]".to_owned())
    }

    fn value(&mut self) -> Result<String, String> {
        for quote in ['"', '\''] {
            if let Some(inside) = self.rest.strip_prefix(quote) {
                let (value, rest) = inside
                    .split_once(quote)
                    .ok_or_else(|| "a quote is not closed".to_owned())?;
                self.rest = rest;
                return Ok(value.to_owned());
            }
        }
        self.required_name()
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        let mut characters = self.rest.char_indices();
        let mut end = self.rest.len();
        while let Some((at, character)) = characters.next() {
            if character == '\\' {
                name.extend(characters.next().map(|(_, escaped)| escaped));
            } else if character.is_alphanumeric() || character == '-' || character == '_' {
                name.push(character);
            } else {
                end = at;
                break;
            }
        }
        self.rest = &self.rest[end..];
        name
    }

    fn required_name(&mut self) -> Result<String, String> {
        Some(self.name())
            .filter(|name| !name.is_empty())
            .ok_or_else(|| "expected a name".to_owned())
    }

    fn take(&mut self, sign: &str) -> bool {
        if let Some(rest) = self.rest.strip_prefix(sign) {
            self.rest = rest;
            true
        } else {
            false
        }
    }

    fn blanks(&mut self) -> bool {
        let trimmed = self.rest.trim_start();
        let any = trimmed.len() != self.rest.len();
        self.rest = trimmed;
        any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(selector: &str, expected: &[NodeId]) {
        let mut mirror = Mirror::default();
        let nodes = r#"[{"i":1,"t":"main","a":{"id":"top"},"c":[2,5]},
            {"i":2,"t":"div","a":{"class":"turn user","data-role":"user"},"c":[3,4]},
            {"i":3,"t":"p","c":["hi"]},{"i":4,"t":"button","a":{"aria-label":"Copy message"}},
            {"i":5,"t":"div","a":{"class":"turn","data-role":"assistant"},"c":[6]},{"i":6,"t":"p","c":["ho"]}]"#;
        assert!(mirror.apply(Some(1), serde_json::from_str(nodes).unwrap(), false));
        assert_eq!(
            Selector::parse(selector).unwrap().all(&mirror),
            expected,
            "{selector}"
        );
    }

    #[test]
    fn selectors_find_what_css_would_find() {
        check("p", &[3, 6]);
        check("#top > .turn", &[2, 5]);
        check("main p", &[3, 6]);
        check(".turn.user, button", &[2, 4]);
        check("[data-role=assistant] p", &[6]);
        check("[data-role^='us']", &[2]);
        check("[aria-label*=\"copy\" i]", &[4]);
        check(".turn:has(button)", &[2]);
        check(".turn:not(.user)", &[5]);
        check(".turn + .turn", &[5]);
        check("p ~ button", &[4]);
        check("*[class~=\"turn\"]", &[2, 5]);
    }

    #[test]
    fn nonsense_is_refused() {
        for selector in ["", "a >", "[x", "a:hover", "a b)", "..x", "[x='y]", ":not()"] {
            assert!(Selector::parse(selector).is_err(), "{selector}");
        }
    }
}
