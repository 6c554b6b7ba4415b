//! Problems (RFC 9457): the closed list of what can go wrong, and how it is told.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::challenge::FactorChallenge;
use crate::instant::Instant;
use crate::issue::FieldIssue;

pub use crate::issue::FieldCode;

closed_enum! {
    /// What went wrong; the contract of an error answer.
    ProblemCode {
        Malformed = "malformed",
        SignIn = "sign_in",
        SessionExpired = "session_expired",
        BadCredentials = "bad_credentials",
        MfaRequired = "mfa_required",
        StepUpRequired = "step_up_required",
        NotAllowed = "not_allowed",
        MustChangePassword = "must_change_password",
        FactorRequired = "factor_required",
        ScopeMissing = "scope_missing",
        CsrfFailed = "csrf_failed",
        CsrfExpired = "csrf_expired",
        HttpsRequired = "https_required",
        NotFound = "not_found",
        MethodNotAllowed = "method_not_allowed",
        NotAcceptable = "not_acceptable",
        Timeout = "timeout",
        WrongHost = "wrong_host",
        Taken = "taken",
        InUse = "in_use",
        WrongState = "wrong_state",
        PeriodClosed = "period_closed",
        LastAdmin = "last_admin",
        InProgress = "in_progress",
        Stale = "stale",
        TooLarge = "too_large",
        WrongType = "wrong_type",
        Invalid = "invalid",
        IdempotencyMismatch = "idempotency_mismatch",
        PreconditionRequired = "precondition_required",
        SlowDown = "slow_down",
        Internal = "internal",
        Busy = "busy",
        OutcomeUnknown = "outcome_unknown",
        SetupRequired = "setup_required",
    } tolerant Unknown
}

/// The body of every 4xx and 5xx answer, `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `/problems/{code}`, which answers with the explanation.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same sentence for every problem of this code.
    pub title: String,
    /// The HTTP status, 400–599.
    #[cfg_attr(
        feature = "openapi",
        schema(minimum = 400, maximum = 599, example = 422)
    )]
    pub status: u16,
    /// The contract.
    pub code: ProblemCode,
    /// What to do, for people.
    pub detail: String,
    /// `/requests/{request_id}`.
    pub instance: String,
    /// Names the request in the log.
    #[cfg_attr(feature = "openapi", schema(format = "uuid"))]
    pub request_id: String,
    /// The wrong fields; empty when no field is to blame.
    pub errors: Vec<FieldError>,
    /// With `mfa_required`: how the sign-in goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub mfa: Option<FactorChallenge>,
    /// With `stale`: the username of who changed the record since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub changed_by: Option<String>,
    /// With `stale`: when it was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub changed_at: Option<Instant>,
}

/// One wrong field, parameter or header: exactly one of the three is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// JSON Pointer (RFC 6901) into the request body, as a fragment: `#/items/0/quantity`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = "#/items/0/quantity")
    )]
    pub pointer: Option<String>,
    /// Name of a query or path parameter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub parameter: Option<String>,
    /// Name of a request header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub header: Option<String>,
    /// The contract.
    pub code: FieldCode,
    /// What is wrong, for people: `Must be at least 0.001.`
    pub detail: String,
    /// The bounds that the detail speaks of: `{"min": "0.001"}`.
    pub params: BTreeMap<String, String>,
}

impl Problem {
    /// A problem of a request; the title and status follow from the code.
    #[must_use]
    pub fn new(
        code: ProblemCode,
        detail: impl Into<String>,
        request_id: impl Into<String>,
    ) -> Self {
        let request_id = request_id.into();
        Self {
            kind: format!("/problems/{code}"),
            title: code.title().to_owned(),
            status: code.status(),
            code,
            detail: detail.into(),
            instance: format!("/requests/{request_id}"),
            request_id,
            errors: Vec::new(),
            mfa: None,
            changed_by: None,
            changed_at: None,
        }
    }

    /// The same problem with the wrong fields named.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }
}

impl FieldError {
    /// An issue with a place in the body: `#/items/0/quantity`.
    #[must_use]
    pub fn at_pointer(pointer: impl Into<String>, issue: FieldIssue) -> Self {
        Self {
            pointer: Some(pointer.into()),
            ..Self::nowhere(issue)
        }
    }

    /// What another record, or another part of this one, has already.
    #[must_use]
    pub fn duplicate(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::at_pointer(pointer, FieldIssue::new(FieldCode::Duplicate, detail))
    }

    /// An issue with a query or path parameter.
    #[must_use]
    pub fn at_parameter(parameter: impl Into<String>, issue: FieldIssue) -> Self {
        Self {
            parameter: Some(parameter.into()),
            ..Self::nowhere(issue)
        }
    }

    /// An issue with a request header.
    #[must_use]
    pub fn at_header(header: impl Into<String>, issue: FieldIssue) -> Self {
        Self {
            header: Some(header.into()),
            ..Self::nowhere(issue)
        }
    }

    fn nowhere(issue: FieldIssue) -> Self {
        let FieldIssue {
            code,
            detail,
            params,
        } = issue;
        Self {
            pointer: None,
            parameter: None,
            header: None,
            code,
            detail,
            params,
        }
    }
}

