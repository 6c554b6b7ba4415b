//! Made-up books: a believable year of a small shop to look at, or any number of jobs to measure with.

mod bulk;
mod demo;
mod dice;
mod goods;
mod plan;
mod staff;

pub use bulk::{Books, fill};
pub use demo::demo;
pub use staff::Credential;
