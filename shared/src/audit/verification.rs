//! Whether the journal is as it was written: what was looked at, and the first event that is not.
use serde::{Deserialize, Serialize};

use crate::id::VerificationId;
use crate::instant::Instant;
use crate::page::{Sort, list_query};
use crate::users::UserRef;

/// The whole journal, walked from its first event to the newest one of that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Verification {
    /// Which.
    pub id: VerificationId,
    /// When it ended.
    pub created_at: Instant,
    /// Who asked for it.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub created_by: Option<UserRef>,
    /// Was every event found as it was written, and none missing?
    pub ok: bool,
    /// Events that were found sound, up to the first that is not: 24 000.
    pub events: u64,
    /// Events that were cut off at the beginning, as the journal itself says: 0.
    pub pruned: u64,
    /// Events whose facts were erased, as the journal itself says: 2.
    pub erased: u64,
    /// Checkpoints in this server's security trail that agree with it: 24. One is signed each hour.
    pub checkpoints: u64,
    /// Checkpoints there that no key of this journal signed: 0. They are another shop's, or this journal was begun anew.
    pub foreign: u64,
    /// How long it took, in milliseconds: 180.
    pub ms: u64,
    /// The first event that is not as it was written; `null` when each is.
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub bad: Option<BadEvent>,
}

/// An event that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BadEvent {
    /// Its place in the journal.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 42))]
    pub seq: u64,
    /// What is wrong with it, in words.
    #[cfg_attr(feature = "openapi", schema(example = "it was changed"))]
    pub what: String,
}

closed_enum! {
    /// Keys by which verifications can be ordered.
    VerificationSort {
        CreatedAt = "created_at",
    }
}

list_query! {
    /// The query of verifications; the newest first when nothing is said.
    VerificationQuery sort VerificationSort = Sort::by(VerificationSort::CreatedAt, true), {}
}
