//! Opens the zip that a ChatGPT export comes in.
//!
//! In: the bytes of a zip. Out: its conversations, with the thumbs that stand in a file beside them.
//! Stops zip bombs: unpacking ends at a limit, whatever sizes the archive claims.
//! Not here: chat.html, user.json and attachments are never unpacked.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{Import, Why, chatgpt};

/// All entries together; the largest real exports stay well below.
pub(super) const LIMIT: u64 = 512 << 20;

/// Reads the conversations of an archive that unpacks to at most `limit` bytes.
pub(super) fn read(bytes: &[u8], limit: u64) -> Result<Import, Why> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Why::BrokenArchive)?;
    let mut names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    names.sort();
    let named = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let mut left = limit;
    let mut unpack = |name: &str| -> Result<Vec<u8>, Why> {
        let entry = archive.by_name(name).map_err(|_| Why::BrokenArchive)?;
        let mut unpacked = Vec::new();
        let read = entry
            .take(left + 1)
            .read_to_end(&mut unpacked)
            .map_err(|_| Why::BrokenArchive)? as u64;
        left = left.checked_sub(read).ok_or(Why::TooLarge(limit))?;
        Ok(unpacked)
    };
    let feedback = match names.iter().find(|name| named(name) == "message_feedback.json") {
        Some(name) => Some(unpack(name)?),
        None => None,
    };
    let mut import: Option<Import> = None;
    // Large exports are cut into conversations-000.json, conversations-001.json, …
    for name in names.iter().filter(|name| is_conversations(&named(name))) {
        let part = chatgpt::read(&unpack(name)?, feedback.as_deref())?;
        let whole = import.get_or_insert_default();
        whole.conversations.extend(part.conversations);
        whole.problems.extend(part.problems);
    }
    import.ok_or(Why::NoConversationsInArchive)
}

fn is_conversations(name: &str) -> bool {
    let part = name
        .strip_prefix("conversations")
        .and_then(|rest| rest.strip_suffix(".json"));
    part.is_some_and(|part| {
        part.chars()
            .all(|letter| letter.is_ascii_digit() || matches!(letter, '-' | '_'))
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use shared::conversation::GestureKind;
    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::*;

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    const CONVERSATIONS: &[u8] = include_bytes!("fixtures/conversations.json");
    const FEEDBACK: &[u8] = include_bytes!("fixtures/message_feedback.json");

    #[test]
    fn an_export_zip_gives_its_conversations_and_their_thumbs() {
        let zip = zipped(&[
            ("export/chat.html", b"<html>"),
            ("export/conversations.json", CONVERSATIONS),
            ("export/message_feedback.json", FEEDBACK),
        ]);
        let import = read(&zip, LIMIT).unwrap();
        let gestures = &import.conversations[0].conversation.gestures;
        assert_eq!(gestures.len(), 1);
        assert_eq!(
            (gestures[0].message_id.0.as_str(), gestures[0].kind),
            ("m2", GestureKind::ThumbsUp)
        );
        assert_eq!(gestures[0].said, ["accurate", "just what I needed"]);
    }

    #[test]
    fn an_export_cut_into_parts_is_read_whole() {
        let zip = zipped(&[
            ("conversations-000.json", CONVERSATIONS),
            ("conversations-001.json", CONVERSATIONS),
        ]);
        assert_eq!(read(&zip, LIMIT).unwrap().conversations.len(), 4);
    }

    #[test]
    fn an_archive_that_unpacks_beyond_the_limit_is_refused() {
        let zip = zipped(&[("conversations.json", &vec![b' '; 1 << 20])]);
        assert!(zip.len() < 10_000);
        assert_eq!(read(&zip, 1 << 16).unwrap_err(), Why::TooLarge(1 << 16));
    }

    #[test]
    fn an_archive_without_conversations_is_refused() {
        assert_eq!(
            read(&zipped(&[("user.json", b"{}")]), LIMIT).unwrap_err(),
            Why::NoConversationsInArchive
        );
    }
}
