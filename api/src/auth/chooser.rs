//! Whether a new password is good enough for whoever chooses it.

use shared::field::FieldIssue;
use shared::problem::{FieldCode, FieldError};

use super::account::Account;
use super::policy::Context;
use super::state::Auth;
use crate::error::ApiError;

/// Whose password is to be judged.
pub struct Chooser<'a> {
    pub username: &'a str,
    pub email: Option<&'a str>,
    pub shop_name: Option<&'a str>,
}

impl<'a> Chooser<'a> {
    pub(super) fn of(account: &'a Account, shop_name: &'a str) -> Self {
        Self {
            username: &account.username,
            email: account.email.as_deref(),
            shop_name: Some(shop_name),
        }
    }
}

/// Judges a new password by today's rules; `member` is where it stands in the request. Problem: `invalid`.
pub fn check_new_password(
    auth: &Auth,
    password: &str,
    member: &str,
    chooser: &Chooser<'_>,
) -> Result<(), ApiError> {
    let pointer = format!("#/{member}");
    let mut errors: Vec<FieldError> = auth
        .policy
        .rules()
        .check(password)
        .into_iter()
        .map(|issue| FieldError::at_pointer(pointer.clone(), issue))
        .collect();
    let context = Context {
        username: chooser.username,
        email: chooser.email,
        shop_name: chooser.shop_name,
    };
    if errors.is_empty()
        && let Err(weakness) = auth.policy.check(password, &context)
    {
        let issue = FieldIssue::new(FieldCode::TooWeak, weakness.to_string());
        errors.push(FieldError::at_pointer(pointer, issue));
    }
    match errors.is_empty() {
        true => Ok(()),
        false => Err(ApiError::invalid(errors)),
    }
}
