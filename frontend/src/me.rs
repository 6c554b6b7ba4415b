//! The own account: password, sessions, theme, density, keys.

pub mod account;
mod browser_name;
mod calls;
mod sessions;
