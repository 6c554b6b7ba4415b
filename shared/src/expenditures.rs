//! Expenditures: money that the shop spent.
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::field::{self, text_rule};
use crate::id::{Rev, UserId, ids};
use crate::instant::Instant;
use crate::money::Money;
use crate::page::{self, Deleted, Sort, list_query};
use crate::permission::Permission;
use crate::quantity::Quantity;
use crate::records::RecordRights;
use crate::users::UserRef;
use crate::{patch, text};

ids! {
    /// Identifies an expenditure.
    ExpenditureId;
}

/// An expenditure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Expenditure {
    /// Which.
    pub id: ExpenditureId,
    /// What was bought.
    pub description: String,
    /// How many or how much.
    pub quantity: Quantity,
    /// For one.
    pub unit_cost: Money,
    /// Quantity × unit cost, rounded half away from zero.
    pub total: Money,
    /// When it was recorded, or took place when given afterwards.
    pub occurred_at: Instant,
    /// The shop's day of that.
    pub occurred_on: Date,
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

/// An expenditure to be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExpenditureDraft {
    /// An id chosen by the client, so that a repeated request cannot record it twice.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub id: Option<ExpenditureId>,
    /// What was bought, 1–200 characters.
    #[garde(custom(text_rule(field::description)))]
    #[serde(deserialize_with = "text::cleaned")]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::description))]
    pub description: String,
    /// How many or how much, 0.001 to 9 999 999.
    #[garde(custom(field::rule(field::quantity)))]
    pub quantity: Quantity,
    /// For one, 0 to 10¹² minor units of the shop's currency.
    #[garde(custom(field::rule(field::price)), custom(field::together(field::line_total(Some(self.quantity), Some(self.unit_cost)))))]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::price))]
    pub unit_cost: Money,
    /// The shop's day on which it took place; today when not said.
    #[garde(skip)]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub occurred_on: Option<Date>,
}

/// A change of an expenditure: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExpenditurePatch {
    /// Another description.
    #[garde(inner(custom(text_rule(field::description))))]
    #[serde(
        default,
        deserialize_with = "patch::given_text",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::description, required = false))]
    pub description: Option<String>,
    /// Another quantity.
    #[garde(inner(custom(field::rule(field::quantity))))]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub quantity: Option<Quantity>,
    /// Another cost of one.
    #[garde(inner(custom(field::rule(field::price))), custom(field::together(field::line_total(self.quantity, self.unit_cost))))]
    #[serde(
        default,
        deserialize_with = "patch::given",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::price, required = false))]
    pub unit_cost: Option<Money>,
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

closed_enum! {
    /// Keys by which expenditures can be ordered.
    ExpenditureSort {
        OccurredAt = "occurred_at",
        Total = "total",
        Description = "description",
        UpdatedAt = "updated_at",
    }
}

list_query! {
    /// Which expenditures, in which order.
    ExpenditureQuery filter ExpenditureFilter export ExpenditureExport {} sort ExpenditureSort = Sort::by(ExpenditureSort::OccurredAt, true), {
        /// Only recorded by these users (repeat = or).
        #[garde(custom(field::list_rule(field::values)))]
        created_by: Vec<UserId> => crate::field::schema::many(<UserId as utoipa::PartialSchema>::schema()),
        /// Took place on this day or later.
        #[garde(skip)]
        occurred_on_from: Option<Date> => crate::schema::date(),
        /// Took place on this day or earlier; not before `occurred_on_from`.
        #[not_below(occurred_on_from)]
        occurred_on_to: Option<Date> => crate::schema::date(),
        /// Total of at least so many minor units.
        #[garde(inner(custom(field::rule(field::minor))))]
        total_min: Option<i64> => crate::field::schema::minor(),
        /// Total of at most so many minor units; not below `total_min`.
        #[garde(inner(custom(field::rule(field::minor))))]
        #[not_below(total_min)]
        total_max: Option<i64> => crate::field::schema::minor(),
        /// Words that each begin a word of the description.
        #[garde(inner(custom(text_rule(field::search))))]
        q: Option<String> => crate::field::schema::search(),
        /// Only expenditures changed at or after this moment, for synchronising.
        #[garde(skip)]
        updated_since: Option<Instant> => crate::schema::instant(),
        /// Expenditures in use (default), in the trash, or both.
        #[garde(skip)]
        deleted: Deleted => crate::page::schema::deleted(),
    }
}

impl ExpenditureFilter {
    /// Whether a list with this filter shows the expenditure, as the server decides it.
    #[must_use]
    pub fn takes(&self, row: &Expenditure) -> bool {
        let days = (self.occurred_on_from, self.occurred_on_to);
        let totals = (self.total_min, self.total_max);
        page::one_of(&self.created_by, &row.created_by.id)
            && page::within(days, Some(row.occurred_on))
            && page::within(totals, Some(row.total.amount_minor()))
            && page::within((self.updated_since, None), Some(row.updated_at))
            && self.deleted.takes(row.deleted_at.is_some())
            && page::found(self.q.as_deref(), [row.description.as_str()].into_iter())
    }
}

/// The rights to them.
pub const RIGHTS: RecordRights = RecordRights {
    edit: Permission::ExpendituresEdit,
    delete: Permission::ExpendituresDelete,
    undo: Permission::ExpendituresUndo,
    restore: Permission::ExpendituresRestore,
};

#[cfg(test)]
mod tests;
