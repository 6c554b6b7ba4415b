//! What counts as an e-mail address (SECURITY.md G43).
use super::{FieldIssue, has_forbidden};
use crate::issue::FieldCode;

/// Longest address, in characters (RFC 5321's path limit).
pub const EMAIL_MAX: usize = 254;

/// Longest part before the `@`, in characters (RFC 5321).
const LOCAL_MAX: usize = 64;

/// Checks an address: ASCII, one `@`, a dotted domain, no display name, no quotes, no control characters.
#[must_use]
pub fn email(text: &str) -> Vec<FieldIssue> {
    if text.trim().is_empty() && !has_forbidden(text) {
        return vec![FieldIssue::required()];
    }
    if text.chars().count() > EMAIL_MAX {
        return vec![FieldIssue::too_long(EMAIL_MAX, "characters")];
    }
    match text.split_once('@') {
        Some((local, domain)) if is_local(local) && is_domain(domain) => Vec::new(),
        _ => vec![FieldIssue::new(
            FieldCode::BadFormat,
            "Must be an e-mail address, such as ada@example.com.",
        )],
    }
}

/// The form that is stored: the domain in lower case, what stands before it as typed.
#[must_use]
pub fn email_normal(text: &str) -> String {
    match text.split_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_ascii_lowercase()),
        None => text.to_owned(),
    }
}

fn is_local(local: &str) -> bool {
    let atom = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte);
    local.len() <= LOCAL_MAX
        && local
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(atom))
}

fn is_domain(domain: &str) -> bool {
    let label = |part: &str| {
        let hyphen_at_edge = part.starts_with('-') || part.ends_with('-');
        let known = part
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (1..=63).contains(&part.len()) && known && !hyphen_at_edge
    };
    let Some((_, last)) = domain.rsplit_once('.') else {
        return false;
    };
    let last_is_name = last.len() >= 2 && last.bytes().any(|byte| byte.is_ascii_alphabetic());
    last_is_name && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g43_twenty_five_and_more_addresses() {
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long = format!("a@{}.com", vec!["b".repeat(60); 5].join("."));
        for (input, expected) in [
            ("ada@example.com", None),
            ("Ada.Obi+shop@Mail.Example.CO.UK", None),
            ("a@b.co", None),
            ("o'brien@example.ie", None),
            ("_x-1@xn--bcher-kva.example", None),
            ("1@1.io", None),
            ("", Some(FieldCode::Required)),
            ("   ", Some(FieldCode::Required)),
            ("ada", Some(FieldCode::BadFormat)),
            ("ada@", Some(FieldCode::BadFormat)),
            ("@example.com", Some(FieldCode::BadFormat)),
            ("ada@localhost", Some(FieldCode::BadFormat)),
            ("ada@example", Some(FieldCode::BadFormat)),
            ("ada@@example.com", Some(FieldCode::BadFormat)),
            ("ada@b@example.com", Some(FieldCode::BadFormat)),
            ("ada@example..com", Some(FieldCode::BadFormat)),
            ("ada@.example.com", Some(FieldCode::BadFormat)),
            ("ada@example.com.", Some(FieldCode::BadFormat)),
            ("ada@-example.com", Some(FieldCode::BadFormat)),
            ("ada@example-.com", Some(FieldCode::BadFormat)),
            ("ada@127.0.0.1", Some(FieldCode::BadFormat)),
            ("ada@[127.0.0.1]", Some(FieldCode::BadFormat)),
            (".ada@example.com", Some(FieldCode::BadFormat)),
            ("ada.@example.com", Some(FieldCode::BadFormat)),
            ("a..b@example.com", Some(FieldCode::BadFormat)),
            ("Ada <ada@example.com>", Some(FieldCode::BadFormat)),
            ("\"a b\"@example.com", Some(FieldCode::BadFormat)),
            ("ada @example.com", Some(FieldCode::BadFormat)),
            ("ada@example.com\r\nBcc: x@y.zz", Some(FieldCode::BadFormat)),
            ("ada@example.com\n", Some(FieldCode::BadFormat)),
            ("\n", Some(FieldCode::BadFormat)),
            ("ada\0@example.com", Some(FieldCode::BadFormat)),
            ("ọla@example.com", Some(FieldCode::BadFormat)),
            ("ada@exämple.com", Some(FieldCode::BadFormat)),
            (long_local.as_str(), Some(FieldCode::BadFormat)),
            (long.as_str(), Some(FieldCode::TooLong)),
        ] {
            assert_eq!(
                email(input).first().map(|issue| issue.code),
                expected,
                "{input:?}"
            );
        }
    }

    #[test]
    fn g43_the_domain_is_stored_in_lower_case() {
        assert_eq!(email_normal("Ada@Example.COM"), "Ada@example.com");
        assert_eq!(email_normal("none"), "none");
    }
}
