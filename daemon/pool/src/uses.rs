//! The use register: who says that they use which release for what.
//!
//! In: declarations. Out: the list, which the public page shows. Nobody has to declare anything; what is declared is not checked.

use serde::{Deserialize, Serialize};
use shared::time::Day;

use crate::config::Pool;
use crate::store::StoreError;

/// Where the settings keep the register.
const SETTING: &str = "uses";

/// A declared use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    pub who: String,
    pub what: String,
    pub release: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    pub day: Day,
}

impl Use {
    /// A declaration, if its parts are lines of a sane length and the address is one of the web.
    ///
    /// # Errors
    /// Says which part is not.
    pub fn new(
        who: String,
        what: String,
        release: u32,
        url: Option<String>,
        day: Day,
    ) -> Result<Self, String> {
        let is_line = |text: &str, most| {
            (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control)
        };
        if !is_line(&who, 200) || !is_line(&what, 1_000) {
            return Err(
                "say who in 1 to 200 characters and for what in 1 to 1000, on one line each".to_owned(),
            );
        }
        let is_address = |url: &String| {
            url.starts_with("https://") && is_line(url, 500) && !url.contains(char::is_whitespace)
        };
        if url.as_ref().is_some_and(|url| !is_address(url)) {
            return Err("the address must begin with https://".to_owned());
        }
        Ok(Self {
            who,
            what,
            release,
            url,
            day,
        })
    }
}

/// All declared uses, in the order in which they were declared.
///
/// # Errors
/// If the database cannot be read.
pub fn all(pool: &Pool) -> Result<Vec<Use>, StoreError> {
    Ok(read(pool.store.setting(SETTING)?))
}

/// Changes the register.
///
/// # Errors
/// If the database cannot be written.
pub fn change(pool: &Pool, work: impl Fn(Vec<Use>) -> Vec<Use>) -> Result<(), StoreError> {
    pool.store.change_setting(SETTING, &mut |setting| {
        let uses = work(read(setting));
        Some(serde_json::to_string(&uses).expect("uses are plain strings and numbers"))
    })
}

fn read(setting: Option<String>) -> Vec<Use> {
    setting
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default()
}
