//! From an export to a release and back, without a browser.

use serde_json::{Value, json};
use tests::scenario::{self, PERSONAL, chat_line, text_of};
use tests::story::Story;

/// An export with one conversation in which a question was asked twice; the second form is the visible one.
fn export() -> Value {
    let node = |id: &str, parent: Option<&str>, children: &[&str], role: &str, text: &str| {
        json!({
            "id": id, "parent": parent, "children": children,
            "message": {
                "id": id, "author": {"role": role}, "create_time": 1_760_000_000.5,
                "content": {"content_type": "text", "parts": [text]},
                "metadata": {"model_slug": "example-model"}
            }
        })
    };
    json!([{
        "title": "Sorting", "create_time": 1_760_000_000.0, "update_time": 1_760_000_900.0,
        "conversation_id": "11111111-2222-3333-4444-555555555555", "current_node": "a2",
        "mapping": {
            "root": {"id": "root", "message": null, "parent": null, "children": ["q1", "q2"]},
            "q1": node("q1", Some("root"), &["a1"], "user", "How do I sort?"),
            "a1": node("a1", Some("q1"), &[], "assistant", "With sort."),
            "q2": node("q2", Some("root"), &["a2"], "user",
                "My name is Maria Gonzalez (maria.gonzalez@posteo.net, +44 7911 123456). How do I sort by length?"),
            "a2": node("a2", Some("q2"), &[], "assistant", "Maria, use `key=len`.")
        }
    }])
}

#[test]
fn an_export_is_imported_donated_released_and_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::begin(&folder.path().join("home"));
    let file = folder.path().join("conversations.json");
    std::fs::write(&file, export().to_string()).unwrap();
    let file = file.to_string_lossy().into_owned();

    story.companion.run(&["import", &file]);
    let records = story.companion.records();
    assert_eq!(records.len(), 1);
    let id = text_of(&records[0]["id"]);
    let record = story.companion.json(&["show", &id]);
    assert_eq!(
        record["messages"].as_array().unwrap().len(),
        4,
        "the replaced question and its reply are kept"
    );
    let visible = scenario::visible(&record);
    assert_eq!(visible.len(), 2);
    assert!(visible[0].1.ends_with("How do I sort by length?"));
    for value in PERSONAL {
        assert!(!record.to_string().contains(value), "{value} is still there");
    }

    let refused = story.companion.try_run(&["donate", &id]);
    assert_eq!(
        refused.status.code(),
        Some(1),
        "nothing is donated before the terms are agreed to"
    );
    assert!(String::from_utf8_lossy(&refused.stderr).contains("consent"));

    story.companion.run(&["import", &file]);
    assert_eq!(
        story.companion.records().len(),
        1,
        "importing again changes nothing"
    );

    story
        .companion
        .run(&["consent", "--agree", "--after-window", "wait"]);
    story.donate(&id);
    story.release();
    assert_eq!(story.released().len(), 1);
    assert_eq!(scenario::leak(&folder.path().join("home")), None);
    story.retract(&id);
    story.release();
    assert!(story.released().is_empty());

    story.companion.run(&["import", &file]);
    assert_eq!(
        story.companion.state(&id),
        "retracted",
        "a retracted conversation does not come back"
    );
    assert_eq!(story.companion.records().len(), 1);
}

#[test]
fn a_malformed_line_is_named_and_the_others_are_imported() {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::begin(&folder.path().join("home"));
    let file = folder.path().join("chats.jsonl");
    let line = |question: &str| chat_line(question, "Yes.");
    std::fs::write(
        &file,
        format!(
            "{}\n{{\"messages\": [{{\n{}\n",
            line("Is water wet?"),
            line("Is fire hot?")
        ),
    )
    .unwrap();
    let output = story.companion.try_run(&["import", &file.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("chats.jsonl:2:"), "{error}");
    assert!(!error.contains("water"), "content must not be in an error");
    assert_eq!(story.companion.records().len(), 2);
}

#[test]
fn at_the_end_of_its_window_a_record_donates_itself_if_so_agreed() {
    let folder = tempfile::tempdir().unwrap();
    let pool = tests::pool::Pool::start(&folder.path().join("pool"));
    let companion =
        tests::companion::Companion::start(&folder.path().join("companion"), "2s", Some(&pool.url));
    companion.run(&["consent", "--agree", "--after-window", "donate"]);
    let file = folder.path().join("conversations.json");
    std::fs::write(&file, export().to_string()).unwrap();
    companion.run(&["import", &file.to_string_lossy()]);
    let id = text_of(&companion.records()[0]["id"]);
    tests::process::until(
        "the record donates itself",
        std::time::Duration::from_secs(240),
        || (companion.state(&id) == "donated").then_some(()),
    );
}
