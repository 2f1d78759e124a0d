//! Stops, by the head of a request, bodies that must not be read: of another type, of no or two lengths, or too long.
//!
//! In: a head that may be asked from where it comes. Out: the most bytes of its body, or the final answer.

use shared::api::{EXTENSION, MAX_RECORD_BYTES, PAIR, SEALED};
use warp::http::request::Parts;
use warp::http::{Method, StatusCode, header};

use super::guard::bad;
use super::reply::{Reply, refuse};

/// The most bytes that the dashboard sends.
const BODY: usize = 1024 * 1024;
/// A frame is a record and a little more.
const FRAME: usize = MAX_RECORD_BYTES + 64 * 1024;

/// Stops writes that a page of another site could send without asking first, and bodies of no or too great length.
pub(super) fn limit(parts: &Parts, path: &str) -> Result<usize, Reply> {
    let headers = &parts.headers;
    let too_long = |length: usize, limit: usize| {
        if length > limit {
            Err(refuse(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "the body is too large",
            ))
        } else {
            Ok(limit)
        }
    };
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(refuse(
            StatusCode::LENGTH_REQUIRED,
            "length_required",
            "say how long the body is",
        ));
    }
    let mut lengths = headers.get_all(header::CONTENT_LENGTH).iter();
    let length = match (lengths.next(), lengths.next()) {
        (None, _) => None,
        (Some(length), None) => Some(
            length
                .to_str()
                .ok()
                .and_then(|length| length.parse::<usize>().ok())
                .ok_or_else(|| bad("the body's length is not a number"))?,
        ),
        _ => return Err(bad("a request names one length")),
    };
    if parts.method != Method::POST {
        return too_long(length.unwrap_or(0), 0);
    }
    let sealed = matches!(path, PAIR | EXTENSION);
    let types: Vec<&str> = headers
        .get_all(header::CONTENT_TYPE)
        .iter()
        .map(|value| value.to_str().unwrap_or("?"))
        .collect();
    let piece = is_piece(path);
    let fits = match types.as_slice() {
        [one] if sealed => *one == SEALED,
        [one] if piece => *one == PIECE,
        [one] => is_json(one),
        _ => false,
    };
    if !fits || headers.contains_key(header::CONTENT_ENCODING) {
        return Err(refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media_type",
            "this content type is not taken here",
        ));
    }
    let length = length.ok_or_else(|| {
        refuse(
            StatusCode::LENGTH_REQUIRED,
            "length_required",
            "say how long the body is",
        )
    })?;
    too_long(length, if sealed { FRAME } else { BODY })
}

/// The type of a piece of a file; no page can send it elsewhere without asking first.
const PIECE: &str = "application/octet-stream";

/// Whether a path takes pieces of a file: their bytes as they are.
fn is_piece(path: &str) -> bool {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    matches!(segments.as_slice(), ["api", "import", _, "part"])
}

fn is_json(content_type: &str) -> bool {
    let lower = content_type.to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "application/json" | "application/json;charset=utf-8" | "application/json; charset=utf-8"
    )
}
