//! Refusals that say more than their code: who was faster, how long to wait, what was answered before.

use shared::challenge::FactorChallenge;
use shared::field::FieldIssue;
use shared::instant::Instant;
use shared::page::foreign_cursor;
use shared::problem::{FieldError, ProblemCode};

use super::{ApiError, Rare};
use crate::wire::Wire;

/// What is said of a query that has a fault; the errors name each.
pub const CANNOT_BE_USED: &str = "A query parameter cannot be used.";

impl ApiError {
    /// 400 that names a query parameter.
    pub fn bad_parameter(name: &str, issue: FieldIssue) -> Self {
        Self::malformed(CANNOT_BE_USED, vec![FieldError::at_parameter(name, issue)])
    }

    /// The cursor was made for another list, or by a version that ordered it by other columns.
    pub fn foreign_cursor() -> Self {
        Self::bad_parameter("cursor", foreign_cursor())
    }

    pub fn in_progress() -> Self {
        let detail = "The first call with this key still runs. Ask again in a second.";
        Self {
            retry_after_s: Some(1),
            ..Self::new(ProblemCode::InProgress, detail)
        }
    }

    /// No failure: the first call with this key was answered like this, and so is this one.
    pub fn replay(wire: Wire) -> Self {
        let mut replay = Self::in_progress();
        replay.rare = Some(Box::new(Rare::Replay(wire)));
        replay
    }

    /// The first call with this key was answered by a version of the server that kept nothing that can be sent again.
    pub fn done_already() -> Self {
        let detail = "The first call with this key was done, but its answer is no longer known. Look whether it is there.";
        Self::new(ProblemCode::WrongState, detail)
    }

    pub fn idempotency_mismatch() -> Self {
        let detail = "This Idempotency-Key was used with another body or type. Take a new key for another request.";
        Self::new(ProblemCode::IdempotencyMismatch, detail)
    }

    /// Someone changed the record since it was read.
    pub fn stale(by: String, at: Instant) -> Self {
        let detail =
            format!("{by} changed this since you read it. Load it again and repeat your change.");
        Self {
            rare: Some(Box::new(Rare::Changed { by, at })),
            ..Self::new(ProblemCode::Stale, detail)
        }
    }

    /// The caller names a revision that the record never had: nobody changed it.
    pub fn never_was() -> Self {
        let detail = "This never had the revision that If-Match names. Load it again and repeat your change.";
        Self::new(ProblemCode::Stale, detail)
    }

    /// What is asked for is worth a proof of who is calling, and theirs is too old.
    pub fn step_up() -> Self {
        let detail =
            "Confirm first that it is you: it is more than ten minutes since you signed in.";
        Self::new(ProblemCode::StepUpRequired, detail)
    }

    /// The password was right; the sign-in goes on with the second factor.
    pub fn factor_due(challenge: FactorChallenge) -> Self {
        let detail = "The password is right. Show the second factor now.";
        Self {
            rare: Some(Box::new(Rare::Factor(challenge))),
            ..Self::new(ProblemCode::MfaRequired, detail)
        }
    }

    pub fn slow_down(retry_after_s: u64) -> Self {
        let wait = retry_after_s.max(1);
        let detail = format!("Too many tries. Try again in {}.", seconds(wait));
        Self {
            retry_after_s: Some(wait),
            ..Self::new(ProblemCode::SlowDown, detail)
        }
    }

    /// Calls of any kind came too often; unlike [`ApiError::slow_down`] this is not about tries at a secret.
    pub fn too_often(retry_after_s: u64) -> Self {
        let wait = retry_after_s.max(1);
        let detail = format!("Too many requests. Try again in {}.", seconds(wait));
        Self {
            retry_after_s: Some(wait),
            ..Self::new(ProblemCode::SlowDown, detail)
        }
    }

    pub fn method_not_allowed(allow: String) -> Self {
        let detail = format!("This address answers {allow}.");
        Self {
            rare: Some(Box::new(Rare::Allow(allow))),
            ..Self::new(ProblemCode::MethodNotAllowed, detail)
        }
    }
}

fn seconds(count: u64) -> String {
    match count {
        1 => "1 second".to_owned(),
        many => format!("{many} seconds"),
    }
}
