//! Who is calling: passwords, tokens, sessions and the defence against guessing.

pub mod blocklist;
pub mod csrf;
pub mod jwt;
pub mod origin;
pub mod password;
pub mod policy;
pub mod throttle;
pub mod werkzeug;

/// What this instance needs to know who is calling.
pub struct Auth;

impl Auth {
    /// Opens the signing keys.
    pub fn open(
        _db: &crate::db::Db,
        _keyring: &crate::keyring::Keyring,
        _config: &crate::config::Config,
    ) -> Result<Self, crate::error::ApiError> {
        Ok(Self)
    }
}

/// Nobody can sign in yet.
pub async fn authenticate(
    _app: &crate::app::App,
    _bearer: &str,
    _background: bool,
) -> Result<crate::db::Actor, crate::error::ApiError> {
    Err(crate::error::ApiError::new(
        shared::problem::ProblemCode::SessionExpired,
        "Sign in.",
    ))
}
