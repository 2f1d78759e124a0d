//! A release in the formats of other tools: rows, columns, what is left empty, and what their own readers make of it.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use arrow_array::RecordBatch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use pool::formats::{self, Chosen, FORMATS, Feedback, Wanted, named};
use pool::release::manifest::{Kind, Manifest};
use pool::release::release;
use pool::sync;
use serde_json::Value;
use shared::consent::{Licence, Purpose};
use support::rich::{
    self, AGAIN, AMBIGUOUS, BOTH_BAD, CHINESE, CRITICISED, DEEP, DISPUTED, JUDGED, PICKED, REDACTED, THANKED,
};
use support::{TestPool, day, id, key};

/// The rich pool, released.
fn released() -> TestPool {
    let pool = rich::pool();
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    pool
}

/// The rows of each table of a format, by the table's name.
fn exported(pool: &TestPool, name: &str, wanted: Wanted) -> BTreeMap<&'static str, Vec<Value>> {
    let chosen = named(name).unwrap();
    let folder = pool.dir.path().join("exported");
    fs::create_dir_all(&folder).unwrap();
    let tables = chosen.format.tables;
    let in_folder = tables.len() > 1 || name == "argilla";
    let output = folder.join(if in_folder {
        name.to_owned()
    } else {
        format!("{name}.jsonl")
    });
    formats::export(chosen, &pool.out(), wanted, &output).unwrap();
    let file = |table: &str| {
        if in_folder {
            output.join(format!("{table}.jsonl"))
        } else {
            output.clone()
        }
    };
    tables
        .iter()
        .map(|table| (table.name, lines(&file(table.name))))
        .collect()
}

fn rows(pool: &TestPool, name: &str) -> Vec<Value> {
    let tables = exported(pool, name, Wanted::default());
    assert_eq!(tables.len(), 1, "{name}");
    tables.into_values().next().unwrap()
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn of(rows: &[Value], counter: u64) -> Vec<&Value> {
    let id = id(&key(counter)).to_string();
    rows.iter()
        .filter(|row| row["record_id"] == id.as_str())
        .collect()
}

fn only(rows: &[Value], counter: u64) -> &Value {
    let found = of(rows, counter);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0]
}

/// Every format in every form of it.
fn every_form() -> Vec<(String, Chosen)> {
    let mut forms = vec![];
    for format in &FORMATS {
        forms.push((format.name.to_owned(), named(format.name).unwrap()));
        if format.feedback == Feedback::Either {
            let name = format!("{}-inferred", format.name);
            forms.push((name.clone(), named(&name).unwrap()));
        }
    }
    forms
}

#[test]
fn every_row_has_the_columns_of_its_format_and_names_its_record() {
    let pool = released();
    for (name, chosen) in every_form() {
        let tables = exported(&pool, &name, Wanted::default());
        for table in chosen.format.tables {
            let columns: BTreeSet<&str> = table
                .columns
                .iter()
                .chain(table.more)
                .map(|column| column.name)
                .collect();
            for row in &tables[table.name] {
                let row = row.as_object().unwrap();
                assert_eq!(
                    row.keys().map(String::as_str).collect::<BTreeSet<_>>(),
                    columns,
                    "{name}"
                );
                let id = row.get("record_id").or(row.get("conversation_id")).unwrap();
                assert_eq!(id.as_str().unwrap().len(), id_length(), "{name}");
                for column in table.columns.iter().filter(|column| column.empty.is_some()) {
                    assert!(row[column.name].is_null(), "{name}: {}", column.name);
                }
            }
        }
    }
}

fn id_length() -> usize {
    id(&key(1)).to_string().len()
}

#[test]
fn formats_have_one_name_each_and_say_what_they_are_good_for() {
    let mut names = BTreeSet::new();
    for format in &FORMATS {
        assert!(
            format.what.len() > 20 && format.loads.contains("PATH"),
            "{}",
            format.name
        );
        for name in [format.name].iter().chain(format.aliases) {
            assert!(names.insert(*name), "{name}");
            assert_eq!(named(name).unwrap().format.name, format.name);
        }
    }
    for name in [
        "messages",
        "trl-sft",
        "trl-dpo",
        "trl-kto",
        "arena",
        "oasst",
        "wildchat",
        "lmsys",
        "sharelm",
        "hh",
        "helpsteer2",
        "helpsteer3",
        "prism",
        "dices",
        "wikibench",
        "webgpt",
        "ultrafeedback",
        "aya",
        "argilla",
        "dynabench",
        "livebench",
        "gpqa",
        "preference",
        "preference-inferred",
        "kto",
        "kto-inferred",
        "arena-inferred",
    ] {
        named(name).unwrap();
    }
    let error = |name: &str| named(name).err().unwrap().to_string();
    assert!(error("nonsense").contains("trl-dpo"));
    assert!(error("messages-inferred").contains("leave --inferred out"));
}

