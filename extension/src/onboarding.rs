//! The first page: pair with the companion, read the terms, choose, agree.
//!
//! In: the terms in full, and the person's choices; nothing is ticked beforehand. Out: the request to agree. Agreeing is
//! possible only with at least one purpose and an answer to what happens after the window.

use shared::consent::{AfterWindow, Licence, Purpose, TERMS, TERMS_ID};
use wasm_bindgen::prelude::*;

use crate::browser;
use crate::message::{Answer, Ask, Overview};
use crate::page::{self, append, make, say, show};

const PURPOSES: [Purpose; 4] = [
    Purpose::Research,
    Purpose::Train,
    Purpose::Evaluate,
    Purpose::Commercial,
];
const LICENCES: [Licence; 3] = [Licence::Cc0, Licence::CcBy, Licence::ResearchOnly];
const ENDINGS: [AfterWindow; 2] = [AfterWindow::Wait, AfterWindow::Donate];

/// One block of the terms: they use headings, paragraphs, lists and bold text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Heading(String),
    Paragraph(String),
    Item(String),
}

/// The person's choices, as far as they have made them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choices {
    pub licence: Option<Licence>,
    pub purposes: Vec<Purpose>,
    pub after_window: Option<AfterWindow>,
}

impl Choices {
    /// The request to agree; nothing is assumed that was not chosen. Training commercial models contradicts a licence
    /// for research only, so the two cannot be chosen together.
    #[must_use]
    pub fn agree(&self, language: &str) -> Option<Ask> {
        let (licence, after_window) = (self.licence?, self.after_window?);
        let contradictory = licence == Licence::ResearchOnly && self.purposes.contains(&Purpose::Commercial);
        if self.purposes.is_empty() || contradictory {
            return None;
        }
        Some(Ask::Agree {
            licence,
            purposes: self.purposes.clone(),
            language: language.to_owned(),
            after_window,
        })
    }
}

/// Cuts the terms into blocks; every word of them is in exactly one.
#[must_use]
pub fn blocks(terms: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![];
    let mut open = false;
    for line in terms.lines() {
        let line = line.trim();
        if line.is_empty() {
            open = false;
        } else if let Some(heading) = line.strip_prefix('#') {
            blocks.push(Block::Heading(heading.trim_start_matches('#').trim().to_owned()));
            open = false;
        } else if let Some(item) = line.strip_prefix("- ") {
            blocks.push(Block::Item(item.to_owned()));
            open = true;
        } else if open && let Some(Block::Paragraph(text) | Block::Item(text)) = blocks.last_mut() {
            text.push(' ');
            text.push_str(line);
        } else {
            blocks.push(Block::Paragraph(line.to_owned()));
            open = true;
        }
    }
    blocks
}

/// Opens the page.
#[wasm_bindgen]
pub async fn onboarding() {
    page::localise();
    render_terms();
    for id in [
        "purpose-0",
        "purpose-1",
        "purpose-2",
        "purpose-3",
        "licence-0",
        "licence-1",
        "licence-2",
    ] {
        page::on_change(&page::element(id), check);
    }
    for id in ["ending-0", "ending-1"] {
        page::on_change(&page::element(id), check);
    }
    page::on(&page::element("pair"), "submit", || async {
        let code = page::input("code").value();
        match page::input("port").value().trim().parse() {
            Ok(port) => wish(Ask::Pair { code, port }).await,
            Err(_) => say("pair-result", &browser::text("notAPort", &[])),
        }
    });
    page::on(&page::element("agree"), "submit", || async {
        match choices().agree("en") {
            Some(agree) => wish(agree).await,
            None => check(),
        }
    });
    wish(Ask::Look).await;
    check();
    // Somebody who installs the companion now need not come back and press anything.
    while page::element("pair").get_attribute("hidden").is_none() {
        browser::sleep(3_000).await;
        wish(Ask::Look).await;
    }
}

fn render_terms() {
    let terms = page::empty("terms");
    for block in blocks(TERMS) {
        let (tag, text) = match block {
            Block::Heading(text) => ("h3", text),
            Block::Paragraph(text) => ("p", text),
            Block::Item(text) => ("li", text),
        };
        let element = make(tag, "", "");
        for (index, run) in text.split("**").enumerate() {
            append(
                &element,
                &make(if index % 2 == 1 { "strong" } else { "span" }, "", run),
            );
        }
        append(&terms, &element);
    }
}

fn choices() -> Choices {
    let chosen = |name: &str, index: usize| page::input(&format!("{name}-{index}")).checked();
    Choices {
        licence: (0..LICENCES.len())
            .find(|&index| chosen("licence", index))
            .map(|index| LICENCES[index]),
        purposes: (0..PURPOSES.len())
            .filter(|&index| chosen("purpose", index))
            .map(|index| PURPOSES[index])
            .collect(),
        after_window: (0..ENDINGS.len())
            .find(|&index| chosen("ending", index))
            .map(|index| ENDINGS[index]),
    }
}

fn check() {
    let possible = choices().agree("en").is_some();
    page::enable("agree-button", possible);
    show("agree-hint", !possible);
}

async fn wish(wish: Ask) {
    let (pairs, agrees) = (
        matches!(wish, Ask::Pair { .. }),
        matches!(wish, Ask::Agree { .. }),
    );
    let Some(Answer {
        failure, overview, ..
    }) = page::ask(wish, None).await
    else {
        return;
    };
    let explain = if pairs {
        page::explain_pairing
    } else {
        page::explain
    };
    let failure = failure.as_ref().map(explain);
    if pairs {
        say("pair-result", failure.as_deref().unwrap_or_default());
    } else if agrees {
        say("agree-result", failure.as_deref().unwrap_or_default());
    }
    render(&overview);
}

fn render(overview: &Overview) {
    show("pair", !overview.paired);
    show("pair-done", overview.paired);
    if page::input("port").value().is_empty() {
        page::input("port").set_value(&overview.port.to_string());
    }
    show("needs-pairing", !overview.paired);
    show("agree-fields", overview.paired);
    let agreed = overview.consent.as_ref();
    show("agreed", agreed.is_some());
    show("next", agreed.is_some());
    if let Some(consent) = agreed {
        say("agreed", &page::consent_line(consent));
    }
    say("terms-id", &browser::text("termsId", &[TERMS_ID]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_agreed_to_that_was_not_chosen() {
        let complete = Choices {
            licence: Some(Licence::CcBy),
            purposes: vec![Purpose::Research],
            after_window: Some(AfterWindow::Wait),
        };
        assert!(complete.agree("en").is_some());
        for incomplete in [
            Choices::default(),
            Choices {
                licence: None,
                ..complete.clone()
            },
            Choices {
                purposes: vec![],
                ..complete.clone()
            },
            Choices {
                after_window: None,
                ..complete.clone()
            },
            Choices {
                licence: Some(Licence::ResearchOnly),
                purposes: vec![Purpose::Research, Purpose::Commercial],
                ..complete
            },
        ] {
            assert_eq!(incomplete.agree("en"), None, "{incomplete:?}");
        }
    }

    #[test]
    fn every_word_of_the_terms_is_shown() {
        let shown: Vec<String> = blocks(TERMS)
            .into_iter()
            .map(|block| match block {
                Block::Heading(text) | Block::Paragraph(text) | Block::Item(text) => text,
            })
            .collect();
        let words = |text: &str| -> Vec<String> {
            text.split_whitespace()
                .filter(|word| !["#", "-"].contains(word))
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(words(&shown.join(" ")), words(TERMS));
        assert!(matches!(blocks(TERMS)[0], Block::Heading(_)));
    }
}
