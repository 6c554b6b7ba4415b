//! Expenditures: money that the shop spent.

mod facts;
mod listing;
mod routes;
mod service;
mod store;
mod view;

pub use listing::total;
pub use routes::routes;
pub use service::create;
pub use store::any;