#[test]
fn what_was_given_and_what_was_inferred_are_never_in_one_file() {
    let pool = released();
    for format in FORMATS
        .iter()
        .filter(|format| format.feedback == Feedback::Either)
    {
        let given = rows(&pool, format.name);
        let inferred = rows(&pool, &format!("{}-inferred", format.name));
        for (rows, bases) in [
            (&given, &["side_by_side", "judged"][..]),
            (&inferred, &["kept", "resent", "text"]),
        ] {
            for row in rows.iter().filter(|row| !row["basis"].is_null()) {
                assert!(
                    bases.contains(&row["basis"].as_str().unwrap()),
                    "{}: {row}",
                    format.name
                );
            }
        }
    }
    let ids = |rows: &[Value]| -> BTreeSet<String> { rows.iter().map(|row| row["id"].to_string()).collect() };
    let (given, inferred) = (rows(&pool, "dices"), rows(&pool, "dices-inferred"));
    assert!(given.iter().all(|row| row["found_by"] == "contributor"
        || row["found_by"].as_str().unwrap().starts_with("gesture@")
        || row["judgement"] == "aware_correction"));
    assert!(
        inferred
            .iter()
            .all(|row| row["judgement"] != "rating" && row["judgement"] != "thumbs_up")
    );
    assert!(!ids(&given).is_empty() && !ids(&inferred).is_empty());
}

#[test]
fn battles_have_the_columns_of_2025() {
    let pool = released();
    let rows = rows(&pool, "arena");
    assert_eq!(rows.len(), 6);
    let row = only(&rows, PICKED);
    assert_eq!(
        (&row["winner"], &row["model_a"], &row["model_b"]),
        (&"model_b".into(), &"model-1".into(), &"model-2".into())
    );
    assert_eq!(row["full_conversation"].as_array().unwrap().len(), 2);
    assert_eq!(
        row["full_conversation"][0]["model_side_a"],
        row["full_conversation"][0]["model_side_b"]
    );
    assert_eq!(
        row["full_conversation"][1]["user"]["content"][0]["text"],
        "And which lake is the deepest?"
    );
    let counts = &row["conv_metadata"];
    assert_eq!(
        (
            &counts["header_count_a"]["h2"],
            &counts["list_count_a"]["unordered"],
            &counts["bold_count_a"]["**"]
        ),
        (&1.into(), &2.into(), &1.into())
    );
    assert_eq!(
        (
            &counts["header_count_b"]["h1"],
            &counts["list_count_b"]["unordered"]
        ),
        (&0.into(), &0.into())
    );
    assert_eq!(
        (&counts["turns"], &counts["sum_assistant_a_tokens"]),
        (&2.into(), &Value::Null)
    );
    assert_eq!((&row["is_code"], &row["language"]), (&true.into(), &"en".into()));
    assert_eq!(only(&rows, BOTH_BAD)["winner"], "both_bad");
    let judged: BTreeSet<&str> = of(&rows, JUDGED)
        .iter()
        .map(|row| row["winner"].as_str().unwrap())
        .collect();
    assert_eq!(judged, BTreeSet::from(["model_a", "model_b", "both_bad"]));
    assert_eq!(
        only(&self::rows(&pool, "arena-inferred"), AGAIN)["winner"],
        "model_b"
    );
}

