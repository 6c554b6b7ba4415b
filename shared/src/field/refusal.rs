//! What `serde` says when it cannot read a body or a query, as a finding with the name of the field concerned.
use super::FieldIssue;
use crate::issue::FieldCode;

/// Fields of our answers that no body may set; any other unknown name is just unknown.
const READ_ONLY: [&str; 21] = [
    "completed_at",
    "completed_on",
    "created_at",
    "created_by",
    "currency_exponent",
    "customer",
    "deleted_at",
    "deleted_by",
    "disabled_at",
    "id",
    "last_job_on",
    "last_seen_at",
    "line_total",
    "must_change_password",
    "number",
    "occurred_at",
    "rev",
    "status",
    "total",
    "updated_at",
    "jobs",
];

/// A refusal by `serde`: the finding, and the field below the error's path that it concerns, when the message names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub issue: FieldIssue,
    /// The field that is missing, unknown or repeated, inside the object that the path names.
    pub field: Option<String>,
}

/// Reads a serde message (the inner one, without path): `missing field `x`` is `required` at `x`, and so on.
#[must_use]
pub fn refusal(message: &str) -> Refusal {
    if let Some(issue) =
        FieldIssue::of_message(message).and_then(|issues| issues.into_iter().next())
    {
        return Refusal { issue, field: None };
    }
    if let Some(name) = quoted(message, "missing field `") {
        return Refusal {
            issue: FieldIssue::required(),
            field: Some(name),
        };
    }
    if let Some(name) = quoted(message, "duplicate field `") {
        let issue = FieldIssue::new(FieldCode::Duplicate, "Must be given once only.");
        return Refusal {
            issue,
            field: Some(name),
        };
    }
    if let Some(name) = unknown_field(message) {
        return Refusal {
            issue: unknown(&name),
            field: Some(name),
        };
    }
    Refusal {
        issue: FieldIssue::new(FieldCode::BadFormat, expectation(message)),
        field: None,
    }
}

/// What is said of a member that the type does not have.
#[must_use]
pub fn unknown(name: &str) -> FieldIssue {
    if READ_ONLY.contains(&name) {
        FieldIssue::new(FieldCode::ReadOnly, "Is set by the server; leave it out.")
    } else {
        FieldIssue::new(FieldCode::UnknownField, "There is no such field here.")
    }
}

fn quoted(message: &str, start: &str) -> Option<String> {
    let (name, _) = message.strip_prefix(start)?.split_once('`')?;
    Some(name.to_owned())
}

/// The name in ``unknown field `x`, expected one of …``, which may itself hold a backtick.
fn unknown_field(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field `")?;
    let end = rest
        .rfind("`, expected")
        .or_else(|| rest.rfind("`, there are no fields"))?;
    rest.get(..end).map(str::to_owned)
}

/// The part of serde's message that says what was expected; never the value that was sent.
fn expectation(message: &str) -> String {
    let Some((_, expected)) = message.rsplit_once(", expected ") else {
        return "Is not of the documented form.".to_owned();
    };
    let expected = expected.split(" at line ").next().unwrap_or(expected);
    match expected {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => {
            "Must be a whole number.".to_owned()
        }
        // The name of a type says nothing to whoever calls.
        name if name.starts_with("struct ") => "Must be an object.".to_owned(),
        "a sequence" => "Must be a list.".to_owned(),
        "a map" => "Must be an object.".to_owned(),
        other => format!("Must be {other}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_messages_become_findings() {
        for (message, code, field) in [
            (
                "missing field `username` at line 1 column 2",
                FieldCode::Required,
                Some("username"),
            ),
            ("duplicate field `name`", FieldCode::Duplicate, Some("name")),
            (
                "unknown field `nme`, expected one of `name`, `id` at line 1 column 9",
                FieldCode::UnknownField,
                Some("nme"),
            ),
            (
                "unknown field `a`b`, expected `name`",
                FieldCode::UnknownField,
                Some("a`b"),
            ),
            (
                "unknown field `total`, expected `name`",
                FieldCode::ReadOnly,
                Some("total"),
            ),
            (
                "unknown field `x`, there are no fields",
                FieldCode::UnknownField,
                Some("x"),
            ),
            (
                "invalid type: floating point `1.5`, expected i64",
                FieldCode::BadFormat,
                None,
            ),
            ("EOF while parsing a value", FieldCode::BadFormat, None),
        ] {
            let refusal = refusal(message);
            assert_eq!(
                (refusal.issue.code, refusal.field.as_deref()),
                (code, field),
                "{message}"
            );
        }
    }

    #[test]
    fn the_value_that_was_sent_is_not_repeated() {
        let refusal = refusal("invalid type: string \"hunter2\", expected i64 at line 1 column 9");
        assert_eq!(refusal.issue.detail, "Must be a whole number.");
    }

    #[test]
    fn no_type_of_ours_is_named() {
        let expected = "invalid type: sequence, expected struct Wire at line 1 column 9";
        assert_eq!(refusal(expected).issue.detail, "Must be an object.");
        let list = "invalid type: map, expected a sequence at line 1 column 9";
        assert_eq!(refusal(list).issue.detail, "Must be a list.");
    }

    #[test]
    fn a_finding_inside_a_serde_error_is_kept() {
        let message = format!("{} at line 1 column 5", FieldIssue::too_large(9));
        assert_eq!(refusal(&message).issue, FieldIssue::too_large(9));
    }
}
