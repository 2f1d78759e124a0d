//! The times of exports: seconds as numbers or text, ISO 8601, and MongoDB's extended JSON.
//!
//! In: a value. Out: seconds since 1970, or the day. A time that no export can have is none.

use jiff::Timestamp as Instant;
use serde_json::Value;
use shared::time::{Day, Timestamp};

/// 2100-01-01: seconds beyond are no time of an export.
const LATEST: f64 = 4_102_444_800.0;
/// Numbers beyond are milliseconds.
const SECONDS_AT_MOST: f64 = 1e11;

/// Seconds since 1970.
pub(super) fn seconds(value: &Value) -> Option<f64> {
    let found = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => written(text)?,
        Value::Object(fields) => match fields.get("$date")? {
            Value::Object(inner) => inner.get("$numberLong")?.as_str()?.parse::<f64>().ok()? / 1_000.0,
            inner => seconds(inner)?,
        },
        _ => return None,
    };
    let found = if found > SECONDS_AT_MOST {
        found / 1_000.0
    } else {
        found
    };
    (found > 0.0 && found < LATEST).then_some(found)
}

fn written(text: &str) -> Option<f64> {
    if let Ok(instant) = text.parse::<Instant>() {
        return Some(instant.as_millisecond() as f64 / 1_000.0);
    }
    // Some exports leave the zone out and mean UTC.
    if let Ok(instant) = format!("{text}Z").parse::<Instant>() {
        return Some(instant.as_millisecond() as f64 / 1_000.0);
    }
    text.parse().ok()
}

/// The day of a time.
pub(super) fn day(value: &Value) -> Option<Day> {
    seconds(value).map(of)
}

/// The day of these seconds.
pub(super) fn of(seconds: f64) -> Day {
    // `seconds` comes from above, whose range makes the conversion exact to the millisecond.
    Timestamp((seconds * 1_000.0) as i64).day()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_read_in_every_spelling_of_exports() {
        for value in [
            json!(1_760_000_000),
            json!(1_760_000_000.0),
            json!(1_760_000_000_000_i64),
            json!("1760000000"),
            json!("2025-10-09T08:53:20Z"),
            json!("2025-10-09T08:53:20.000000+00:00"),
            json!("2025-10-09T08:53:20.000000"),
            json!({"$date": {"$numberLong": "1760000000000"}}),
            json!({"$date": "2025-10-09T08:53:20Z"}),
        ] {
            assert_eq!(seconds(&value), Some(1_760_000_000.0), "{value}");
            assert_eq!(
                day(&value).map(|day| day.to_string()).as_deref(),
                Some("2025-10-09")
            );
        }
    }

    #[test]
    fn impossible_times_are_none() {
        for value in [
            json!(-1.0),
            json!(0),
            json!(1e300),
            json!(4_102_444_800.0),
            json!("yesterday"),
            json!(null),
            json!([1]),
            json!({"$date": {"$date": 5}}),
        ] {
            assert_eq!(seconds(&value), None, "{value}");
        }
    }
}
