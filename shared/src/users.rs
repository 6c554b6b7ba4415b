//! Users: who may sign in, and in which role.
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::field::{self, text_rule};
use crate::id::{Rev, UserId};
use crate::instant::Instant;
use crate::page::{Sort, list_query};
use crate::patch;
use crate::permission::Role;

/// A user where only the name matters: who made a record, who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserRef {
    /// Who.
    pub id: UserId,
    /// The name signed in with: `ada_obi`.
    pub username: String,
}

/// A user as administrators and auditors see one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Who.
    pub id: UserId,
    /// The name signed in with, 3–20 letters, numbers and underscores.
    pub username: String,
    /// The address; `null` for imported users until they give one, and for readers who may not know it (auditors).
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub email: Option<String>,
    /// What the user is here for.
    pub role: Role,
    /// Since when the user cannot sign in; `null` = can.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub disabled_at: Option<Instant>,
    /// The last act in any session, to the minute; `null` = never signed in.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub last_seen_at: Option<Instant>,
    /// Must the password be changed at the next sign-in?
    pub must_change_password: bool,
    /// When the user was added.
    pub created_at: Instant,
    /// When the user was last changed.
    pub updated_at: Instant,
    /// The revision, for `If-Match`.
    pub rev: Rev,
}

/// A user to be added. Without a password the answer holds a one-time code with which the user chooses one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserDraft {
    /// The name to sign in with; unique without regard to case.
    #[garde(custom(text_rule(field::username)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::username))]
    pub username: String,
    /// The address; unique without regard to case.
    #[garde(custom(text_rule(field::email)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::email))]
    pub email: String,
    /// What the user is here for.
    #[garde(skip)]
    pub role: Role,
    /// A first password, which the user must change; better left out.
    #[garde(inner(custom(text_rule(field::new_password))))]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::auth::new_password_schema, required = false))]
    pub password: Option<String>,
}

/// A change of a user; nobody changes the own role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserPatch {
    /// Another name to sign in with.
    #[garde(inner(custom(text_rule(field::username))))]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::username, required = false))]
    pub username: Option<String>,
    /// Another address.
    #[garde(inner(custom(text_rule(field::email))))]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::email, required = false))]
    pub email: Option<String>,
    /// Another role; takes effect with the user's next request.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub role: Option<Role>,
}

/// A user that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserCreated {
    /// The user.
    pub user: User,
    /// The one-time code to hand over, shown this once; `null` when a password was given.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub activation_code: Option<String>,
    /// Until when the code works; `null` when there is none.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub expires_at: Option<Instant>,
}

/// A one-time code with which a user chooses a new password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UserCode {
    /// The code to hand over, shown this once.
    pub code: String,
    /// Until when it works.
    pub expires_at: Instant,
}

closed_enum! {
    /// Keys by which users can be ordered.
    UserSort {
        Username = "username",
        Role = "role",
        LastSeenAt = "last_seen_at",
        CreatedAt = "created_at",
    }
}

list_query! {
    /// Which users, in which order.
    UserQuery sort UserSort = Sort::by(UserSort::Username, false), {
        /// Only these roles (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        role: Vec<Role> => crate::field::schema::many(<Role as utoipa::PartialSchema>::schema()),
        /// `true` = only disabled users, `false` = only those who can sign in.
        #[garde(skip)]
        disabled: Option<bool> => crate::schema::flag(),
        /// Words that each begin a word of the username or address.
        #[garde(inner(custom(text_rule(field::search))))]
        q: Option<String> => crate::field::schema::search(),
        /// Only users changed at or after this moment.
        #[garde(skip)]
        updated_since: Option<Instant> => crate::schema::instant(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::FieldCode;
    use serde_json::json;

    #[test]
    fn g43_a_new_user_needs_an_address_beside_the_name() {
        for (username, email, expected) in [
            ("ada", "ada@example.com", vec![]),
            ("", "", vec![FieldCode::Required, FieldCode::Required]),
            ("a", "ada", vec![FieldCode::BadFormat, FieldCode::TooShort]),
            ("ada\n", "ada@example.com", vec![FieldCode::BadFormat]),
        ] {
            let body = json!({"username": username, "email": email, "role": "staff"});
            let draft: UserDraft = serde_json::from_value(body).unwrap();
            let errors = field::check(&draft).err().unwrap_or_default();
            let codes: Vec<FieldCode> = errors.iter().map(|error| error.code).collect();
            assert_eq!(codes, expected, "{username:?} {email:?}");
        }
    }

    #[test]
    fn g38_what_only_the_server_sets_is_refused() {
        for (key, value) in [
            ("id", json!("01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f")),
            ("must_change_password", json!(false)),
            ("password_hash", json!("x")),
            ("password", json!(null)),
            ("role", json!("owner")),
        ] {
            let mut body = json!({"username": "ada", "email": "ada@example.com", "role": "staff"});
            body[key] = value;
            assert!(serde_json::from_value::<UserDraft>(body).is_err(), "{key}");
        }
        assert!(serde_json::from_value::<UserPatch>(json!({"email": null})).is_err());
        assert!(serde_json::from_value::<UserPatch>(json!({"password": "x"})).is_err());
    }
}
