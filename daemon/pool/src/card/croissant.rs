//! `croissant.json`: the release described for machines, in Croissant 1.0.
//!
//! In: what the data card is written from. Out: JSON-LD with the digest of every file.

use serde_json::{Value, json};

use super::Document;
use crate::release::manifest::Kind;

/// The columns that are described one by one, with their Croissant types and what they mean.
const COLUMNS: [(&str, &str, &str); 8] = [
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
];

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
                    Kind::Jsonl => "application/jsonlines",
                    Kind::Records => "text/tab-separated-values",
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
        "rai:personalSensitiveInformation": "Scrubbed by rules on the contributor's machine and checked again by the pool; rules miss things. Not anonymous.",
        "rai:dataCollection": "Captured by a browser extension on the contributor's machine, held there for a revocation window, donated with versioned consent.",
        "rai:dataReleaseMaintenancePlan": "Numbered releases. Records that were taken back are dropped from the next release and listed in retractions.parquet.",
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
