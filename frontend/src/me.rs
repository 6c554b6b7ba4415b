//! The own account: password, sessions, what happened to it, theme, density, keys.

pub mod account;
mod browser_name;
mod calls;
mod factor;
mod factor_text;
mod history;
mod recovery_codes;
mod sessions;
mod token_form;
mod tokens;
