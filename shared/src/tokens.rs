//! Personal access tokens: with one, a program acts as its user, as far as the token's scopes go.
use core::net::IpAddr;

use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::field;
use crate::id::TokenId;
use crate::instant::Instant;
use crate::issue::{FieldCode, FieldIssue};
use crate::page::{Sort, list_query};
use crate::patch;
use crate::permission::Scope;
use crate::text;

/// What every token begins with, so that people and scanners know one when they see it (SECURITY.md §2.10).
pub const PREFIX: &str = "zehmo_pat_";
/// Days that a token counts when nothing is said (API.md §6).
pub const DAYS_DEFAULT: i64 = 90;
/// Most days that a token can count (API.md §6).
pub const DAYS_MAX: i64 = 365;
/// Most addresses that a token can be bound to (ours: each call compares them all).
pub const ADDRESSES_MAX: usize = 20;
/// Most tokens that a user can have at once (ours: each has a budget of calls).
pub const TOKENS_MAX: i64 = 20;

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TokenDraft {
    /// What it is for: `Till in Yaba`.
    #[garde(custom(field::text_rule(field::name)))]
    #[serde(deserialize_with = "text::cleaned")]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::name))]
    pub name: String,
    /// What it may be used for, each once; the own role must allow it.
    #[garde(custom(field::list_rule(each_once)))]
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 9))]
    pub scopes: Vec<Scope>,
    /// The last day on which it counts, by the shop's calendar: today to 365 days ahead. 90 days ahead when nothing is said.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub expires_on: Option<Date>,
    /// Addresses and networks from which alone it counts, up to 20: `192.0.2.7`, `192.0.2.0/24`. From everywhere when there
    /// are none.
    #[garde(
        custom(field::list_rule(few)),
        inner(custom(field::text_rule(network)))
    )]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(schema_with = networks, required = false))]
    pub addresses: Vec<String>,
}

/// A personal access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Token {
    /// Which.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may be used for, as far as its user's role allows.
    pub scopes: Vec<Scope>,
    /// From where alone it counts; empty = from everywhere.
    pub addresses: Vec<String>,
    /// Until when it counts.
    pub expires_at: Instant,
    /// How it ends, to tell it from others.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 4, max_length = 4, example = "x1Qz")
    )]
    pub last_four: String,
    /// Its last use, to the minute; `null` = never used. Calls that were refused do not count.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub last_used_at: Option<Instant>,
    /// From where it was used last.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub last_address: Option<String>,
    /// When it was made.
    pub created_at: Instant,
    /// The token itself: only in the answer that makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(
            nullable = false,
            example = "zehmo_pat_4fJ7kQ2mZ9xL1vB8nC3dS6gH0tR5wYpA000000"
        )
    )]
    pub token: Option<String>,
}

/// The token that asks, as it sees itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyToken {
    /// Which.
    pub id: TokenId,
    /// What it is for.
    pub name: String,
    /// What it may be used for; what `permissions` leaves out of it, the user's role does not allow.
    pub scopes: Vec<Scope>,
    /// Until when it counts.
    pub expires_at: Instant,
}

closed_enum! {
    /// Keys by which tokens can be ordered.
    TokenSort {
        CreatedAt = "created_at",
    }
}

list_query! {
    /// The query of tokens; the newest first when nothing is said.
    TokenQuery sort TokenSort = Sort::by(TokenSort::CreatedAt, true), {}
}

/// One scope or more, each once.
fn each_once(scopes: &[Scope]) -> Vec<FieldIssue> {
    if scopes.is_empty() {
        return vec![FieldIssue::too_short(1, "scope")];
    }
    let mut sorted = scopes.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    match sorted.len() == scopes.len() {
        true => Vec::new(),
        false => vec![FieldIssue::new(
            FieldCode::Duplicate,
            "Name each scope once.",
        )],
    }
}

fn few(addresses: &[String]) -> Vec<FieldIssue> {
    match addresses.len() > ADDRESSES_MAX {
        true => vec![FieldIssue::too_long(ADDRESSES_MAX, "addresses")],
        false => Vec::new(),
    }
}

