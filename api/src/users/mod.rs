//! The people who may sign in. They are disabled, never deleted: what they recorded keeps its author.

mod account;
mod codes;
mod imported;
mod listing;
mod routes;
mod service;
mod store;

pub use account::{Account, account, account_named, account_of_code, seen};
pub use codes::{code_for, redeem_code};
pub use imported::{Imported, free_name, import, names_taken, stand_in};
pub use listing::{author, everyone, people};
pub use routes::operations;
use service::view;
pub use service::{NewUser, add, rehashed, set_password};
pub use store::{FORMER_KEPT, forget_codes, former_hashes};
