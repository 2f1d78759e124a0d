//! Machines and places: addresses of devices, coordinates.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Cue, Hit, Rule};
use crate::scrub::PiiType;

/// Whether two numbers go on as a list of numbers does: `1.234, 5.678, 9.012`, `[0.12, 0.34]`.
fn is_listed(hit: &Hit<'_>) -> bool {
    let before = hit.before(3);
    if (before.ends_with(", ") || before.ends_with(",  "))
        && before.starts_with(|letter: char| letter.is_ascii_digit())
    {
        return true;
    }
    let behind = hit.after(2);
    if behind == ", " {
        return hit
            .after(3)
            .ends_with(|letter: char| letter.is_ascii_digit() || letter == '-');
    }
    let sentence_ends = behind.starts_with(". ") || behind == "." || behind == ".\n";
    behind.starts_with([',', ']', '.']) && !sentence_ends
}

/// Whether it follows another pair after a blank alone, or a letter of a drawing: `C11.8,2.7 12.4,2.6`.
fn is_drawn(hit: &Hit<'_>) -> bool {
    let before = hit.before(24);
    let letter = before.ends_with(|letter: char| "MmLlCcSsQqTt".contains(letter))
        && !before.ends_with([' ', ':'])
        && before.len() > 1;
    let pair = before
        .strip_suffix(' ')
        .or_else(|| before.strip_suffix("%20"))
        .and_then(|before| before.rsplit([' ', ',', '%']).next())
        .is_some_and(|token| token.contains('.') && token.ends_with(|letter: char| letter.is_ascii_digit()));
    letter || pair
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "network.ipv4",
        kind: PiiType::Ip,
        cue: Cue::Beside(4, 4, 8),
        pattern: r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b",
        check: is_ipv4,
        confidence: 0.92,
        #[cfg(test)]
        matches: &["from 203.0.113.77:5432", "ip=81.2.69.142"],
        #[cfg(test)]
        ignores: &[
            "127.0.0.1",
            "255.255.255.0",
            "0.0.0.0",
            "version 10.0.19041.1",
            "v1.2.3.4",
            "1.2.3.4.5",
            "999.1.1.1",
            "section 4.2.1.3",
            "3.3.1.11 pdaMailboxes",
            "2.5.29.17 subjectAltName",
        ],
    },
    Rule {
        id: "network.ipv6",
        kind: PiiType::Ip,
        cue: Cue::Close(&[&[
            "::", ":0", ":1", ":2", ":3", ":4", ":5", ":6", ":7", ":8", ":9", ":a", ":b", ":c", ":d", ":e",
            ":f",
        ]]),
        pattern: r"(?i)(?:[\da-f]{1,4}:){2,7}(?::?[\da-f]{1,4}){1,6}|(?:[\da-f]{1,4}:){1,6}:(?:[\da-f]{1,4})?",
        check: is_ipv6,
        confidence: 0.92,
        #[cfg(test)]
        matches: &[
            "2a02:8109:9a40:1d2c:8d5a:11ff:fe2b:33c1",
            "peer 2a01:4f8:c2c:123f::1",
        ],
        #[cfg(test)]
        ignores: &[
            "::1",
            "12:30:45",
            "std::abs::face",
            "2001:db8::1 is for documents",
            "a::b",
            "fe80::1",
        ],
    },
    Rule {
        id: "network.mac",
        kind: PiiType::Mac,
        cue: Cue::Close(&[&[
            ":0", ":1", ":2", ":3", ":4", ":5", ":6", ":7", ":8", ":9", ":a", ":b", ":c", ":d", ":e", ":f",
            "-0", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9", "-a", "-b", "-c", "-d", "-e", "-f",
            ".0", ".1", ".2", ".3", ".4", ".5", ".6", ".7", ".8", ".9", ".a", ".b", ".c", ".d", ".e", ".f",
        ]]),
        pattern: r"\b(?:[\da-fA-F]{2}:){5}[\da-fA-F]{2}\b|\b(?:[\da-fA-F]{2}-){5}[\da-fA-F]{2}\b|\b[\da-fA-F]{4}\.[\da-fA-F]{4}\.[\da-fA-F]{4}\b",
        check: |hit| {
            let hex: String = hit
                .value()
                .chars()
                .filter(char::is_ascii_hexdigit)
                .collect::<String>()
                .to_ascii_lowercase();
            hex != "ffffffffffff"
                && hex != "000000000000"
                && !hit.before(1).ends_with([':', '-', '.'])
                && !hit.after(1).starts_with([':', '-'])
                && (hit.value().contains(':') || hex.bytes().any(|byte| byte.is_ascii_alphabetic()))
        },
        confidence: 0.95,
        #[cfg(test)]
        matches: &["00:1B:44:11:3A:B7", "00-1b-44-11-3a-b7"],
        #[cfg(test)]
        ignores: &[
            "ff:ff:ff:ff:ff:ff",
            "12:30:45",
            "01-02-03-04-05-06",
            "a1:b2:c3:d4:e5:f6:07:18 is a fingerprint",
        ],
    },
    Rule {
        id: "network.coordinates",
        kind: PiiType::Coordinates,
        cue: Cue::Digits(6),
        pattern: r"[-+−]?\b\d{1,2}\.\d{3,10}°? ?[NSns]?, ?[-+−]?1?\d{1,2}\.\d{3,10}\b°? ?(?:[EWew]\b)?",
        check: |hit| {
            in_range(hit.value())
                && !is_drawn(hit)
                && (on_a_map(hit) || !(hit.before(1).ends_with(['[', ',', '.', '(']) || is_listed(hit)))
        },
        confidence: 0.85,
        #[cfg(test)]
        matches: &[
            "meet me at 52.520008, 13.404954",
            "-33.8688, 151.2093",
            "geo: 48.8584° N, 2.2945° E",
        ],
        #[cfg(test)]
        ignores: &[
            "1.234, 5.678, 9.012",
            "x = [4, 13.3761, 59.3288, Inf]",
            "[0.1234, 0.5678]",
            "99.123, 200.123",
            // The path of a drawing.
            "<path d=\"M11.570, 3.144 C11.851, 2.737 12.416, 2.628 12.835, 2.897\"/>",
            "%3Cpath d='M11.5703%2C3.1441%20C11.8516%2C2.7372%2012.4164%2C2.6282%2012.8355%2C2.8977'",
            "1.5, 2.5",
        ],
    },
    Rule {
        id: "network.coordinates-dms",
        kind: PiiType::Coordinates,
        cue: Cue::Any(&[&["°"]]),
        pattern: r#"\b\d{1,2} ?° ?\d{1,2} ?['’′] ?(?:\d{1,2}(?:\.\d{1,4})? ?["”″] ?)?[NSns],? {0,2}1?\d{1,2} ?° ?\d{1,2} ?['’′] ?(?:\d{1,2}(?:\.\d{1,4})? ?["”″] ?)?[EWOew]\b"#,
        check: super::always,
        confidence: 0.93,
        #[cfg(test)]
        matches: &["52°31'12\"N 13°24'18\"E", "40° 26′ 46″ N, 79° 58′ 56″ W"],
        #[cfg(test)]
        ignores: &["it is 32° outside", "turn 90° N"],
    },
    Rule {
        id: "network.coordinates-fields",
        kind: PiiType::Coordinates,
        cue: Cue::Close(&[&[
            "lat",
            "lon",
            "lng",
            "широт",
            "долгот",
            "緯度",
            "经度",
            "纬度",
            "breite",
            "länge",
        ]]),
        pattern: r#"(?i)(?:\blat(?:itude?)?|\blon(?:gitude?)?|\blng|широта|долгота|纬度|经度|緯度|経度|breitengrad|längengrad)["']?\s?(?:[:=：]|is|is about)?\s?["']?([-+−]?\d{1,3}\.\d{3,12})\b"#,
        check: super::always,
        confidence: 0.88,
        #[cfg(test)]
        matches: &[
            "\"lat\": 48.85837, \"lng\": 2.294481",
            "lat=52.5200 lon=13.4050",
            "纬度：39.9042",
        ],
        #[cfg(test)]
        ignores: &["latency: 12.3456", "flat 3.1415", "lat = 5"],
    },
];

