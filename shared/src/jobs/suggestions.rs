//! What the job form suggests while a sale is typed: the customers and items of late.
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::customers::CustomerRef;
use crate::date::Date;
use crate::field::{self, text_rule};
use crate::id::CustomerId;
use crate::money::Money;
use crate::quantity::Quantity;

/// Most customers, and most items, of one answer.
pub const SUGGESTIONS_MAX: u16 = 50;

/// What suggestions are for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(default, deny_unknown_fields)]
pub struct SuggestionQuery {
    /// Words that each begin a word of the customer's name or the item's description; none = those of late.
    #[garde(inner(custom(text_rule(field::search))))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// The customer of the sale, whose items come first.
    #[garde(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
}

/// Customers and items to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestions {
    /// Customers, at most 50: whoever has exactly this name first, then those of late.
    pub customers: Vec<CustomerSuggestion>,
    /// Items, at most 50, each once and as it was last sold: exactly what was asked for first, then the customer's own.
    pub items: Vec<ItemSuggestion>,
    /// Are these all customers that match?
    pub all_customers: bool,
    /// Are these all items that match?
    pub all_items: bool,
}

/// A customer to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerSuggestion {
    /// Which.
    pub id: CustomerId,
    /// The customer's name.
    pub name: String,
    /// The day of their latest job; `null` = none, and for who sees only their own records.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub last_job_on: Option<Date>,
    /// How many jobs there are, without those in the trash; `null` for who sees only their own records.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub jobs: Option<u64>,
}

/// An item as it was last sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemSuggestion {
    /// What was sold.
    pub description: String,
    /// How many or how much.
    pub quantity: Quantity,
    /// For one.
    pub unit_price: Money,
    /// To whom; `null` for a walk-in.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub customer: Option<CustomerRef>,
    /// The day of that sale.
    pub occurred_on: Date,
}

#[cfg(feature = "openapi")]
impl utoipa::IntoParams for SuggestionQuery {
    fn into_params(
        place: impl Fn() -> Option<utoipa::openapi::path::ParameterIn>,
    ) -> Vec<utoipa::openapi::path::Parameter> {
        use utoipa::PartialSchema as _;
        let words = "Words that each begin a word of the customer's name or the item's description; \
                     without them, what was sold of late.";
        let customer = "The customer of the sale, whose items come first.";
        vec![
            crate::schema::parameter(&place, "q", words, crate::field::schema::search()),
            crate::schema::parameter(&place, "customer_id", customer, CustomerId::schema()),
        ]
    }
}
