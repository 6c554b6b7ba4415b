//! Expenditures: money that the shop spent.

mod facts;
mod imported;
mod listing;
mod routes;
mod service;
mod store;
mod view;

pub use imported::{Imported, import, sum_of_all};
pub use listing::total;
pub use routes::operations;
pub use service::create;
