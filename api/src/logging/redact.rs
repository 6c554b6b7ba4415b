//! The last net under the log: what looks like a credential is taken out of a line, whoever wrote it.

use std::borrow::Cow;

const REDACTED: &str = "[redacted]";

/// A mark, in lower case, and where the secret behind it ends.
struct Mark {
    text: &'static str,
    ends: fn(char) -> bool,
}

const MARKS: [Mark; 12] = [
    Mark {
        text: "authorization:",
        ends: never,
    },
    Mark {
        text: "authorization\":",
        ends: never,
    },
    Mark {
        text: "cookie:",
        ends: never,
    },
    Mark {
        text: "cookie\":",
        ends: never,
    },
    Mark {
        text: "x-csrf-token:",
        ends: never,
    },
    Mark {
        text: "x-csrf-token\":",
        ends: never,
    },
    Mark {
        text: "bearer ",
        ends: ends_token,
    },
    Mark {
        text: "zehmo_rt",
        ends: ends_cookie,
    },
    Mark {
        text: "zehmo_dev",
        ends: ends_cookie,
    },
    Mark {
        text: "zehmo_pat_",
        ends: ends_token,
    },
    // How every JWT begins: `{"alg":` and `{"typ":` in base64url.
    Mark {
        text: "eyjhbgcioi",
        ends: ends_token,
    },
    Mark {
        text: "eyj0exaioi",
        ends: ends_token,
    },
];

/// The text without credentials: headers that carry them, tokens, cookies, passwords in URLs.
pub(super) fn redact(text: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(text);
    for mark in &MARKS {
        if let Some(masked) = without(&shown, mark) {
            shown = Cow::Owned(masked);
        }
    }
    match without_url_password(&shown) {
        Some(masked) => Cow::Owned(masked),
        None => shown,
    }
}

fn never(_: char) -> bool {
    false
}

fn ends_token(c: char) -> bool {
    !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '+' | '/' | '='))
}

fn ends_cookie(c: char) -> bool {
    c.is_whitespace() || matches!(c, ';' | ',' | '"')
}

fn without(text: &str, mark: &Mark) -> Option<String> {
    // ASCII lower case keeps every byte where it was.
    let lower = text.to_ascii_lowercase();
    let mut shown = String::new();
    let mut from = 0;
    while let Some(found) = lower.get(from..)?.find(mark.text) {
        let secret_from = from + found + mark.text.len();
        let secret = text.get(secret_from..)?;
        let length = secret.find(mark.ends).unwrap_or(secret.len());
        shown.push_str(text.get(from..secret_from)?);
        if length > 0 {
            shown.push_str(REDACTED);
        }
        from = secret_from + length;
    }
    if from == 0 {
        return None;
    }
    shown.push_str(text.get(from..)?);
    Some(shown)
}

/// `scheme://user:password@host` anywhere in the text.
fn without_url_password(text: &str) -> Option<String> {
    let (before, after) = text.split_once("://")?;
    let end = after
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`'))
        .unwrap_or(after.len());
    let (url, rest) = after.split_at_checked(end)?;
    let rest = without_url_password(rest).unwrap_or_else(|| rest.to_owned());
    let url = match url.rsplit_once('@') {
        Some((credentials, place)) => match credentials.split_once(':') {
            Some((user, _)) => format!("{user}:{REDACTED}@{place}"),
            None => url.to_owned(),
        },
        None => url.to_owned(),
    };
    Some(format!("{before}://{url}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asvs_16_2_5_credentials_never_reach_the_log() {
        let check = |input: &str, expected: &str| assert_eq!(redact(input), expected, "{input}");
        check(
            "plain words about authorization",
            "plain words about authorization",
        );
        check(
            "Authorization: Bearer abc.def.ghi",
            "Authorization:[redacted]",
        );
        check(
            r#"{"cookie": "a=b; c=d", "x": 1}"#,
            r#"{"cookie":[redacted]"#,
        );
        check("Set-Cookie: __Host-zehmo_rt_x=1", "Set-Cookie:[redacted]");
        check(
            "got bearer abc.DEF-_~+/= and more",
            "got bearer [redacted] and more",
        );
        check(
            "a eyJhbGciOiJFZERTQSJ9.e30.sig b",
            "a eyJhbGciOi[redacted] b",
        );
        check(
            "x __Host-zehmo_rt_ab12=secret; y",
            "x __Host-zehmo_rt[redacted]; y",
        );
        check(
            "postgres://u:p@ss@h:5432/d and `pg://a:b@c`",
            "postgres://u:[redacted]@h:5432/d and `pg://a:[redacted]@c`",
        );
        check(
            "see https://shop.example/a:b for ₦",
            "see https://shop.example/a:b for ₦",
        );
        check("₦ Bearer tökên", "₦ Bearer [redacted]ökên");
    }
}