impl ProblemCode {
    /// The HTTP status of this code; 500 for a code that this build does not know.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.row().0
    }

    /// The fixed title: `Some fields need attention`.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.row().1
    }

    /// What `/problems/{code}` answers: when this happens and what to do.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        self.row().2
    }

    #[rustfmt::skip]
    const fn row(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::Malformed => (400, "The request could not be read", "A body, parameter or header is not of the documented form. `errors` names the culprit. Correct the request; sending it again unchanged cannot succeed."),
            Self::SignIn => (401, "Sign in first", "The request carries no valid access token. Sign in and send it as `Authorization: Bearer …`."),
            Self::SessionExpired => (401, "The session has ended", "The session was idle for too long, was signed out, or was ended by someone with the right to do so. Sign in again."),
            Self::BadCredentials => (401, "Username or password is wrong", "The two do not belong together, or the account cannot sign in. The answer does not tell which."),
            Self::MfaRequired => (401, "A second factor is needed", "The password was right; the sign-in goes on with the second factor."),
            Self::StepUpRequired => (401, "Confirm that it is you", "This act needs a recent proof of identity. Confirm your password and send the request again; do not refresh the token instead."),
            Self::NotAllowed => (403, "You may not do this", "Your role does not hold the permission that this operation names. Ask an administrator."),
            Self::MustChangePassword => (403, "Change your password first", "The password was set by someone else or falls short of today's rules. Choose a new one, then go on."),
            Self::FactorRequired => (403, "Set up a second factor first", "This shop asks a second factor of you, and the days to set one up are over. Set it up at `/me/totp`, then go on."),
            Self::ScopeMissing => (403, "The token's scopes do not cover this", "The token's user may do this, the token may not. Make a token with the scope that this operation names."),
            Self::CsrfFailed => (403, "The request did not come from the app", "A request that uses the session cookie must come from this site and carry its CSRF token."),
            Self::CsrfExpired => (403, "The page was open for too long", "The CSRF token is older than an hour. Fetch a new one and send the request again."),
            Self::HttpsRequired => (403, "Use HTTPS", "This server answers API requests over HTTPS only. Treat whatever secret was sent as seen by others."),
            Self::NotFound => (404, "There is no such thing here", "The path or the record does not exist, or is not for you to know of."),
            Self::MethodNotAllowed => (405, "This path does not know that method", "`Allow` lists the methods of this path."),
            Self::NotAcceptable => (406, "No form of the answer is acceptable", "Answers are JSON; send `Accept: application/json` or `*/*`."),
            Self::WrongHost => (421, "This server has another name", "The `Host` of the request is none of this server's names. Use its public address; if this is a new name of it, set `ALLOWED_HOSTS`."),
            Self::Timeout => (408, "The request took too long to arrive", "The body did not arrive in time. Send it again over a better connection."),
            Self::Taken => (409, "This is already taken", "A record with this id or name exists. Read it, or choose another."),
            Self::InUse => (409, "Other records depend on this", "What you want to change is in use. `detail` says by what."),
            Self::WrongState => (409, "Not possible in the present state", "The record exists but its state does not allow this act. Read it again."),
            Self::PeriodClosed => (409, "The period is closed", "The date lies in a period whose books are closed."),
            Self::LastAdmin => (409, "There must be an administrator", "The last enabled administrator cannot be demoted or disabled. Make another one first."),
            Self::InProgress => (409, "The first request is still running", "A request with the same `Idempotency-Key` has no answer yet. Wait for `Retry-After`, then send it again."),
            Self::Stale => (412, "Someone changed this meanwhile", "`If-Match` names an older revision. Read the record again, look at what changed, and repeat the change on it."),
            Self::TooLarge => (413, "The request is too large", "The body is beyond the documented limit."),
            Self::WrongType => (415, "The body has the wrong type", "Send the media type that `Accept-Post` or `Accept-Patch` names, without `Content-Encoding`."),
            Self::Invalid => (422, "Some fields need attention", "The request was understood, but some values break a rule. `errors` names each field, with a code and the bounds."),
            Self::IdempotencyMismatch => (422, "The key belongs to another request", "This `Idempotency-Key` was used with a different body. Use a new key for a new request."),
            Self::PreconditionRequired => (428, "Say which revision you saw", "Changing a record needs `If-Match` with the `ETag` that was read."),
            Self::SlowDown => (429, "Too many requests", "A limit is used up. `Retry-After` says how many seconds to wait."),
            Self::Busy => (503, "Busy at the moment", "The server cannot take this now; nothing was changed. Try again after `Retry-After` seconds."),
            Self::OutcomeUnknown => (503, "It is not known whether this was saved", "The database's answer was lost on its way. Send the request again with the same `Idempotency-Key` after `Retry-After` seconds: that tells, and never does it twice. Without a key, look first."),
            Self::SetupRequired => (503, "Set up first", "There is no user yet. Open the app and create the first administrator with the set-up token."),
            Self::Internal => (500, "Something broke on our side", "`detail` says whether anything was changed. Tell whoever runs this server the request id; the cause is in the log under it."),
            Self::Unknown => (500, "Something is wrong", "A newer server told a problem that this version does not know. `detail` says what to do."),
        }
    }
}

#[cfg(test)]
mod tests;
