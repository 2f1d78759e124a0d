//! What a data card counts, record by record.

use std::collections::BTreeMap;

use shared::conversation::Role;
use shared::envelope::Envelope;

use super::answers::{self, Answers};
use crate::release::columns::word;

/// Counts over all records of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// What contributors answered to the signals of each detector.
    pub detectors: BTreeMap<String, Answers>,
}

impl Facts {
    /// Counts one more record.
    pub fn add(&mut self, envelope: &Envelope) {
        let record = &envelope.content;
        self.records += 1;
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

fn one_more(counted: &mut BTreeMap<String, u64>, name: &str) {
    match counted.get_mut(name) {
        Some(number) => *number += 1,
        None => {
            counted.insert(name.to_owned(), 1);
        }
    }
}
