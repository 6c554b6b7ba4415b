//! Jobs: a sale or order with its lines.
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::customers::CustomerRef;
use crate::date::Date;
use crate::field::{self, FieldIssue, text_rule};
use crate::id::{CustomerId, ItemId, JobId, Rev, UserId};
use crate::instant::Instant;
use crate::money::Money;
use crate::page::{Deleted, list_query};
use crate::permission::{Permission, Role};
use crate::problem::FieldCode;
use crate::quantity::Quantity;
use crate::users::UserRef;
use crate::{patch, text};

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
    pub completed_at: Option<Instant>,
    /// The shop's day of that; revenue counts by it.
    pub completed_on: Option<Date>,
    /// Who recorded it.
    pub created_by: UserRef,
    /// When it was recorded.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Since when it is in the trash; `null` = is not.
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
    #[garde(custom(field::rule(field::items)), custom(field::rule(sum)), dive)]
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
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobPatch {
    /// Another known customer; `null` = a walk-in.
    #[garde(skip)]
    #[serde(
        deserialize_with = "patch::clearable",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CustomerId>))]
    pub customer_id: Option<Option<CustomerId>>,
    /// Another customer by name; one that is not known yet is added. Not together with `customer_id`.
    #[garde(inner(custom(text_rule(field::name))), custom(field::together(one_customer(self.customer_id.is_some(), self.customer_name.is_some()))))]
    #[serde(
        deserialize_with = "patch::given_text",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::schema::name, required = false))]
    pub customer_name: Option<String>,
    /// All lines anew, 1 to 200.
    #[garde(custom(field::given(field::items)), custom(field::given(sum)), dive)]
    #[serde(
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
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub payment_method: Option<PaymentMethod>,
    /// Another day on which it took place.
    #[garde(skip)]
    #[serde(
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub occurred_on: Option<Date>,
}

closed_enum! {
    /// Keys by which jobs can be ordered.
    JobSort {
        OccurredAt = "occurred_at",
        Number = "number",
        Total = "total",
        UpdatedAt = "updated_at",
    }
}

list_query! {
    /// Which jobs, in which order.
    JobQuery filter JobFilter sort JobSort {
        /// Only these (repeat = or).
        #[garde(custom(field::rule(field::values)))]
        status: Vec<JobStatus> => crate::schema::many(<JobStatus as utoipa::PartialSchema>::schema()),
        /// Only paid so (repeat = or).
        #[garde(custom(field::rule(field::values)))]
        payment_method: Vec<PaymentMethod> => crate::schema::many(<PaymentMethod as utoipa::PartialSchema>::schema()),
        /// Only of these customers (repeat = or).
        #[garde(custom(field::rule(field::values)))]
        customer_id: Vec<CustomerId> => crate::schema::many(<CustomerId as utoipa::PartialSchema>::schema()),
        /// Only recorded by these users (repeat = or).
        #[garde(custom(field::rule(field::values)))]
        created_by: Vec<UserId> => crate::schema::many(<UserId as utoipa::PartialSchema>::schema()),
        /// Took place on this day or later.
        #[garde(skip)]
        occurred_on_from: Option<Date> => crate::schema::date(),
        /// Took place on this day or earlier.
        #[after(field::period, occurred_on_from)]
        occurred_on_to: Option<Date> => crate::schema::date(),
        /// Completed on this day or later.
        #[garde(skip)]
        completed_on_from: Option<Date> => crate::schema::date(),
        /// Completed on this day or earlier.
        #[after(field::period, completed_on_from)]
        completed_on_to: Option<Date> => crate::schema::date(),
        /// Total of at least so many minor units.
        #[garde(skip)]
        total_min: Option<i64> => crate::schema::minor(),
        /// Total of at most so many minor units.
        #[after(field::amounts, total_min)]
        total_max: Option<i64> => crate::schema::minor(),
        /// Words that each begin a word of the number, the customer's name or a description.
        #[garde(inner(custom(text_rule(field::search))))]
        q: Option<String> => crate::schema::search(),
        /// Only jobs changed at or after this moment, for synchronising.
        #[garde(skip)]
        updated_since: Option<Instant> => crate::schema::instant(),
        /// Jobs in use (default), in the trash, or both.
        #[garde(skip)]
        deleted: Deleted => <Deleted as utoipa::PartialSchema>::schema(),
    }
}

/// What someone may do to a job, given its state and their rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobAction {
    /// Mark it as finished.
    Complete,
    /// Mark it as not finished after all.
    Reopen,
    /// Correct it.
    Edit,
    /// Move it to the trash.
    Trash,
    /// Bring it back from the trash.
    Restore,
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

/// What this user may do to this job at this moment, in the order of the buttons.
///
/// The server asks the same table again; a button that was shown too long answers 403.
#[must_use]
pub fn actions(job: &Job, user: UserId, role: Role, now: Instant) -> Vec<JobAction> {
    let mine = job.created_by.id == user;
    let age_ms = now.ms_since(job.created_at);
    let may = |permission: Permission| permission.grant(role).covers(mine, age_ms);
    if job.deleted_at.is_some() {
        return if may(Permission::JobsRestore) {
            vec![JobAction::Restore]
        } else {
            Vec::new()
        };
    }
    let open = matches!(job.status, JobStatus::Open | JobStatus::Ready);
    let may_trash = may(Permission::JobsDelete) || may(Permission::JobsUndo);
    [
        (open && may(Permission::JobsComplete), JobAction::Complete),
        (
            job.status == JobStatus::Done && may(Permission::JobsReopen),
            JobAction::Reopen,
        ),
        (
            job.status != JobStatus::Void && may(Permission::JobsEdit),
            JobAction::Edit,
        ),
        (may_trash, JobAction::Trash),
    ]
    .into_iter()
    .filter_map(|(allowed, action)| allowed.then_some(action))
    .collect()
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
fn sum(items: &Vec<ItemDraft>) -> Vec<FieldIssue> {
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
