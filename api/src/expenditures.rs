//! Expenditures: money that the shop spent.

mod exported;
mod imported;
mod routes;
mod service;
mod store;

pub use imported::{Imported, forget_staged, lack_author, show, stage, sum_of_all, withdraw};
pub use routes::operations;
pub use service::create;
pub use store::Row;
pub use store::reported::by_description;
