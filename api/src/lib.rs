//! Zehmo.

pub mod auth;
pub mod keyring;
