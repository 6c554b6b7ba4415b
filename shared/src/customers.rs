//! Customers, made from the names typed in jobs.
use garde::Validate;
use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::field::{self, text_rule};
use crate::id::{CustomerId, Rev};
use crate::instant::Instant;
use crate::page::{Sort, list_query};
use crate::text;

/// A customer where only the name matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerRef {
    /// Which.
    pub id: CustomerId,
    /// As it was typed first, or renamed to.
    pub name: String,
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customer {
    /// Which.
    pub id: CustomerId,
    /// As it was typed first, or renamed to; unique without regard to case and spaces.
    pub name: String,
    /// How many jobs there are, without those in the trash; `null` for who sees only what they recorded themselves.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub jobs: Option<u64>,
    /// The day of the latest of them; `null` = none, and for who sees only what they recorded themselves.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub last_job_on: Option<Date>,
    /// When the customer was first named.
    pub created_at: Instant,
    /// When the customer was last changed.
    pub updated_at: Instant,
    /// The revision, for `If-Match`.
    pub rev: Rev,
}

/// A change of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerPatch {
    /// The new name.
    #[garde(custom(text_rule(field::name)))]
    #[serde(deserialize_with = "text::cleaned")]
    #[cfg_attr(feature = "openapi", schema(schema_with = crate::field::schema::name))]
    pub name: String,
}

closed_enum! {
    /// Keys by which customers can be ordered.
    CustomerSort {
        Name = "name",
        Jobs = "jobs",
        LastJobOn = "last_job_on",
        CreatedAt = "created_at",
    }
}

list_query! {
    /// Which customers, in which order.
    CustomerQuery export CustomerExport {} sort CustomerSort = Sort::by(CustomerSort::Name, false), {
        /// Words that each begin a word of the name.
        #[garde(inner(custom(text_rule(field::search))))]
        q: Option<String> => crate::field::schema::search(),
        /// Only customers changed at or after this moment.
        #[garde(skip)]
        updated_since: Option<Instant> => crate::schema::instant(),
    }
}
