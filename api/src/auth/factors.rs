//! The second factor (SECURITY.md §2.9): codes of an app on the phone, each once, and recovery codes.

mod own;
mod recovery;
mod totp;

pub use own::{activate_totp, begin_totp, factors_of, new_codes, remove_totp, reset_factors};

use shared::challenge::FactorMethod;
use shared::field::FieldIssue;
use shared::id::UserId;
use shared::problem::{FieldCode, FieldError, ProblemCode};

use self::totp::{STEP_S, Verdict};
use super::store::factors as store;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::keyring::{Keyring, Secret};

/// Seals the secret that is shared with the phone.
const PURPOSE: &str = "totp/v1";
pub const HOUR_MS: i64 = 3_600_000;

/// Seals anew what the root secret before this one sealed; how many secrets those were.
pub fn rewrap(tx: &mut Tx<'_>, keyring: &Keyring) -> Result<usize, ApiError> {
    let mut count = 0;
    for (user, sealed, pending) in store::sealed(tx.conn)? {
        let anew = |stored: &Option<String>| match stored {
            Some(stored) => keyring.rewrap(PURPOSE, &user, stored),
            None => Ok(None),
        };
        let new_sealed = anew(&sealed).map_err(ApiError::internal)?;
        let new_pending = anew(&pending).map_err(ApiError::internal)?;
        if new_sealed.is_some() || new_pending.is_some() {
            let sealed = new_sealed.or(sealed);
            store::seal_anew(tx.conn, &user, sealed, new_pending.or(pending))?;
            count += 1;
        }
    }
    Ok(count)
}

/// What was shown as a second factor.
#[derive(Clone)]
pub enum Shown {
    Code(String),
    RecoveryCode(String),
}

/// What came of it. A refusal is written down, so that it is no error of its transaction.
pub enum Outcome {
    Right,
    Wrong(&'static str),
    /// Too many were wrong: so many seconds to wait.
    Wait(u64),
}

/// How many may be wrong: within so many milliseconds, so many.
type Budget = (i64, usize);

impl Shown {
    /// The one of the two that is there. Problem: `invalid`.
    pub fn of(code: Option<String>, recovery_code: Option<String>) -> Result<Self, ApiError> {
        match (code, recovery_code) {
            (Some(code), None) => Ok(Self::Code(code)),
            (None, Some(code)) => Ok(Self::RecoveryCode(code)),
            (None, None) => Err(lacks_code()),
            (Some(_), Some(_)) => {
                let issue = FieldIssue::new(FieldCode::BadFormat, "Send one of the two.");
                let error = FieldError::at_pointer("#/recovery_code", issue);
                Err(ApiError::invalid(vec![error]))
            }
        }
    }

    const fn kind(&self) -> &'static str {
        match self {
            Self::Code(_) => "code",
            Self::RecoveryCode(_) => "recovery_code",
        }
    }

    /// Three a step and ten an hour; five an hour.
    const fn budgets(&self) -> &'static [Budget] {
        match self {
            Self::Code(_) => &[(STEP_S * 1_000, 3), (HOUR_MS, 10)],
            Self::RecoveryCode(_) => &[(HOUR_MS, 5)],
        }
    }
}

/// A second factor is due and none was sent.
pub fn lacks_code() -> ApiError {
    ApiError::invalid(vec![FieldError::at_pointer(
        "#/code",
        FieldIssue::required(),
    )])
}

/// With what this user's sign-in can go on; nothing for a user without a second factor.
pub fn methods(conn: &mut Conn, user: UserId) -> Result<Vec<FactorMethod>, ApiError> {
    let totp = store::totp_of(conn, user)?;
    if totp.is_none_or(|totp| totp.sealed.is_none()) {
        return Ok(Vec::new());
    }
    let mut methods = vec![FactorMethod::Totp];
    if store::codes_left(conn, user)? > 0 {
        methods.push(FactorMethod::Recovery);
    }
    Ok(methods)
}

