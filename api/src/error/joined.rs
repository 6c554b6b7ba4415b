//! Refusals of several steps, told as one.

use shared::problem::ProblemCode;

use super::ApiError;

/// Both values; or every field that both refusals name. An error of another kind stands alone: it is not about fields.
pub fn both<A, B>(
    one: Result<A, ApiError>,
    other: Result<B, ApiError>,
) -> Result<(A, B), ApiError> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
        (Err(one), Err(other)) => Err(joined(one, other)),
    }
}

fn joined(one: ApiError, other: ApiError) -> ApiError {
    match (one.code, other.code) {
        (ProblemCode::Invalid, ProblemCode::Invalid) => {
            ApiError::invalid([one.errors, other.errors].concat())
        }
        (ProblemCode::Invalid, _) => other,
        _ => one,
    }
}
