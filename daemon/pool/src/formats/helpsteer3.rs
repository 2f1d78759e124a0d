//! `helpsteer3`: two replies and which is better; `helpsteer3-edit`: a reply, what was wrong with it, and the reply that came of it.
//!
//! In: one record. Out: of `helpsteer3` a line for every pair of replies to one question; a choice has no degrees, so it is 2 or −2, "better".
//! Of `helpsteer3-edit` a line for every reply that was criticised in words and written anew: inferred, since words are read by a detector.

use std::collections::HashSet;

use serde_json::{Value, json};
use shared::conversation::Role;
use shared::feedback::pairs::Winner;
use shared::feedback::{SignalKind, Source};

use super::columns::{
    Column, Field, NOT_ASKED, NOT_CLASSIFIED, TEXTS, TURNS, Type, WHOSE, WHY, column, empty, noted,
};
use super::item::{Compared, Item, because, turns};
use super::{Feedback, Format, Table, languages};

pub(super) const FORMAT: Format = Format {
    name: "helpsteer3",
    aliases: &["helpsteer3-preference"],
    what: "Two replies and an overall preference from −3 to 3: reward models trained on HelpSteer3-Preference",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Either,
    purpose: None,
    tables: &[Table {
        name: "preference",
        columns: PREFERENCE,
        more: WHY,
        rows: preferences,
    }],
    also: None,
};

pub(super) const EDIT: Format = Format {
    name: "helpsteer3-edit",
    aliases: &[],
    what: "A reply, the words that said what is wrong with it, and the reply that was written then: models that edit by feedback",
    loads: "datasets.load_dataset('json', data_files='PATH', split='train')",
    feedback: Feedback::Inferred,
    purpose: None,
    tables: &[Table {
        name: "edit",
        columns: EDITS,
        more: EDITS_MORE,
        rows: edits,
    }],
    also: None,
};

const DOMAIN: Column = empty("domain", Type::Text, NOT_CLASSIFIED);
const LANGUAGE: Column = noted(
    "language",
    Type::Text,
    "English name in small letters; null where it is not clear",
);

const PREFERENCE: &[Column] = &[
    DOMAIN,
    LANGUAGE,
    column("context", TURNS),
    column("response1", Type::Text),
    column("response2", Type::Text),
    noted(
        "overall_preference",
        Type::Int,
        "−2, 0 or 2: a choice between two replies has no degrees; 0 where both were good or both bad",
    ),
    noted(
        "individual_preference",
        Type::List(&Type::Struct(&[
            Field("score", Type::Int),
            Field("reasoning", Type::Text),
            Field("feedback1", Type::Text),
            Field("feedback2", Type::Text),
        ])),
        "one, the contributor's; `reasoning` is null, `feedback1` and `feedback2` are what was ticked or written beside a rating",
    ),
];

const EDITS: &[Column] = &[
    DOMAIN,
    LANGUAGE,
    column("context", TURNS),
    column("original_response", Type::Text),
    noted(
        "edited_response",
        Type::Text,
        "by the model, after the feedback; not by a person's hand",
    ),
    noted("feedback", TEXTS, "what the person wrote next"),
    empty("change_summary", Type::Text, NOT_ASKED),
];
const EDITS_MORE: &[Column] = &[
    WHOSE[0],
    WHOSE[1],
    noted("detector", Type::Text, "what read the feedback as criticism"),
    noted("confidence", Type::Float, "how sure it was, 0–1"),
];

fn named(language: Option<&str>) -> Option<String> {
    language.and_then(languages::name).map(str::to_lowercase)
}

fn preferences(item: &Item<'_>) -> Vec<Value> {
    let preference = |compared: Compared<'_>| {
        let score = match compared.found.winner {
            Winner::First => -2,
            Winner::Second => 2,
            Winner::Tie | Winner::BothBad => 0,
        };
        let (first, second) = (compared.first, compared.second);
        let row = json!({
            "language": named(first.lang.as_deref().or(second.lang.as_deref())),
            "context": turns(&compared.prompt),
            "response1": first.text,
            "response2": second.text,
            "overall_preference": score,
            "individual_preference": [{
                "score": score, "feedback1": item.words(&first.id), "feedback2": item.words(&second.id),
            }],
        });
        because(row, &compared.about)
    };
    item.compared().into_iter().map(preference).collect()
}

fn edits(item: &Item<'_>) -> Vec<Value> {
    let criticised = item.record.signals.iter().filter(|signal| {
        signal.source == Source::Reply
            && matches!(
                signal.kind,
                SignalKind::AwareCorrection | SignalKind::AwareNoCorrection
            )
    });
    let denied = item
        .record
        .judgements
        .contests
        .iter()
        .map(|contest| (&contest.message_id, contest.kind))
        .collect::<HashSet<_>>();
    let corrected = item.record.judgements.outcomes.iter().filter_map(|outcome| {
        (outcome.said != shared::record::Said::Confirmed)
            .then_some((outcome.message_id.as_ref()?, outcome.kind))
    });
    let denied: HashSet<_> = denied.into_iter().chain(corrected).collect();
    let mut seen = HashSet::new();
    criticised
        .filter(|signal| !denied.contains(&(&signal.message_id, signal.kind)))
        .filter_map(|signal| {
            let original = item.message(&signal.message_id)?;
            let said = item.message(&signal.evidence.as_ref()?.message_id)?;
            let follows = said.parent_id.as_ref() == Some(&original.id) && original.role == Role::Assistant;
            if !follows || !seen.insert((&original.id, &said.id)) {
                return None;
            }
            // Of several new replies the last is the one that was stayed with, unless the visible path has another.
            let replies = item.below(Some(&said.id));
            let edited = replies
                .iter()
                .find(|reply| item.is_shown(reply))
                .or(replies.last())?;
            Some(json!({
                "language": named(original.lang.as_deref()),
                "context": turns(&item.before(original)?),
                "original_response": original.text,
                "edited_response": edited.text,
                "feedback": [said.text],
                "detector": signal.detector,
                "confidence": signal.confidence,
            }))
        })
        .collect()
}