/// Judges what was shown, and uses it up.
pub fn check(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    user: UserId,
    shown: &Shown,
) -> Result<Outcome, ApiError> {
    if let Some(seconds) = wait(tx, user, shown)? {
        return Ok(Outcome::Wait(seconds));
    }
    let wrong = match shown {
        Shown::Code(code) => check_code(tx, keyring, user, code)?,
        Shown::RecoveryCode(code) => {
            let is_right = match recovery::digest(code) {
                Some(digest) => store::use_code(tx, user, &digest)?,
                None => false,
            };
            (!is_right).then_some("This recovery code is wrong, or was used.")
        }
    };
    match wrong {
        None => {
            store::forgive(tx.conn, user)?;
            Ok(Outcome::Right)
        }
        Some(why) => {
            store::failed(tx, user, shown.kind())?;
            Ok(Outcome::Wrong(why))
        }
    }
}

/// Why a code does not count; nothing when it does.
fn check_code(
    tx: &mut Tx<'_>,
    keyring: &Keyring,
    user: UserId,
    code: &str,
) -> Result<Option<&'static str>, ApiError> {
    const WRONG: &str = "This code is wrong.";
    let totp = store::totp_of(tx.conn, user)?;
    let Some((sealed, spoiled)) = totp.and_then(|totp| Some((totp.sealed?, totp.spoiled_step)))
    else {
        return Ok(Some(WRONG));
    };
    let secret = open(keyring, user, &sealed)?;
    Ok(match totp::judge(&secret, code, now_s(tx))? {
        Verdict::Right(step) if spoiled == Some(step) => Some(WRONG),
        Verdict::Right(step) => match store::use_step(tx.conn, user, step)? {
            true => None,
            false => Some("This code was used. Wait for the next one."),
        },
        Verdict::Astray(step) => {
            // Whoever guessed a code of the minutes to come must not learn that it will count.
            store::spoil_step(tx.conn, user, step)?;
            Some(ASTRAY)
        }
        Verdict::Wrong => Some(WRONG),
    })
}

const ASTRAY: &str = "This code belongs to another minute: the phone's clock is likely wrong. Let the phone set its time by \
                      itself, and take a new code.";

/// How long to wait when too many were wrong.
fn wait(tx: &mut Tx<'_>, user: UserId, shown: &Shown) -> Result<Option<u64>, ApiError> {
    let now_ms = tx.now.millis();
    let mut longest: Option<i64> = None;
    for (span_ms, most) in shown.budgets() {
        let limit = i64::try_from(*most).map_err(ApiError::internal)?;
        let since_ms = now_ms - span_ms;
        let failed = store::failures(tx.conn, user, shown.kind(), (since_ms, limit))?;
        if failed.len() >= *most {
            // A clock that was put back makes nobody wait for longer than the span.
            let until_ms = failed.last().map(|at| (at + span_ms).min(now_ms + span_ms));
            longest = longest.max(until_ms);
        }
    }
    let seconds = |until_ms: i64| u64::try_from((until_ms - now_ms + 999) / 1_000).unwrap_or(1);
    Ok(longest.map(|until_ms| seconds(until_ms).max(1)))
}

fn now_s(tx: &Tx<'_>) -> i64 {
    tx.now.millis().div_euclid(1_000)
}

fn open(keyring: &Keyring, user: UserId, sealed: &str) -> Result<Secret, ApiError> {
    keyring
        .unwrap(PURPOSE, &user.to_string(), sealed)
        .map_err(ApiError::internal)
}

/// The problem that a refusal is told with.
pub fn refused(outcome: Outcome) -> Result<(), ApiError> {
    match outcome {
        Outcome::Right => Ok(()),
        Outcome::Wrong(why) => Err(ApiError::new(ProblemCode::BadCredentials, why)),
        Outcome::Wait(seconds) => Err(ApiError::slow_down(seconds)),
    }
}

/// What no rule looks at any more goes.
pub fn sweep(tx: &mut Tx<'_>) -> Result<(), ApiError> {
    store::sweep(tx.conn, tx.now, HOUR_MS)
}
