//! The addresses of the lists that sum to a figure.

use shared::reports::Period;

/// Completed jobs of these days; `more` narrows them: `&payment_method=cash`.
pub fn done(period: Period, more: &str) -> String {
    let Period { from, to } = period;
    format!("/jobs?status=done&completed_on_from={from}&completed_on_to={to}{more}")
}

pub fn spent(period: Period) -> String {
    let Period { from, to } = period;
    format!("/expenditures?occurred_on_from={from}&occurred_on_to={to}")
}

/// Jobs of these days that are not completed.
pub fn unfinished(days: &str) -> String {
    format!("/jobs?status=open&status=ready{days}")
}
