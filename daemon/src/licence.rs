//! A record's own terms: a narrower licence or fewer purposes than those that were agreed to.
//!
//! In: a receipt and a choice. Out: the receipt that travels with the record. Narrowing is pure and never widens: what the
//! contributor did not agree to cannot be chosen, and when they agree to less later, less it is.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::consent::{ConsentReceipt, Licence, Purpose};
use shared::keys::RecordId;

use crate::companion::Companion;
use crate::donate::explain;
use crate::hold::{self, Event};
use crate::refused::{Kind, Refused};

/// What the contributor chose for one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<Licence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purposes: Option<Vec<Purpose>>,
}

/// How much a licence allows.
fn breadth(licence: Licence) -> u8 {
    match licence {
        Licence::ResearchOnly => 0,
        Licence::CcBy => 1,
        Licence::Cc0 => 2,
    }
}

/// The receipt with what was chosen for this record; nothing when no purpose is left that was agreed to.
#[must_use]
pub fn narrowed(receipt: ConsentReceipt, choice: Option<&Choice>) -> Option<ConsentReceipt> {
    let Some(choice) = choice else {
        return Some(receipt);
    };
    let mut narrow = receipt;
    if let Some(licence) = choice.licence
        && breadth(licence) < breadth(narrow.licence)
    {
        narrow.licence = licence;
    }
    if let Some(purposes) = &choice.purposes {
        narrow.purposes.retain(|purpose| purposes.contains(purpose));
    }
    (!narrow.purposes.is_empty()).then_some(narrow)
}

/// Whether a choice lies within what was agreed to.
fn fits(choice: &Choice, receipt: &ConsentReceipt) -> bool {
    let licence = choice
        .licence
        .is_none_or(|licence| breadth(licence) <= breadth(receipt.licence));
    let purposes = choice.purposes.as_ref().is_none_or(|purposes| {
        !purposes.is_empty() && purposes.iter().all(|purpose| receipt.purposes.contains(purpose))
    });
    licence && purposes
}

/// Chooses the terms of records; an empty choice goes back to those agreed to. Out: what became of each.
///
/// # Errors
/// When these are too many at once.
pub fn choose(companion: &Companion, ids: &[String], choice: &Choice) -> Result<Value, Refused> {
    if ids.len() > 10_000 {
        return Err(Refused::invalid(
            "these are more than 10,000 records at once: do it in parts",
        ));
    }
    let results: Vec<Value> = ids
        .iter()
        .map(|id| {
            let chosen = crate::order::read_id(id).and_then(|id| one(companion, id, choice.clone()));
            match chosen {
                Ok(receipt) => json!({"id": id, "ok": true, "consent": receipt}),
                Err(refused) => json!({"id": id, "ok": false, "error": refused.refusal()}),
            }
        })
        .collect();
    Ok(json!({"results": results}))
}

/// Chooses the terms of one record. Out: the receipt that travels with it.
///
/// # Errors
/// When it has left, or the choice goes beyond what was agreed to.
pub fn one(companion: &Companion, id: RecordId, choice: Choice) -> Result<ConsentReceipt, Refused> {
    let wall = companion.world.now();
    let circumstances = companion.store.read(|view| companion.circumstances(view))?;
    companion.change("choose licence", move |tx| {
        let mut row = tx.record(&id)?.ok_or_else(|| Refused::no_record(&id))?;
        row.hold = hold::next(row.hold, Event::Edited, &circumstances).map_err(|stays| explain(stays, &id))?;
        let mut body = tx
            .body(&id)?
            .ok_or_else(|| explain(hold::Stays::Erased, &id))?;
        let receipt = crate::pools::agreed(tx, &row)?.ok_or_else(Refused::no_consent)?;
        if !fits(&choice, &receipt) {
            return Err(Refused::new(
                Kind::Invalid,
                "wider_terms",
                "a record's own terms lie within what you agreed to, and keep a purpose: see `tributary consent --show`",
            ));
        }
        let empty = choice.licence.is_none() && choice.purposes.is_none();
        body.terms = (!empty).then_some(choice);
        // The choice was made within this receipt, and stays within it whatever is agreed to later.
        row.consent = Some(receipt.clone());
        row.updated = wall;
        tx.keep_row(&row)?;
        tx.keep_body(&id, &body)?;
        tx.note(&id, "terms chosen", wall)?;
        narrowed(receipt, body.terms.as_ref()).ok_or_else(Refused::no_purpose)
    })
}

#[cfg(test)]
mod tests {
    use shared::consent::{Licence, Purpose, agree};
    use shared::time::Day;

    use super::{Choice, fits, narrowed};

    const ALL: [Licence; 3] = [Licence::Cc0, Licence::CcBy, Licence::ResearchOnly];

    #[test]
    fn a_record_s_own_terms_only_ever_narrow() {
        let day = Day::try_from("2026-11-22".to_owned()).unwrap();
        let purposes = [
            Purpose::Research,
            Purpose::Train,
            Purpose::Evaluate,
            Purpose::Commercial,
        ];
        let subset = |bits: usize| -> Vec<Purpose> {
            let chosen = purposes
                .iter()
                .enumerate()
                .filter(|(place, _)| bits & (1 << place) != 0);
            chosen.map(|(_, purpose)| *purpose).collect()
        };
        for agreed in ALL {
            for chosen in ALL {
                for (given, wanted) in (1..16).flat_map(|given| (0..16).map(move |wanted| (given, wanted))) {
                    let receipt = agree(agreed, subset(given), "en", day.clone());
                    let choice = Choice {
                        licence: Some(chosen),
                        purposes: Some(subset(wanted)),
                    };
                    let narrow = narrowed(receipt.clone(), Some(&choice));
                    assert_eq!(narrow.is_none(), given & wanted == 0);
                    if let Some(narrow) = narrow {
                        assert_eq!(narrow.purposes, subset(given & wanted));
                        assert!(
                            ALL.iter().position(|licence| *licence == narrow.licence)
                                >= ALL.iter().position(|licence| *licence == agreed)
                        );
                        assert_eq!(narrow.terms_sha256, receipt.terms_sha256);
                    }
                    let within = ALL.iter().position(|licence| *licence == chosen)
                        >= ALL.iter().position(|licence| *licence == agreed);
                    assert_eq!(
                        fits(&choice, &receipt),
                        within && wanted != 0 && wanted & !given == 0
                    );
                }
            }
        }
    }
}
