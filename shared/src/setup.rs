//! The first run: the first administrator and the shop.
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::field::{self, text_rule};
use crate::text;
use crate::users::User;

/// The first administrator and the shop's settings, with the one-time token from the data folder.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupDraft {
    /// The content of `DATA_DIR/setup-token`.
    #[garde(custom(text_rule(field::token)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::token))]
    pub token: String,
    /// The administrator's name to sign in with.
    #[garde(custom(text_rule(field::username)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::username))]
    pub username: String,
    /// The administrator's address.
    #[garde(custom(text_rule(field::email)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::email))]
    pub email: String,
    /// The administrator's password.
    #[garde(custom(text_rule(field::new_password)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::auth::new_password_schema))]
    pub password: String,
    /// What the shop is called.
    #[garde(custom(text_rule(field::name)))]
    #[serde(deserialize_with = "text::cleaned")]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::name))]
    pub shop_name: String,
    /// The currency of the books; fixed with the first amount recorded.
    #[garde(skip)]
    pub currency: Currency,
    /// Where the shop's day begins and ends: `Africa/Lagos`.
    #[garde(custom(text_rule(field::time_zone)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::time_zone))]
    pub time_zone: String,
}

/// The first administrator, who can sign in now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetupDone {
    /// The administrator.
    pub user: User,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::FieldCode;

    fn draft() -> SetupDraft {
        SetupDraft {
            token: "t".to_owned(),
            username: "ada".to_owned(),
            email: "ada@example.com".to_owned(),
            password: "aB3$xyzw".to_owned(),
            shop_name: "Ada's Prints".to_owned(),
            currency: Currency::NGN,
            time_zone: "Africa/Lagos".to_owned(),
        }
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        assert_eq!(field::check(&draft()), Ok(()));
        let wrong = SetupDraft {
            username: "a b".to_owned(),
            email: String::new(),
            shop_name: " ".to_owned(),
            ..draft()
        };
        let errors = field::check(&wrong).unwrap_err();
        let found: Vec<_> = errors
            .iter()
            .map(|error| (error.pointer.as_deref(), error.code))
            .collect();
        let expected = [
            (Some("#/email"), FieldCode::Required),
            (Some("#/shop_name"), FieldCode::Required),
            (Some("#/username"), FieldCode::BadFormat),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_shop_name_is_cleaned_as_it_is_read() {
        let mut value = serde_json::to_value(draft()).unwrap();
        value["shop_name"] = "  Ada's Prints ".into();
        assert_eq!(
            serde_json::from_value::<SetupDraft>(value)
                .unwrap()
                .shop_name,
            "Ada's Prints"
        );
    }
}
