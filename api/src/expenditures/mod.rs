//! Expenditures: money that the shop spent.

mod facts;
mod listing;
mod routes;
mod service;
mod store;
mod view;

pub use routes::routes;
pub use store::any;