fn is_ipv4(hit: &Hit<'_>) -> bool {
    let Ok(address) = hit.value().parse::<Ipv4Addr>() else {
        return false;
    };
    let octets = address.octets();
    let netmask = octets[0] == 255;
    let before = hit.before(36).to_ascii_lowercase();
    let version = [
        "version",
        "firmware",
        "release",
        "build",
        "section",
        "chrome/",
        "chapter",
        "§",
        "kapitel",
        "versi",
        "oid",
        "edge/",
        "driver",
        "update",
        "upgrade",
        "الإصدار",
        "संस्करण",
        "версия",
        "版本",
        "バージョン",
        "§ ",
    ]
    .iter()
    .any(|word| before.contains(word))
        || before.ends_with('v')
        || before.ends_with('=') && before.ends_with("==");
    let part = hit.before(1).ends_with(['.', '-', '/', '_']) && !before.ends_with("//")
        || hit.after(2).starts_with('.') && hit.after(2).ends_with(|letter: char| letter.is_ascii_digit())
        || hit.after(1).starts_with('-');
    !address.is_loopback()
        && !address.is_unspecified()
        && !address.is_broadcast()
        && !netmask
        && !version
        && !part
        && octets[0] != 0
        // Object identifiers of directories and of what manages networks.
        && !matches!(octets, [2, 5, 4 | 29, _] | [1, 3, 6, _])
        && ![
            "8.8.8.8",
            "8.8.4.4",
            "1.1.1.1",
            "1.0.0.1",
            "9.9.9.9",
            "1.2.3.4",
            "169.254.169.254",
        ]
        .contains(&hit.value())
        // Addresses of home and office networks tell nobody; those of groups are nobody's.
        && !address.is_private()
        && !address.is_multicast()
        // "4.2.6.2" and "3.3.1.11" count sections.
        && (octets.iter().any(|&octet| octet > 19) || ["ip", "addr", "host", "server", "from", "ping"].iter().any(|word| before.contains(word)))
        // A last octet of zero names a network or a version, never a machine.
        && octets[3] != 0
}

