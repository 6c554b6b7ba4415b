//! Expenditures: money that the shop spent.

mod facts;
mod imported;
mod listing;
mod routes;
mod service;
mod store;
mod view;

pub use imported::{Imported, forget_staged, lack_author, show, stage, sum_of_all, withdraw};
pub use listing::total;
pub use routes::operations;
pub use service::create;
