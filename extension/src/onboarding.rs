//! The first page: the way of a conversation; pair with the companion, read the terms, choose, agree, take it back.
//!
//! In: the terms in full, and the person's choices; nothing is ticked beforehand. Out: the request to agree or to withdraw.
//! Agreeing is possible only with at least one purpose and an answer to what happens after the window. When other terms are
//! in force than those that were agreed to, the page shows what has changed and asks again.

use std::cell::{Cell, RefCell};

use shared::api::ConsentTerms;
use shared::consent::{AfterWindow, Licence, Purpose, TERMS, TERMS_ID};
use shared::difference::{Kind, Mark, blocks, difference};
use wasm_bindgen::prelude::*;

use crate::browser;
use crate::message::{Answer, Ask, Overview, Terms};
use crate::page::{self, append, make, say, show};

/// How often the page asks how things stand, in milliseconds.
const ROUND: i32 = 3_000;

const PURPOSES: [Purpose; 4] = [
    Purpose::Research,
    Purpose::Train,
    Purpose::Evaluate,
    Purpose::Commercial,
];
const LICENCES: [Licence; 3] = [Licence::Cc0, Licence::CcBy, Licence::ResearchOnly];
const ENDINGS: [AfterWindow; 2] = [AfterWindow::Wait, AfterWindow::Donate];

const FIELDS: [&str; 9] = [
    "licence-0",
    "licence-1",
    "licence-2",
    "purpose-0",
    "purpose-1",
    "purpose-2",
    "purpose-3",
    "ending-0",
    "ending-1",
];

thread_local! {
    static SHOWN: RefCell<Option<Terms>> = const { RefCell::new(None) };
    /// The person wants to choose anew.
    static CHANGING: Cell<bool> = const { Cell::new(false) };
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
    pub fn agree(&self, terms_id: &str, language: &str) -> Option<Ask> {
        let (licence, after_window) = (self.licence?, self.after_window?);
        let contradictory = licence == Licence::ResearchOnly && self.purposes.contains(&Purpose::Commercial);
        if self.purposes.is_empty() || contradictory {
            return None;
        }
        Some(Ask::Agree {
            terms_id: terms_id.to_owned(),
            licence,
            purposes: self.purposes.clone(),
            language: language.to_owned(),
            after_window,
        })
    }
}

/// Opens the page.
#[wasm_bindgen]
pub async fn onboarding() {
    page::localise();
    for id in FIELDS {
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
        match agreement() {
            Some(agree) => {
                CHANGING.set(false);
                wish(agree).await;
            }
            None => check(),
        }
    });
    page::on_click(&page::element("withdraw"), || async {
        // Whoever agrees again chooses again.
        for id in FIELDS {
            page::input(id).set_checked(false);
        }
        wish(Ask::Withdraw).await;
        check();
    });
    page::on_click(&page::element("choose"), || async {
        CHANGING.set(true);
        wish(Ask::Glance).await;
    });
    page::on_click(&page::element("options"), browser::open_options);
    // The page stands at once; what the companion says comes after.
    wish(Ask::Glance).await;
    load_terms().await;
    check();
    loop {
        wish(Ask::Look).await;
        load_terms().await;
        browser::sleep(ROUND).await;
    }
}

fn agreement() -> Option<Ask> {
    let shown = SHOWN.with_borrow(|shown| shown.as_ref().map(|terms| terms.current.id.clone()));
    // The terms are in one language.
    choices().agree(&shown?, "en")
}

/// Shows the terms in force; where others were agreed to, with what has changed.
async fn load_terms() {
    let told = page::ask(Ask::Terms, None).await.and_then(|answer| answer.terms);
    // Without a companion, those of this package: nobody can agree to them yet.
    let terms = told.unwrap_or_else(|| Terms {
        current: ConsentTerms {
            id: TERMS_ID.to_owned(),
            text: TERMS.to_owned(),
        },
        former: None,
    });
    if SHOWN.with_borrow(|shown| shown.as_ref() == Some(&terms)) {
        return;
    }
    render_terms(&terms);
    SHOWN.set(Some(terms));
}

