//! The right to an operation, as the first argument of its handler: `who: Allowed<JobsWrite>`, or two rights as a pair. Answers
//! before any body is read.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use shared::permission::{Grant, Needs, Permission, Scope};
use shared::problem::ProblemCode;

use super::operation::Operation;
use super::operations::Target;
use super::session::{Presented, Refusal};
use super::signature::{Argument, Signature};
use crate::db::{Actor, Caller};
use crate::error::ApiError;

/// A caller whose role holds the right `N`, or each of the pair, at this moment.
pub struct Allowed<N> {
    caller: Caller,
    right: PhantomData<N>,
}

impl<N> Deref for Allowed<N> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl<N: Needs> FromRequest for Allowed<N> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        ready(check::<N>(req).map(|caller| Self {
            caller,
            right: PhantomData,
        }))
    }
}

impl<N: Needs> Argument for Allowed<N> {
    fn declare(signature: &mut Signature) {
        signature.right = Some(N::PERMISSION);
        signature.right_beside = N::ALSO;
    }
}

fn check<N: Needs>(req: &HttpRequest) -> Result<Caller, ApiError> {
    let extensions = req.extensions();
    let caller = match extensions.get::<Presented>() {
        Some(Presented::Signed(caller)) => caller.clone(),
        Some(Presented::Refused(refusal)) => return Err(refusal.error()),
        Some(Presented::Nothing) | None => return Err(Refusal::Unknown.error()),
    };
    let target = Target::of(req);
    let operation = target.operation();
    let is_own_account = matches!(N::PERMISSION, Permission::SelfRead | Permission::SelfWrite);
    let must_change = caller
        .actor
        .known()
        .is_some_and(|user| user.must_change_password);
    if must_change && !is_own_account {
        let detail = "Choose a new password first.";
        return Err(ApiError::new(ProblemCode::MustChangePassword, detail));
    }
    let must_enrol = caller.actor.known().is_some_and(|user| user.must_enrol);
    if must_enrol && !operation.is_some_and(|operation| operation.for_enrolment) {
        let detail = "Set up a second factor first: this shop asks one of you.";
        return Err(ApiError::new(ProblemCode::FactorRequired, detail));
    }
    let rights = [Some(N::PERMISSION), N::ALSO].into_iter().flatten();
    let mut lacking = rights.filter(|right| !caller.actor.holds(*right));
    let of_role = |right: &Permission| caller.actor.grant_of_role(*right) == Grant::No;
    if let Some(right) = lacking.clone().find(of_role) {
        return Err(ApiError::not_allowed(may_not(right)));
    }
    if !operation.is_some_and(|operation| may(operation, &caller.actor)) {
        return Err(scope_missing(lacking.next().and_then(Permission::scope)));
    }
    let asks_proof = operation.is_some_and(Operation::asks_proof);
    let has_proof = caller
        .actor
        .known()
        .is_some_and(|user| user.has_fresh_proof);
    let is_token = caller
        .actor
        .known()
        .is_some_and(|user| user.token.is_some());
    if asks_proof && is_token {
        return Err(scope_missing(None));
    }
    if asks_proof && !has_proof {
        return Err(ApiError::step_up());
    }
    Ok(caller)
}

/// Whether the actor may call the operation, by role and by token.
pub fn may(operation: &Operation, actor: &Actor) -> bool {
    let Some(right) = operation.right() else {
        return true;
    };
    match operation.open_to_tokens {
        true => actor.grant_of_role(right) != Grant::No,
        false => {
            let beside = operation.signature.right_beside;
            actor.holds(right) && beside.is_none_or(|beside| actor.holds(beside))
        }
    }
}

fn scope_missing(scope: Option<Scope>) -> ApiError {
    let detail = match scope {
        Some(scope) => format!("This token lacks the scope {scope}."),
        None => "No personal token may do this. Sign in.".to_owned(),
    };
    ApiError::new(ProblemCode::ScopeMissing, detail)
}

/// The label of a permission begins with a verb: "Record jobs" becomes "You may not record jobs."
fn may_not(permission: Permission) -> String {
    let label = permission.label();
    let mut letters = label.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    format!(
        "You may not {}{}.",
        first.map(String::from).unwrap_or_default(),
        letters.as_str()
    )
}
