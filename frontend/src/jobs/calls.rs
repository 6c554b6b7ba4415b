//! The calls of the jobs pages beside those of every record.

use shared::jobs::{SuggestionQuery, Suggestions};

use crate::client::{Call, Failure};

/// For the names and descriptions in the form.
pub async fn suggestions(query: SuggestionQuery) -> Result<Suggestions, Failure> {
    Call::get("/jobs/suggestions").query(&query).send().await
}
