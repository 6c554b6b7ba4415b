//! Jobs: a sale or order with its lines.
mod actions;
mod draft;
mod query;
mod suggestions;

use serde::{Deserialize, Serialize};

use crate::customers::CustomerRef;
use crate::date::Date;
use crate::id::{ItemId, JobId, Rev};
use crate::instant::Instant;
use crate::money::Money;
use crate::quantity::Quantity;
use crate::users::UserRef;

pub use actions::{JobAction, actions};
pub use draft::{ItemDraft, JobDraft, JobPatch, line_total, total};
pub use query::{JobExport, JobFilter, JobQuery, JobSort};
pub use suggestions::{
    CustomerSuggestion, ItemSuggestion, SUGGESTIONS_MAX, SuggestionQuery, Suggestions,
};

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
