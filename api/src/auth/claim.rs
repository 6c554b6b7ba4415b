//! Who wants to sign in, as far as it is known before anything is proven.

use shared::auth::SignIn;

use super::account::{self, Account};
use super::request_context::RequestContext;
use super::state::Auth;
use super::store::{codes, devices};
use crate::error::ApiError;
use crate::keyring::token_digest;

pub struct Claimed {
    pub account: Option<Account>,
    /// The browser's device, if it is known for this user.
    pub device: Option<String>,
    /// The digest of the one-time code that came along and counts.
    pub code: Option<String>,
}

/// The user of that name, whether this browser is known for them, and whether a code of theirs came along.
pub async fn look(
    auth: &Auth,
    request: &RequestContext,
    draft: &SignIn,
) -> Result<Claimed, ApiError> {
    let name = draft.username.clone();
    let cookie = request.device_cookie.as_deref().map(token_digest);
    let code = draft
        .sign_in_code
        .as_deref()
        .map(|code| token_digest(code.trim()));
    let now = auth.db.now();
    auth.db
        .read(move |conn| {
            let account = account::account_named(conn, &name)?;
            let device = match (&account, &cookie) {
                (Some(account), Some(digest)) => devices::known(conn, account.id, digest, now)?,
                _ => None,
            };
            let counts = match (&account, &code) {
                (Some(account), Some(digest)) => codes::vouches(conn, account.id, digest, now)?,
                _ => false,
            };
            Ok(Claimed {
                account,
                device,
                code: code.filter(|_| counts),
            })
        })
        .await
}
