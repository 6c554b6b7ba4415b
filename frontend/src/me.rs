//! The own account: password, sessions, what happened to it, theme, density, keys.

pub mod account;
mod browser_name;
mod calls;
mod history;
mod sessions;
