//! Opens the zip that an export comes in.
//!
//! In: a zip. Out: the conversations of every file of a known format in it, with the ratings that stand in files beside them.
//! Stops zip bombs: entries are unpacked as they are read, and one conversation has a limit.
//! Not here: chat.html, accounts and attachments are never unpacked.

use std::io::{Read, Seek};

use zip::ZipArchive;

use super::gather::Gather;
use super::ratings::Ratings;
use super::{Sink, Why, json};

/// The most that a file of ratings unpacks to.
const RATINGS: u64 = 64 << 20;
/// Entries of an archive; exports with many pictures have some ten thousand.
const ENTRIES: usize = 200_000;
/// Files beside the conversations, whose content is about the account and not to be read.
const BESIDE: [&str; 14] = [
    "ads.json",
    "conversation_asset_file_names.json",
    "export_manifest.json",
    "group_chats.json",
    "library_files.json",
    "manifest.json",
    "memories.json",
    "message_feedback.json",
    "model_comparisons.json",
    "projects.json",
    "shared_conversations.json",
    "user.json",
    "user_settings.json",
    "users.json",
];

/// Reads every conversation of an archive.
pub(super) fn read<R: Read + Seek>(file: R, sink: &mut Sink<'_>) -> Result<(), Why> {
    let mut archive = ZipArchive::new(file).map_err(|_| Why::BrokenArchive)?;
    if archive.len() > ENTRIES {
        return Err(Why::BrokenArchive);
    }
    let mut names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    names.sort();
    let ratings = Ratings::of(
        beside(&mut archive, &names, "message_feedback.json")?.as_deref(),
        beside(&mut archive, &names, "model_comparisons.json")?.as_deref(),
    );
    let mut any = false;
    // Large exports are cut into conversations-000.json, conversations-001.json, …; Mistral has one file for each chat.
    for name in names.iter().filter(|name| may_hold_conversations(base(name))) {
        let entry = archive.by_name(name).map_err(|_| Why::BrokenArchive)?;
        let mut gather = Gather::with(sink, ratings.clone());
        match json::read(entry, &mut gather).and_then(|()| gather.end()) {
            Ok(()) => any = true,
            // Archives hold much else that is JSON.
            Err(Why::UnknownFormat | Why::Empty) => {}
            Err(Why::Unreadable(_)) => return Err(Why::BrokenArchive),
            Err(why) => return Err(why),
        }
        if gather.stopped() {
            return Ok(());
        }
    }
    let html = |name: &String| matches!(base(name), "MyActivity.html" | "My Activity.html");
    match any {
        true => Ok(()),
        false if names.iter().any(html) => Err(Why::ActivitiesAsHtml),
        false => Err(Why::NoConversationsInArchive),
    }
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether a file of this name may be one of conversations.
pub(super) fn may_hold_conversations(name: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("json" | "jsonl")) && !BESIDE.contains(&name)
}

/// The content of a small file of the archive, if it is there.
fn beside<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    names: &[String],
    wanted: &str,
) -> Result<Option<Vec<u8>>, Why> {
    let Some(name) = names.iter().find(|name| base(name) == wanted) else {
        return Ok(None);
    };
    let entry = archive.by_name(name).map_err(|_| Why::BrokenArchive)?;
    let mut unpacked = Vec::new();
    entry
        .take(RATINGS + 1)
        .read_to_end(&mut unpacked)
        .map_err(|_| Why::BrokenArchive)?;
    if unpacked.len() as u64 > RATINGS {
        return Err(Why::TooLong(RATINGS));
    }
    Ok(Some(unpacked))
}