/// An address, or a network as an address and the number of bits that its members share.
#[must_use]
pub fn network(text: &str) -> Vec<FieldIssue> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let most = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(_)) => Some(32_u8),
        // One spelling for each family: none of `::ffff:192.0.2.7`.
        Ok(IpAddr::V6(_)) if !address.contains('.') => Some(128),
        _ => None,
    };
    let fits = |bits: &str, most: u8| {
        let number = bits.parse::<u8>();
        number.is_ok_and(|number| number <= most && number.to_string() == bits)
    };
    match (most, bits) {
        (Some(_), None) => Vec::new(),
        (Some(most), Some(bits)) if fits(bits, most) => Vec::new(),
        _ => vec![FieldIssue::new(
            FieldCode::BadFormat,
            "Must be an address or a network: 192.0.2.7, 192.0.2.0/24, 2001:db8::/32.",
        )],
    }
}

#[cfg(feature = "openapi")]
fn networks() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
    const BYTE: &str = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    const GROUP: &str = "[0-9A-Fa-f]{1,4}";
    let v4 = format!(r"({BYTE}\.){{3}}{BYTE}(/([12]?[0-9]|3[0-2]))?");
    // As many groups before the `::` as it leaves room for behind it.
    let mut v6 = vec![
        format!("({GROUP}:){{7}}{GROUP}"),
        format!("({GROUP}:){{1,7}}:"),
        format!(":(:{GROUP}){{1,7}}"),
        "::".to_owned(),
    ];
    v6.extend((1..=6).map(|after| format!("({GROUP}:){{1,{}}}(:{GROUP}){{1,{after}}}", 7 - after)));
    let v6 = v6.join("|");
    let one = crate::schema::text("An address or a network.")
        .pattern(Some(format!(
            "^({v4}|({v6})(/([1-9]?[0-9]|1[01][0-9]|12[0-8]))?)$"
        )))
        .examples(["192.0.2.0/24"]);
    utoipa::openapi::schema::ArrayBuilder::new()
        .items(one.build())
        .max_items(Some(ADDRESSES_MAX))
        .description(Some(
            "Addresses and networks from which alone it counts; from everywhere when there are none.",
        ))
        .build()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn codes(body: serde_json::Value) -> Vec<(String, FieldCode)> {
        let draft: TokenDraft = serde_json::from_value(body).unwrap();
        let errors = field::check(&draft).err().unwrap_or_default();
        let at =
            |error: crate::problem::FieldError| (error.pointer.unwrap_or_default(), error.code);
        errors.into_iter().map(at).collect()
    }

    #[test]
    fn a_token_has_a_name_and_each_scope_once() {
        for (name, scopes, expected) in [
            ("Till", json!(["jobs.read", "jobs.write"]), vec![]),
            (
                "",
                json!(["jobs.read"]),
                vec![("#/name", FieldCode::Required)],
            ),
            ("Till", json!([]), vec![("#/scopes", FieldCode::TooShort)]),
            (
                "Till",
                json!(["jobs.read", "jobs.read"]),
                vec![("#/scopes", FieldCode::Duplicate)],
            ),
        ] {
            let told = codes(json!({"name": name, "scopes": scopes}));
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(at, code)| (at.to_owned(), code))
                .collect();
            assert_eq!(told, expected, "{name} {scopes}");
        }
        let unknown = json!({"name": "Till", "scopes": ["users.write"]});
        assert!(serde_json::from_value::<TokenDraft>(unknown).is_err());
    }

    #[test]
    fn addresses_and_networks_are_told_from_names() {
        for (text, is_one) in [
            ("192.0.2.7", true),
            ("192.0.2.0/24", true),
            ("192.0.2.0/0", true),
            ("2001:db8::7", true),
            ("2001:db8::/128", true),
            ("192.0.2.0/33", false),
            ("2001:db8::/129", false),
            ("192.0.2.0/", false),
            ("192.0.2.0/+8", false),
            ("192.0.2.0/08", false),
            ("::ffff:192.0.2.7", false),
            ("::", true),
            ("::1", true),
            ("192.0.2.0/8/8", false),
            ("192.0.2", false),
            ("192.0.2.7 ", false),
            ("shop.example", false),
            ("", false),
        ] {
            assert_eq!(network(text).is_empty(), is_one, "{text:?}");
        }
    }
}
