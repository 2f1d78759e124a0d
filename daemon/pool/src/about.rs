//! Who runs the pool, in their own words.
//!
//! In: a name and how to reach them. Out: the same, for the public page and the card.

use serde::{Deserialize, Serialize};

use crate::config::Pool;
use crate::store::StoreError;

/// Where the settings keep it.
const SETTING: &str = "about";

/// What the maintainers say about themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    pub operator: Option<String>,
    pub contact: Option<String>,
}

/// What was said.
///
/// # Errors
/// If the database cannot be read.
pub fn of(pool: &Pool) -> Result<About, StoreError> {
    let setting = pool.store.setting(SETTING)?;
    Ok(setting
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default())
}

/// Says it anew; what is `None` stays.
///
/// # Errors
/// If the database cannot be written.
pub fn say(pool: &Pool, operator: Option<&str>, contact: Option<&str>) -> Result<(), StoreError> {
    pool.store.change_setting(SETTING, &mut |setting| {
        let mut about: About = setting
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        about.operator = operator.map(str::to_owned).or(about.operator);
        about.contact = contact.map(str::to_owned).or(about.contact);
        Some(serde_json::to_string(&about).expect("two plain strings"))
    })
}
