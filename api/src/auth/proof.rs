//! Showing anew who one is: what is worth a proof asks for one that is not older than ten minutes (SECURITY.md §2.9).

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::auth::{Session, StepUp};
use shared::instant::Instant;
use shared::permission::PROOF_S;
use shared::problem::ProblemCode;

use super::account::{self, Account};
use super::factors::{self, Outcome, Shown};
use super::password::Checked;
use super::request_context::RequestContext;
use super::session::{self, Facts};
use super::state::Auth;
use super::store::attempts::Attempt;
use super::store::sessions;
use super::{ended, hashing, login_throttle, not_signed_in, secret_of};
use crate::audit::{self, Change};
use crate::db::Caller;
use crate::error::ApiError;

/// Whether a proof of then still counts. One from the future, after a clock was put back, does not.
pub fn is_fresh(proven_at: Instant, now: Instant) -> bool {
    let age_ms = now.millis() - proven_at.millis();
    (-super::SLIDE_EVERY_MS..=PROOF_S * 1_000).contains(&age_ms)
}

/// Proves anew that the caller is who the session says. Problems: `bad_credentials`, `slow_down`, `busy`.
pub async fn step_up(
    auth: &Auth,
    caller: &Caller,
    request: &RequestContext,
    proof: StepUp,
) -> Result<Session, ApiError> {
    let known = caller.actor.known();
    let (user, id) = known
        .and_then(|user| Some((user.id, user.session?.to_string())))
        .ok_or_else(not_signed_in)?;
    let looked = id.clone();
    let (account, device, methods) = auth
        .db
        .read(move |conn| {
            let row = sessions::find(conn, &looked)?.ok_or_else(ended)?;
            let methods = factors::methods(conn, user)?;
            Ok((account::account(conn, user)?, row.device_id, methods))
        })
        .await?;
    let shown = match methods.is_empty() {
        true => None,
        false => Some(Shown::of(proof.code, proof.recovery_code)?),
    };
    by_password(auth, caller, request, (&account, device), &proof.password).await?;
    let keyring = auth.keyring.now();
    let by = match &shown {
        None => "password",
        Some(Shown::Code(_)) => "password and code",
        Some(Shown::RecoveryCode(_)) => "password and recovery code",
    };
    let proven = auth
        .db
        .write_unkeyed(caller, move |tx| {
            let present = account::account(tx.conn, account.id)?;
            let stands = present.password_hash == account.password_hash && !present.is_disabled;
            if let Some(shown) = &shown {
                let outcome = factors::check(tx, &keyring, user, shown)?;
                if !matches!(outcome, Outcome::Right) {
                    return Ok(Err(outcome));
                }
            }
            if !stands || !sessions::proven(tx.conn, &id, tx.now)? {
                return Err(ended());
            }
            let change = Change {
                action: Action::AuthnStepUp,
                entity: Entity::Session,
                entity_id: id.clone(),
                before: None,
                after: Some(json!({ "by": by })),
            };
            audit::record(tx, &change)?;
            sessions::find(tx.conn, &id)?.ok_or_else(ended).map(Ok)
        })
        .await?;
    match proven {
        Ok(row) => session::present(auth, &Facts::from(&row)),
        Err(outcome) => factors::refused(outcome).and_then(|()| Err(ended())),
    }
}

/// Lets go on who knows the account's password; limited like a sign-in.
pub async fn by_password(
    auth: &Auth,
    caller: &Caller,
    request: &RequestContext,
    (account, device): (&Account, Option<String>),
    password: &str,
) -> Result<(), ApiError> {
    auth.passwords.refuse_if_full().map_err(hashing)?;
    let attempt = Attempt {
        address: request.address.clone(),
        name_digest: auth.keyring.now().name_digest(&account.username),
        device,
        vouched: false,
        pair: None,
    };
    let entered = login_throttle::enter(auth, request, attempt).await?;
    let stored = account.password_hash.clone();
    let checked = auth.passwords.check(secret_of(password), stored).await;
    let checked = login_throttle::settle(auth, request, &entered, checked.map_err(hashing)).await?;
    match checked {
        Checked::Right | Checked::RightButRehash => {
            login_throttle::passed(auth, caller, entered).await
        }
        Checked::Wrong => {
            entered.failed(auth, request, &account.username);
            Err(ApiError::new(
                ProblemCode::BadCredentials,
                "Your present password is wrong.",
            ))
        }
    }
}
