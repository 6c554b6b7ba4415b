//! The calls of the ways in.

use shared::auth::{Activate, PasswordPolicy, Session};
use shared::factors::Factors;
use shared::me::PasswordChange;

use crate::client::{Call, Failure};

/// The rules that a password form shows.
pub async fn password_policy() -> Result<PasswordPolicy, Failure> {
    Call::get("/auth/password-policy").open().send().await
}

/// Redeems a one-time code: sets the password of its user.
pub async fn activate(code: &Activate) -> Result<(), Failure> {
    Call::post("/auth/activate").open().json(code).done().await
}

/// Changes the own password; all other sessions end.
pub async fn change_password(change: &PasswordChange) -> Result<Session, Failure> {
    Call::post("/me/password").json(change).send().await
}

/// The own second factor, if there is one.
pub async fn factors() -> Result<Factors, Failure> {
    Call::get("/me/factors").send().await
}
