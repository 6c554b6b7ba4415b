//! What is known of a request and its caller once the server has looked at it.

use actix_web::{HttpMessage, HttpRequest};
use shared::problem::ProblemCode;

use super::peer::ClientAddress;
use crate::db::{Actor, Caller};
use crate::error::ApiError;

/// The request's id, in `X-Request-Id`, in problems and in the log.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// What the request showed of its caller.
#[derive(Clone, Debug)]
pub enum Presented {
    Nothing,
    /// A token that does not count.
    Refused(Refusal),
    Signed(Caller),
}

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// None of ours.
    Unknown,
    SessionEnded,
    /// A personal token that was good once.
    TokenEnded,
    /// A personal token that is good, from other addresses.
    TokenElsewhere,
}

impl Refusal {
    /// What an operation answers that needs a caller.
    pub fn error(self) -> ApiError {
        let (code, detail) = match self {
            Self::Unknown => (
                ProblemCode::SignIn,
                "Sign in first: this needs an access token.",
            ),
            Self::SessionEnded => (
                ProblemCode::SessionExpired,
                "Your session has ended. Sign in again.",
            ),
            Self::TokenEnded => (
                ProblemCode::SessionExpired,
                "This token has ended: it ran out, was revoked, or its user is disabled. Make another one.",
            ),
            Self::TokenElsewhere => (
                ProblemCode::NotAllowed,
                "This token counts from other addresses alone.",
            ),
        };
        ApiError::new(code, detail)
    }

    /// Whether the token was good once, so that its bearer is no stranger.
    pub fn is_of_ours(self) -> bool {
        self != Self::Unknown
    }
}

/// The request's own facts (address, id) as an actor who is nobody: for sign-in, set-up and activation.
pub fn visitor(req: &HttpRequest) -> Caller {
    let extensions = req.extensions();
    let actor = Actor {
        ip: extensions
            .get::<ClientAddress>()
            .map(|address| address.0.to_string()),
        request_id: extensions.get::<RequestId>().map(|id| id.0.clone()),
        ..Actor::default()
    };
    Caller { actor, key: None }
}
