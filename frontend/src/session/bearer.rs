//! The session as the calls know it.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use shared::problem::{Problem, ProblemCode};

use super::{Session, access, proof};
use crate::browser;
use crate::client::bearer::{Bearer, Token};
use crate::client::{Failure, Refusal};

impl Bearer for Session {
    fn token(&self) -> Token {
        access::bearer().boxed_local()
    }

    fn instead_of(&self, refused: String) -> Token {
        async move { access::bearer_instead_of(&refused).await }.boxed_local()
    }

    fn after_sign_in(&self) -> Token {
        let problem = Problem::new(
            ProblemCode::SessionExpired,
            "Your session has ended. Sign in again.",
            "",
        );
        let ended = Failure::Refused(Box::new(Refusal {
            problem,
            retry_after_s: None,
        }));
        access::after_sign_in(ended).boxed_local()
    }

    fn proof(&self) -> LocalBoxFuture<'static, bool> {
        proof::asked(*self).boxed_local()
    }

    fn heard(&self, answered: bool) {
        if answered {
            self.heard_at.set(browser::now_ms());
        }
        if self.connected.get_untracked() != answered {
            self.connected.set(answered);
        }
    }

    fn changed(&self) {
        self.changes
            .update(|changes| *changes = changes.wrapping_add(1));
    }

    fn asks_again(&self, again: bool) {
        self.asked_again.update(|asked| {
            *asked = if again {
                asked.saturating_add(1)
            } else {
                asked.saturating_sub(1)
            };
        });
    }
}
