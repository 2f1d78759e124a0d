//! `native-host`: what browsers start to pair by themselves. Answers one message of our own extension, and ends.
//!
//! In: the arguments that a browser adds, and one message on standard input. Out: one message, a pairing code that is good once, or
//! why not. Standard output belongs to the browser; nothing else is written there.

use shared::api::{HostReply, HostRequest};

use super::Here;
use crate::native::{self, Browser};
use crate::order::Order;

/// # Errors
/// When whoever asks is not our extension, or asks for something else.
pub fn run(here: &Here, arguments: &[String]) -> Result<(), String> {
    let browser = Browser::of_arguments(arguments)
        .ok_or("only browsers start this, for the Tributary extension: see `tributary setup`")?;
    let message = native::read(std::io::stdin().lock())
        .map_err(|error| format!("the browser's message cannot be read: {error}"))?;
    let HostRequest::Pair {} = serde_json::from_slice(&message)
        .map_err(|_| "the browser's message is none that this program knows".to_owned())?;
    let reply = match here.ask_running(&Order::PairBrowser { browser }) {
        Ok(answer) => offer(&answer).ok_or("the running companion is of another version: restart it")?,
        Err(reason) => HostReply::Refused { reason },
    };
    let reply = serde_json::to_vec(&reply).map_err(|error| error.to_string())?;
    native::write(std::io::stdout().lock(), &reply).map_err(|error| format!("the browser went away: {error}"))
}

fn offer(answer: &serde_json::Value) -> Option<HostReply> {
    Some(HostReply::Offer {
        code: answer["code"].as_str()?.to_owned(),
        port: u16::try_from(answer["port"].as_u64()?).ok()?,
    })
}
