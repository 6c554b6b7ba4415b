//! The rules for fields, with their bounds beside them; the same constants make the bounds of the OpenAPI document.
use super::FieldIssue;
use crate::issue::FieldCode;
use crate::quantity::{self, Quantity};
use crate::text;

/// Longest name (customer, shop), in code points after cleaning (API.md §6.1).
pub const NAME_MAX: usize = 120;
/// Longest description (item, expenditure), in code points after cleaning (API.md §6.1).
pub const DESCRIPTION_MAX: usize = 200;
/// Longest code of a second factor as typed, spaces included.
pub const SHOWN_CODE_MAX: usize = 64;
/// Shortest username, in characters (SECURITY.md G40).
pub const USERNAME_MIN: usize = 3;
/// Longest username, in characters (SECURITY.md G40).
pub const USERNAME_MAX: usize = 20;
/// What the guide wants said about a username with other characters (SECURITY.md G42).
pub const USERNAME_MESSAGE: &str = "Only letters, numbers, and underscores allowed";
/// Longest password, in code points (SECURITY.md §2.8).
pub const PASSWORD_MAX: usize = 128;
/// Longest password, in bytes of UTF-8 (SECURITY.md §2.8).
pub const PASSWORD_MAX_BYTES: usize = 1_024;
/// Fewest lines of a job (API.md §6.1).
pub const ITEMS_MIN: usize = 1;
/// Most lines of a job (API.md §6.1).
pub const ITEMS_MAX: usize = 200;
/// Longest search text, in code points (ours: bounds the work of a query).
pub const SEARCH_MAX: usize = 100;
/// Longest one-time code or set-up token, in characters (ours: twice what is ever issued).
pub const TOKEN_MAX: usize = 128;
/// Longest name of a time zone, in characters (ours; the longest of the IANA list has 32).
pub const TIME_ZONE_MAX: usize = 64;
/// Longest list cursor, in characters (ours).
pub const CURSOR_MAX: usize = 1_000;
/// Most values of one repeatable filter (ours: bounds the work of a query).
pub const VALUES_MAX: usize = 50;

/// Makes a rule over text usable in `#[garde(custom(…))]`, for `String` and, inside `inner(…)`, for options.
pub fn text_rule<S: AsRef<str> + ?Sized>(
    rule: impl Fn(&str) -> Vec<FieldIssue>,
) -> impl Fn(&S, &()) -> garde::Result {
    move |value, ()| FieldIssue::into_garde(&rule(value.as_ref()))
}

/// Makes a rule over any other value usable in `#[garde(custom(…))]`.
pub fn rule<T>(rule: impl Fn(&T) -> Vec<FieldIssue>) -> impl Fn(&T, &()) -> garde::Result {
    move |value, ()| FieldIssue::into_garde(&rule(value))
}

/// Makes a rule over a list that may be absent usable in `#[garde(custom(…))]`; what is absent breaks no rule.
pub fn given_list<T>(
    rule: impl Fn(&[T]) -> Vec<FieldIssue>,
) -> impl Fn(&Option<Vec<T>>, &()) -> garde::Result {
    move |value, ()| FieldIssue::into_garde(&value.as_deref().map(&rule).unwrap_or_default())
}

/// Makes a rule over the entries of a list usable in `#[garde(custom(…))]`.
pub fn list_rule<T>(
    rule: impl Fn(&[T]) -> Vec<FieldIssue>,
) -> impl Fn(&Vec<T>, &()) -> garde::Result {
    move |values, ()| FieldIssue::into_garde(&rule(values))
}

/// A rule that depends on another field too; `Some` is the finding, put on this field.
pub fn together<T: ?Sized>(issue: Option<FieldIssue>) -> impl FnOnce(&T, &()) -> garde::Result {
    move |_, ()| FieldIssue::into_garde(issue.as_slice())
}

/// Does the text hold a character that one line of free text must not?
#[must_use]
pub fn has_forbidden(text: &str) -> bool {
    text.chars().any(text::is_forbidden)
}

/// A name of a customer or shop: 1–120 characters of one line.
#[must_use]
pub fn name(text: &str) -> Vec<FieldIssue> {
    line(text, NAME_MAX)
}

/// A description of an item or expenditure: 1–200 characters of one line.
#[must_use]
pub fn description(text: &str) -> Vec<FieldIssue> {
    line(text, DESCRIPTION_MAX)
}

/// A code as the phone or the paper shows it: 1–64 characters of one line. Whether it is right is the server's to say.
#[must_use]
pub fn shown_code(text: &str) -> Vec<FieldIssue> {
    line(text, SHOWN_CODE_MAX)
}

/// A username: 3–20 of `A–Z a–z 0–9 _` (SECURITY.md G39–G42).
#[must_use]
pub fn username(text: &str) -> Vec<FieldIssue> {
    if text.trim().is_empty() && !has_forbidden(text) {
        return vec![FieldIssue::required()];
    }
    let count = text.chars().count();
    let mut issues = Vec::new();
    if count < USERNAME_MIN {
        issues.push(FieldIssue::too_short(USERNAME_MIN, "characters"));
    }
    if count > USERNAME_MAX {
        issues.push(FieldIssue::too_long(USERNAME_MAX, "characters"));
    }
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        issues.push(FieldIssue::new(FieldCode::BadFormat, USERNAME_MESSAGE));
    }
    issues
}

