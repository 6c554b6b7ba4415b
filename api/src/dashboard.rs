//! What the shop's day, week and month look like: figures that the lists of jobs and expenditures sum.

mod routes;
mod service;

pub use routes::operations;
