//! The second step of a sign-in: a ticket from the first, and the second factor.

use std::sync::Arc;

use shared::auth::Session;
use shared::factors::SecondFactor;
use shared::id::SessionId;
use shared::problem::ProblemCode;

use super::account::{self, Account};
use super::entry;
use super::factors::{self, Outcome, Shown};
use super::lifetimes::Limits;
use super::request_context::RequestContext;
use super::session::{self, Opened, Opening};
use super::state::Auth;
use super::store::factors as store;
use super::store::factors::Ticket;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::keyring::{Keyring, token_digest};
use crate::logging::SecurityKind;
use crate::stored::stored;

/// What came of the second step.
enum Second {
    Opened(Box<Opened>),
    Refused(Outcome),
    /// The ticket counts no more.
    Over,
}

/// Problems: `sign_in` (the ticket counts no more), `bad_credentials` (the factor), `invalid`, `slow_down`.
pub async fn go_on(
    auth: &Auth,
    request: &RequestContext,
    draft: SecondFactor,
) -> Result<(Session, Opened), ApiError> {
    let shown = Shown::of(draft.code, draft.recovery_code)?;
    let by = match &shown {
        Shown::Code(_) => "by password and code",
        Shown::RecoveryCode(_) => "by password and recovery code",
    };
    let digest = token_digest(draft.ticket.trim());
    let looked = digest.clone();
    let now = auth.db.now();
    let found = auth
        .db
        .read(move |conn| match store::ticket(conn, &looked, now)? {
            Some(ticket) => owner(conn, &ticket).map(|account| Some((ticket, account))),
            None => Ok(None),
        })
        .await?;
    let (ticket, account) = found.ok_or_else(over)?;
    let (id, name) = (session::new_id(auth)?, account.username.clone());
    let caller = entry::signed(request, &account, id);
    let replaced = request.cookie_session(auth).await?.map(|row| row.id);
    let after_failures = ticket.after_failures;
    let step = Step {
        digest,
        shown,
        keyring: auth.keyring.now(),
        limits: auth.limits,
        request: request.clone(),
        replaced,
        id,
    };
    let second = auth.db.write_unkeyed(&caller, move |tx| take(tx, &step));
    let second = second.await?;
    match second {
        Second::Opened(opened) => {
            entry::note(auth, request, &name, (after_failures, by));
            Ok((session::present(auth, &opened.facts)?, *opened))
        }
        Second::Refused(outcome) => {
            log::warn!(
                "Failed second factor for user: {name} from IP: {}",
                request.ip
            );
            let kind = SecurityKind::AuthnLoginFail;
            auth.security_log
                .report(&request.caller, kind, Some(&name), "the second factor");
            factors::refused(outcome).and_then(|()| Err(over()))
        }
        Second::Over => Err(over()),
    }
}

/// Everything that the second step goes by.
struct Step {
    digest: String,
    shown: Shown,
    keyring: Arc<Keyring>,
    limits: Limits,
    request: RequestContext,
    /// The session that this browser had.
    replaced: Option<String>,
    id: SessionId,
}

fn take(tx: &mut Tx<'_>, step: &Step) -> Result<Second, ApiError> {
    let Some((ticket, account)) = still_counts(tx, &step.digest)? else {
        return Ok(Second::Over);
    };
    match factors::check(tx, &step.keyring, account.id, &step.shown)? {
        Outcome::Right => {}
        refused => {
            if matches!(refused, Outcome::Wait(_)) {
                store::take_ticket(tx.conn, &step.digest)?;
            }
            return Ok(Second::Refused(refused));
        }
    }
    store::take_ticket(tx.conn, &step.digest)?;
    let opening = opening(&ticket, &account, &step.request, step.id);
    let facts = (step.replaced.as_deref(), ticket.after_failures);
    let opened = entry::open(tx, &opening, facts, &step.limits)?;
    Ok(Second::Opened(Box::new(opened)))
}

/// The ticket and its user, if both are as they were at the first step.
fn still_counts(tx: &mut Tx<'_>, digest: &str) -> Result<Option<(Ticket, Account)>, ApiError> {
    let Some(ticket) = store::ticket(tx.conn, digest, tx.now)? else {
        return Ok(None);
    };
    let account = owner(tx.conn, &ticket)?;
    let stands = !account.is_disabled && account.token_version == ticket.token_version;
    if !stands {
        store::take_ticket(tx.conn, digest)?;
    }
    Ok(stands.then_some((ticket, account)))
}

fn owner(conn: &mut Conn, ticket: &Ticket) -> Result<Account, ApiError> {
    account::account(conn, stored(&ticket.user_id)?)
}

fn opening(ticket: &Ticket, account: &Account, request: &RequestContext, id: SessionId) -> Opening {
    Opening {
        id,
        user: account.id,
        role: account.role,
        token_version: account.token_version,
        must_change_password: ticket.must_change_password,
        device: ticket.device_id.clone(),
        ip: request.ip.clone(),
        user_agent: request.user_agent.clone(),
        amr: "pwd otp".to_owned(),
    }
}

fn over() -> ApiError {
    ApiError::new(
        ProblemCode::SignIn,
        "This sign-in took too long, or was finished already. Enter name and password again.",
    )
}
