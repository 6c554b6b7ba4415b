//! The books of a period: money in and out by its steps, and what came from whom, of what, by whom and how. The dashboard's
//! figures are the same sums.

mod asked;
mod books;
mod dated;
mod exported;
mod grouped;
mod lists;
mod routes;
mod service;
mod work;

pub use books::{Books, Kind};
pub use routes::operations;
