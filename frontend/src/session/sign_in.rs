//! Signing in: the password, then the second factor of whoever has one.

use leptos::prelude::*;
use shared::auth::SignIn;
use shared::factors::SecondFactor;

use super::Session;
use crate::client::{Call, Failure};

impl Session {
    /// Signs in with a password and opens the pages.
    pub async fn sign_in(self, credentials: &SignIn) -> Result<(), Failure> {
        let tokens = Call::post("/auth/sign-in")
            .open()
            .json(credentials)
            .send()
            .await
            .map_err(|failure| self.goes_on(failure))?;
        self.take_new(&tokens).await;
        Ok(())
    }

    /// Remembers how a sign-in goes on whose password was right.
    fn goes_on(self, failure: Failure) -> Failure {
        let challenge = failure
            .refusal()
            .and_then(|refusal| refusal.problem.mfa.clone());
        self.challenge.set(challenge);
        failure
    }

    /// The second step: the second factor.
    pub async fn sign_in_with_factor(self, factor: &SecondFactor) -> Result<(), Failure> {
        let tokens = Call::post("/auth/mfa").open().json(factor).send().await?;
        self.challenge.set(None);
        self.take_new(&tokens).await;
        Ok(())
    }
}
