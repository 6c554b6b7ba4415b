//! The signed-in user: profile, rights, password, sessions.

mod routes;

pub use routes::operations;
