//! The words of the jobs pages.

use shared::customers::CustomerRef;
use shared::jobs::{Job, JobStatus, PaymentMethod};

use crate::ui::status::Look;

pub const fn payment(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::Cash => "Cash",
        PaymentMethod::Transfer => "Transfer",
    }
}

pub const fn status(status: JobStatus) -> (Look, &'static str) {
    match status {
        JobStatus::Open => (Look::Waiting, "Incomplete"),
        JobStatus::Ready => (Look::Ready, "Ready"),
        JobStatus::Done => (Look::Done, "Completed"),
        JobStatus::Void => (Look::Off, "Void"),
    }
}

pub fn customer(job: &Job) -> String {
    name(job.customer.as_ref())
}

pub fn name(customer: Option<&CustomerRef>) -> String {
    customer.map_or_else(|| "Walk-in".to_owned(), |customer| customer.name.clone())
}

/// `3: Banner 3 × 2 ft, Melow label`.
pub fn items(job: &Job) -> (String, String) {
    let names: Vec<&str> = job
        .items
        .iter()
        .map(|item| item.description.as_str())
        .collect();
    (format!("{}: ", names.len()), names.join(", "))
}
