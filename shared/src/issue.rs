//! One finding about one field, and its way through `garde` and `serde`, whose errors can only carry a text.
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Marks a message that holds findings; JSON escapes it, so it cannot occur inside.
const START: char = '\u{1e}';
const END: char = '\u{1f}';

closed_enum! {
    /// What is wrong with one field.
    FieldCode {
        Required = "required",
        TooShort = "too_short",
        TooLong = "too_long",
        TooSmall = "too_small",
        TooLarge = "too_large",
        BadFormat = "bad_format",
        NotOneOf = "not_one_of",
        Duplicate = "duplicate",
        UnknownField = "unknown_field",
        UnknownReference = "unknown_reference",
        OutOfPeriod = "out_of_period",
        TooWeak = "too_weak",
        MissingUppercase = "missing_uppercase",
        MissingLowercase = "missing_lowercase",
        MissingNumber = "missing_number",
        MissingSpecial = "missing_special",
        ReadOnly = "read_only",
    } tolerant Unknown
}

/// What is wrong with one field, without the place: `too_small`, "Must be at least 0.001.", `{"min": "0.001"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldIssue {
    /// The contract.
    pub code: FieldCode,
    /// A sentence for people that says what to do.
    pub detail: String,
    /// The bounds that the sentence speaks of, as text.
    pub params: BTreeMap<String, String>,
}

impl FieldIssue {
    /// A finding without bounds.
    #[must_use]
    pub fn new(code: FieldCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            params: BTreeMap::new(),
        }
    }

    /// The same with a bound: `.with("min", "0.001")`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    /// Nothing is there.
    #[must_use]
    pub fn required() -> Self {
        Self::new(FieldCode::Required, "Must be filled in.")
    }

    /// Fewer than `min` characters or entries.
    #[must_use]
    pub fn too_short(min: usize, what: &str) -> Self {
        Self::new(
            FieldCode::TooShort,
            format!("Must have at least {min} {what}."),
        )
        .with("min", min)
    }

    /// More than `max` characters or entries.
    #[must_use]
    pub fn too_long(max: usize, what: &str) -> Self {
        Self::new(
            FieldCode::TooLong,
            format!("Must have at most {max} {what}."),
        )
        .with("max", max)
    }

    /// Less than `min`.
    #[must_use]
    pub fn too_small(min: impl fmt::Display) -> Self {
        Self::new(FieldCode::TooSmall, format!("Must be at least {min}.")).with("min", min)
    }

    /// More than `max`.
    #[must_use]
    pub fn too_large(max: impl fmt::Display) -> Self {
        Self::new(FieldCode::TooLarge, format!("Must be at most {max}.")).with("max", max)
    }

    /// None of the allowed words.
    #[must_use]
    pub fn not_one_of(allowed: &[&str]) -> Self {
        let allowed = allowed.join(", ");
        Self::new(FieldCode::NotOneOf, format!("Must be one of: {allowed}."))
            .with("allowed", allowed)
    }

    /// A day to come, where something took place already.
    #[must_use]
    pub fn future_day() -> Self {
        Self::new(FieldCode::OutOfPeriod, "This date is in the future.")
    }

    /// A day that the shop's zone never had: islands that changed sides of the date line skipped one.
    #[must_use]
    pub fn skipped_day() -> Self {
        let detail = "There was no such day here: the calendar skipped it.";
        Self::new(FieldCode::OutOfPeriod, detail)
    }

    /// A reference to a record that is not there: `FieldIssue::unknown_reference("customer")`.
    #[must_use]
    pub fn unknown_reference(what: &str) -> Self {
        Self::new(FieldCode::UnknownReference, format!("No such {what}."))
    }

    /// The findings as a `garde` error; `Ok` when there are none.
    ///
    /// # Errors
    /// When there is at least one finding.
    pub fn into_garde(issues: &[Self]) -> garde::Result {
        if issues.is_empty() {
            return Ok(());
        }
        Err(garde::Error::new(Self::message(issues)))
    }

    /// The findings that a `garde` or `serde` error message carries; `None` when it carries none.
    ///
    /// Only a message that begins with the mark counts, so that text quoted from a request cannot pose as a finding.
    #[must_use]
    pub fn of_message(message: &str) -> Option<Vec<Self>> {
        let (json, _) = message.strip_prefix(START)?.split_once(END)?;
        serde_json::from_str(json).ok()
    }

    fn message(issues: &[Self]) -> String {
        match serde_json::to_string(issues) {
            Ok(json) => format!("{START}{json}{END}"),
            Err(error) => error.to_string(),
        }
    }
}

impl fmt::Display for FieldIssue {
    /// The form that [`FieldIssue::of_message`] reads; show `detail` to people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Self::message(std::slice::from_ref(self)))
    }
}

impl std::error::Error for FieldIssue {}

/// Reads a string by `FromStr`; for the crate's `text_serde!`.
pub struct FromText<T>(pub PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> serde::de::Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_survive_the_way_through_garde_and_serde() {
        let issues = vec![
            FieldIssue::too_small("0.001"),
            FieldIssue::new(FieldCode::BadFormat, "A \u{1f} \" and ₦."),
        ];
        let error = FieldIssue::into_garde(&issues).unwrap_err();
        assert_eq!(FieldIssue::of_message(error.message()), Some(issues));

        let error = serde_json::from_str::<crate::quantity::Quantity>("\"abc\"").unwrap_err();
        let found = FieldIssue::of_message(&error.to_string()).unwrap();
        assert_eq!(found[0].code, FieldCode::BadFormat);
        assert!(FieldIssue::into_garde(&[]).is_ok());
    }

    #[test]
    fn a_quoted_text_cannot_pose_as_a_finding() {
        for message in [
            "unknown field `\u{1e}[{\"code\":\"required\",\"detail\":\"x\",\"params\":{}}]\u{1f}`",
            "\u{1e}nonsense\u{1f}",
            "\u{1e}[]",
            "",
        ] {
            assert_eq!(FieldIssue::of_message(message), None, "{message:?}");
        }
    }
}
