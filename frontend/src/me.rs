//! The own account: password, sessions, what happened to it, theme, density, keys.

pub mod account;
mod browser_name;
mod calls;
mod devices;
pub mod enrolment;
mod factor;
mod factor_text;
mod notices;
mod recovery_codes;
mod sessions;
mod token_form;
mod tokens;
mod whose;

pub use sessions::SessionLines;
pub use tokens::TokenLines;
pub use whose::Whose;
