//! The ticket that a sign-in waits with for its second step.

use shared::challenge::{FactorChallenge, FactorMethod};

use super::account::Account;
use super::store::factors::{self as store, Ticket};
use crate::db::Tx;
use crate::error::ApiError;
use crate::keyring::{random_token, token_digest};

/// How long the first step counts.
const TICKET_MS: i64 = 5 * 60_000;

/// A sign-in whose password was right.
pub struct Waiting<'a> {
    pub account: &'a Account,
    /// The browser's device, if it is known for this user.
    pub device: Option<String>,
    pub must_change_password: bool,
    pub after_failures: bool,
}

/// The first step is done: a ticket for the second.
pub fn wait(
    tx: &mut Tx<'_>,
    waiting: Waiting<'_>,
    methods: Vec<FactorMethod>,
) -> Result<FactorChallenge, ApiError> {
    let ticket = random_token().map_err(ApiError::internal)?;
    let expires_at = tx.now.plus_ms(TICKET_MS);
    let row = Ticket {
        digest: token_digest(&ticket),
        user_id: waiting.account.id.to_string(),
        token_version: waiting.account.token_version,
        device_id: waiting.device,
        must_change_password: waiting.must_change_password,
        after_failures: waiting.after_failures,
        created_at: tx.now.millis(),
        expires_at: expires_at.millis(),
    };
    store::add_ticket(tx, &row)?;
    Ok(FactorChallenge {
        ticket,
        methods,
        expires_at,
    })
}
