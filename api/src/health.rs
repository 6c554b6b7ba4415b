//! What whoever operates the server asks it: is it alive, is it ready, which version, what does a problem mean.

mod readiness;
mod routes;
mod store;

pub use routes::operations;