#[test]
fn trees_have_siblings_ranked_where_all_were_compared() {
    let pool = released();
    let trees = rows(&pool, "oasst");
    assert!(of(&trees, DEEP).is_empty());
    let replies = |counter: u64, path: &[usize]| {
        let mut node = &only(&trees, counter)["prompt"];
        for at in path {
            node = &node["replies"][*at];
        }
        node.clone()
    };
    let pick = replies(PICKED, &[0, 0]);
    let ranks: Vec<&Value> = pick["replies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reply| &reply["rank"])
        .collect();
    assert_eq!(ranks, [&Value::from(1), &Value::from(0)]);
    // Two were bad alike, so there is no order.
    assert!(replies(JUDGED, &[0])["rank"].is_null());
    assert_eq!(replies(JUDGED, &[0])["emojis"], serde_json::json!({"-1": 1}));
    assert_eq!(replies(THANKED, &[])["lang"], "de");
    let flat = rows(&pool, "oasst-messages");
    assert_eq!(of(&flat, DEEP).len(), 60);
    let ids: BTreeSet<&str> = flat
        .iter()
        .map(|row| row["message_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), flat.len());
    assert!(
        flat.iter()
            .all(|row| row["parent_id"].is_null() || ids.contains(row["parent_id"].as_str().unwrap()))
    );
}

#[test]
fn each_format_has_what_its_records_say() {
    let pool = released();
    let rows = |name: &str| rows(&pool, name);
    // Conversations: all that were answered.
    for name in ["messages", "wildchat", "lmsys"] {
        assert_eq!(rows(name).len(), 11, "{name}");
    }
    let shared = rows("sharelm");
    assert_eq!(shared.len(), 12);
    let titled = shared
        .iter()
        .find(|row| row["conversation_id"] == id(&key(JUDGED)).to_string().as_str())
        .unwrap();
    assert_eq!(
        titled["conversation_metadata"]["title"],
        "A question about capitals"
    );
    let chat = rows("wildchat");
    let redacted = only(&chat, REDACTED);
    assert_eq!(
        (
            &redacted["redacted"],
            &redacted["conversation"][0]["redacted"],
            &redacted["conversation"][1]["redacted"]
        ),
        (&true.into(), &false.into(), &true.into())
    );
    assert!(
        redacted["conversation"][1]["content"]
            .as_str()
            .unwrap()
            .contains("[EMAIL_1]")
    );
    assert_eq!(
        (
            &only(&chat, CHINESE)["language"],
            &only(&chat, THANKED)["language"]
        ),
        (&"Chinese".into(), &"German".into())
    );
    assert_eq!(only(&rows("lmsys"), PICKED)["turn"], 2);

    // Transcripts: the ambiguous one is left out.
    let transcripts = rows("hh");
    assert!(of(&transcripts, AMBIGUOUS).is_empty());
    let pair = only(&transcripts, PICKED);
    let (chosen, rejected) = (
        pair["chosen"].as_str().unwrap(),
        pair["rejected"].as_str().unwrap(),
    );
    assert!(
        chosen.starts_with("\n\nHuman: Which mountain") && chosen.contains("\n\nAssistant: Lake Baikal.")
    );
    assert!(
        rejected.contains("\n\nAssistant: ## The deepest lakes"),
        "{rejected}"
    );

    // Preferences without degrees, with the reasons that were given.
    let preferences = rows("helpsteer3");
    assert_eq!(
        (
            &only(&preferences, PICKED)["overall_preference"],
            &only(&preferences, PICKED)["language"]
        ),
        (&2.into(), &"english".into())
    );
    assert_eq!(only(&preferences, BOTH_BAD)["overall_preference"], 0);
    assert_eq!(
        of(&preferences, JUDGED)[0]["individual_preference"][0]["feedback1"],
        "not factual; it is not the largest city"
    );
    let edited = rows("helpsteer3-edit");
    let edit = only(&edited, CRITICISED);
    assert_eq!(
        (&edit["feedback"][0], &edit["original_response"]),
        (
            &"No, that is wrong. Mars has two moons.".into(),
            &"The planet Mars has three moons.".into()
        )
    );
    assert!(
        edit["edited_response"]
            .as_str()
            .unwrap()
            .starts_with("You are right")
    );

    // Scores, from 0.
    let scored = rows("helpsteer2");
    let scored: Vec<Vec<&Value>> = of(&scored, JUDGED)
        .iter()
        .map(|row| {
            vec![
                &row["helpfulness"],
                &row["correctness"],
                &row["coherence"],
                &row["verbosity"],
            ]
        })
        .collect();
    let (none, zero, one, four) = (&Value::Null, &Value::from(0), &Value::from(1), &Value::from(4));
    assert_eq!(scored, [[zero, zero, none, none], [four, four, none, one]]);
    let flat = rows("oasst-messages");
    let best = of(&flat, JUDGED)[2];
    assert_eq!(
        best["labels"],
        serde_json::json!({"name": ["helpfulness"], "value": [1.0], "count": [1]})
    );

    // Citations.
    let cited = rows("webgpt");
    assert_eq!(cited.len(), 1);
    let cited = only(&cited, PICKED);
    assert_eq!(
        (&cited["score_0"], &cited["score_1"]),
        (&(-1.0).into(), &1.0.into())
    );
    assert_eq!(
        cited["quotes_0"]["title"],
        serde_json::json!(["Lake Baikal", "Lakes by depth"])
    );
    assert_eq!(cited["quotes_0"]["url"][0], "https://example.org/baikal");
    assert_eq!(cited["quotes_1"]["title"], serde_json::json!([]));

    // Several replies, exams, counterexamples.
    let several = rows("ultrafeedback");
    let completions = only(&several, JUDGED)["completions"].as_array().unwrap();
    assert_eq!(
        completions
            .iter()
            .map(|one| one["thumb"].as_i64())
            .collect::<Vec<_>>(),
        [Some(-1), Some(1), Some(-1)]
    );
    assert_eq!(
        only(&several, JUDGED)["models"],
        serde_json::json!(["model-1", "model-2", null])
    );
    let binarized = rows("ultrafeedback-binarized");
    assert_eq!(only(&binarized, PICKED)["chosen"].as_array().unwrap().len(), 4);
    let judged = of(&binarized, JUDGED)[0];
    assert_eq!(
        (&judged["score_chosen"], &judged["score_rejected"]),
        (&5.0.into(), &1.0.into())
    );
    assert_eq!(completions[1]["annotations"]["helpfulness"]["Rating"], "5");
    let exam = rows("gpqa");
    let exam = only(&exam, JUDGED);
    assert!(exam["Correct Answer"].as_str().unwrap().contains("Canberra"));
    assert!(
        exam["Incorrect Answer 2"].as_str().unwrap().contains("Perth")
            && exam["Incorrect Answer 3"].is_null()
    );
    let examples = rows("dynabench");
    let wrong = of(&examples, JUDGED)
        .iter()
        .filter(|row| row["model_wrong"] == true)
        .count();
    assert_eq!((of(&examples, JUDGED).len(), wrong), (3, 2));
    assert_eq!(
        (
            &only(&examples, DISPUTED)["flagged"],
            &only(&examples, DISPUTED)["model_wrong"]
        ),
        (&true.into(), &true.into())
    );

    // Only what its contributors allow is an exam or a benchmark.
    assert_eq!(rows("livebench").len(), 11);
    assert!(of(&rows("livebench"), CHINESE).is_empty());
    let good = rows("aya");
    assert_eq!(only(&good, CHINESE)["language_code"], "zho");
    assert_eq!(only(&rows("aya-inferred"), THANKED)["language"], "German");
}

#[test]
fn disagreement_is_kept_judgement_by_judgement() {
    let pool = released();
    let judgements = rows(&pool, "dices");
    let mut disputed: Vec<(&str, f64, &Value)> = of(&judgements, DISPUTED)
        .iter()
        .map(|row| {
            (
                row["judgement"].as_str().unwrap(),
                row["value"].as_f64().unwrap(),
                &row["Q_overall"],
            )
        })
        .collect();
    disputed.sort_by(|one, other| one.0.cmp(other.0));
    let (none, unsafe_) = (&Value::Null, &Value::from("Yes"));
    assert_eq!(
        disputed,
        [
            ("rating", -1.0, none),
            ("report", -1.0, unsafe_),
            ("thumbs_up", 1.0, none)
        ]
    );
    let labels = rows(&pool, "wikibench");
    let facet = &only(&labels, DISPUTED)["facets"]["helpful"];
    assert_eq!(facet["individualLabels"].as_array().unwrap().len(), 3);
    assert_eq!(facet["primaryLabel"]["label"], "bad");
    let inferred = rows(&pool, "dices-inferred");
    let contested = of(&inferred, DISPUTED);
    assert!(
        contested
            .iter()
            .any(|row| row["judgement"] == "positive" && row["set_aside"] == "contested")
    );
}

#[test]
fn four_tables_of_prism_belong_together() {
    let pool = released();
    let tables = exported(&pool, "prism", Wanted::default());
    assert_eq!(tables["survey"].len(), 0);
    assert_eq!(tables["conversations"].len(), 11);
    let utterances: BTreeSet<&str> = tables["utterances"]
        .iter()
        .map(|row| row["utterance_id"].as_str().unwrap())
        .collect();
    let judged = only(&tables["conversations"], JUDGED);
    assert_eq!(judged["conversation_history"].as_array().unwrap().len(), 4);
    assert_eq!(judged["open_feedback"], "Two of three got it wrong.");
    let chosen: Vec<bool> = of(&tables["utterances"], JUDGED)
        .iter()
        .map(|row| row["if_chosen"].as_bool().unwrap())
        .collect();
    assert_eq!(chosen, [false, true, false]);
    for row in &tables["metadata"] {
        assert!(row["utterance_id"].is_null() || utterances.contains(row["utterance_id"].as_str().unwrap()));
    }
    let marked: Vec<(&Value, &Value)> = of(&tables["metadata"], REDACTED)
        .iter()
        .map(|row| (&row["pii_flag"], &row["pii_manual_flag"]))
        .collect();
    assert_eq!(
        marked,
        [(&false.into(), &false.into()), (&true.into(), &true.into())]
    );
    assert!(only_of(&tables["metadata"], JUDGED)["pii_manual_flag"].is_null());
}

fn only_of(rows: &[Value], counter: u64) -> &Value {
    of(rows, counter)[0]
}

#[test]
fn annotators_see_what_was_found_and_what_the_person_said_apart() {
    let pool = released();
    let records = exported(&pool, "argilla", Wanted::default())
        .remove("records")
        .unwrap();
    let redacted = only(&records, REDACTED);
    let found = &redacted["suggestions"]["personal_data"];
    assert_eq!(
        (
            &found["value"][0]["label"],
            found["score"].as_array().unwrap().len()
        ),
        (&"EMAIL".into(), 1)
    );
    assert!(
        found["agent"].as_str().unwrap().starts_with("contact."),
        "{found}"
    );
    assert_eq!(
        redacted["responses"]["personal_data"][0]["value"][0]["label"],
        "ADDRESS"
    );
    let first = |counter| of(&records, counter)[0];
    assert_eq!(
        first(CRITICISED)["suggestions"]["feedback_in_next_turn"]["value"][0],
        "aware_correction"
    );
    assert_eq!(
        first(CRITICISED)["responses"]["feedback_in_next_turn"][0]["value"][0],
        "aware_correction"
    );
    assert_eq!(
        first(DISPUTED)["responses"]["feedback_in_next_turn"][0]["value"][0],
        "none"
    );
    assert_eq!(first(DISPUTED)["responses"]["good"][0]["value"], "bad");
    assert_eq!(first(JUDGED)["responses"]["helpfulness"][0]["value"], 1);
    assert_eq!(
        first(JUDGED)["responses"]["why"][0]["value"],
        "not factual; it is not the largest city"
    );
    let settings = fs::read_to_string(pool.dir.path().join("exported/argilla/settings.json")).unwrap();
    let settings: Value = serde_json::from_str(&settings).unwrap();
    let labels: Vec<&Value> = settings["questions"][1]["settings"]["options"]
        .as_array()
        .unwrap()
        .iter()
        .map(|option| &option["value"])
        .collect();
    assert!(labels.contains(&&"EMAIL".into()) && labels.contains(&&"PRIVATE".into()));
}

fn read_parquet(path: &Path) -> Vec<RecordBatch> {
    let file = fs::File::open(path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    reader.map(Result::unwrap).collect()
}

#[test]
fn parquet_and_gzip_have_the_same_rows_as_lines() {
    let pool = released();
    let folder = pool.dir.path().join("other");
    fs::create_dir_all(&folder).unwrap();
    for (name, chosen) in every_form() {
        if chosen.format.tables.len() > 1 || name == "argilla" {
            continue;
        }
        let plain = rows(&pool, &name);
        let (parquet, gzip) = (
            folder.join(format!("{name}.parquet")),
            folder.join(format!("{name}.jsonl.gz")),
        );
        for output in [&parquet, &gzip] {
            formats::export(chosen, &pool.out(), None, output).unwrap();
        }
        let batches = read_parquet(&parquet);
        assert_eq!(
            batches.iter().map(RecordBatch::num_rows).sum::<usize>(),
            plain.len(),
            "{name}"
        );
        let mut text = String::new();
        flate2::read::GzDecoder::new(fs::File::open(&gzip).unwrap())
            .read_to_string(&mut text)
            .unwrap();
        let unzipped: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(unzipped, plain, "{name}");
        let id = if name == "sharelm" {
            "conversation_id"
        } else {
            "record_id"
        };
        let ids: Vec<_> = sync::ids_in(&parquet, id)
            .unwrap()
            .into_iter()
            .flatten()
            .collect();
        assert_eq!(
            ids,
            plain
                .iter()
                .map(|row| row[id].as_str().unwrap())
                .collect::<Vec<_>>(),
            "{name}"
        );
    }
}

#[test]
fn the_card_of_an_export_says_why_columns_are_empty() {
    let pool = released();
    for (name, chosen) in every_form() {
        exported(&pool, &name, Wanted::default());
        let folder = pool.dir.path().join("exported");
        let card = if chosen.format.tables.len() > 1 || name == "argilla" {
            folder.join(&name).join("EXPORT.md")
        } else {
            folder.join(format!("{name}.jsonl.EXPORT.md"))
        };
        let card = fs::read_to_string(card).unwrap();
        for column in chosen.format.tables.iter().flat_map(|table| table.columns) {
            if let Some(why) = column.empty {
                let row = format!("| 0 | always empty: {why} |");
                assert!(
                    card.contains(&format!("| `{}` |", column.name)) && card.contains(&row),
                    "{name}: {}\n{card}",
                    column.name
                );
            }
        }
        let inferred = name.ends_with("-inferred") || chosen.format.feedback == Feedback::Inferred;
        assert_eq!(card.contains("only what was inferred"), inferred, "{name}");
    }
}

#[test]
fn only_what_is_asked_for_is_written() {
    let pool = released();
    let count = |wanted: Wanted| exported(&pool, "messages", wanted)["messages"].len();
    let month = |text: &str| Some(text.to_owned().try_into().unwrap());
    assert_eq!(count(Wanted::default()), 11);
    assert_eq!(count(Some(Purpose::Train).into()), 10);
    let licensed = |licence| Wanted {
        licences: vec![licence],
        ..Wanted::default()
    };
    assert_eq!(
        (
            count(licensed(Licence::Cc0)),
            count(licensed(Licence::CcBy)),
            count(licensed(Licence::ResearchOnly))
        ),
        (1, 10, 0)
    );
    // All of them took place in September 2026.
    for (since, until, expected) in [
        ("2026-09", "2026-09", 11),
        ("2026-10", "2026-12", 0),
        ("2026-01", "2026-08", 0),
    ] {
        let wanted = Wanted {
            since: month(since),
            until: month(until),
            ..Wanted::default()
        };
        assert_eq!(count(wanted), expected, "{since}–{until}");
    }
    let parts = ["train", "validation", "test"].map(|split| {
        let wanted = Wanted {
            split: Some(split.to_owned()),
            ..Wanted::default()
        };
        // A small release may have nothing in one of them.
        let output = pool.dir.path().join(format!("{split}.jsonl"));
        match formats::export(named("messages").unwrap(), &pool.out(), wanted, &output) {
            Ok(done) => done.written,
            Err(error) => {
                assert!(error.to_string().contains("no split"), "{error}");
                0
            }
        }
    });
    assert_eq!(parts.iter().sum::<u64>(), 11, "{parts:?}");
    let wanted = Wanted {
        split: Some("nowhere".into()),
        ..Wanted::default()
    };
    let output = pool.dir.path().join("nowhere.jsonl");
    let error = formats::export(named("messages").unwrap(), &pool.out(), wanted, &output).unwrap_err();
    assert!(error.to_string().contains("no split \"nowhere\""), "{error}");
    assert!(!output.exists());
}

#[test]
fn what_was_taken_back_leaves_exported_files_too() {
    let pool = released();
    let folder = pool.dir.path().join("copies");
    fs::create_dir_all(&folder).unwrap();
    let mut copies: Vec<(String, PathBuf)> = vec![];
    for (name, chosen) in every_form() {
        let several = chosen.format.tables.len() > 1 || name == "argilla";
        for ending in if several {
            &[""][..]
        } else {
            &[".jsonl", ".parquet"]
        } {
            let output = folder.join(format!("{name}{ending}"));
            formats::export(chosen, &pool.out(), None, &output).unwrap();
            copies.push((name.clone(), output));
        }
    }
    let gone: Vec<String> = [PICKED, JUDGED]
        .iter()
        .map(|counter| id(&key(*counter)).to_string())
        .collect();
    let holds = |bytes: &[u8]| gone.iter().any(|id| support::holds(bytes, id));
    let jsonl = |path: &Path| path.extension().is_some_and(|ending| ending == "jsonl");
    let before = support::files(&folder)
        .iter()
        .filter(|(path, bytes)| jsonl(path) && holds(bytes))
        .count();
    assert!(before > 25, "{before}");
    let packed = [folder.join("packed.jsonl.gz"), folder.join("packed.jsonl.zst")];
    let unpacked = |path: &PathBuf| {
        let bytes = fs::read(path).unwrap();
        let mut text = vec![];
        if path.extension().is_some_and(|ending| ending == "gz") {
            flate2::read::GzDecoder::new(bytes.as_slice())
                .read_to_end(&mut text)
                .unwrap();
        } else {
            text = zstd::decode_all(bytes.as_slice()).unwrap();
        }
        text
    };
    for path in &packed {
        formats::export(named("oasst").unwrap(), &pool.out(), None, path).unwrap();
        assert!(holds(&unpacked(path)));
    }
    for counter in [PICKED, JUDGED] {
        pool.delete(&key(counter));
    }
    release(&pool.pool, &pool.out(), &day(2)).unwrap();
    let done = sync::sync(&pool.out(), &folder).unwrap();
    assert_eq!(done.unknown, 0);
    for path in &packed {
        let text = unpacked(path);
        assert!(!holds(&text) && !text.is_empty(), "{}", path.display());
    }
    for (path, bytes) in support::files(&folder) {
        assert!(!holds(&bytes) || !jsonl(&path), "{}", path.display());
        if path.extension().is_some_and(|ending| ending == "parquet") {
            let id = if path.to_string_lossy().contains("sharelm") {
                "conversation_id"
            } else {
                "record_id"
            };
            let ids = sync::ids_in(&path, id).unwrap();
            assert!(
                !ids.into_iter().flatten().any(|id| gone.contains(&id)),
                "{}",
                path.display()
            );
        }
    }
}

#[test]
fn a_release_that_was_changed_is_not_exported() {
    let pool = released();
    let manifest = Manifest::read(&pool.out()).unwrap();
    let file = manifest.of_kind(Kind::Jsonl).next().unwrap();
    let path = pool.out().join(&file.path);
    let published = fs::read(&path).unwrap();
    let text = String::from_utf8(zstd::decode_all(published.as_slice()).unwrap()).unwrap();
    let other = text.replacen("Baikal", "Bodensee", 1);
    assert_ne!(text, other);
    let changed = zstd::encode_all(other.as_bytes(), 3).unwrap();
    let cut = published[..published.len() / 2].to_vec();
    let folder = pool.dir.path().join("failed");
    fs::create_dir_all(&folder).unwrap();
    for content in [changed, cut] {
        fs::write(&path, content).unwrap();
        for (name, ending) in [
            ("messages", ".jsonl"),
            ("arena", ".parquet"),
            ("oasst", ".jsonl.gz"),
            ("prism", ""),
        ] {
            let output = folder.join(format!("{name}{ending}"));
            let error = formats::export(named(name).unwrap(), &pool.out(), None, &output).unwrap_err();
            assert!(error.to_string().contains("is not what was published"), "{error}");
        }
    }
    assert_eq!(support::files(&folder), []);
}

/// Rows of every file that the rich release gives, counted by hand from what its records are.
const ROWS: [(&str, usize); 42] = [
    ("arena", 6),
    ("arena-conversations", 6),
    ("arena-conversations-inferred", 1),
    ("arena-inferred", 1),
    ("argilla/records", 51),
    ("aya", 2),
    ("aya-inferred", 1),
    ("dices", 14),
    ("dices-inferred", 6),
    ("dynabench", 6),
    ("dynabench-inferred", 1),
    ("gpqa", 1),
    ("helpsteer2", 2),
    ("helpsteer3", 6),
    ("helpsteer3-edit", 1),
    ("helpsteer3-inferred", 1),
    ("hh", 3),
    ("hh-inferred", 1),
    ("livebench", 11),
    ("lmsys", 11),
    ("messages", 11),
    ("oasst", 10),
    ("oasst-inferred", 10),
    ("oasst-messages", 97),
    ("oasst-messages-inferred", 97),
    ("prism/conversations", 11),
    ("prism/metadata", 96),
    ("prism/survey", 0),
    ("prism/utterances", 51),
    ("sharelm", 12),
    ("trl-dpo", 4),
    ("trl-dpo-inferred", 1),
    ("trl-kto", 6),
    ("trl-kto-inferred", 1),
    ("ultrafeedback", 1),
    ("ultrafeedback-binarized", 4),
    ("ultrafeedback-binarized-inferred", 1),
    ("webgpt", 1),
    ("webgpt-inferred", 0),
    ("wikibench", 12),
    ("wikibench-inferred", 6),
    ("wildchat", 11),
];

#[test]
fn the_tools_that_formats_are_for_read_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let installed = Command::new(root.join("tests/release/install")).status().unwrap();
    assert!(
        installed.success(),
        "the tools that read exports cannot be installed"
    );
    let pool = released();
    let folder = pool.dir.path().join("exports");
    fs::create_dir_all(&folder).unwrap();
    let mut counted = BTreeMap::new();
    for (name, chosen) in every_form() {
        if chosen.format.tables.len() > 1 || name == "argilla" {
            formats::export(chosen, &pool.out(), None, &folder.join(&name)).unwrap();
            for table in chosen.format.tables {
                let rows = lines(&folder.join(&name).join(format!("{}.jsonl", table.name))).len();
                counted.insert(format!("{name}/{}", table.name), rows);
            }
        } else {
            for ending in ["jsonl", "parquet", "jsonl.gz"] {
                formats::export(
                    chosen,
                    &pool.out(),
                    None,
                    &folder.join(format!("{name}.{ending}")),
                )
                .unwrap();
            }
            counted.insert(name.clone(), lines(&folder.join(format!("{name}.jsonl"))).len());
        }
    }
    let expected: BTreeMap<String, usize> = ROWS
        .iter()
        .map(|(name, rows)| ((*name).to_owned(), *rows))
        .collect();
    assert_eq!(counted, expected);
    let file = folder.join("expected.json");
    fs::write(&file, serde_json::to_vec(&expected).unwrap()).unwrap();
    let output = Command::new(root.join("target/researcher/bin/python"))
        .arg(root.join("tests/release/load_formats.py"))
        .args([&folder, &file])
        .env("HF_HUB_OFFLINE", "1")
        .env("HF_HOME", pool.dir.path().join("cache"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The table of formats in README.md, as the code has them.
fn table_of_formats() -> String {
    let mut table = "| format | what a row is, and what it is good for | always empty, and why | loads with |\n|---|---|---|---|\n".to_owned();
    for format in &FORMATS {
        let mut reasons: Vec<(&str, Vec<String>)> = vec![];
        for column in format.tables.iter().flat_map(|table| table.columns) {
            let Some(why) = column.empty else { continue };
            let name = format!("`{}`", column.name);
            match reasons.iter_mut().find(|(known, _)| *known == why) {
                Some((_, names)) if names.contains(&name) => {}
                Some((_, names)) => names.push(name),
                None => reasons.push((why, vec![name])),
            }
        }
        let empty: Vec<String> = reasons
            .into_iter()
            .map(|(why, names)| format!("{}: {why}", names.join(", ")))
            .collect();
        let names: Vec<String> = [format.name]
            .iter()
            .chain(format.aliases)
            .map(|name| format!("`{name}`"))
            .collect();
        let inferred = match format.feedback {
            Feedback::Either => ", `--inferred`",
            Feedback::Inferred => " (inferred)",
            Feedback::None | Feedback::Explicit => "",
        };
        table.push_str(&format!(
            "| {}{inferred} | {} | {} | `{}` |\n",
            names.join(", "),
            format.what,
            empty.join("; "),
            format.loads
        ));
    }
    table
}

#[test]
fn the_readme_lists_every_format_with_what_stays_empty() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once("<!-- formats -->\n").unwrap();
    let (found, after) = rest.split_once("<!-- /formats -->").unwrap();
    let expected = table_of_formats();
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(
            &path,
            format!("{before}<!-- formats -->\n{expected}<!-- /formats -->{after}"),
        )
        .unwrap();
        return;
    }
    assert_eq!(found, expected, "write it anew with UPDATE_FIXTURES=1");
}

/// A record of as many messages as the pool takes: one long chain, or all replies below one question, each with a thumb.
fn hostile(chain: bool) -> shared::record::Record {
    let lines: Vec<String> = (0..4_000)
        .map(|at| {
            let parent = match at {
                0 => "-".to_owned(),
                _ if chain => format!("m{}", at - 1),
                _ => "m0".to_owned(),
            };
            let who = if at == 0 || (chain && at % 2 == 0) {
                "u"
            } else {
                "x"
            };
            format!("m{at} {parent} {who} word {at}")
        })
        .collect();
    let branch: Vec<String> = (0..if chain { 4_000 } else { 2 })
        .map(|at| format!("m{at}"))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let branch: Vec<&str> = branch.iter().map(String::as_str).collect();
    let mut record = rich::Chat::new(&lines, &branch).record();
    for at in (1..4_000).step_by(if chain { 2 } else { 1 }) {
        record.judgements.ratings.push(shared::record::Rating {
            message_id: shared::conversation::MessageId(format!("m{at}")),
            thumb: if at % 3 == 0 { 1 } else { -1 },
        });
    }
    record
}

#[test]
fn a_hostile_record_makes_no_export_long_or_large() {
    let pool = TestPool::start();
    let all = [Purpose::Research, Purpose::Train, Purpose::Evaluate];
    for (counter, chain) in [(1, true), (2, false)] {
        rich::give(&pool, counter, hostile(chain), Licence::CcBy, &all);
    }
    release(&pool.pool, &pool.out(), &day(1)).unwrap();
    let folder = pool.dir.path().join("exports");
    fs::create_dir_all(&folder).unwrap();
    for (name, chosen) in every_form() {
        let started = std::time::Instant::now();
        formats::export(chosen, &pool.out(), None, &folder.join(&name)).unwrap();
        // Seconds in a debug build on a slow machine; what is quadratic in it takes minutes.
        assert!(
            started.elapsed().as_secs() < 100,
            "{name} takes {:?}",
            started.elapsed()
        );
    }
    for (path, bytes) in support::files(&folder) {
        // Two records of 16 MiB, each reply with names and reasons around it.
        assert!(
            bytes.len() < 96 << 20,
            "{} has {} bytes",
            path.display(),
            bytes.len()
        );
    }
}
