//! Signing in and staying signed in.
mod sign_in;

use garde::Validate;
use serde::{Deserialize, Serialize};

pub use self::sign_in::SignIn;

use crate::field::{self, FieldIssue, text_rule};
use crate::instant::Instant;
use crate::problem::FieldCode;

/// A session as it is given out; the refresh token travels in a cookie beside it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The JWT for `Authorization: Bearer …`; keep it in memory only.
    pub access_token: String,
    /// When the access token ends: 10 minutes from now, or with the session.
    pub expires_at: Instant,
    /// For the header of requests that use the cookie; good for an hour.
    pub csrf_token: String,
    /// When the session ends unless something is done.
    pub idle_expires_at: Instant,
    /// When the session ends in any case.
    pub session_expires_at: Instant,
    /// Must the password be changed before anything else?
    pub must_change_password: bool,
}

/// A proof that the one who is signed in is still the one who sits there.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepUp {
    /// The password of the one who is signed in.
    #[garde(custom(text_rule(field::password_size)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::password))]
    pub password: String,
    /// Whoever has a second factor shows that, too: six digits from the app on the phone,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(text_rule(field::shown_code))))]
    #[cfg_attr(feature = "openapi", schema(nullable = false, schema_with = crate::field::schema::shown_code))]
    pub code: Option<String>,
    /// or a recovery code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(text_rule(field::shown_code))))]
    #[cfg_attr(feature = "openapi", schema(nullable = false, schema_with = crate::field::schema::shown_code))]
    pub recovery_code: Option<String>,
}

/// A fresh CSRF token of a live session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CsrfToken {
    /// For the header of requests that use the cookie.
    pub csrf_token: String,
    /// An hour from when it was made.
    pub expires_at: Instant,
}

/// A one-time code and the password chosen with it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Activate {
    /// The code that an administrator handed over.
    #[garde(custom(text_rule(field::token)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::token))]
    pub code: String,
    /// The new password.
    #[garde(custom(text_rule(field::new_password)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::auth::new_password_schema))]
    pub password: String,
}

/// A new password; the policy (`GET /auth/password-policy`) asks for more than its size.
#[cfg(feature = "openapi")]
pub(crate) fn new_password_schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
    let description = "A new password; see `GET /auth/password-policy`.";
    field::schema::secret(description, 1, field::PASSWORD_MAX)
}

/// What a new password must have; the form shows it, the server insists on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordPolicy {
    /// Fewest characters (code points).
    #[cfg_attr(feature = "openapi", schema(minimum = 8, maximum = 128, example = 8))]
    pub min_length: u16,
    /// Most characters (code points).
    #[cfg_attr(
        feature = "openapi",
        schema(minimum = 128, maximum = 128, example = 128)
    )]
    pub max_length: u16,
    /// Must there be a capital letter, of any script?
    pub needs_uppercase: bool,
    /// Must there be a small letter, of any script?
    pub needs_lowercase: bool,
    /// Must there be a digit, of any script?
    pub needs_number: bool,
    /// Must there be a character that is neither letter nor digit (a space counts)?
    pub needs_special: bool,
    /// Least strength that the server accepts, by zxcvbn's scale of 0–4.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 4, example = 2))]
    pub min_strength: u8,
    /// Does the server also refuse well-known passwords and those made of names that belong to the account?
    pub refuses_known: bool,
}

impl PasswordPolicy {
    /// The business's security guide to the letter (SECURITY.md G32–G36): 8 characters, four classes.
    pub const GUIDE: Self = Self {
        min_length: 8,
        max_length: 128,
        needs_uppercase: true,
        needs_lowercase: true,
        needs_number: true,
        needs_special: true,
        min_strength: 2,
        refuses_known: true,
    };

    /// ASVS 5.0 level 2: at least 15 characters of any kind.
    pub const ASVS_L2: Self = Self {
        min_length: 15,
        needs_uppercase: false,
        needs_lowercase: false,
        needs_number: false,
        needs_special: false,
        min_strength: 3,
        ..Self::GUIDE
    };

