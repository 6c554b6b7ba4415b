//! The first run: a one-time token in the data folder makes the first administrator and the shop.

mod routes;
mod service;

pub use routes::operations;
pub use service::{
    create_admin, forget_address, is_set_up, prepare, reset_factors, reset_password, revoke_token,
    unlock,
};
