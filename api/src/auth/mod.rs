//! Who is calling: passwords, tokens, sessions and the defence against guessing.

pub mod blocklist;
pub mod csrf;
pub mod jwt;
pub mod origin;
pub mod password;
pub mod policy;
pub mod throttle;
pub mod werkzeug;
