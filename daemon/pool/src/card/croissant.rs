//! `croissant.json`: the release described for machines, in Croissant 1.0.
//!
//! In: what the data card is written from. Out: JSON-LD with the digest of every file.

use serde_json::{Value, json};

use super::Document;
use crate::release::manifest::Kind;

/// The columns that are described one by one, with their Croissant types and what they mean.
const COLUMNS: [(&str, &str, &str); 11] = [
    (
        "record_id",
        "sc:Text",
        "Names the record everywhere and for good.",
    ),
    (
        "content_sha256",
        "sc:Text",
        "SHA-256 of the record as canonical JSON.",
    ),
    ("licence", "sc:Text", "On which terms this record is released."),
    (
        "terms_id",
        "sc:Text",
        "The consent terms that its contributor agreed to.",
    ),
    ("site", "sc:Text", "The chat site, by its id."),
    ("month", "sc:Text", "When the conversation took place, no finer."),
    (
        "turns",
        "sc:Integer",
        "The person's messages on the visible branch.",
    ),
    ("note", "sc:Text", "What the contributor wrote about it."),
    (
        "split",
        "sc:Text",
        "train, validation or test; near duplicates and equal prompts are on one side, and a record keeps its split.",
    ),
    (
        "pseudonym",
        "sc:Text",
        "Of a contributor who asked for credit: the hash of its key, the same on all records given under it. Absent on all others.",
    ),
    (
        "pseudonym_name",
        "sc:Text",
        "What they want to be called. Nobody checks that a name is theirs; only the hash tells two of them apart.",
    ),
];

/// What is most frequent, since that is what the data leans to.
fn biases(document: &Document<'_>) -> Vec<String> {
    let facts = document.facts;
    [
        ("site", &facts.sites),
        ("model", &facts.models),
        ("language", &facts.languages),
    ]
    .into_iter()
    .filter_map(|(what, counted)| {
        let all: u64 = counted.values().sum();
        let (name, most) = counted.iter().rev().max_by_key(|(_, number)| **number)?;
        Some(format!("Most frequent {what}: {name}, {most} of {all}"))
    })
    .collect()
}

/// The Croissant description of a release.
#[must_use]
pub fn croissant(document: &Document<'_>) -> String {
    let manifest = document.manifest;
    let mut distribution: Vec<Value> = manifest
        .files
        .iter()
        .map(|file| {
            json!({
                "@type": "cr:FileObject",
                "@id": file.path,
                "name": file.path,
                "contentUrl": file.path,
                "contentSize": format!("{} B", file.bytes),
                "encodingFormat": match file.kind {
                    Kind::Jsonl => "application/zstd",
                    Kind::Records => "text/tab-separated-values",
                    Kind::Facts => "application/json",
                    _ => "application/x-parquet",
                },
                "sha256": file.sha256,
            })
        })
        .collect();
    distribution.push(json!({
        "@type": "cr:FileSet",
        "@id": "records-parquet",
        "name": "records-parquet",
        "description": "All records, one row each.",
        "encodingFormat": "application/x-parquet",
        "includes": "data/*/*.parquet",
    }));
    let field = |(name, data_type, description): (&str, &str, &str)| {
        json!({
            "@type": "cr:Field",
            "@id": format!("record/{name}"),
            "name": name,
            "description": description,
            "dataType": data_type,
            "source": { "fileSet": { "@id": "records-parquet" }, "extract": { "column": name } },
        })
    };
    let description = json!({
        "@context": context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": format!("tributary-pool-{}", manifest.pool_id),
        "alternateName": manifest.pool_name,
        "description": "Conversations with language models and the feedback found in them, scrubbed and given by the people who had them.",
        "license": "https://opendatacommons.org/licenses/by/1-0/",
        "version": format!("{}.0.0", manifest.number),
        "datePublished": manifest.day.to_string(),
        "isLiveDataset": true,
        "citeAs": format!("{}, release {}, {}.", manifest.pool_name, manifest.number, manifest.day),
        "keywords": ["human feedback", "conversations", "preference", "retractable", manifest.canary],
        "rai:dataCollection": "Captured by a browser extension on the contributor's machine, held there for a revocation window, donated with versioned consent.",
        "rai:dataCollectionType": ["Direct measurement", "Software collection"],
        "rai:dataCollectionRawData": "Chats of people with language models on sites that they switched on, and archives of such chats that they imported.",
        "rai:dataCollectionMissingData": "A page may show only a part of a conversation; the column capture says how much was read. Model and language are absent where they are not clear.",
        "rai:dataPreprocessingProtocol": ["Personal data replaced by placeholders on the contributor's machine", "Feedback detected in gestures and replies", "The same rules applied again by the pool, which refuses what they find"],
        "rai:dataAnnotationProtocol": "Contributors may rate, label, confirm, correct and contest; detectors name themselves with their version. Given judgements and inferred ones are kept apart.",
        "rai:annotationsPerItem": "One: the contributor's own.",
        "rai:machineAnnotationTools": document.facts.detectors.keys().collect::<Vec<_>>(),
        "rai:dataUseCases": ["Training and evaluation of language models, as far as purposes and licence of each record allow", "Research on feedback"],
        "rai:dataLimitations": ["Contributors chose themselves", "Nothing is known about who they are", "Patient impostors cannot be excluded"],
        "rai:dataBiases": biases(document),
        "rai:personalSensitiveInformation": ["Scrubbed by rules on the contributor's machine and checked again by the pool; rules miss things. Not anonymous."],
        "rai:dataSocialImpact": "Lets people give feedback to open models without giving up control: whatever is given can be taken back. Copies that ignore retractions would break that.",
        "rai:dataReleaseMaintenancePlan": "Numbered releases. Records that were taken back leave with a hotfix or the next release and are listed in retractions.parquet; users agree to apply it.",
        "distribution": distribution,
        "recordSet": [{
            "@type": "cr:RecordSet",
            "@id": "record",
            "name": "record",
            "description": "One conversation with its feedback. The nested columns (messages, signals and others) are described in README.md.",
            "key": { "@id": "record/record_id" },
            "field": COLUMNS.map(field),
        }],
    });
    let mut text = serde_json::to_string_pretty(&description).expect("this has string keys");
    text.push('\n');
    text
}

fn context() -> Value {
    json!({
        "@language": "en",
        "@vocab": "https://schema.org/",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "data": { "@id": "cr:data", "@type": "@json" },
        "dataType": { "@id": "cr:dataType", "@type": "@vocab" },
        "dct": "http://purl.org/dc/terms/",
        "equivalentProperty": "cr:equivalentProperty",
        "examples": { "@id": "cr:examples", "@type": "@json" },
        "extract": "cr:extract",
        "field": "cr:field",
        "fileProperty": "cr:fileProperty",
        "fileObject": "cr:fileObject",
        "fileSet": "cr:fileSet",
        "format": "cr:format",
        "includes": "cr:includes",
        "isLiveDataset": "cr:isLiveDataset",
        "jsonPath": "cr:jsonPath",
        "key": "cr:key",
        "md5": "cr:md5",
        "parentField": "cr:parentField",
        "path": "cr:path",
        "recordSet": "cr:recordSet",
        "references": "cr:references",
        "regex": "cr:regex",
        "repeated": "cr:repeated",
        "replace": "cr:replace",
        "samplingRate": "cr:samplingRate",
        "sc": "https://schema.org/",
        "separator": "cr:separator",
        "source": "cr:source",
        "subField": "cr:subField",
        "transform": "cr:transform",
    })
}
