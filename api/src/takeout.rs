//! The books to take along: everything in one file, and what an accountant's program reads. Made as long work, kept for an
//! hour, and gone.

mod acts;
mod entries;
mod everything;
mod pace;
mod routes;
mod service;
mod shelf;

pub use acts::{Means, act};
pub use routes::operations;
pub use service::sweep;
