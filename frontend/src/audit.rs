//! The journal of everything that was done, for those who may read all of it, and whether it is as it was written.

mod address;
mod calls;
mod check;
mod filter;
pub mod page;
mod row;
mod words;
