//! Stops an adapter that came over the network from costing more than one of the package would.
//!
//! In: the text of an adapter. Out: nothing, or why it is not taken. What it may say at all is decided where it is parsed, by the
//! same parser as for adapters of the package. An adapter cannot widen what is read: whatever hosts it names, only sites that the
//! person switched on are captured. Trust: the companion has checked the pool's signature; here the companion is believed.

use serde_json::Value;
use shared::adapter::Adapter;

/// Texts in one adapter that may be selectors.
const MAX_SELECTORS: usize = 200;
/// Joins that look at all elements around, before or inside an element, in one selector. Every one of them multiplies the
/// work by the depth of the page, so that three are at most some thousand looks for one element.
const MAX_WIDE_JOINS: usize = 2;
/// `:not(…)` and the like look at one element, or at those around it where a join stands inside.
const MAX_PARENTHESES: usize = 4;
const MAX_NESTED: usize = 2;
/// `:has(…)` looks at everything inside an element; never within another one.
const MAX_HAS: usize = 2;
const MAX_LISTED: usize = 8;

/// Whether an adapter is cheap enough to be used.
///
/// # Errors
/// Says what is too much.
pub fn admit(text: &str) -> Result<(), String> {
    Adapter::read(text).map_err(|unfit| unfit.to_string())?;
    let value: Value = serde_json::from_str(text).map_err(|_| "it is not JSON".to_owned())?;
    let mut selectors = vec![];
    texts(&value, &mut selectors);
    if selectors.len() > MAX_SELECTORS {
        return Err(format!("it has more than {MAX_SELECTORS} selectors"));
    }
    let thread = value.get("thread").and_then(Value::as_str);
    // A regular expression is no selector; its own cost is bounded where it is compiled.
    let selectors = selectors.into_iter().filter(|text| Some(*text) != thread);
    selectors
        .filter(|text| is_costly(text))
        .map(str::to_owned)
        .next()
        .map_or(Ok(()), |text| Err(format!("the selector {text} is too costly")))
}

fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|item| texts(item, found)),
        _ => {}
    }
}

/// Whether a text, read as a selector, looks far from an element too often. Values in brackets and quotes are no selectors.
fn is_costly(text: &str) -> bool {
    let (mut wide, mut parentheses, mut open, mut listed) = (0, 0, 0_usize, 1);
    let (mut has, mut inside_has, mut word) = (0, None, String::new());
    let mut blank = false;
    let mut characters = text.trim().chars();
    while let Some(character) = characters.next() {
        match character {
            '[' => _ = characters.by_ref().find(|character| *character == ']'),
            '(' => {
                parentheses += 1;
                open += 1;
                if word == "has" {
                    has += 1;
                    if inside_has.replace(open).is_some() {
                        return true;
                    }
                }
            }
            ')' => {
                if inside_has == Some(open) {
                    inside_has = None;
                }
                open = open.saturating_sub(1);
            }
            ',' => {
                listed += 1;
                if open == 0 {
                    (wide, parentheses, has) = (0, 0, 0);
                }
            }
            '~' => wide += 1,
            _ => {}
        }
        if character.is_alphabetic() {
            word.push(character);
        } else {
            word.clear();
        }
        // A blank joins two elements, unless it stands beside another sign that does.
        let joins = blank && !matches!(character, '>' | '+' | '~' | ',' | ')') && !character.is_whitespace();
        wide += usize::from(joins);
        blank = character.is_whitespace() || (blank && character.is_whitespace());
        if matches!(character, '>' | '+' | '~' | ',' | '(') {
            let rest = characters.as_str().trim_start();
            characters = rest.chars();
        }
        if wide > MAX_WIDE_JOINS
            || parentheses > MAX_PARENTHESES
            || open > MAX_NESTED
            || has > MAX_HAS
            || listed > MAX_LISTED
        {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adapter(selector: &str) -> String {
        serde_json::json!({"site": "x", "version": 2, "verified": "2026-11-21", "hosts": ["x.example"],
            "user": [selector], "assistant": [".a"], "thread": "/c/(?:[a-z] ){1,9}"})
        .to_string()
    }

    #[test]
    fn selectors_like_those_of_the_package_are_admitted() {
        for selector in [
            ".turn",
            "[data-testid^='conversation-turn-']:has([data-message-author-role=user])",
            "[data-message-author-role=user] .whitespace-pre-wrap",
            ".a > .b > .c > .d > .e",
            "main .list .turn:not(.typing)",
            "[aria-label='one two three four five']",
            ".a , .b, .c d e",
        ] {
            assert_eq!(admit(&adapter(selector)), Ok(()), "{selector}");
        }
    }

    #[test]
    fn selector_bombs_are_refused() {
        for selector in [
            "* * * * * * * *",
            ".a ~ * ~ * ~ *",
            ":has(:has(:has(:has(*))))",
            "*:has(*:has(*))",
            ":has(a):has(b):has(c)",
            ":not(:not(:not(x)))",
            ":not(:has(:is(:has(x))))",
            "a, b, c, d, e, f, g, h, i",
            ".a:has(b c d e)",
            "a\tb\nc d",
        ] {
            let refused = admit(&adapter(selector));
            assert!(refused.is_err_and(|why| why.contains("costly")), "{selector}");
        }
    }

    #[test]
    fn an_adapter_with_too_many_selectors_is_refused() {
        let many: Vec<String> = (0..=MAX_SELECTORS).map(|number| format!(".c{number}")).collect();
        let text = serde_json::json!({"site": "x", "version": 2, "verified": "2026-11-21", "user": many})
            .to_string();
        assert!(admit(&text).is_err_and(|why| why.contains("selectors")));
    }
}
