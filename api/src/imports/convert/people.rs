//! The original's users: names in our form, two roles, and only passwords that not everybody knows.

use std::collections::HashSet;

use shared::field;
use shared::imports::ImportTable;
use shared::permission::Role;
use shared::text;

use super::source_facts::{PASSWORD, fact};
use super::{Converted, Head, NewUser, digest};
use crate::auth::werkzeug::Werkzeug;
use crate::imports::source::{OldUser, Text, Value};

/// What the original prints on its sign-in page.
const PUBLISHED: [&[u8]; 2] = [b"admin123", b"user123"];

/// The old ids of users whose password is one of the two published ones. Costs two checks a user, and tells of each one;
/// stops when told.
pub fn published_passwords(
    users: &[OldUser],
    is_over: impl Fn() -> bool,
    checked: impl Fn(),
) -> Option<Vec<String>> {
    let mut found = Vec::new();
    for user in users {
        if is_over() {
            return None;
        }
        let fits = Werkzeug::parse(&user.password_hash)
            .is_some_and(|hash| PUBLISHED.iter().any(|password| hash.verify(password)));
        if fits {
            found.push(user.id.shown());
        }
        checked();
    }
    Some(found)
}

pub fn convert(users: &[OldUser], published: &[String]) -> Vec<Converted<NewUser>> {
    let mut seen = HashSet::new();
    users
        .iter()
        .map(|user| {
            let is_first = seen.insert(user.id.shown());
            one(user, published, is_first)
        })
        .collect()
}

fn one(user: &OldUser, published: &[String], is_first: bool) -> Converted<NewUser> {
    let old_id = user.id.shown();
    let mut reasons = Vec::new();
    let role = match user.role.text() {
        Some("admin") => Role::Admin,
        Some("normal") => Role::Staff,
        _ => {
            reasons.push(format!("The role “{}” becomes staff", user.role.shown()));
            Role::Staff
        }
    };
    let password_hash = if published.contains(&old_id) {
        reasons.push(
            "The password is a published one, so a code from an administrator is needed".to_owned(),
        );
        None
    } else if Werkzeug::parse(&user.password_hash).is_none() {
        reasons.push(
            "The password cannot be read, so a code from an administrator is needed".to_owned(),
        );
        None
    } else {
        Some(user.password_hash.clone())
    };
    let hash = Value::Text(Text::of(user.password_hash.as_bytes()));
    let mut head = Head {
        table: ImportTable::Users,
        created: user.username.spelled(),
        digest: digest(&[&hash, &user.role]),
        said: vec![
            fact("role", user.role.shown()),
            fact(PASSWORD, digest(&[&hash])),
        ],
        label: user.username.shown(),
        occurred_at: None,
        reasons,
        old_id,
    };
    if !matches!(user.id, Value::Integer(_)) || !is_first {
        head.reasons = vec![super::records::no_id(&user.id)];
        return Converted {
            head,
            content: None,
        };
    }
    let content = NewUser {
        username: name(user.username.text().unwrap_or_default()),
        role,
        password_hash,
    };
    Converted {
        head,
        content: Some(content),
    }
}

/// An old name as `[a-z0-9_]{3,20}`: "Mary Jane" is mary_jane, "Ọlá" is ola.
fn name(old: &str) -> String {
    let mapped: String = text::fold(old)
        .chars()
        .map(|letter| match letter.is_ascii_alphanumeric() {
            true => letter,
            false => '_',
        })
        .take(field::USERNAME_MAX)
        .collect();
    if mapped.bytes().all(|byte| byte == b'_') {
        return "user".to_owned();
    }
    let min = field::USERNAME_MIN;
    format!("{mapped:_<min$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_our_form() {
        for (old, expected) in [
            ("admin", "admin"),
            ("BOB ", "bob"),
            ("Mary Jane", "mary_jane"),
            ("Ọláńrewájú", "olanrewaju"),
            ("al", "al_"),
            ("名前", "user"),
            ("", "user"),
            ("a.b@example.com", "a_b_example_com"),
            ("x", "x__"),
            ("clerk_1", "clerk_1"),
            ("averyveryverylongusername", "averyveryverylonguse"),
        ] {
            assert_eq!(name(old), expected, "{old:?}");
            assert!(field::username(&name(old)).is_empty(), "{old:?}");
        }
    }
}
