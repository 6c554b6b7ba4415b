//! Zehmo.

pub mod auth;
pub mod cli;
pub mod config;
pub mod keyring;
pub mod logging;
pub mod secret;