/// The form in which usernames are compared: unique without regard to case (SECURITY.md G41).
#[must_use]
pub fn username_key(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// The size limits that hold for every password, before any work is done on it (SECURITY.md §2.8).
///
/// Composition and strength are the password policy's: see [`crate::auth::PasswordPolicy::check`].
#[must_use]
pub fn password_size(text: &str) -> Vec<FieldIssue> {
    if text.chars().count() > PASSWORD_MAX {
        return vec![FieldIssue::too_long(PASSWORD_MAX, "characters")];
    }
    if text.len() > PASSWORD_MAX_BYTES {
        return vec![FieldIssue::too_long(PASSWORD_MAX_BYTES, "bytes")];
    }
    Vec::new()
}

/// A new password must be there and within the size limits.
#[must_use]
pub fn new_password(text: &str) -> Vec<FieldIssue> {
    if text.is_empty() {
        vec![FieldIssue::required()]
    } else {
        password_size(text)
    }
}

/// A one-time code or set-up token, or a username typed to sign in: there, and of a sane size.
#[must_use]
pub fn token(text: &str) -> Vec<FieldIssue> {
    if text.trim().is_empty() {
        return vec![FieldIssue::required()];
    }
    at_most(text, TOKEN_MAX)
}

/// The name of a time zone as IANA writes it: `Africa/Lagos`. Whether it exists is the server's to say.
#[must_use]
pub fn time_zone(text: &str) -> Vec<FieldIssue> {
    if text.is_empty() {
        return vec![FieldIssue::required()];
    }
    let known = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic());
    if !starts_well || !text.bytes().all(known) || text.len() > TIME_ZONE_MAX {
        return vec![FieldIssue::new(
            FieldCode::BadFormat,
            "Must be a time zone, such as Africa/Lagos.",
        )];
    }
    Vec::new()
}

/// The text of a search: at most 100 characters of one line; empty finds everything.
#[must_use]
pub fn search(text: &str) -> Vec<FieldIssue> {
    let mut issues = at_most(&text::clean(text), SEARCH_MAX);
    issues.extend(control_character(text));
    issues
}

/// A list cursor: visible ASCII as it was given out.
#[must_use]
pub fn cursor(text: &str) -> Vec<FieldIssue> {
    let is_ours = !text.is_empty()
        && text.len() <= CURSOR_MAX
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_ours {
        Vec::new()
    } else {
        vec![FieldIssue::new(
            FieldCode::BadFormat,
            "Must be a cursor of this list.",
        )]
    }
}

/// A quantity of a line: 0.001 to 9 999 999.
#[must_use]
pub fn quantity(value: &Quantity) -> Vec<FieldIssue> {
    if value.milli() < quantity::MIN_MILLI {
        return vec![FieldIssue::too_small(Quantity::from_milli(
            quantity::MIN_MILLI,
        ))];
    }
    if value.milli() > quantity::MAX_MILLI {
        return vec![FieldIssue::too_large(Quantity::from_milli(
            quantity::MAX_MILLI,
        ))];
    }
    Vec::new()
}

/// The lines of a job: 1 to 200.
#[must_use]
pub fn items<T>(items: &[T]) -> Vec<FieldIssue> {
    if items.len() < ITEMS_MIN {
        return vec![FieldIssue::too_short(ITEMS_MIN, "line")];
    }
    if items.len() > ITEMS_MAX {
        return vec![FieldIssue::too_long(ITEMS_MAX, "lines")];
    }
    Vec::new()
}

/// The values of a repeatable filter: at most 50.
#[must_use]
pub fn values<T>(values: &[T]) -> Vec<FieldIssue> {
    if values.len() > VALUES_MAX {
        vec![FieldIssue::too_long(VALUES_MAX, "values")]
    } else {
        Vec::new()
    }
}

/// A place in the journal: 0 (before its first event) or more.
#[must_use]
pub fn place(value: &i64) -> Vec<FieldIssue> {
    if *value < 0 {
        vec![FieldIssue::too_small(0)]
    } else {
        Vec::new()
    }
}

fn line(text: &str, max: usize) -> Vec<FieldIssue> {
    let text = text::clean(text);
    if text.is_empty() {
        return vec![FieldIssue::required()];
    }
    let mut issues = at_most(&text, max);
    issues.extend(control_character(&text));
    issues
}

fn at_most(text: &str, max: usize) -> Vec<FieldIssue> {
    if text.chars().count() > max {
        vec![FieldIssue::too_long(max, "characters")]
    } else {
        Vec::new()
    }
}

/// Nobody sees such a character, so it is named with its place.
fn control_character(text: &str) -> Option<FieldIssue> {
    let place = text.chars().position(text::is_forbidden)?;
    let character = text.chars().nth(place)?;
    let number = u32::from(character);
    let place = place + 1;
    Some(FieldIssue::new(
        FieldCode::BadFormat,
        format!(
            "Must be one line without control characters: remove U+{number:04X}, character {place}."
        ),
    ))
}

#[cfg(test)]
mod tests;
