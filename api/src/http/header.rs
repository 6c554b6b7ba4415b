//! Request headers: strict, with the header at fault named.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use shared::field::FieldIssue;
use shared::problem::{FieldCode, FieldError};

use crate::error::ApiError;

/// 400 that names a header.
pub fn bad_header(name: &str, detail: &str) -> ApiError {
    ApiError::malformed(
        format!("The header {name} cannot be read."),
        vec![FieldError::at_header(
            name,
            FieldIssue::new(FieldCode::BadFormat, detail),
        )],
    )
}

/// Whether an `Accept` takes this type; who sends none takes everything.
pub fn accepts(headers: &HeaderMap, kind: &str) -> bool {
    accepts_first(headers, &[kind])
}

/// Whether an `Accept` takes the first of these types that it says anything of; who sends none takes everything.
pub fn accepts_first(headers: &HeaderMap, kinds: &[&str]) -> bool {
    let said = kinds.iter().find_map(|kind| said_of(headers, kind));
    said.unwrap_or(!headers.contains_key(header::ACCEPT))
}

/// The range that says most of the type decides (RFC 9110 §12.5.1), wherever it stands.
fn said_of(headers: &HeaderMap, kind: &str) -> Option<bool> {
    let family = kind.split('/').next().unwrap_or_default();
    let mut said: Option<(u8, bool)> = None;
    for value in headers.get_all(header::ACCEPT) {
        // What is not ASCII names no type.
        for (range, is_taken) in choices(value.to_str().unwrap_or_default()) {
            let precision = match range.split_once('/') {
                Some(("*", "*")) => 1,
                Some((first, "*")) if first == family => 2,
                _ if range == kind => 3,
                _ => continue,
            };
            if said.is_none_or(|(known, _)| precision > known) {
                said = Some((precision, is_taken));
            }
        }
    }
    said.map(|(_, is_taken)| is_taken)
}

/// Whether the caller takes this encoding, by name.
pub fn accepts_encoding(req: &HttpRequest, token: &str) -> bool {
    let Some(value) = req.headers().get(header::ACCEPT_ENCODING) else {
        return false;
    };
    // What is not ASCII names no encoding.
    let mut named = choices(value.to_str().unwrap_or_default());
    named.any(|(name, is_taken)| name == token && is_taken)
}

/// The entries of a list with weights, in small letters, and whether each is taken: one of no weight is refused
/// (RFC 9110 §12.4.2).
fn choices(list: &str) -> impl Iterator<Item = (String, bool)> {
    list.split(',').map(|entry| {
        let mut parts = entry
            .split(';')
            .map(|part| part.trim().to_ascii_lowercase());
        let name = parts.next().unwrap_or_default();
        let is_refused = parts.any(|parameter| match parameter.split_once('=') {
            Some((name, weight)) => name.trim_end() == "q" && is_nothing(weight.trim_start()),
            None => false,
        });
        (name, !is_refused)
    })
}

fn is_nothing(weight: &str) -> bool {
    weight.starts_with('0') && weight.bytes().all(|digit| matches!(digit, b'0' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_that_says_most_of_a_type_decides() {
        for (accept, is_taken) in [
            (None, true),
            (Some("*/*"), true),
            (Some("application/*"), true),
            (Some("text/html, application/json;q=0.1"), true),
            (Some("text/html"), false),
            (Some("application/json;q=0"), false),
            (Some("application/json;q=0, */*"), false),
            (Some("*/*, application/json; Q=0.000"), false),
            (Some("*/*;q=0, application/json"), true),
            (Some("application/*;q=0, */*"), false),
            (Some("application/json;charset=utf-8;q=0"), false),
            (Some("application/json;q=0.001"), true),
            (Some(""), false),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, accept.parse().unwrap());
            }
            assert_eq!(
                accepts(&headers, "application/json"),
                is_taken,
                "{accept:?}"
            );
        }
    }
}
