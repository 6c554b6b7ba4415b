//! Signing in and out by name and password.

use shared::auth::{Session, SignIn};
use shared::challenge::FactorChallenge;
use shared::id::SessionId;
use shared::problem::ProblemCode;

use super::account::{self, Account};
use super::entry;
use super::lifetimes::Limits;
use super::login_throttle::{self, Entered};
use super::password::Checked;
use super::request_context::RequestContext;
use super::session::{self, Opened, Opening};
use super::state::Auth;
use super::store::attempts::{self, Attempt};
use super::store::devices;
use super::ticket::{self, Waiting};
use super::{Chooser, check_new_password, factors, hashing, policy, secret_of};
use crate::db::Tx;
use crate::error::ApiError;
use crate::keyring::token_digest;
use crate::settings;

/// What comes of a right password.
enum Decided {
    Opened(Box<Opened>),
    /// A second factor is due.
    Waits(FactorChallenge),
}

/// What the sign-in was found to be before it takes effect.
struct Proven {
    account: Account,
    entered: Entered,
    device: Option<String>,
    /// A stronger hash to store.
    rehashed: Option<String>,
    /// The password does not meet today's rules: it counts this once and must be changed.
    too_weak: bool,
    replaced: Option<String>,
    id: SessionId,
}

/// Problems: `bad_credentials` for whatever does not fit, `mfa_required`, `slow_down`, `busy`.
pub async fn sign_in(
    auth: &Auth,
    request: &RequestContext,
    draft: SignIn,
) -> Result<(Session, Opened), ApiError> {
    auth.passwords.refuse_if_full().map_err(hashing)?;
    let (account, device) = known(auth, request, &draft.username).await?;
    let attempt = Attempt {
        address: request.address.clone(),
        name_digest: auth.keyring.name_digest(&draft.username),
        device: device.clone(),
    };
    let entered = login_throttle::enter(auth, request, attempt).await?;
    let decided = decide(auth, request, &draft, (account, device), &entered).await;
    let (decided, name) = login_throttle::settle(auth, request, &entered, decided).await?;
    match decided {
        Decided::Waits(challenge) => Err(ApiError::factor_due(challenge)),
        Decided::Opened(opened) => {
            entry::note(
                auth,
                request,
                &name,
                (entered.after_failures, "by password"),
            );
            Ok((session::present(auth, &opened.facts)?, *opened))
        }
    }
}

/// Checks the password and opens the session of the user of that name. Problem `bad_credentials` is a verdict; every other one is none.
async fn decide(
    auth: &Auth,
    request: &RequestContext,
    draft: &SignIn,
    (account, device): (Option<Account>, Option<String>),
    entered: &Entered,
) -> Result<(Decided, String), ApiError> {
    let SignIn { username, password } = draft;
    let checked = check(auth, account.as_ref(), password).await?;
    let Some(account) = account.filter(|account| checked != Checked::Wrong && !account.is_disabled)
    else {
        return Err(wrong(auth, entered, request, username));
    };
    let rehash = checked == Checked::RightButRehash;
    let rehashed = match rehash {
        true => Some(super::hash(auth, password).await?),
        false => None,
    };
    let proven = Proven {
        too_weak: rehash && !is_good(auth, password, &account).await?,
        replaced: request.cookie_session(auth).await?.map(|row| row.id),
        id: session::new_id(auth)?,
        account,
        entered: entered.clone(),
        device,
        rehashed,
    };
    let name = proven.account.username.clone();
    let facts = (request.clone(), auth.limits);
    let decided = auth
        .db
        .write_unkeyed(
            &entry::signed(request, &proven.account, proven.id),
            move |tx| take_effect(tx, &proven, &facts.0, &facts.1),
        )
        .await?;
    match decided {
        Some(decided) => Ok((decided, name)),
        None => Err(wrong(auth, entered, request, username)),
    }
}

/// The user of that name, and whether this browser is known for them.
async fn known(
    auth: &Auth,
    request: &RequestContext,
    username: &str,
) -> Result<(Option<Account>, Option<String>), ApiError> {
    let (name, cookie) = (
        username.to_owned(),
        request.device_cookie.as_deref().map(token_digest),
    );
    let now = auth.db.now();
    auth.db
        .read(move |conn| {
            let account = account::account_named(conn, &name)?;
            let device = match (&account, &cookie) {
                (Some(account), Some(digest)) => devices::known(conn, account.id, digest, now)?,
                _ => None,
            };
            Ok((account, device))
        })
        .await
}

/// The same work for every name and every kind of failure. A published password is as good as none.
async fn check(
    auth: &Auth,
    account: Option<&Account>,
    password: &str,
) -> Result<Checked, ApiError> {
    let stored = account
        .filter(|_| !policy::is_published(password))
        .and_then(|account| account.password_hash.clone());
    auth.passwords
        .check(secret_of(password), stored)
        .await
        .map_err(hashing)
}

/// Whether a password that was right would be accepted as a new one.
async fn is_good(auth: &Auth, password: &str, account: &Account) -> Result<bool, ApiError> {
    let shop_name = auth.db.look(settings::read).await?.shop_name;
    let chooser = Chooser::of(account, &shop_name);
    Ok(check_new_password(auth, password, "password", &chooser).is_ok())
}

fn take_effect(
    tx: &mut Tx<'_>,
    proven: &Proven,
    request: &RequestContext,
    limits: &Limits,
) -> Result<Option<Decided>, ApiError> {
    let account = account::account(tx.conn, proven.account.id)?;
    // The password may have been changed, or the user disabled, while we were hashing.
    if account.is_disabled || account.password_hash != proven.account.password_hash {
        return Ok(None);
    }
    attempts::succeeded(tx.conn, &proven.entered.id)?;
    if let Some(hash) = &proven.rehashed {
        account::rehashed(tx, account.id, hash, proven.too_weak)?;
    }
    let must_change_password = account.must_change_password || proven.too_weak;
    let methods = factors::methods(tx.conn, account.id)?;
    if !methods.is_empty() {
        let waiting = Waiting {
            account: &account,
            device: proven.device.clone(),
            must_change_password,
            after_failures: proven.entered.after_failures,
        };
        let challenge = ticket::wait(tx, waiting, methods)?;
        return Ok(Some(Decided::Waits(challenge)));
    }
    let opening = Opening {
        id: proven.id,
        user: account.id,
        role: account.role,
        token_version: account.token_version,
        must_change_password,
        device: proven.device.clone(),
        ip: request.ip.clone(),
        user_agent: request.user_agent.clone(),
        amr: "pwd".to_owned(),
    };
    let replaced = proven.replaced.as_deref();
    let opened = entry::open(
        tx,
        &opening,
        (replaced, proven.entered.after_failures),
        limits,
    )?;
    Ok(Some(Decided::Opened(Box::new(opened))))
}

fn wrong(auth: &Auth, entered: &Entered, request: &RequestContext, username: &str) -> ApiError {
    entered.failed(auth, request, username);
    ApiError::new(
        ProblemCode::BadCredentials,
        "The user name or the password is wrong.",
    )
}
