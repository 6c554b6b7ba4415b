//! Customers, made from the names typed in jobs.

mod exported;
mod listing;
mod routes;
mod service;
mod staged;
mod store;

pub use exported::Customers;
pub use listing::suggest;
pub use routes::operations;
pub use service::{count_job, count_jobs, named, names};
pub use staged::{forget_staged, show, stage};
pub use store::is_there;
