//! The people who may sign in. They are disabled, never deleted: what they recorded keeps its author.

mod imported;
mod listing;
mod routes;
mod service;
mod store;
mod ways_back;

pub use imported::{Imported, free_name, import, names_taken, stand_in};
pub use listing::everyone;
pub use routes::operations;
use service::view;
pub use service::{NewUser, add, forget_address};
pub use ways_back::{end_lock, remove_factors};
