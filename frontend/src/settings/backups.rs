//! The backups: made, tried out, removed; how to get one back.

mod calls;
mod line;
pub mod page;
mod shelf;
