//! What signing in takes.

use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::field::{self, text_rule};

/// What is typed to sign in. Only sizes are checked, so that the answer does not tell what exists.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The user's name, upper or lower case.
    #[garde(custom(text_rule(field::token)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::token))]
    pub username: String,
    /// The password, up to 128 characters.
    #[garde(custom(text_rule(field::password_size)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::password))]
    pub password: String,
    /// A one-time code from an administrator: the name and the password count in spite of failures before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(text_rule(field::token))))]
    #[cfg_attr(feature = "openapi", schema(nullable = false, schema_with = crate::field::schema::token))]
    pub sign_in_code: Option<String>,
    /// The second factor at once: six digits from the phone. After a hundred failures in a row, an unknown browser must send
    /// it here, and no answer tells whether the password was right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(text_rule(field::shown_code))))]
    #[cfg_attr(feature = "openapi", schema(nullable = false, schema_with = crate::field::schema::shown_code))]
    pub code: Option<String>,
    /// A recovery code, in the place of `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(text_rule(field::shown_code))))]
    #[cfg_attr(feature = "openapi", schema(nullable = false, schema_with = crate::field::schema::shown_code))]
    pub recovery_code: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_checks_sizes_only() {
        for (username, password, expected) in [
            ("x", "", true),
            ("someone with spaces", "x", true),
            ("", "x", false),
            ("x", "p".repeat(128).as_str(), true),
            ("x", &"p".repeat(129), false),
        ] {
            let sign_in = SignIn {
                username: username.to_owned(),
                password: password.to_owned(),
                ..SignIn::default()
            };
            assert_eq!(field::check(&sign_in).is_ok(), expected, "{username:?}");
        }
    }
}
