//! What the shop's day, week and month look like, from sums that every change keeps in its own transaction.

mod own;
mod routes;
mod service;
mod store;

pub use routes::operations;
pub use store::{Kind, Movement, apply};
