//! Other tools written in Rust: `peers TOOL ROWS ANSWERS`.
//!
//! In: the name of a tool, labelled rows as JSON lines. Out: a first line with the times, then one line a row with the spans the tool
//! found, in code points, types written as in Tributary's placeholders. Each tool runs with its defaults, masking switched off; cloakrs with the recognizers of all its countries.
#![forbid(unsafe_code)]

use std::time::Instant;

use serde_json::{Value, json};

/// A span in bytes and the tool's own word for its type.
type Found = (usize, usize, String);

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, tool, rows, out] = &arguments[..] else {
        return Err("usage: peers TOOL ROWS ANSWERS".to_owned());
    };
    let begin = Instant::now();
    let find = prepare(tool)?;
    find("warm up");
    let start = begin.elapsed().as_secs_f64();
    let rows = std::fs::read_to_string(rows).map_err(|error| error.to_string())?;
    let rows: Vec<Value> = rows
        .replace('§', "")
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).map_err(|error| error.to_string()))
        .collect::<Result<_, _>>()?;
    let begin = Instant::now();
    let found: Vec<Vec<Found>> = rows
        .iter()
        .map(|row| find(row["text"].as_str().unwrap_or_default()))
        .collect();
    let seconds = begin.elapsed().as_secs_f64();
    let mut lines = vec![json!({"seconds": seconds, "start": start}).to_string()];
    for (row, found) in rows.iter().zip(found) {
        let text = row["text"].as_str().unwrap_or_default();
        let spans: Vec<Value> = found
            .into_iter()
            .filter_map(|(start, end, kind)| {
                let (before, value) = (text.get(..start)?, text.get(start..end)?);
                let start = before.chars().count();
                Some(json!({"start": start, "end": start + value.chars().count(), "type": named(&kind)?}))
            })
            .collect();
        lines.push(json!({"id": row["id"], "spans": spans}).to_string());
    }
    std::fs::write(out, lines.join("\n") + "\n").map_err(|error| error.to_string())
}

/// What finds the spans of a text, made ready.
fn prepare(tool: &str) -> Result<Box<dyn Fn(&str) -> Vec<Found>>, String> {
    match tool {
        "cloakrs" => {
            // Its scanner takes one country at a time; the rows are of many.
            let registry = cloakrs_locales::default_registry();
            Ok(Box::new(move |text| {
                let mut found = registry.scan_all(text);
                found.sort_by(|one, other| other.confidence.value().total_cmp(&one.confidence.value()));
                let mut kept: Vec<Found> = vec![];
                for one in found {
                    let (start, end) = (one.span.start, one.span.end);
                    if kept.iter().all(|(from, to, _)| end <= *from || *to <= start) {
                        kept.push((start, end, format!("{:?}", one.entity_type)));
                    }
                }
                kept
            }))
        }
        "datafog-core" => Ok(Box::new(|text| {
            datafog_core::scan(text)
                .into_iter()
                .map(|one| (one.byte_range.start, one.byte_range.end, one.entity_type))
                .collect()
        })),
        "redact-core" => {
            let engine = redact_core::AnalyzerEngine::new();
            Ok(Box::new(move |text| {
                let found = engine
                    .analyze(text, None)
                    .map(|result| result.detected_entities)
                    .unwrap_or_default();
                found
                    .into_iter()
                    .map(|one| (one.start, one.end, one.entity_type.as_str().to_owned()))
                    .collect()
            }))
        }
        other => Err(format!("unknown tool '{other}'")),
    }
}

/// The type as Tributary writes it; none for what is no personal data there, such as dates, links and digests.
fn named(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "Email" | "EMAIL" | "EMAIL_ADDRESS" => "EMAIL",
        "PhoneNumber" | "PHONE" | "PHONE_NUMBER" | "UK_PHONE_NUMBER" | "UK_MOBILE_NUMBER" => "PHONE",
        "CreditCard" | "CREDIT_CARD" => "CREDIT_CARD",
        "Iban" | "IBAN" | "IBAN_CODE" => "IBAN",
        "IpAddress" | "IP_ADDRESS" => "IP",
        "MacAddress" | "MAC_ADDRESS" => "MAC",
        "DateOfBirth" | "DATE_OF_BIRTH" => "DATE_OF_BIRTH",
        "PersonName" | "PERSON" => "PERSON",
        "PhysicalAddress" | "STREET_ADDRESS" | "ZIP_CODE" | "US_ZIP_CODE" | "UK_POSTCODE" | "PO_BOX" => {
            "ADDRESS"
        }
        "UserPath" => "USERNAME",
        "CryptoAddress" | "CRYPTO_WALLET" | "BTC_ADDRESS" | "ETH_ADDRESS" => "CRYPTO_WALLET",
        "PassportNumber" | "PASSPORT_NUMBER" | "US_PASSPORT" | "UK_PASSPORT_NUMBER" => "PASSPORT",
        "DriversLicense" | "US_DRIVER_LICENSE" | "UK_DRIVER_LICENSE" => "DRIVER_LICENCE",
        "NhsNumber" | "UK_NHS" | "MEDICAL_LICENSE" | "MEDICAL_RECORD_NUMBER" | "NPI" => "MEDICAL_ID",
        "Ssn" | "Bsn" | "Nino" | "Aadhaar" | "Pan" | "Cpf" | "SteuerID" | "InseeNir" | "SSN" | "US_SSN"
        | "UK_NINO" => "NATIONAL_ID",
        "ACCOUNT_NUMBER" | "US_ROUTING_NUMBER" | "US_BANK_NUMBER" | "UK_SORT_CODE" => "BANK_ACCOUNT",
        "CREDENTIAL_URI" | "DATABASE_CONNECTION_STRING" => "URL_WITH_USER",
        "ApiKey" | "Jwt" | "AwsAccessKey" | "API_KEY" | "BEARER_TOKEN" | "JWT" | "PRIVATE_KEY"
        | "JWT_TOKEN" | "AWS_ACCESS_KEY" | "HTTP_BASIC_AUTH" | "GENERIC_SECRET" => "SECRET",
        "Url" | "Hostname" | "Cnpj" | "DATE" | "DATE_TIME" | "URL" | "DOMAIN_NAME" | "UUID" | "GUID"
        | "MD5_HASH" | "SHA1_HASH" | "SHA256_HASH" | "AGE" | "ISBN" | "LOCATION" | "ORGANIZATION"
        | "UK_COMPANY_NUMBER" => return None,
        other if other.ends_with("_TOKEN") || other.ends_with("_KEY") || other.ends_with("_WEBHOOK") => {
            "SECRET"
        }
        _ => "OTHER",
    })
}
