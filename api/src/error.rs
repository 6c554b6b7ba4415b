//! The one error of the API: a problem for the caller, and a cause for the log that never leaves the server.

mod joined;
mod refusals;

pub use joined::both;
pub use refusals::CANNOT_BE_USED;

use std::borrow::Cow;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use shared::challenge::FactorChallenge;
use shared::id::Rev;
use shared::instant::Instant;
use shared::problem::{FieldError, Problem, ProblemCode};

use crate::wire::Wire;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What went wrong: the code and sentence for the person, the cause and its context for the log.
///
/// Every result carries it, so what is rare lies behind a pointer.
#[derive(Debug)]
pub struct ApiError {
    code: ProblemCode,
    detail: Cow<'static, str>,
    errors: Box<[FieldError]>,
    cause: Option<Cause>,
    context: Box<[&'static str]>,
    retry_after_s: Option<u64>,
    rare: Option<Box<Rare>>,
}

/// What few problems carry.
#[derive(Debug)]
enum Rare {
    Factor(FactorChallenge),
    Changed { by: String, at: Instant },
    Allow(String),
    Replay(Wire),
}

impl ApiError {
    pub fn new(code: ProblemCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Box::default(),
            cause: None,
            context: Box::default(),
            retry_after_s: None,
            rare: None,
        }
    }

    /// A defect of ours or an outage we have no better word for. The cause goes to the log only.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        let detail = "The server could not do this. Nothing was changed. The request id helps to find the cause.";
        Self {
            cause: Some(cause.into()),
            ..Self::new(ProblemCode::Internal, detail)
        }
    }

    /// A state of the program that should be impossible, told in words.
    pub fn broken(what: impl Into<String>) -> Self {
        Self::internal(what.into())
    }

    /// Too many wait, or the database is away; worth trying again.
    pub fn busy(detail: &'static str) -> Self {
        Self {
            retry_after_s: Some(2),
            ..Self::new(ProblemCode::Busy, detail)
        }
    }

    pub fn busy_because(detail: &'static str, cause: impl Into<Cause>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..Self::busy(detail)
        }
    }

    /// The change was sent to be saved and the database's answer was lost: only the same key can tell.
    pub fn outcome_unknown(cause: impl Into<Cause>) -> Self {
        let detail = "The database's answer was lost, so it is not known whether this was saved. Send it again with the same \
                      Idempotency-Key: that tells, and never does it twice. Without a key, look first.";
        Self {
            cause: Some(cause.into()),
            retry_after_s: Some(2),
            ..Self::new(ProblemCode::OutcomeUnknown, detail)
        }
    }

    pub fn not_found() -> Self {
        Self::new(
            ProblemCode::NotFound,
            "There is nothing here, or it is not yours to see.",
        )
    }

    pub fn wrong_state(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ProblemCode::WrongState, detail)
    }

    /// 409 that names what another record has.
    pub fn taken(detail: impl Into<Cow<'static, str>>, errors: Vec<FieldError>) -> Self {
        Self {
            errors: errors.into(),
            ..Self::new(ProblemCode::Taken, detail)
        }
    }

    pub fn not_allowed(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ProblemCode::NotAllowed, detail)
    }

    /// 422 with the fields that need attention.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.len() {
            1 => "1 field needs attention.".to_owned(),
            many => format!("{many} fields need attention."),
        };
        Self {
            errors: errors.into(),
            ..Self::new(ProblemCode::Invalid, detail)
        }
    }

    /// 400 with the member, parameter or header at fault.
    pub fn malformed(detail: impl Into<Cow<'static, str>>, errors: Vec<FieldError>) -> Self {
        Self {
            errors: errors.into(),
            ..Self::new(ProblemCode::Malformed, detail)
        }
    }

    /// The same, naming the fields at fault.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors.into();
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds.max(1));
        self
    }

    /// The same cause, taken for an outage instead of a defect.
    #[must_use]
    pub(crate) fn into_busy(mut self, detail: &'static str) -> Self {
        self.code = ProblemCode::Busy;
        self.detail = detail.into();
        self.retry_after_s = Some(2);
        self
    }

    /// What the database said, if that is the cause.
    pub(crate) fn database_error(&self) -> Option<&DieselError> {
        self.cause.as_deref()?.downcast_ref()
    }

    /// Says in which act the cause arose, for the log.
    #[must_use]
    pub fn context(mut self, doing: &'static str) -> Self {
        self.context = self.context.iter().copied().chain([doing]).collect();
        self
    }

    pub fn code(&self) -> ProblemCode {
        self.code
    }

    /// What the caller is told.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    pub fn retry_after_s(&self) -> Option<u64> {
        self.retry_after_s
    }

    pub fn allow(&self) -> Option<&str> {
        match self.rare.as_deref() {
            Some(Rare::Allow(methods)) => Some(methods),
            _ => None,
        }
    }

    /// The body for the caller. It holds nothing of the cause.
    pub fn problem(&self, request_id: &str) -> Problem {
        let mut problem = Problem::new(self.code, self.detail.clone().into_owned(), request_id);
        problem.errors = self.errors.to_vec();
        match self.rare.as_deref() {
            Some(Rare::Changed { by, at }) => {
                problem.changed_by = Some(by.clone());
                problem.changed_at = Some(*at);
            }
            Some(Rare::Factor(challenge)) => problem.mfa = Some(challenge.clone()),
            Some(Rare::Allow(_) | Rare::Replay(_)) | None => {}
        }
        problem
    }
}

/// For the log: contexts from the outside in, then the cause or, without one, the detail.
impl ApiError {
    /// The refusal with every field at fault, on one line, for the command line.
    pub fn report(&self) -> String {
        let fields = self.errors.iter().map(|field| {
            let place = field.pointer.as_deref().or(field.parameter.as_deref());
            let place = place.unwrap_or_default().trim_start_matches("#/");
            format!("{place}: {}", field.detail)
        });
        let fields: Vec<String> = fields.collect();
        match fields.is_empty() {
            true => self.to_string(),
            false => fields.join(" "),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for doing in self.context.iter().rev() {
            write!(out, "{doing}: ")?;
        }
        match &self.cause {
            Some(cause) => write!(out, "{cause}"),
            None => write!(out, "{}", self.detail),
        }
    }
}

impl std::error::Error for ApiError {}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        let status = match self.rare.as_deref() {
            Some(Rare::Replay(wire)) => wire.status,
            _ => self.code.status(),
        };
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Only the status: the outermost middleware writes the body, since it alone knows the request id. A replay is whole.
    fn error_response(&self) -> HttpResponse {
        match self.rare.as_deref() {
            Some(Rare::Replay(wire)) => HttpResponse::from(wire.clone()),
            _ => HttpResponse::new(self.status_code()),
        }
    }
}

/// Whether the error is a unique index's refusal; the caller knows which.
pub fn is_unique_violation(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)
    )
}

/// The state of a record's write: zero rows touched means that the caller saw an older revision.
pub fn touched(rows: usize, seen: Rev) -> Result<(), ApiError> {
    match rows {
        1 => Ok(()),
        _ => Err(ApiError::broken(format!(
            "a checked revision {seen:?} was not there when written"
        ))),
    }
}
