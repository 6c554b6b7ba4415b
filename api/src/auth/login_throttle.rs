//! The gate in front of every secret that can be guessed: an attempt is counted before anything is hashed, or refused
//! with the time to wait. All refusals look alike.

use shared::problem::ProblemCode;

use super::request_context::RequestContext;
use super::state::Auth;
use super::store::attempts::{self, Attempt, Bounds};
use super::throttle::{self, ADDRESS_FAILURES_MAX, Device, HardCap, Layer, Wait};
use super::watch;
use crate::db::{Caller, Tx};
use crate::error::ApiError;
use crate::http::limits::Left;
use crate::keyring::token_digest;
use crate::logging::{SecurityKind, name_as_typed};

/// An attempt that was let in; it counts as failed until [`attempts::succeeded`] is called.
#[derive(Clone, Debug)]
pub struct Entered {
    id: String,
    attempt: Attempt,
    /// When the failure before this one was.
    last_failure_ms: Option<i64>,
    /// Whether failures went before, for the journal.
    pub after_failures: bool,
    /// Somebody has guessed at this name for so long that an unknown device needs the second factor as well.
    pub needs_factor: bool,
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
    let bounds = Bounds {
        limit: auth.config.rate_limits.login.clone(),
        cap: HardCap::new(auth.config.rate_limits.hard_cap),
    };
    let now = auth.db.now();
    let (looked, asked) = (attempt.clone(), bounds.clone());
    let counts = auth
        .db
        .look(move |conn| attempts::counts(conn, &looked, &asked, now))
        .await?;
    if let Err(wait) = throttle::decide(attempt.device(), &counts, bounds.cap, now.millis()) {
        return Err(refused(auth, request, &attempt, wait).await);
    }
    let tried = attempt.clone();
    let outcome = auth
        .db
        .write_unkeyed(&request.caller, move |tx| {
            let counts = attempts::counts(tx.conn, &attempt, &bounds, tx.now)?;
            let now_ms = tx.now.millis();
            if let Err(wait) = throttle::decide(attempt.device(), &counts, bounds.cap, now_ms) {
                return Ok(Err(wait));
            }
            Ok(Ok(Entered {
                id: attempts::begin(tx, &attempt, counts.failures_in_a_row)?,
                last_failure_ms: counts.last_failure_ms,
                after_failures: counts.failures_in_a_row > 0,
                needs_factor: attempt.device() == Device::Unknown
                    && counts.failures_in_a_row >= watch::TOLD_FROM,
                address_failures: counts.address_failures.saturating_add(1),
                left: counts.left,
                attempt,
            }))
        })
        .await?;
    let entered = match outcome {
        Ok(entered) => entered,
        Err(wait) => return Err(refused(auth, request, &tried, wait).await),
    };
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
            vouched: false,
            pair: None,
        },
    )
    .await
}

/// The secret was right: the attempt no longer counts as failed.
pub async fn passed(auth: &Auth, caller: &Caller, entered: Entered) -> Result<(), ApiError> {
    auth.db
        .write_unkeyed(caller, move |tx| entered.succeeded(tx))
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
    match outcome.as_ref().map_err(ApiError::code) {
        Ok(_) => watch::right(auth, &entered.attempt),
        Err(ProblemCode::BadCredentials) => watch::wrong(auth, request, &entered.attempt).await,
        Err(_) => {
            let taken_back = entered.clone();
            let withdrawn = auth
                .db
                .write_unkeyed(&request.caller, move |tx| {
                    let Entered { id, attempt, .. } = &taken_back;
                    attempts::withdraw(tx.conn, id, attempt, taken_back.last_failure_ms)
                })
                .await;
            if let Err(error) = withdrawn {
                log::warn!("an attempt that was not decided still counts as failed: {error}");
            }
        }
    }
    outcome
}

async fn refused(auth: &Auth, request: &RequestContext, attempt: &Attempt, wait: Wait) -> ApiError {
    log::warn!(
        "Refused an attempt from IP: {} for {} s ({:?})",
        request.ip,
        wait.seconds,
        wait.layer
    );
    // Many people at once who have done nothing wrong meet the first limit alone.
    if matches!(wait.layer, Layer::AddressFailures | Layer::Account) {
        watch::wrong(auth, request, attempt).await;
    }
    ApiError::slow_down(wait.seconds)
}

impl Entered {
    /// The secret was right: the attempt no longer counts as failed.
    pub fn succeeded(&self, tx: &mut Tx<'_>) -> Result<(), ApiError> {
        attempts::succeeded(tx.conn, &self.id, &self.attempt)
    }

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
