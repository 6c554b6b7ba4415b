//! Request headers: strict, with the header at fault named.

use actix_web::HttpRequest;
use actix_web::http::header;
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

/// A weight of nothing: what it stands beside is refused (RFC 9110 §12.4.2).
pub fn is_no(parameter: &str) -> bool {
    matches!(parameter, "q=0" | "q=0." | "q=0.0" | "q=0.00" | "q=0.000")
}

/// Whether the caller takes this encoding, by name.
pub fn accepts_encoding(req: &HttpRequest, token: &str) -> bool {
    let Some(value) = req.headers().get(header::ACCEPT_ENCODING) else {
        return false;
    };
    // What is not ASCII names no encoding.
    let list = value.to_str().unwrap_or_default();
    list.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        parts.next() == Some(token) && !parts.any(is_no)
    })
}
