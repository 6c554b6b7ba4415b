//! The first run: a one-time token in the data folder makes the first administrator and the shop.

mod routes;
mod service;
mod token;

pub use routes::operations;
pub use service::{create_admin, forget_address, prepare, reset_password};
pub use token::SetupToken;
