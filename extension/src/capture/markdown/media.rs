//! Pictures, sound, films, drawings and attached files: placeholders that say what stood there.
//!
//! In: an element. Out: `[image: what it shows]`, `[file: pdf]`, `[audio]`, `[video]`, `[chart: …]`. The page's own description
//! is kept and scrubbed with the text; names of files are not: they tell of their owner more often than of their content.

use super::Writer;
use crate::capture::mirror::{Node, NodeId, collapse};

/// Kinds of files that are told by the end of their name.
const ENDINGS: &str = " pdf doc docx odt rtf txt md csv tsv xls xlsx ods ppt pptx odp key pages numbers json xml yaml yml html htm zip tar gz 7z rar \
    py js ts java c cpp h cs go rs rb php sh sql ipynb tex epub png jpg jpeg gif webp svg bmp heic mp3 wav m4a ogg flac mp4 mov webm avi mkv log ";

impl Writer<'_> {
    pub(super) fn placeholder(&self, id: NodeId, node: &Node) -> Option<String> {
        match node.tag.as_str() {
            "img" => Some(picture(node)),
            "audio" => Some("[audio]".to_owned()),
            "video" => Some("[video]".to_owned()),
            "canvas" => (!is_small(node)).then(|| labelled("chart", node)),
            "svg" => {
                let drawn = node.attribute("aria-roledescription").is_some()
                    || (node.attribute("role") == Some("img")
                        && node.attribute("aria-label").is_some_and(|label| label.len() > 24));
                drawn.then(|| labelled("chart", node))
            }
            _ => self.file(id, node),
        }
    }

    /// An attached file: an element that calls itself one, or a link to download, and that shows a file's name.
    fn file(&self, id: NodeId, node: &Node) -> Option<String> {
        let named = ["class", "data-testid", "data-test-id", "aria-label"]
            .iter()
            .any(|name| {
                node.attribute(name).is_some_and(|value| {
                    let value = value.to_lowercase();
                    [
                        "attachment",
                        "attached",
                        "file-card",
                        "file-chip",
                        "file-tile",
                        "file-thumbnail",
                        "file-preview",
                        "uploaded",
                    ]
                    .iter()
                    .any(|word| value.contains(word))
                })
            })
            || (node.tag == "a" && node.attribute("download").is_some());
        let facts = self.survey.of(id);
        if !named || facts.text > 200 || facts.codes > 0 {
            return None;
        }
        let text = self.mirror.text(id);
        let said = node.attribute("aria-label").unwrap_or_default();
        let mut kinds = text
            .split_whitespace()
            .chain(said.split_whitespace())
            .filter_map(ending);
        let kind = kinds.next()?;
        // A list of files is written file by file.
        kinds
            .all(|other| other == kind)
            .then(|| format!("[file: {kind}]"))
    }
}

fn ending(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = ending
        .trim_end_matches(|character: char| !character.is_ascii_alphanumeric())
        .to_lowercase();
    (!stem.is_empty() && !ending.is_empty() && ENDINGS.contains(&format!(" {ending} "))).then_some(ending)
}

fn picture(node: &Node) -> String {
    let alt = collapse(node.attribute("alt").unwrap_or_default());
    let class = node.attribute("class").unwrap_or_default().to_lowercase();
    if !alt.is_empty() && ["math", "latex", "tex-"].iter().any(|word| class.contains(word)) {
        return format!("${alt}$");
    }
    let decoration = ["avatar", "icon", "favicon", "logo"]
        .iter()
        .any(|word| class.contains(word));
    let emoji = class.contains("emoji") || (!alt.is_empty() && !alt.chars().any(char::is_alphanumeric));
    if emoji && alt.chars().count() <= 16 {
        return alt; // an emoji drawn as a picture
    }
    if is_small(node) || decoration || node.attribute("role") == Some("presentation") {
        return String::new();
    }
    labelled("image", node)
}

fn is_small(node: &Node) -> bool {
    node.bounds
        .is_some_and(|bounds| bounds.width <= 32.0 && bounds.height <= 32.0)
}

fn labelled(kind: &str, node: &Node) -> String {
    let label = ["alt", "aria-label", "title"].iter().find_map(|name| {
        node.attribute(name)
            .map(collapse)
            .filter(|label| !label.is_empty())
    });
    match label {
        Some(label) => format!("[{kind}: {}]", label.replace(['[', ']'], "")),
        None => format!("[{kind}]"),
    }
}
