//! Jobs: what a customer ordered, item by item, and whether it is done. The shop's sales.

mod facts;
mod lines;
mod listing;
mod routes;
mod service;
mod store;
mod sums;
mod view;

pub use listing::total;
pub use routes::routes;
pub use service::{complete, create, delete, update};
pub use store::any;
