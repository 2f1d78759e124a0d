//! What a data card counts, record by record.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::conversation::Role;
use shared::envelope::Envelope;

use super::answers::{self, Answers};
use crate::release::columns::{pseudonym, word};
use crate::release::splits::Split;

/// Counts over all records of a release, or of one of its buckets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    pub records: u64,
    pub messages: u64,
    pub user_messages: u64,
    pub signals: u64,
    pub contested: u64,
    /// Records in which some message has a sibling.
    pub branching: u64,
    /// Records that their contributors looked at before giving them.
    pub reviewed: u64,
    pub splits: BTreeMap<Split, u64>,
    pub terms: BTreeMap<String, u64>,
    pub consent_languages: BTreeMap<String, u64>,
    /// What contributors called their conversations: the only topics there are.
    pub labels: BTreeMap<String, u64>,
    pub licences: BTreeMap<String, u64>,
    pub purposes: BTreeMap<String, u64>,
    pub sites: BTreeMap<String, u64>,
    pub months: BTreeMap<String, u64>,
    pub languages: BTreeMap<String, u64>,
    pub models: BTreeMap<String, u64>,
    pub methods: BTreeMap<String, u64>,
    pub kinds: BTreeMap<String, u64>,
    pub sources: BTreeMap<String, u64>,
    pub redactions: BTreeMap<String, u64>,
    /// Records of each pseudonym; most records have none.
    pub pseudonyms: BTreeMap<String, u64>,
    /// Versions of the rules by which records were scrubbed.
    pub scrub_versions: BTreeMap<String, u64>,
    /// What contributors answered to the signals of each detector.
    pub detectors: BTreeMap<String, Answers>,
}

impl Facts {
    /// Counts one more record.
    pub fn add(&mut self, envelope: &Envelope, split: Split) {
        let record = &envelope.content;
        self.records += 1;
        *self.splits.entry(split).or_default() += 1;
        one_more(&mut self.terms, &envelope.consent.terms_id);
        one_more(&mut self.consent_languages, &envelope.consent.language);
        if let Some(pseudonym) = pseudonym(envelope) {
            one_more(&mut self.pseudonyms, &pseudonym);
        }
        one_more(&mut self.scrub_versions, &record.scrub.version.to_string());
        for label in &record.judgements.labels {
            one_more(&mut self.labels, label);
        }
        self.messages += record.messages.len() as u64;
        self.signals += record.signals.len() as u64;
        self.contested += record.judgements.contests.len() as u64;
        self.branching += u64::from(record.messages.len() > record.branch.len());
        self.reviewed += u64::from(record.scrub.reviewed);
        one_more(&mut self.licences, &word(&envelope.consent.licence));
        for purpose in &envelope.consent.purposes {
            one_more(&mut self.purposes, &word(purpose));
        }
        one_more(&mut self.sites, &record.site);
        one_more(&mut self.months, &record.month.to_string());
        one_more(&mut self.methods, &record.capture.method);
        for message in &record.messages {
            self.user_messages += u64::from(message.role == Role::User);
            if let Some(language) = &message.lang {
                one_more(&mut self.languages, language);
            }
            if let Some(model) = &message.model {
                one_more(&mut self.models, model);
            }
            for redaction in &message.redactions {
                one_more(&mut self.redactions, &word(&redaction.kind));
            }
        }
        answers::count(&mut self.detectors, record);
        for signal in &record.signals {
            one_more(&mut self.kinds, &word(&signal.kind));
            one_more(&mut self.sources, &word(&signal.source));
        }
    }
}

impl Facts {
    /// Adds the counts of other records.
    pub fn merge(&mut self, other: Self) {
        self.records += other.records;
        self.messages += other.messages;
        self.user_messages += other.user_messages;
        self.signals += other.signals;
        self.contested += other.contested;
        self.branching += other.branching;
        self.reviewed += other.reviewed;
        for (split, number) in other.splits {
            *self.splits.entry(split).or_default() += number;
        }
        for (mine, others) in [
            (&mut self.terms, other.terms),
            (&mut self.consent_languages, other.consent_languages),
            (&mut self.labels, other.labels),
            (&mut self.licences, other.licences),
            (&mut self.purposes, other.purposes),
            (&mut self.sites, other.sites),
            (&mut self.months, other.months),
            (&mut self.languages, other.languages),
            (&mut self.models, other.models),
            (&mut self.methods, other.methods),
            (&mut self.kinds, other.kinds),
            (&mut self.sources, other.sources),
            (&mut self.redactions, other.redactions),
            (&mut self.pseudonyms, other.pseudonyms),
            (&mut self.scrub_versions, other.scrub_versions),
        ] {
            for (name, number) in others {
                *mine.entry(name).or_default() += number;
            }
        }
        for (detector, answers) in other.detectors {
            self.detectors.entry(detector).or_default().merge(answers);
        }
    }
}

fn one_more(counted: &mut BTreeMap<String, u64>, name: &str) {
    match counted.get_mut(name) {
        Some(number) => *number += 1,
        None => {
            counted.insert(name.to_owned(), 1);
        }
    }
}
