//! Jobs as they come in: a draft, its lines, a change, and the rules that these obey.
use garde::Validate;
use serde::{Deserialize, Serialize};

use super::{DraftStatus, PaymentMethod};
use crate::currency::Currency;
use crate::date::Date;
use crate::field::{self, FieldIssue, text_rule};
use crate::id::{CustomerId, ItemId, JobId};
use crate::money::Money;
use crate::problem::FieldCode;
use crate::quantity::Quantity;
use crate::{patch, text};

/// A job to be recorded. The customer is given by id, by name, or not at all (a walk-in).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobDraft {
    /// An id chosen by the client, so that a repeated request cannot record the job twice.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub id: Option<JobId>,
    /// A known customer.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub customer_id: Option<CustomerId>,
    /// A customer by name; one that is not known yet is added. Not together with `customer_id`.
    #[garde(inner(custom(text_rule(field::name))), custom(field::together(one_customer(self.customer_id.is_some(), self.customer_name.is_some()))))]
    #[serde(
        default,
        deserialize_with = "patch::given_text",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::name, required = false))]
    pub customer_name: Option<String>,
    /// The lines, 1 to 200.
    #[garde(
        custom(field::list_rule(field::items)),
        custom(field::list_rule(sum)),
        dive
    )]
    #[cfg_attr(feature = "openapi", schema(min_items = 1, max_items = 200))]
    pub items: Vec<ItemDraft>,
    /// How it is paid; cash when not said.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub payment_method: Option<PaymentMethod>,
    /// The shop's day on which it took place; today when not said.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub occurred_on: Option<Date>,
    /// Whether it is finished already; open when not said.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub status: Option<DraftStatus>,
}

/// A line to be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemDraft {
    /// In a new job an id chosen by the client; in a change the line that stays (without = a new line).
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub id: Option<ItemId>,
    /// What is made or sold, 1–200 characters.
    #[garde(custom(text_rule(field::description)))]
    #[serde(deserialize_with = "text::cleaned")]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::description))]
    pub description: String,
    /// How many or how much, 0.001 to 9 999 999.
    #[garde(custom(field::rule(field::quantity)))]
    pub quantity: Quantity,
    /// For one, 0 to 10¹² minor units of the shop's currency.
    #[garde(custom(field::rule(field::price)), custom(field::together(field::line_total(Some(self.quantity), Some(self.unit_price)))))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::price))]
    pub unit_price: Money,
}

/// A change of a job: what is absent stays; `null` makes it a walk-in's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobPatch {
    /// Another known customer; `null` = a walk-in.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::clearable",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CustomerId>))]
    pub customer_id: Option<Option<CustomerId>>,
    /// Another customer by name; one that is not known yet is added. Not together with `customer_id`.
    #[garde(inner(custom(text_rule(field::name))), custom(field::together(one_customer(self.customer_id.is_some(), self.customer_name.is_some()))))]
    #[serde(
        default,
        deserialize_with = "patch::given_text",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::name, required = false))]
    pub customer_name: Option<String>,
    /// All lines anew, 1 to 200.
    #[garde(
        custom(field::given_list(field::items)),
        custom(field::given_list(sum)),
        dive
    )]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, min_items = 1, max_items = 200)
    )]
    pub items: Option<Vec<ItemDraft>>,
    /// Another way to pay.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub payment_method: Option<PaymentMethod>,
    /// Another day on which it took place.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub occurred_on: Option<Date>,
    /// Another day on which it was completed, from `occurred_on` to today; only of a completed job.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub completed_on: Option<Date>,
}

/// The total of one line; `None` beyond the limit of money.
#[must_use]
pub fn line_total(item: &ItemDraft) -> Option<Money> {
    Money::line(item.quantity, item.unit_price)
}

/// The total of a job's lines in one currency; `None` beyond the limit of money or between currencies.
#[must_use]
pub fn total(currency: Currency, items: &[ItemDraft]) -> Option<Money> {
    items.iter().try_fold(Money::zero(currency), |sum, item| {
        sum.checked_add(line_total(item)?)
    })
}

/// A customer is given by id or by name, not by both.
fn one_customer(by_id: bool, by_name: bool) -> Option<FieldIssue> {
    let both = by_id && by_name;
    both.then(|| {
        FieldIssue::new(
            FieldCode::Duplicate,
            "Give the customer by id or by name, not both.",
        )
    })
}

/// Rule: the sum of the lines stays within the limit of money, as far as each of them does. A currency that is not the
/// shop's is found at its line by the server.
fn sum(items: &[ItemDraft]) -> Vec<FieldIssue> {
    let Some(first) = items.first() else {
        return Vec::new();
    };
    let currency = first.unit_price.currency();
    let is_told_elsewhere =
        |item: &ItemDraft| item.unit_price.currency() != currency || line_total(item).is_none();
    match total(currency, items) {
        None if !items.iter().any(is_told_elsewhere) => {
            vec![field::too_much(currency)]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
