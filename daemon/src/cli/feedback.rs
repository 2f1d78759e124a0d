//! The feedback in a record, for a terminal: each reply's verdict, what went into it, and the contributor's answers.
//!
//! In: a record as `show` gives it. Out: lines, not yet cut to the terminal's width. Prints nothing itself.

use serde_json::Value;

/// Signals, verdicts with their evidence, answers.
pub(super) fn lines(record: &Value) -> Vec<String> {
    let mut lines = vec![];
    let some = |key: &str| record[key].as_array().cloned().unwrap_or_default();
    let signals = some("signals");
    if !signals.is_empty() {
        lines.push("\nsignals:".to_owned());
    }
    for signal in &signals {
        lines.push(format!(
            "    {} on {}, from a {} ({}, {} sure){}",
            text(&signal["kind"]),
            text(&signal["message_id"]),
            text(&signal["source"]),
            text(&signal["detector"]),
            percent(&signal["confidence"]),
            answer_to(record, signal)
        ));
    }
    let verdicts = some("verdicts");
    if !verdicts.is_empty() {
        lines.push("\nverdicts, and what went into them:".to_owned());
    }
    for verdict in &verdicts {
        lines.push(format!(
            "    {}: {}{}",
            text(&verdict["message_id"]),
            text(&verdict["leaning"]),
            match verdict["tier"].as_str() {
                Some(tier) => format!(" ({tier}), {}", signed(&verdict["score"])),
                None => String::new(),
            }
        ));
        for input in verdict["inputs"].as_array().into_iter().flatten() {
            lines.push(format!(
                "        {}  {}, {}{}",
                signed(&input["weight"]),
                what(input),
                text(&input["tier"]),
                part(input)
            ));
        }
    }
    let removed: Vec<&Value> = record["judgements"]["outcomes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|outcome| outcome["said"] == "removed")
        .collect();
    for outcome in removed {
        lines.push(format!(
            "\nremoved: one {} of {}, {} sure; where it was is not kept",
            text(&outcome["kind"]),
            text(&outcome["detector"]),
            percent(&outcome["confidence"])
        ));
    }
    lines
}

/// What the contributor said to a signal.
fn answer_to(record: &Value, signal: &Value) -> String {
    let detector = |value: &Value| text(&value["detector"]).split('@').next().map(str::to_owned);
    let is = |other: &&Value| {
        ["message_id", "kind"]
            .iter()
            .all(|key| other[*key] == signal[*key])
            && detector(other) == detector(signal)
    };
    let find = |list: &str| {
        record["judgements"][list]
            .as_array()
            .into_iter()
            .flatten()
            .find(is)
            .cloned()
    };
    match find("outcomes") {
        Some(outcome) if outcome["said"] == "corrected" => {
            format!(": you say it is {}", text(&outcome["label"]))
        }
        Some(outcome) => format!(": {} by you", text(&outcome["said"])),
        None if find("contests").is_some() => ": contested by you".to_owned(),
        None => String::new(),
    }
}

fn what(input: &Value) -> String {
    match input["from"].as_str() {
        Some("rating") => "your rating".to_owned(),
        Some("label") => format!("{}, by your word", text(&input["kind"])),
        _ => format!("{} ({})", text(&input["kind"]), text(&input["detector"])),
    }
}

fn part(input: &Value) -> &'static str {
    match input["part"].as_str() {
        Some("decides") => ": decides",
        Some("joins") => ": as strong, so it counts too",
        Some("outdated") => ": something later counts",
        Some("weak") => ": too weak to count",
        Some("aside") => ": set aside by you",
        _ => "",
    }
}

fn percent(share: &Value) -> String {
    format!("{:.0} %", share.as_f64().unwrap_or_default() * 100.0)
}

fn signed(number: &Value) -> String {
    format!("{:+.2}", number.as_f64().unwrap_or_default())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::lines;

    #[test]
    fn verdicts_are_told_with_all_that_went_into_them() {
        let record = json!({
            "signals": [{"kind": "positive", "message_id": "m2", "source": "reply", "detector": "reply@2", "confidence": 0.9}],
            "verdicts": [{"message_id": "m2", "leaning": "bad", "tier": "explicit", "score": -1.0, "inputs": [
                {"from": "signal", "kind": "positive", "detector": "reply@2", "tier": "text", "weight": 0.0, "part": "aside"},
                {"from": "rating", "tier": "explicit", "weight": -1.0, "part": "decides"},
            ]}],
            "judgements": {"outcomes": [
                {"message_id": "m2", "kind": "positive", "detector": "reply@1", "confidence": 0.9, "said": "corrected", "label": "none"},
                {"kind": "copy", "detector": "gesture@2", "confidence": 0.9, "said": "removed"},
            ]},
        });
        assert_eq!(
            lines(&record),
            [
                "\nsignals:",
                "    positive on m2, from a reply (reply@2, 90 % sure): you say it is none",
                "\nverdicts, and what went into them:",
                "    m2: bad (explicit), -1.00",
                "        +0.00  positive (reply@2), text: set aside by you",
                "        -1.00  your rating, explicit: decides",
                "\nremoved: one copy of gesture@2, 90 % sure; where it was is not kept",
            ]
        );
        assert_eq!(lines(&json!({})), Vec::<String>::new());
    }
}
