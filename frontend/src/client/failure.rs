//! Why a call gave nothing.

use shared::problem::{FieldError, Problem, ProblemCode};

#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The server answered with a problem.
    Refused(Box<Refusal>),
    /// No answer came: no connection, or the server is away.
    Offline,
    /// No answer came to a change that was sent: whether it is done is not known. The same key tells.
    Unknown,
    /// An answer came that is not of the expected form.
    Unreadable,
}

/// A problem and what its headers add.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    pub problem: Problem,
    pub retry_after_s: Option<u32>,
}

impl Failure {
    /// The code of the server's problem.
    pub fn code(&self) -> Option<ProblemCode> {
        self.refusal().map(|refusal| refusal.problem.code)
    }

    pub fn is(&self, code: ProblemCode) -> bool {
        self.code() == Some(code)
    }

    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Offline | Self::Unknown | Self::Unreadable => None,
        }
    }

    /// The fields that the server found wrong.
    pub fn fields(&self) -> &[FieldError] {
        self.refusal()
            .map_or(&[], |refusal| &refusal.problem.errors)
    }

    /// What to tell the person.
    pub fn sentence(&self) -> String {
        match self {
            Self::Refused(refusal) => refusal.problem.detail.clone(),
            Self::Offline => "There is no connection to the server.".to_owned(),
            Self::Unknown => {
                "No answer came, so it is not known whether it was saved. Try again: it counts once."
                    .to_owned()
            }
            Self::Unreadable => {
                "The server's answer could not be read. Reload the page to get its newest version."
                    .to_owned()
            }
        }
    }

    /// Who was quicker, with `stale`.
    pub fn changed_by(&self) -> Option<&str> {
        self.refusal()?.problem.changed_by.as_deref()
    }

    pub fn request_id(&self) -> Option<String> {
        self.refusal()
            .map(|refusal| refusal.problem.request_id.clone())
            .filter(|id| !id.is_empty())
    }

    /// The server does not know either whether the change was made (`outcome_unknown`).
    pub fn is_unknown_outcome(&self) -> bool {
        self.is(ProblemCode::OutcomeUnknown)
    }

    /// Only these 401 answers are mended by a new token; wrong credentials and a wished step-up are the caller's business.
    pub fn is_end_of_session(&self) -> bool {
        matches!(
            self.code(),
            Some(ProblemCode::SignIn | ProblemCode::SessionExpired)
        )
    }
}

/// A problem's text as a failure.
pub fn understood(text: &str, retry_after_s: Option<u32>) -> Failure {
    match serde_json::from_str::<Problem>(text) {
        Ok(problem) => Failure::Refused(Box::new(Refusal {
            problem,
            retry_after_s,
        })),
        Err(why) => {
            leptos::logging::error!("unreadable problem: {why}");
            Failure::Unreadable
        }
    }
}
