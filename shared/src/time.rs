//! Instants, days and months, as plain values.
//!
//! In: milliseconds since the Unix epoch, read by whoever owns a clock. Out: coarser times.
//! Invariant: this module never asks what time it is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The UTC calendar day of this instant; instants outside years 1–9999 clamp to the nearest end.
    #[must_use]
    pub fn day(self) -> Day {
        let nearest = if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        };
        let instant = jiff::Timestamp::from_millisecond(self.0).unwrap_or(nearest);
        Day(instant.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
    }

    /// This instant moved by `milliseconds`, saturating at the ends of the range.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }
}

/// A UTC calendar day, written `2026-11-22`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(String);

/// A calendar month, written `2026-11`: the finest time that leaves the machine inside a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(String);

impl Day {
    /// The month this day lies in.
    #[must_use]
    pub fn month(&self) -> Month {
        Month(self.0[..7].to_owned())
    }

    /// How many days this one is after another; negative if it is before.
    #[must_use]
    pub fn days_after(&self, other: &Self) -> i64 {
        let date = |day: &Self| -> jiff::civil::Date { day.0.parse().expect("a day is a date") };
        let begin = jiff::civil::Date::constant(1970, 1, 1);
        let number = |day| {
            let span = date(day).since((jiff::Unit::Day, begin));
            i64::from(span.expect("dates are days apart").get_days())
        };
        number(self) - number(other)
    }
}

/// The text is not a day (`2026-11-22`) or a month (`2026-11`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a date: expected the form 2026-11-22, or 2026-11 for a month")
    }
}

impl std::error::Error for NotADate {}

impl TryFrom<String> for Day {
    type Error = NotADate;
    fn try_from(text: String) -> Result<Self, NotADate> {
        let parsed: jiff::civil::Date = text.parse().map_err(|_| NotADate)?;
        // The parser also takes other spellings of a date; only one of them is ours.
        if parsed.to_string() == text {
            Ok(Self(text))
        } else {
            Err(NotADate)
        }
    }
}

impl TryFrom<String> for Month {
    type Error = NotADate;
    fn try_from(text: String) -> Result<Self, NotADate> {
        Day::try_from(format!("{text}-01"))?;
        Ok(Self(text))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.0
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_and_years() {
        let day = |text: &str| Day::try_from(text.to_owned()).unwrap();
        for (one, other, apart) in [
            ("2026-11-22", "2026-11-22", 0),
            ("2026-12-01", "2026-11-30", 1),
            ("2028-03-01", "2028-02-28", 2),
            ("0001-01-01", "9999-12-31", -3_652_058),
        ] {
            assert_eq!(day(one).days_after(&day(other)), apart, "{one} {other}");
        }
    }

    #[test]
    fn instants_coarsen_to_utc_days_and_months() {
        for (milliseconds, day, month) in [
            (0, "1970-01-01", "1970-01"),
            (-1, "1969-12-31", "1969-12"),
            (1_795_305_600_000, "2026-11-22", "2026-11"),
            (i64::MAX, "9999-12-30", "9999-12"),
        ] {
            assert_eq!(Timestamp(milliseconds).day().to_string(), day);
            assert_eq!(Timestamp(milliseconds).day().month().to_string(), month);
        }
    }

    #[test]
    fn only_real_dates_in_our_spelling_are_accepted() {
        assert!(serde_json::from_str::<Day>("\"2024-02-29\"").is_ok());
        for wrong in [
            "2023-02-29",
            "2024-2-9",
            "20240229",
            "2024-02-29T10:00",
            "",
            "yesterday",
        ] {
            assert_eq!(Day::try_from(wrong.to_owned()), Err(NotADate), "{wrong}");
        }
        assert!(Month::try_from("2026-13".to_owned()).is_err());
        assert!(Month::try_from("2026-12".to_owned()).is_ok());
    }
}
