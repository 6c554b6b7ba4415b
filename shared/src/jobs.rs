//! Jobs: a sale or order with its lines.
mod actions;
mod query;

use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::customers::CustomerRef;
use crate::date::Date;
use crate::field::{self, FieldIssue, text_rule};
use crate::id::{CustomerId, ItemId, JobId, Rev};
use crate::instant::Instant;
use crate::money::Money;
use crate::problem::FieldCode;
use crate::quantity::Quantity;
use crate::users::UserRef;
use crate::{patch, text};

pub use actions::{JobAction, actions};
pub use query::{JobFilter, JobQuery, JobSort};

closed_enum! {
    /// How far a job is.
    JobStatus {
        /// Accepted, not finished (“Incomplete”).
        Open = "open",
        /// Finished, waiting to be fetched.
        Ready = "ready",
        /// Finished and handed over (“Completed”); counts as revenue.
        Done = "done",
        /// Cancelled; keeps its number.
        Void = "void",
    }
}

closed_enum! {
    /// The status that a new job may have.
    DraftStatus {
        /// Not finished; what is meant when nothing is said.
        Open = "open",
        /// Finished and handed over.
        Done = "done",
    }
}

closed_enum! {
    /// How a job is paid.
    PaymentMethod {
        /// Cash; what is meant when nothing is said.
        Cash = "cash",
        /// Bank transfer.
        Transfer = "transfer",
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    /// Which.
    pub id: JobId,
    /// The number for people, gapless in its year: `J-2026-00042`.
    #[cfg_attr(feature = "openapi", schema(example = "J-2026-00042"))]
    pub number: String,
    /// Who ordered it; `null` for a walk-in.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub customer: Option<CustomerRef>,
    /// How far it is.
    pub status: JobStatus,
    /// Its lines, in the order typed; an imported job may have none.
    pub items: Vec<JobItem>,
    /// The sum of the lines.
    pub total: Money,
    /// How it is paid.
    pub payment_method: PaymentMethod,
    /// When it was recorded, or took place when given afterwards.
    pub occurred_at: Instant,
    /// The shop's day of that.
    pub occurred_on: Date,
    /// When it was completed; `null` = is not.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub completed_at: Option<Instant>,
    /// The shop's day of that; revenue counts by it.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub completed_on: Option<Date>,
    /// Who recorded it.
    pub created_by: UserRef,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Since when it is in the trash; `null` = is not.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub deleted_at: Option<Instant>,
    /// The revision, for `If-Match`.
    pub rev: Rev,
}

/// A line of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobItem {
    /// Which.
    pub id: ItemId,
    /// What was made or sold.
    pub description: String,
    /// How many or how much.
    pub quantity: Quantity,
    /// For one.
    pub unit_price: Money,
    /// Quantity × unit price, rounded half away from zero.
    pub line_total: Money,
}

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
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schema::name, required = false))]
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
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schema::description))]
    pub description: String,
    /// How many or how much, 0.001 to 9 999 999.
    #[garde(custom(field::rule(field::quantity)))]
    pub quantity: Quantity,
    /// For one, 0 to 10¹² minor units of the shop's currency.
    #[garde(custom(field::rule(field::price)))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schema::price))]
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
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schema::name, required = false))]
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

impl JobStatus {
    /// What people read: `Incomplete`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "Incomplete",
            Self::Ready => "Ready",
            Self::Done => "Completed",
            Self::Void => "Void",
        }
    }
}

impl PaymentMethod {
    /// What people read: `Cash`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cash => "Cash",
            Self::Transfer => "Transfer",
        }
    }
}

/// The number for people: `number(2026, 42) == "J-2026-00042"`; beyond 99 999 it grows by a digit.
#[must_use]
pub fn number(year: i64, place: i64) -> String {
    format!("J-{year:04}-{place:05}")
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

/// Rule: the lines are of one currency and their sum stays within the limit of money.
fn sum(items: &[ItemDraft]) -> Vec<FieldIssue> {
    let Some(first) = items.first() else {
        return Vec::new();
    };
    let currency = first.unit_price.currency();
    if items
        .iter()
        .any(|item| item.unit_price.currency() != currency)
    {
        return vec![FieldIssue::new(
            FieldCode::NotOneOf,
            "All lines must have the same currency.",
        )];
    }
    match total(currency, items) {
        Some(_) => Vec::new(),
        None => vec![FieldIssue::too_large(crate::money::MAX_MINOR)],
    }
}

#[cfg(test)]
mod tests;