fn render_terms(terms: &Terms) {
    let article = page::empty("terms");
    let blocks = match &terms.former {
        Some(former) => difference(&former.text, &terms.current.text),
        None => blocks(&terms.current.text),
    };
    for block in blocks {
        let tag = match block.kind {
            Kind::Heading => "h3",
            Kind::Paragraph | Kind::Item => "p",
        };
        let class = if block.kind == Kind::Item { "item" } else { "" };
        let element = make(tag, class, "");
        for run in block.runs {
            let tag = match (run.mark, run.bold) {
                (Mark::Added, _) => "ins",
                (Mark::Removed, _) => "del",
                (Mark::Same, true) => "strong",
                (Mark::Same, false) => "span",
            };
            append(&element, &make(tag, "", &run.text));
            append(&element, &make("span", "", " "));
        }
        append(&article, &element);
    }
    show("changed", terms.former.is_some());
    if let Some(former) = &terms.former {
        let names = [&*former.id, &*terms.current.id];
        say("changed-what", &browser::text("termsChanged", &names));
    }
    say("terms-id", &browser::text("termsId", &[&terms.current.id]));
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
    let possible = agreement().is_some();
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
    show("pairing-how", !overview.paired);
    show("pair-done", overview.paired);
    if page::input("port").value().is_empty() {
        page::input("port").set_value(&overview.port.to_string());
    }
    let agreed = overview.consent.as_ref().filter(|_| !overview.terms_changed);
    let choosing = agreed.is_none() || CHANGING.get();
    show("needs-pairing", !overview.paired);
    show("agree-fields", overview.paired && choosing);
    show("agree-row", overview.paired && choosing);
    show("agreed", agreed.is_some());
    show("withdraw", agreed.is_some());
    show("choose", agreed.is_some() && !choosing);
    if let Some(consent) = agreed {
        say("agreed", &page::consent_line(consent));
    }
    render_way(overview, agreed.is_some());
}

/// Lights up what is true already: the picture, its description and the list beneath say the same.
fn render_way(overview: &Overview, agreed: bool) {
    let site = overview.sites.iter().any(|site| site.granted);
    let seen = overview.queued > 0 || overview.held > 0 || overview.donated > 0;
    let steps = [
        ("paired", overview.paired),
        ("agreed", agreed),
        ("site", site),
        ("seen", seen),
    ];
    for (name, done) in steps {
        let class = if done { "done" } else { "" };
        page::element(&format!("step-{name}")).set_class_name(class);
        let state = if done { "stepDone" } else { "stepOpen" };
        say(&format!("state-{name}"), &browser::text(state, &[]));
    }
    let window = match overview.window_seconds {
        0 => browser::text("wayWindowUnknown", &[]),
        seconds => browser::text("wayWindow", &[&hours(seconds)]),
    };
    say("way-window", &window);
    let lit = [
        ("way-page", overview.paired && agreed && site),
        ("way-home", overview.paired && seen),
        ("way-you", overview.paired && seen),
        ("way-pool", overview.donated > 0),
    ];
    for (id, lit) in lit {
        page::element(id).set_class_name(if lit { "station lit" } else { "station" });
    }
    let done: Vec<String> = steps
        .iter()
        .filter(|(_, done)| *done)
        .map(|(name, _)| {
            page::element(&format!("label-{name}"))
                .text_content()
                .unwrap_or_default()
        })
        .collect();
    let mut description = browser::text("wayDescription", &[&window]);
    if !done.is_empty() {
        description = format!("{description} {}", browser::text("wayDone", &[&done.join("; ")]));
    }
    _ = page::element("way").set_attribute("aria-label", &description);
}

/// Seconds as hours, with a half where there is one.
fn hours(seconds: u64) -> String {
    match (seconds / 3600, seconds % 3600) {
        (0, _) => "<1".to_owned(),
        (hours, 1800..) => format!("{hours}½"),
        (hours, _) => hours.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_told_in_hours() {
        for (seconds, told) in [(60, "<1"), (3_600, "1"), (5_400, "1½"), (172_800, "48")] {
            assert_eq!(hours(seconds), told);
        }
    }

    #[test]
    fn nothing_is_agreed_to_that_was_not_chosen() {
        let complete = Choices {
            licence: Some(Licence::CcBy),
            purposes: vec![Purpose::Research],
            after_window: Some(AfterWindow::Wait),
        };
        assert!(complete.agree(TERMS_ID, "en").is_some());
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
            assert_eq!(incomplete.agree(TERMS_ID, "en"), None, "{incomplete:?}");
        }
    }
}
