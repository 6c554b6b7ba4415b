//! Made-up books: a believable year of a small shop to look at.

mod demo;
mod dice;
mod goods;
mod plan;
mod staff;

pub use demo::demo;
pub use staff::Credential;
