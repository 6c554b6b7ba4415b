//! A fresh proof of who is signed in: the calls that the server asks one for wait here for it.

use std::cell::RefCell;

use futures::channel::oneshot;
use futures::future::pending;
use leptos::prelude::*;
use shared::auth::{Session as Tokens, StepUp};

use super::{Session, access, messages};
use crate::client::{Call, Failure};

thread_local! {
    static WAITING: RefCell<Vec<oneshot::Sender<()>>> = const { RefCell::new(Vec::new()) };
}

/// Asks the person; whether they proved who they are.
pub async fn asked(session: Session) -> bool {
    let (tell, told) = oneshot::channel();
    WAITING.with_borrow_mut(|waiting| waiting.push(tell));
    session.proof_wanted.set(true);
    told.await.is_ok()
}

/// Sends the proof; the calls that waited go on.
pub async fn give(session: Session, proof: &StepUp) -> Result<(), Failure> {
    let tokens: Tokens = Call::post("/auth/step-up").json(proof).send().await?;
    if access::take(&tokens).is_err() {
        session.give_way();
        return pending().await;
    }
    if let Some(user) = access::person() {
        messages::tell_tokens(user, &tokens);
    }
    given(session);
    Ok(())
}

/// The server has its proof.
pub fn given(session: Session) {
    let waiting = WAITING.take();
    session.proof_wanted.set(false);
    for call in waiting {
        if call.send(()).is_err() {
            leptos::logging::log!("a call that waited for a proof is gone");
        }
    }
}

/// The person would rather not: the calls that waited are refused.
pub fn withheld(session: Session) {
    drop(WAITING.take());
    session.proof_wanted.set(false);
}
