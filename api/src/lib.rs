//! Zehmo.

pub mod auth;
pub mod config;
pub mod keyring;
pub mod secret;
