//! Request headers: strict, with the header at fault named.

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
