//! The page of what left: each delivery to the companion, without content.
//!
//! In: the background's list. Out: a table, the same as a file, and the wish to clear it.

use wasm_bindgen::prelude::*;
use web_sys::Element;

use crate::browser;
use crate::log::{Entry, Fate, What};
use crate::message::Ask;
use crate::page::{self, append, make, say, show};

/// Opens the page.
#[wasm_bindgen]
pub async fn sent() {
    page::localise();
    page::on_click(&page::element("clear"), || look(Ask::ClearLog));
    look(Ask::Log).await;
}

async fn look(ask: Ask) {
    let Some(answer) = page::ask(ask, None).await else {
        return;
    };
    render(&answer.log);
}

fn render(entries: &[Entry]) {
    let body = page::empty("entries");
    for entry in entries {
        append(&body, &row(entry));
    }
    show("none", entries.is_empty());
    show("some", !entries.is_empty());
    say("count", &browser::text("logCount", &[&entries.len().to_string()]));
    let json = serde_json::to_string_pretty(entries).expect("entries have plain fields");
    let file = format!(
        "data:application/json;charset=utf-8,{}",
        browser::percent_encoded(&json)
    );
    _ = page::element("save").set_attribute("href", &file);
}

fn row(entry: &Entry) -> Element {
    // A narrow screen draws the table as cards; the roles keep it a table for screen readers.
    let row = make("tr", "", "");
    _ = row.set_attribute("role", "row");
    let cell = |key: &str, text: &str| {
        let cell = make("td", "", text);
        _ = cell.set_attribute("role", "cell");
        // What a narrow screen shows before the value, where the table's head has no room.
        _ = cell.set_attribute("data-label", &browser::text(key, &[]));
        append(&row, &cell);
    };
    cell("logWhen", &browser::local_time(entry.at));
    match entry.what {
        What::Conversation => {
            cell("logSite", &entry.site);
            cell("logId", &format!("{}·{}", entry.id, entry.revision));
            cell("logMessages", &entry.messages.to_string());
        }
        What::PageReport => {
            cell("logSite", &browser::text("logReport", &[]));
            cell("logId", "–");
            cell("logMessages", "–");
        }
    }
    cell("logSize", &browser::text("logBytes", &[&kilobytes(entry.bytes)]));
    cell("logTo", &format!("127.0.0.1:{}", entry.port));
    let outcome = browser::text(sentence(entry.outcome), &[]);
    let times = (entry.times > 1).then(|| browser::text("logTimes", &[&entry.times.to_string()]));
    cell(
        "logOutcome",
        &times.map_or_else(|| outcome.clone(), |times| format!("{outcome} {times}")),
    );
    row
}

fn kilobytes(bytes: usize) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}

fn sentence(outcome: Fate) -> &'static str {
    match outcome {
        Fate::Taken => "logTaken",
        Fate::Declined => "logDeclined",
        Fate::Refused => "logRefused",
        Fate::NotReached => "logNotReached",
        Fate::NotTheCompanion => "logNotTheCompanion",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_kilobytes() {
        for (bytes, told) in [(0, "0.0"), (99, "0.0"), (1_250, "1.2"), (12_000, "12.0")] {
            assert_eq!(kilobytes(bytes), told);
        }
    }
}
