//! The text of a selector, read.
//!
//! In: text. Out: a `Selector`, or what is wrong with the text.

use super::{Compound, Join, MAX_STEPS, Operator, Path, REACH, Selector, Test};

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
            if steps.len() >= MAX_STEPS {
                return Err("too many steps".to_owned());
            }
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
                compound.tests.push(self.has()?);
            } else if self.take(":is(") {
                compound.tests.push(Test::Is(self.nested()?));
            } else if let Some(test) = self.place()? {
                compound.tests.push(test);
            } else if self.take(":not(") {
                compound.tests.push(Test::Not(self.nested()?));
            } else if self.rest.len() == before {
                return Err("expected a selector".to_owned());
            } else {
                return Ok(compound);
            }
        }
    }

    fn has(&mut self) -> Result<Test, String> {
        self.blanks();
        if !self.take(">") {
            return Ok(Test::Has(self.nested()?));
        }
        let inner = self.nested()?;
        if inner.alternatives.iter().any(|path| path.steps.len() > 1) {
            return Err("after :has(> only one step is known".to_owned());
        }
        Ok(Test::HasChild(inner))
    }

    /// `:first-child`, `:nth-last-of-type(3)` and the like.
    fn place(&mut self) -> Result<Option<Test>, String> {
        for (name, from_end, of_type) in [
            ("child", false, false),
            ("last-child", true, false),
            ("of-type", false, true),
            ("last-of-type", true, true),
        ] {
            let first = if from_end {
                format!(":{name}")
            } else {
                format!(":first-{name}")
            };
            let counted = format!(":nth-{name}(");
            let place = if self.take(&counted) {
                let end = self.rest.find(')').ok_or_else(|| "expected )".to_owned())?;
                let place = self.rest[..end].trim().parse().unwrap_or(0);
                self.rest = &self.rest[end + 1..];
                place
            } else if self.take(&first) {
                1
            } else {
                continue;
            };
            if !(1..=REACH).contains(&place) {
                return Err(format!("a place is a number from 1 to {REACH}"));
            }
            return Ok(Some(Test::Nth {
                place,
                from_end,
                of_type,
            }));
        }
        Ok(None)
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
