//! Signing in and out by name and password.

use std::sync::Arc;

use shared::auth::{Session, SignIn};
use shared::challenge::{FactorChallenge, FactorMethod};
use shared::id::SessionId;
use shared::problem::ProblemCode;

use super::account::{self, Account};
use super::claim::{self, Claimed};
use super::codes::redeem_sign_in_code;
use super::entry;
use super::factors::{self, Outcome, Shown};
use super::lifetimes::Limits;
use super::login_throttle::{self, Entered};
use super::password::Checked;
use super::request_context::RequestContext;
use super::session::{self, Opened, Opening};
use super::state::Auth;
use super::store::attempts::Attempt;
use super::ticket::{self, Waiting};
use super::{Chooser, check_new_password, hashing, policy, secret_of};
use crate::db::Tx;
use crate::error::ApiError;
use crate::keyring::Keyring;
use crate::settings;

/// What comes of a right password.
enum Decided {
    Opened(Box<Opened>),
    /// A second factor is due.
    Waits(FactorChallenge),
    /// Something else than the password was wrong; what the judging wrote down stays.
    Wrong,
}

/// What the sign-in was found to be before it takes effect.
struct Proven {
    account: Account,
    entered: Entered,
    device: Option<String>,
    /// The one-time code to use up.
    code: Option<String>,
    /// The second factor that came along.
    shown: Option<Shown>,
    /// A stronger hash to store.
    rehashed: Option<String>,
    /// The password does not meet today's rules: it counts this once and must be changed.
    too_weak: bool,
    replaced: Option<String>,
    id: SessionId,
}

/// Problems: `bad_credentials` for whatever does not fit, `mfa_required`, `invalid`, `slow_down`, `busy`.
pub async fn sign_in(
    auth: &Auth,
    request: &RequestContext,
    draft: SignIn,
) -> Result<(Session, Opened), ApiError> {
    let shown = shown(&draft)?;
    auth.passwords.refuse_if_full().map_err(hashing)?;
    let claimed = claim::look(auth, request, &draft).await?;
    let attempt = Attempt {
        address: request.address.clone(),
        // Whoever has a code is counted by it: no other failure matters then, and nobody else can use it up.
        name_digest: match &claimed.code {
            Some(code) => code.clone(),
            None => auth.keyring.now().name_digest(&draft.username),
        },
        device: claimed.device.clone().filter(|_| claimed.code.is_none()),
        vouched: claimed.code.is_some(),
        pair: Some(auth.stuffing.pair(&draft.username, &draft.password)),
    };
    let entered = login_throttle::enter(auth, request, attempt).await?;
    let decided = decide(auth, request, (&draft, shown), claimed, &entered).await;
    let (decided, name) = login_throttle::settle(auth, request, &entered, decided).await?;
    match decided {
        Decided::Wrong => Err(wrong()),
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
    (draft, shown): (&SignIn, Option<Shown>),
    claimed: Claimed,
    entered: &Entered,
) -> Result<(Decided, String), ApiError> {
    let SignIn {
        username, password, ..
    } = draft;
    let Claimed {
        account,
        device,
        code,
    } = claimed;
    let checked = check(auth, account.as_ref(), password).await?;
    let Some(account) = account.filter(|account| checked != Checked::Wrong && !account.is_disabled)
    else {
        entered.failed(auth, request, username);
        return Err(wrong());
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
        code,
        shown,
        rehashed,
    };
    let name = proven.account.username.clone();
    let facts = (request.clone(), auth.limits, auth.keyring.now());
    let decided = auth
        .db
        .write_unkeyed(
            &entry::signed(request, &proven.account, proven.id),
            move |tx| take_effect(tx, &proven, &facts),
        )
        .await?;
    if matches!(decided, Decided::Wrong) {
        entered.failed(auth, request, username);
        return Err(wrong());
    }
    Ok((decided, name))
}

/// The second factor that came along, if one did.
fn shown(draft: &SignIn) -> Result<Option<Shown>, ApiError> {
    match (&draft.code, &draft.recovery_code) {
        (None, None) => Ok(None),
        (code, recovery_code) => Shown::of(code.clone(), recovery_code.clone()).map(Some),
    }
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
    (request, limits, keyring): &(RequestContext, Limits, Arc<Keyring>),
) -> Result<Decided, ApiError> {
    let account = account::account(tx.conn, proven.account.id)?;
    // The password may have been changed, or the user disabled, while we were hashing.
    if account.is_disabled || account.password_hash != proven.account.password_hash {
        return Ok(Decided::Wrong);
    }
    let factor = factor(tx, proven, keyring)?;
    if matches!(factor, Factor::Wrong) {
        return Ok(Decided::Wrong);
    }
    if let Some(code) = &proven.code
        && !redeem_sign_in_code(tx, code)?
    {
        return Ok(Decided::Wrong);
    }
    proven.entered.succeeded(tx)?;
    if let Some(hash) = &proven.rehashed {
        account::rehashed(tx, account.id, hash, proven.too_weak)?;
    }
    let must_change_password = account.must_change_password || proven.too_weak;
    if let Factor::Due(methods) = factor {
        let waiting = Waiting {
            account: &account,
            device: proven.device.clone(),
            must_change_password,
            after_failures: proven.entered.after_failures,
        };
        return Ok(Decided::Waits(ticket::wait(tx, waiting, methods)?));
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
        amr: match factor {
            Factor::Right => "pwd otp",
            _ => "pwd",
        }
        .to_owned(),
    };
    let facts = (proven.replaced.as_deref(), proven.entered.after_failures);
    let opened = entry::open(tx, &opening, facts, limits)?;
    Ok(Decided::Opened(Box::new(opened)))
}

/// What the second factor of a user says whose password is right.
enum Factor {
    None,
    /// It is asked for now.
    Due(Vec<FactorMethod>),
    Right,
    Wrong,
}

fn factor(tx: &mut Tx<'_>, proven: &Proven, keyring: &Keyring) -> Result<Factor, ApiError> {
    let user = proven.account.id;
    let methods = factors::methods(tx.conn, user)?;
    Ok(match &proven.shown {
        _ if methods.is_empty() => Factor::None,
        // Whoever guessed for so long learns neither from an answer nor from a question that the password was right at last.
        None if proven.entered.needs_factor => Factor::Wrong,
        None => Factor::Due(methods),
        Some(shown) => match factors::check(tx, keyring, user, shown)? {
            Outcome::Right => Factor::Right,
            Outcome::Wrong(_) | Outcome::Wait(_) => Factor::Wrong,
        },
    })
}

fn wrong() -> ApiError {
    ApiError::new(
        ProblemCode::BadCredentials,
        "The user name or the password is wrong.",
    )
}
