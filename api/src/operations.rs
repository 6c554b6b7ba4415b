//! How far the work is that somebody asked for, and calling it off; the work itself is done in [`crate::work`].

mod routes;

pub use routes::{accepted, operations, own};