fn is_ipv6(hit: &Hit<'_>) -> bool {
    let Ok(address) = hit.value().parse::<Ipv6Addr>() else {
        return false;
    };
    let segments = address.segments();
    let digits = hit.value().bytes().filter(u8::is_ascii_digit).count();
    let documentation = segments[0] == 0x2001 && segments[1] == 0xdb8;
    let full = segments.iter().filter(|&&segment| segment != 0).count() >= 3;
    !address.is_loopback()
        && !address.is_unspecified()
        && !documentation
        && full
        && digits >= 3
        && !hit.before(1).ends_with([':', '.'])
        && !hit.after(1).starts_with(':')
}

/// Whether the words before speak of a place, or the link of a map does.
fn on_a_map(hit: &Hit<'_>) -> bool {
    let before = hit.before(48).to_lowercase();
    before.ends_with("/@")
        || before.ends_with("geo:")
        || before.ends_with("ll=") | before.ends_with("q=")
        || [
            "coord",
            "gps",
            "location",
            "lat",
            "координат",
            "坐标",
            "座標",
            "standort",
            "ubicación",
            "posizione",
            "position",
        ]
        .iter()
        .any(|word| before.contains(word))
}

fn in_range(pair: &str) -> bool {
    let numbers: Vec<f64> = pair
        .replace('−', "-")
        .split(',')
        .filter_map(|part| {
            part.trim_matches(|letter: char| !letter.is_ascii_digit() && letter != '-')
                .parse()
                .ok()
        })
        .collect();
    matches!(numbers[..], [latitude, longitude] if f64::abs(latitude) <= 90.0 && f64::abs(longitude) <= 180.0 && f64::abs(latitude) > 1.0)
}
