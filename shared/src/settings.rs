//! The shop's settings.
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::field::{self, text_rule};
use crate::id::Rev;
use crate::instant::Instant;
use crate::patch;
use crate::permission::ShopRules;

/// The shop's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Settings {
    /// What the shop is called.
    pub shop_name: String,
    /// The currency of the books.
    pub currency: Currency,
    /// Its decimal places, 0–3.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, maximum = 3, example = 2))]
    pub currency_exponent: u8,
    /// Where the shop's day begins and ends: `Africa/Lagos`.
    pub time_zone: String,
    /// May staff see business figures?
    pub staff_see_figures: bool,
    /// When the settings were last changed.
    pub updated_at: Instant,
    /// The revision, for `If-Match`.
    pub rev: Rev,
}

impl Settings {
    /// The part that decides about permissions.
    #[must_use]
    pub const fn rules(&self) -> ShopRules {
        ShopRules {
            staff_see_figures: self.staff_see_figures,
        }
    }
}

/// A change of the settings: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingsPatch {
    /// Another name.
    #[garde(inner(custom(text_rule(field::name))))]
    #[serde(
        default,
        deserialize_with = "patch::given_text",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::name, required = false))]
    pub shop_name: Option<String>,
    /// Another currency; only before the first amount is recorded.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub currency: Option<Currency>,
    /// Another time zone; days already recorded stay as they are.
    #[garde(inner(custom(text_rule(field::time_zone))))]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::time_zone, required = false))]
    pub time_zone: Option<String>,
    /// May staff see business figures?
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub staff_see_figures: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::FieldCode;
    use serde_json::json;

    #[test]
    fn a_patch_keeps_what_it_does_not_name_and_clears_nothing() {
        let patch: SettingsPatch =
            serde_json::from_value(json!({"shop_name": "  Ada's "})).unwrap();
        assert_eq!(patch.shop_name.as_deref(), Some("Ada's"));
        assert_eq!((patch.currency, patch.staff_see_figures), (None, None));
        for refused in [
            json!({"shop_name": null}),
            json!({"currency": "ngn"}),
            json!({"staff_see_figures": "yes"}),
            json!({"currency_exponent": 2}),
        ] {
            assert!(
                serde_json::from_value::<SettingsPatch>(refused.clone()).is_err(),
                "{refused}"
            );
        }
    }

    #[test]
    fn wrong_names_and_zones_are_found() {
        let patch: SettingsPatch =
            serde_json::from_value(json!({"shop_name": "", "time_zone": "../Lagos"})).unwrap();
        let errors = field::check(&patch).unwrap_err();
        let found: Vec<_> = errors
            .iter()
            .map(|error| (error.pointer.as_deref(), error.code))
            .collect();
        let expected = [
            (Some("#/shop_name"), FieldCode::Required),
            (Some("#/time_zone"), FieldCode::BadFormat),
        ];
        assert_eq!(found, expected);
    }
}
