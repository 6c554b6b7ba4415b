//! Who gives the calls their token, and hears how they went: the session. The client knows only what it asks of it.

use std::cell::RefCell;
use std::rc::Rc;

use futures::future::LocalBoxFuture;

use shared::problem::ProblemCode;

use super::Failure;

pub type Token = LocalBoxFuture<'static, Result<String, Failure>>;

/// Everything that a call asks and tells.
pub trait Bearer {
    /// A token that is good for a call now.
    fn token(&self) -> Token;

    /// Another one than that which was refused.
    fn instead_of(&self, refused: String) -> Token;

    /// The server refuses even new tokens: the one that a new sign-in of the same person brings.
    fn after_sign_in(&self) -> Token;

    /// Asks whoever sits there for a proof of who they are; whether they gave it.
    fn proof(&self) -> LocalBoxFuture<'static, bool>;

    /// Whether an answer came.
    fn heard(&self, answered: bool);

    /// Something was changed.
    fn changed(&self);

    /// How many changes are asked about again, because their answer did not come.
    fn asks_again(&self, again: bool);
}

thread_local! {
    static BEARER: RefCell<Option<Rc<dyn Bearer>>> = const { RefCell::new(None) };
}

/// From here on, calls are this session's.
pub fn carry(bearer: Rc<dyn Bearer>) {
    BEARER.set(Some(bearer));
}

/// None before the session has begun.
pub fn bearer() -> Option<Rc<dyn Bearer>> {
    BEARER.with_borrow(Clone::clone)
}

/// Asks for the proof that the server wants before this refused call; whether to send it again.
pub async fn proof_for(failure: &Failure) -> bool {
    match bearer() {
        Some(bearer) if failure.is(ProblemCode::StepUpRequired) => bearer.proof().await,
        _ => false,
    }
}

/// A token for a call that is sent in another way than this module's.
pub async fn token() -> Result<String, Failure> {
    match bearer() {
        Some(bearer) => bearer.token().await,
        None => Err(Failure::Offline),
    }
}
