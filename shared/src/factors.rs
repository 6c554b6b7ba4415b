//! The second factor: an app on the phone that shows codes, and recovery codes for the day on which the phone is gone.
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::field::{self, text_rule};
use crate::instant::Instant;

/// The second factor of a sign-in that waits: one of `code` and `recovery_code`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondFactor {
    /// From the problem `mfa_required`.
    #[garde(custom(text_rule(field::token)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::token))]
    pub ticket: String,
    /// Six digits that the app on the phone shows; spaces do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(text_rule(field::shown_code))))]
    #[cfg_attr(feature = "openapi", schema(nullable = false, schema_with = crate::field::schema::shown_code))]
    pub code: Option<String>,
    /// One of the ten recovery codes, 24 letters and digits; case, spaces and dashes do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(custom(text_rule(field::shown_code))))]
    #[cfg_attr(feature = "openapi", schema(nullable = false, schema_with = crate::field::schema::shown_code))]
    pub recovery_code: Option<String>,
}

/// The own second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Factors {
    /// The app on the phone; `null` when there is none.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub totp: Option<TotpFactor>,
    /// Recovery codes that were not used, 0–10.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 10, example = 10))]
    pub recovery_codes_left: u8,
}

/// An app that shows codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpFactor {
    /// Since when it counts.
    pub since: Instant,
}

/// A secret for an app on the phone (RFC 6238: SHA-1, six digits, 30 seconds); shown once, counts when a code proves it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpSecret {
    /// In base 32, for typing: 32 letters and digits.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    )]
    pub secret: String,
    /// The address that the picture holds.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "otpauth://totp/Kingsway%20Labels:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Kingsway%20Labels"
        )
    )]
    pub otpauth: String,
    /// The picture.
    pub qr: Qr,
}

/// A QR code, drawn by whoever shows it: nothing is fetched from anywhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Qr {
    /// Its side in modules, without the quiet border of four that it needs.
    #[cfg_attr(feature = "openapi", schema(minimum = 21, maximum = 177, example = 41))]
    pub size: u16,
    /// Its dark modules as the `d` of an SVG path, each module one by one.
    #[cfg_attr(feature = "openapi", schema(example = "M0 0h7v1h-7z"))]
    pub path: String,
}

/// The first code of an app on the phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TotpCode {
    /// Six digits that the app shows; spaces do not count.
    #[garde(custom(text_rule(field::shown_code)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::shown_code))]
    pub code: String,
}

/// Recovery codes; shown once, each counts once. Earlier ones count no more.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoveryCodes {
    /// Ten, of 24 letters and digits each.
    #[cfg_attr(feature = "openapi", schema(min_items = 10, max_items = 10))]
    pub recovery_codes: Vec<String>,
}
