//! What is known of a request and its caller once the server has looked at it.

use actix_web::{HttpMessage, HttpRequest};
use shared::problem::ProblemCode;

use super::peer::ClientAddress;
use crate::db::{Actor, Caller};

/// The request's id, in `X-Request-Id`, in problems and in the log.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// What the request showed of its caller.
#[derive(Clone, Debug)]
pub enum Presented {
    Nothing,
    /// A token that does not count, with the code that says why.
    Refused(ProblemCode),
    Signed(Caller),
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
