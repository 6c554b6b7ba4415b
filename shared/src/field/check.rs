//! Runs a type's rules and says where each finding is.
use garde::Validate;

use super::FieldIssue;
use crate::issue::FieldCode;
use crate::problem::FieldError;

/// Checks a body; the errors carry JSON pointers: `#/items/0/quantity`.
///
/// # Errors
/// One entry for each finding; fields in the order of their names (garde's order).
pub fn check<T: Validate<Context = ()>>(value: &T) -> Result<(), Vec<FieldError>> {
    findings(value, |path, issue| {
        FieldError::at_pointer(pointer(path), issue)
    })
}

/// Checks a query; the errors carry the parameter's name: `limit`.
///
/// # Errors
/// One entry for each finding; parameters in the order of their names (garde's order).
pub fn check_query<T: Validate<Context = ()>>(value: &T) -> Result<(), Vec<FieldError>> {
    findings(value, |path, issue| {
        let name = path.split(['.', '[']).next().unwrap_or(path);
        FieldError::at_parameter(name, issue)
    })
}

/// A path such as `items[0].quantity` as a JSON pointer in fragment form, `#/items/0/quantity`.
///
/// Both `garde` and `serde_path_to_error` write their paths so.
#[must_use]
pub fn pointer(path: &str) -> String {
    let mut out = String::from("#");
    for part in path
        .split(['.', '['])
        .map(|part| part.trim_end_matches(']'))
    {
        if part.is_empty() {
            continue;
        }
        out.push('/');
        out.push_str(&part.replace('~', "~0").replace('/', "~1"));
    }
    out
}

fn findings<T: Validate<Context = ()>>(
    value: &T,
    place: impl Fn(&str, FieldIssue) -> FieldError,
) -> Result<(), Vec<FieldError>> {
    let Err(report) = value.validate() else {
        return Ok(());
    };
    let mut errors = Vec::new();
    for (path, error) in report.iter() {
        let issues = FieldIssue::of_message(error.message())
            .unwrap_or_else(|| vec![FieldIssue::new(FieldCode::BadFormat, error.message())]);
        errors.extend(
            issues
                .into_iter()
                .map(|issue| place(&path.to_string(), issue)),
        );
    }
    Err(errors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_pointers() {
        for (input, expected) in [
            ("items[0].quantity", "#/items/0/quantity"),
            ("name", "#/name"),
            ("[3]", "#/3"),
            ("", "#"),
            ("a/b.c~d", "#/a~1b/c~0d"),
        ] {
            assert_eq!(pointer(input), expected, "{input}");
        }
    }
}
