//! The people who may sign in. They are disabled, never deleted: what they recorded keeps its author.

mod access;
mod exported;
mod imported;
mod listing;
mod routes;
mod service;
mod store;
mod ways_back;

pub use exported::Users;
pub use imported::{Imported, free_name, import, names_taken, stand_in};
pub use listing::everyone;
use service::view;

use crate::http::operation::Operation;

pub use service::{NewUser, add, forget_address};
pub use store::admins;
pub use ways_back::{end_lock, remove_factors};

pub fn operations() -> Vec<Operation> {
    let mut all = routes::operations();
    all.extend(access::operations());
    all
}
