//! What a sign-in waits for whose password was right.
use serde::{Deserialize, Serialize};

use crate::instant::Instant;

closed_enum! {
    /// With what a sign-in can go on.
    FactorMethod {
        /// A code that the app on the phone shows.
        Totp = "totp",
        /// One of the codes that were shown once.
        Recovery = "recovery",
    }
}

/// A sign-in whose password was right and that waits for the second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactorChallenge {
    /// Names the sign-in to `POST /auth/mfa`; counts once.
    pub ticket: String,
    /// What it takes.
    pub methods: Vec<FactorMethod>,
    /// Five minutes from when it was made.
    pub expires_at: Instant,
}
