//! The terms in force on this machine: shown, agreed to, withdrawn.

use shared::consent::{self, AfterWindow, ConsentReceipt, Licence, Purpose};

use crate::companion::Companion;
use crate::refused::{Kind, Refused};

/// What a contributor chose while agreeing.
pub struct Agreement {
    pub terms_id: Option<String>,
    pub licence: Licence,
    pub purposes: Vec<Purpose>,
    pub language: String,
    /// `None` leaves the former choice.
    pub after_window: Option<AfterWindow>,
}

/// Agrees to the current terms.
///
/// # Errors
/// When other terms were shown than the current ones, or no purpose is chosen.
pub fn agree(companion: &Companion, agreement: Agreement) -> Result<ConsentReceipt, Refused> {
    if agreement
        .terms_id
        .as_deref()
        .is_some_and(|id| id != consent::TERMS_ID)
    {
        return Err(Refused::new(
            Kind::Invalid,
            "other_terms",
            format!(
                "these are not the current terms: show and agree to the terms {}",
                consent::TERMS_ID
            ),
        ));
    }
    let receipt = receipt(
        companion,
        agreement.licence,
        agreement.purposes,
        &agreement.language,
    )?;
    let kept = receipt.clone();
    companion.change("agree to terms", move |tx| {
        tx.set("consent", &kept)?;
        tx.unset("withdrawn")?;
        if let Some(after_window) = agreement.after_window {
            tx.set("after_window", &after_window)?;
        }
        Ok(())
    })?;
    Ok(receipt)
}

/// The receipt for agreeing to the current terms today.
///
/// # Errors
/// When no purpose is chosen, or no language named.
pub fn receipt(
    companion: &Companion,
    licence: Licence,
    mut purposes: Vec<Purpose>,
    language: &str,
) -> Result<ConsentReceipt, Refused> {
    let mut seen = std::collections::HashSet::new();
    purposes.retain(|purpose| seen.insert(*purpose));
    if purposes.is_empty() || language.is_empty() || language.len() > 35 {
        return Err(Refused::new(
            Kind::Invalid,
            "no_purpose",
            "choose at least one purpose, and name the language of the terms",
        ));
    }
    Ok(consent::agree(
        licence,
        purposes,
        language,
        companion.world.now().day(),
    ))
}
