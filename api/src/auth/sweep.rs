//! Once a minute: puts the failures of the past minute into the journal, one event an address, and forgets what no rule
//! looks at any more. Failed attempts do not write to the journal one by one, or a flood of them would hold its writer.

use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::instant::Instant;

use super::state::Auth;
use super::store::{attempts, clock, codes, devices, refresh_tokens, sessions, tokens};
use super::{enrolment, factors};
use crate::audit::{self, Change};
use crate::db::{Caller, Tx};
use crate::error::ApiError;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Ended sessions are kept this long, so that their tokens are known as dead and not as unknown.
const KEPT_MS: i64 = DAY_MS;
/// Personal tokens that ran out are kept this long, so that whoever used them hears why they count no more.
const TOKENS_KEPT_MS: i64 = 30 * DAY_MS;

/// Waits a minute and sweeps up to its beginning; what failed is swept with the next one.
pub async fn sweep_minute(auth: Arc<Auth>, swept_until_ms: &Cell<i64>) -> ControlFlow<()> {
    tokio::time::sleep(Duration::from_secs(60)).await;
    let until_ms = this_minute(auth.db.now());
    match sweep_once(&auth, swept_until_ms.get(), until_ms).await {
        Ok(()) => swept_until_ms.set(until_ms),
        Err(error) => {
            log::warn!("clearing up after sign-ins failed; tried again in a minute: {error}")
        }
    }
    ControlFlow::Continue(())
}

/// Sweeps the whole minutes of a span, in milliseconds since 1970.
pub async fn sweep_once(auth: &Auth, from_ms: i64, until_ms: i64) -> Result<(), ApiError> {
    let grace_ms = auth.limits.grace_ms;
    auth.keys.reload(&auth.db, &auth.keyring).await?;
    let rule = auth.config.require_mfa;
    auth.db
        .write_unkeyed(&Caller::default(), move |tx| {
            enrolment::mark(tx, rule)?;
            sweep(tx, from_ms, until_ms, grace_ms)
        })
        .await
}

/// Its beginning, in milliseconds since 1970.
pub fn this_minute(now: Instant) -> i64 {
    now.millis() - now.millis().rem_euclid(MINUTE_MS)
}

fn sweep(tx: &mut Tx<'_>, from_ms: i64, until_ms: i64, grace_ms: i64) -> Result<(), ApiError> {
    // From one failure to the next: a clock that was put right by years has no empty minutes to walk.
    let mut from_ms = from_ms;
    while let Some(at_ms) = attempts::first_failure(tx.conn, from_ms, until_ms)? {
        let minute_ms = at_ms - at_ms.rem_euclid(MINUTE_MS);
        record_failures(tx, minute_ms)?;
        from_ms = minute_ms + MINUTE_MS;
    }
    let moved = clock::put_right(tx.conn, tx.now)?;
    if moved > 0 {
        log::warn!(
            "the clock was set back: {moved} sessions were last used in the future, and their limits were moved along"
        );
    }
    attempts::forget(tx.conn, tx.now)?;
    audit::forget_replaced(tx)?;
    refresh_tokens::wipe_successors(tx.conn, tx.now.millis() - grace_ms, tx.now)?;
    let dead = sessions::dead_before(tx.conn, tx.now.millis() - KEPT_MS)?;
    refresh_tokens::forget(tx.conn, &dead)?;
    sessions::forget(tx.conn, &dead)?;
    devices::forget(tx.conn, tx.now)?;
    factors::sweep(tx)?;
    tokens::forget(tx.conn, tx.now.plus_ms(-TOKENS_KEPT_MS))?;
    codes::forget(tx)
}

/// Another instance may have recorded the minute already: its name tells.
fn record_failures(tx: &mut Tx<'_>, minute_ms: i64) -> Result<(), ApiError> {
    for (address, failures) in
        attempts::failures_between(tx.conn, minute_ms, minute_ms + MINUTE_MS)?
    {
        let entity_id = format!("{}/{address}", Instant::from_millis(minute_ms));
        if audit::tells_of(tx.conn, Entity::SignIn, &entity_id)? {
            continue;
        }
        let change = Change {
            action: Action::AuthnLoginFail,
            entity: Entity::SignIn,
            entity_id,
            before: None,
            after: Some(json!({ "address": address, "failures": failures })),
        };
        audit::record_refused(tx, &change)?;
    }
    Ok(())
}
