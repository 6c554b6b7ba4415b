//! Jobs: what a customer ordered, item by item, and whether it is done. The shop's sales.

mod facts;
mod imported;
mod lines;
mod listing;
mod record;
mod routes;
mod service;
mod store;
mod suggestions;
mod sums;
mod view;

pub use imported::{Imported, ImportedItem, import, numbers_of, sum_of_all};
pub use listing::total;
pub use routes::operations;
pub use service::{complete, create, delete, update};
