//! Validation of fields, the same on both sides: rules, their findings as [`FieldIssue`], and places by [`check`].
mod amounts;
mod check;
mod email;
mod refusal;
mod rules;
#[cfg(feature = "openapi")]
pub mod schema;

pub use amounts::{line_total, minor, price, too_much};
pub use check::{check, check_query, pointer};
pub use email::{EMAIL_MAX, email, email_normal};
pub use refusal::{Refusal, refusal, unknown};
pub use rules::*;

pub use crate::issue::FieldIssue;
