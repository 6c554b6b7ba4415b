//! Customers, made from the names typed in jobs.

mod service;
mod store;

pub use service::{count_jobs, named, names};
pub use store::exists;
