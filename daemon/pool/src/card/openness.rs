//! The five axes on which "The Future of Open Human Feedback" (Don-Yehiya et al., Nature Machine Intelligence 2025, Table 1) compares
//! collections of feedback, and what this release does about each.
//!
//! In: what the card is written from. Out: a table. Openness is a matter of degree, so each row says what is open and what is not.

use super::{Document, push};

pub(super) fn axes(text: &mut String, document: &Document<'_>) {
    let facts = document.facts;
    let months = (facts.months.keys().next(), facts.months.keys().next_back());
    let span = match months {
        (Some(first), Some(last)) => format!("conversations from {first} to {last}"),
        _ => "no conversations yet".to_owned(),
    };
    text.push_str(
        "\n## How open it is\n\nThe axes of Table 1 of *The Future of Open Human Feedback* (Don-Yehiya et al., arXiv 2408.16961, Nature Machine \
         Intelligence 2025). None of them is yes or no.\n\n| Axis | asks | here |\n|---|---|---|\n",
    );
    for (axis, asks, here) in [
        (
            "Open methodology",
            "Is it published how the feedback was collected, so that others can do the same?",
            "Yes: capture, detection, scrubbing, review and release are open source, and each row names detector and version. What reviewers saw in rejected records is not published."
                .to_owned(),
        ),
        (
            "Open access",
            "Can everybody get the data, and use it?",
            format!(
                "Whole releases without an account, under ODC-BY for the collection and each record's own licence ({} of {} records are for research only). Readers must honour retractions.",
                facts.licences.get("research-only").unwrap_or(&0),
                facts.records
            ),
        ),
        (
            "Open model participation",
            "Can feedback on any model come in?",
            format!(
                "Any model on any chat site: {} models on {} sites in this release, closed ones included. Which ones is up to where people chat; nobody can enter a model.",
                facts.models.len(),
                facts.sites.len()
            ),
        ),
        (
            "Open human participation",
            "Can everybody take part, in their language?",
            format!(
                "Whoever has a browser and is of age, without an account; {} languages in this release. People chose themselves, and who they are is not known.",
                facts.languages.len()
            ),
        ),
        (
            "Open timeline",
            "Does it go on, as models and people change?",
            format!(
                "It goes on: this is release {}, with {span}. It also goes back: records leave when their contributors say so.",
                document.manifest.number
            ),
        ),
    ] {
        push(text, &format!("| {axis} | {asks} | {here} |\n"));
    }
}
