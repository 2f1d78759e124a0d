//! `object`: says something against a decision of the pool.

use clap::Args;
use shared::keys::RecordId;
use shared::objection::Objection;

use super::{Here, say, say_json};
use crate::order::Order;
use crate::pool_client::{Failure, PoolClient};

/// Object to what the pool decided about a record
#[derive(Args)]
pub struct Object {
    /// Which record: an id of `tributary list`
    id: String,
    /// What you say, without personal data
    text: String,
}

/// # Errors
/// When the pool cannot be asked, decided nothing, or does not take it.
pub fn run(here: &Here, object: Object) -> Result<(), String> {
    let where_to = here.order(Order::PoolOf {
        id: object.id.clone(),
    })?;
    let url = where_to["url"].as_str().unwrap_or_default().to_owned();
    // What the record is called there.
    let id: RecordId =
        serde_json::from_value(where_to["record_id"].clone()).map_err(|error| error.to_string())?;
    let client = PoolClient::new()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start: {error}"))?;
    let why = |failure| match failure {
        Failure::Later { why, .. } | Failure::Never { why } => why,
    };
    let status = runtime.block_on(client.status(&url, &id)).map_err(why)?;
    let decision = status
        .decisions
        .last()
        .ok_or("the pool has not decided about this record")?;
    let signed = here.order(Order::Objection {
        id: object.id,
        decision: decision.number,
        text: object.text,
    })?;
    let objection: Objection = serde_json::from_value(signed).map_err(|error| error.to_string())?;
    let status = runtime
        .block_on(client.object(&url, &id, &objection))
        .map_err(why)?;
    if here.json {
        say_json(&serde_json::to_value(&status).unwrap_or_default());
    } else {
        say("it is with the pool's maintainers: `tributary show` will tell their answer");
    }
    Ok(())
}
