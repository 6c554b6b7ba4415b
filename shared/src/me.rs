//! The signed-in user: rights, the shop's settings, sessions and the own password.
use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize};

use crate::currency::Currency;
use crate::field::{self, text_rule};
use crate::id::{DeviceId, SessionId, UserId};
use crate::instant::Instant;
use crate::page::{Sort, list_query};
use crate::permission::{Permission, Role};
use crate::tokens::MyToken;

/// Everything that the app needs to begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// Who is signed in.
    pub user: MyUser,
    /// What this user may do now, by role and the shop's settings; asked by a token, what that may be used for.
    #[serde(deserialize_with = "known")]
    pub permissions: Vec<Permission>,
    /// The server's clock when it answered.
    pub server_time: Instant,
    /// Names the browser app that this server brings; a running app asks for a reload when it changes.
    pub build: String,
    /// What the app needs to show amounts and dates.
    pub settings: MySettings,
    /// Until when a second factor must be set up, after which nothing else is open; `null` where none is asked, or one is there.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub factor_due_at: Option<Instant>,
    /// Notices that were not read, up to 100.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 100, example = 0))]
    pub unread_notices: u16,
    /// The personal token that asks; `null` in a session. The app in the browser has none, and does not read it.
    #[serde(skip_deserializing)]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub token: Option<MyToken>,
}

closed_enum! {
    /// Keys by which the own sessions can be ordered.
    SessionSort {
        LastSeenAt = "last_seen_at",
    }
}

list_query! {
    /// The query of the own sessions; the last used first when nothing is said.
    SessionQuery sort SessionSort = Sort::by(SessionSort::LastSeenAt, true), {}
}

/// Which of the own sessions end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct SessionsToEnd {
    /// `true` = all but the one that asks.
    #[serde(default)]
    #[garde(skip)]
    pub others: bool,
}

#[cfg(feature = "openapi")]
impl utoipa::IntoParams for SessionsToEnd {
    fn into_params(
        place: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
    ) -> Vec<utoipa::openapi::path::Parameter> {
        let told = "`true` = all but the one that asks.";
        vec![crate::schema::parameter(
            &place,
            "others",
            told,
            crate::schema::flag(),
        )]
    }
}

/// The signed-in user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyUser {
    /// Who.
    pub id: UserId,
    /// The name signed in with.
    pub username: String,
    /// The address; `null` until an imported user gives one.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub email: Option<String>,
    /// What the user is here for.
    pub role: Role,
}

/// The part of the shop's settings that every page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MySettings {
    /// What the shop is called.
    pub shop_name: String,
    /// The currency of the books.
    pub currency: Currency,
    /// Its decimal places, 0–3.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 3, example = 2))]
    pub currency_exponent: u8,
    /// The shop's time zone: `Africa/Lagos`.
    pub time_zone: String,
}

/// A new password, and the proof that it is the user who wants it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    /// The password as it is now.
    #[garde(custom(text_rule(field::password_size)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::password))]
    pub current: String,
    /// The new one.
    #[garde(custom(text_rule(field::new_password)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::auth::new_password_schema))]
    pub new: String,
    /// Revoke one's personal tokens as well?
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "crate::page::is_default")]
    #[cfg_attr(feature = "openapi", schema(default = false))]
    pub revoke_tokens: bool,
}

/// A session of the signed-in user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MySession {
    /// Which.
    pub id: SessionId,
    /// When it began.
    pub created_at: Instant,
    /// Its last act, to the minute.
    pub last_seen_at: Instant,
    /// The browser as it calls itself.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub user_agent: Option<String>,
    /// The address it was last used from.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub ip: Option<String>,
    /// Is it the one that asks?
    pub current: bool,
}

/// A browser that has passed a full sign-in of this user: no attack on the account from elsewhere slows it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyDevice {
    /// Which.
    pub id: DeviceId,
    /// The browser as it called itself when it became known.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub user_agent: Option<String>,
    /// Since when it is known.
    pub created_at: Instant,
    /// The last sign-in from it.
    pub last_used_at: Instant,
    /// Until when it stays known without another sign-in: 90 days.
    pub expires_at: Instant,
    /// Is it the one that asks?
    pub current: bool,
}

closed_enum! {
    /// Keys by which known browsers can be ordered.
    DeviceSort {
        LastUsedAt = "last_used_at",
    }
}

list_query! {
    /// The query of known browsers; the last used first when nothing is said.
    DeviceQuery sort DeviceSort = Sort::by(DeviceSort::LastUsedAt, true), {}
}

/// Reads the permissions that this build knows and passes over newer ones.
fn known<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Permission>, D::Error> {
    let keys: Vec<String> = Deserialize::deserialize(deserializer)?;
    Ok(keys.iter().flat_map(|key| key.parse()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_of_a_newer_server_is_passed_over() {
        let value = serde_json::json!({
            "user": {"id": "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f", "username": "ada", "email": null, "role": "staff"},
            "permissions": ["jobs.read", "jobs.teleport"],
            "server_time": "2026-11-24T20:11:28.000Z",
            "build": "1",
            "unread_notices": 0,
            "settings": {"shop_name": "A", "currency": "NGN", "currency_exponent": 2, "time_zone": "Africa/Lagos"}
        });
        let me: Me = serde_json::from_value(value).unwrap();
        assert_eq!(me.permissions, [Permission::JobsRead]);
    }
}
