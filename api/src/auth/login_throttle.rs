//! The gate in front of every secret that can be guessed: an attempt is counted before anything is hashed, or refused
//! with the time to wait. All refusals look alike.

use shared::problem::ProblemCode;

use super::request_context::RequestContext;
use super::state::Auth;
use super::store::attempts::{self, Attempt};
use super::throttle::{self, ADDRESS_FAILURES_MAX, Counts, Device, Wait};
use crate::db::Caller;
use crate::error::ApiError;
use crate::http::limits::Left;
use crate::keyring::token_digest;
use crate::logging::{SecurityKind, name_as_typed};

/// An attempt that was let in; it counts as failed until [`attempts::succeeded`] is called.
#[derive(Clone, Debug)]
pub struct Entered {
    pub id: String,
    /// Whether failures went before, for the journal.
    pub after_failures: bool,
    /// Failures from the address within the window, this one included if it fails.
    address_failures: u32,
    left: Option<Left>,
}

/// Looks first without writing, so that a flood of refused attempts never holds the one writer.
pub async fn enter(
    auth: &Auth,
    request: &RequestContext,
    attempt: Attempt,
) -> Result<Entered, ApiError> {
    let limit = auth.config.rate_limits.login.clone();
    let now = auth.db.now();
    let (looked, asked) = (attempt.clone(), limit.clone());
    let counts = auth
        .db
        .look(move |conn| attempts::counts(conn, &looked, &asked, now))
        .await?;
    decide(&attempt, &counts, now.millis()).map_err(|wait| refused(request, wait))?;
    let outcome = auth
        .db
        .write_unkeyed(&request.caller, move |tx| {
            let counts = attempts::counts(tx.conn, &attempt, &limit, tx.now)?;
            match decide(&attempt, &counts, tx.now.millis()) {
                Err(wait) => Ok(Err(wait)),
                Ok(()) => Ok(Ok(Entered {
                    id: attempts::begin(tx, &attempt)?,
                    after_failures: counts.failures_in_a_row > 0,
                    address_failures: counts.address_failures.saturating_add(1),
                    left: counts.left,
                })),
            }
        })
        .await?;
    let entered = outcome.map_err(|wait| refused(request, wait))?;
    if let (Some(rate_status), Some(left)) = (&request.rate_status, entered.left) {
        rate_status.attempted(left);
    }
    Ok(entered)
}

/// The gate for a code: a bucket of its own for each code, since there is no name that an attacker could lock out.
pub async fn enter_with_code(
    auth: &Auth,
    request: &RequestContext,
    code: &str,
) -> Result<Entered, ApiError> {
    let name_digest = token_digest(code.trim());
    enter(
        auth,
        request,
        Attempt {
            address: request.address.clone(),
            name_digest,
            device: None,
        },
    )
    .await
}

/// The secret was right: the attempt no longer counts as failed.
pub async fn passed(auth: &Auth, caller: &Caller, entered: Entered) -> Result<(), ApiError> {
    auth.db
        .write_unkeyed(caller, move |tx| attempts::succeeded(tx.conn, &entered.id))
        .await
}

/// Lets the outcome pass. An attempt that came to no verdict on the secret (no worker was free, the database was away)
/// was none: it is taken back, or whoever keeps the workers busy would lock honest people out.
pub async fn settle<T>(
    auth: &Auth,
    request: &RequestContext,
    entered: &Entered,
    outcome: Result<T, ApiError>,
) -> Result<T, ApiError> {
    let is_undecided = outcome
        .as_ref()
        .is_err_and(|error| error.code() != ProblemCode::BadCredentials);
    if is_undecided {
        let id = entered.id.clone();
        let withdrawn = auth
            .db
            .write_unkeyed(&request.caller, move |tx| attempts::withdraw(tx.conn, &id))
            .await;
        if let Err(error) = withdrawn {
            log::warn!("an attempt that was not decided still counts as failed: {error}");
        }
    }
    outcome
}

fn decide(attempt: &Attempt, counts: &Counts, now_ms: i64) -> Result<(), Wait> {
    let device = match attempt.device {
        Some(_) => Device::Known,
        None => Device::Unknown,
    };
    throttle::decide(device, counts, now_ms)
}

fn refused(request: &RequestContext, wait: Wait) -> ApiError {
    log::warn!(
        "Refused an attempt from IP: {} for {} s ({:?})",
        request.ip,
        wait.seconds,
        wait.layer
    );
    ApiError::slow_down(wait.seconds)
}

impl Entered {
    /// The lines for the log after a wrong secret; the second once when the address has used up its failures.
    pub fn failed(&self, auth: &Auth, request: &RequestContext, username: &str) {
        let shown = name_as_typed(username);
        log::warn!(
            "Failed login attempt for user: {shown} from IP: {}",
            request.ip
        );
        auth.security_log.report(
            &request.caller,
            SecurityKind::AuthnLoginFail,
            Some(&shown),
            "",
        );
        if self.address_failures == ADDRESS_FAILURES_MAX {
            log::warn!("Multiple failed login attempts from IP: {}", request.ip);
            let detail = "strangers from this address wait until the window slides";
            auth.security_log.report(
                &request.caller,
                SecurityKind::AuthnLoginFailMax,
                Some(&shown),
                detail,
            );
        }
    }
}