    /// Everything that the length and composition rules find wrong with a password, at once.
    ///
    /// Strength and well-known passwords are the server's to judge.
    #[must_use]
    pub fn check(&self, password: &str) -> Vec<FieldIssue> {
        let size = field::new_password(password);
        if !size.is_empty() {
            return size;
        }
        let min = usize::from(self.min_length);
        let mut issues = Vec::new();
        if password.chars().count() < min {
            issues.push(FieldIssue::too_short(min, "characters"));
        }
        issues.extend(self.missing_classes(password).map(|(code, what)| {
            FieldIssue::new(code, format!("Must contain at least one {what}."))
        }));
        issues
    }

    fn missing_classes(&self, password: &str) -> impl Iterator<Item = (FieldCode, &'static str)> {
        let has = |class: fn(char) -> bool| password.chars().any(class);
        let special = |c: char| !c.is_alphabetic() && !c.is_numeric();
        [
            (
                self.needs_uppercase && !has(char::is_uppercase),
                FieldCode::MissingUppercase,
                "capital letter",
            ),
            (
                self.needs_lowercase && !has(char::is_lowercase),
                FieldCode::MissingLowercase,
                "small letter",
            ),
            (
                self.needs_number && !has(char::is_numeric),
                FieldCode::MissingNumber,
                "number",
            ),
            (
                self.needs_special && !has(special),
                FieldCode::MissingSpecial,
                "character that is neither letter nor number",
            ),
        ]
        .into_iter()
        .filter(|(missing, ..)| *missing)
        .map(|(_, code, what)| (code, what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FieldCode::{
        MissingLowercase, MissingNumber, MissingSpecial, MissingUppercase, Required, TooLong,
        TooShort,
    };

    fn check(policy: PasswordPolicy, input: &str, expected: &[FieldCode]) {
        let found: Vec<FieldCode> = policy
            .check(input)
            .into_iter()
            .map(|issue| issue.code)
            .collect();
        assert_eq!(found, expected, "{input:?}");
    }

    #[test]
    fn g32_seven_characters_are_too_short() {
        check(PasswordPolicy::GUIDE, "aB3$xyz", &[TooShort]);
        check(PasswordPolicy::GUIDE, "aB3$xyzw", &[]);
        check(PasswordPolicy::GUIDE, "ọB3$ẹyz", &[TooShort]);
        check(PasswordPolicy::GUIDE, "ọB3$ẹyzw", &[]);
    }

    #[test]
    fn g33_an_uppercase_letter_is_missing() {
        check(PasswordPolicy::GUIDE, "ab3$xyzw", &[MissingUppercase]);
        check(PasswordPolicy::GUIDE, "ab3$xyzỌ", &[]);
    }

    #[test]
    fn g34_a_lowercase_letter_is_missing() {
        check(PasswordPolicy::GUIDE, "AB3$XYZW", &[MissingLowercase]);
        check(PasswordPolicy::GUIDE, "AB3$XYZж", &[]);
    }

    #[test]
    fn g35_a_number_is_missing() {
        check(PasswordPolicy::GUIDE, "aBc$xyzw", &[MissingNumber]);
        check(PasswordPolicy::GUIDE, "aBc$xyz٣", &[]);
    }

    #[test]
    fn g36_a_special_character_is_missing_and_a_space_is_one() {
        check(PasswordPolicy::GUIDE, "aB3cxyzw", &[MissingSpecial]);
        check(PasswordPolicy::GUIDE, "aB3cxỌzw", &[MissingSpecial]);
        check(PasswordPolicy::GUIDE, "aB3c xyz", &[]);
        check(PasswordPolicy::GUIDE, "aB3cxyz🙂", &[]);
    }

    #[test]
    fn g36_all_failures_are_told_at_once() {
        check(
            PasswordPolicy::GUIDE,
            "東",
            &[
                TooShort,
                MissingUppercase,
                MissingLowercase,
                MissingNumber,
                MissingSpecial,
            ],
        );
        check(PasswordPolicy::GUIDE, "", &[Required]);
        check(PasswordPolicy::GUIDE, &"aB3$".repeat(33), &[TooLong]);
    }

    #[test]
    fn asvs_6_2_1_fifteen_characters_of_any_kind() {
        check(PasswordPolicy::ASVS_L2, "correct horse b", &[]);
        check(PasswordPolicy::ASVS_L2, "aB3$xyzwaB3$xy", &[TooShort]);
    }
}
