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
use super::store::{
    addresses, attempts, clock, codes, devices, hours, names, refresh_tokens, sessions, tokens,
};
use super::throttle::HardCap;
use super::watch::{self, Told};
use super::{enrolment, factors};
use crate::audit::{self, Change};
use crate::config::RequireMfa;
use crate::db::{Caller, Tx};
use crate::error::ApiError;
use crate::keyring::Keyring;

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// Addresses whose failures get an event of their own in a minute's journal.
const ADDRESSES_MAX: usize = 50;
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
    auth.keys.reload(&auth.db, &auth.keyring.now()).await?;
    let sweep = Sweep {
        from_ms,
        until_ms,
        grace_ms: auth.limits.grace_ms,
        cap: HardCap::new(auth.config.rate_limits.hard_cap),
        require_mfa: auth.config.require_mfa,
        keyring: auth.keyring.now(),
    };
    auth.stuffing.forget(auth.db.now().millis());
    let told = auth
        .db
        .write_unkeyed(&Caller::default(), move |tx| sweep.run(tx))
        .await?;
    watch::report(&auth.security_log, &told);
    Ok(())
}

/// Its beginning, in milliseconds since 1970.
pub fn this_minute(now: Instant) -> i64 {
    now.millis() - now.millis().rem_euclid(MINUTE_MS)
}

struct Sweep {
    from_ms: i64,
    until_ms: i64,
    grace_ms: i64,
    cap: HardCap,
    require_mfa: RequireMfa,
    keyring: Arc<Keyring>,
}

impl Sweep {
    fn run(&self, tx: &mut Tx<'_>) -> Result<Vec<Told>, ApiError> {
        enrolment::mark(tx, self.require_mfa)?;
        let mut told = self.count_failures(tx)?;
        told.extend(watch::tell_users(tx, &self.keyring, self.until_ms)?);
        let moved = clock::put_right(tx.conn, tx.now)?;
        if moved > 0 {
            log::warn!(
                "the clock was set back: {moved} sessions were last used in the future, and their limits were moved along"
            );
        }
        self.forget(tx)?;
        Ok(told)
    }

    fn count_failures(&self, tx: &mut Tx<'_>) -> Result<Vec<Told>, ApiError> {
        let mut told = Vec::new();
        // From one failure to the next: a clock that was put right by years has no empty minutes to walk.
        let mut from_ms = self.from_ms;
        while let Some(at_ms) = attempts::first_failure(tx.conn, from_ms, self.until_ms)? {
            let minute_ms = at_ms - at_ms.rem_euclid(MINUTE_MS);
            from_ms = minute_ms + MINUTE_MS;
            let failures = attempts::failures_between(tx.conn, minute_ms, from_ms)?;
            let all = failures.iter().map(|(_, count)| count).sum();
            record_failures(tx, minute_ms, failures)?;
            told.extend(watch::count_minute(tx, minute_ms, all)?);
        }
        Ok(told)
    }

    fn forget(&self, tx: &mut Tx<'_>) -> Result<(), ApiError> {
        attempts::forget(tx.conn, tx.now)?;
        names::forget(tx.conn, self.cap, tx.now)?;
        addresses::forget(tx.conn, tx.now)?;
        hours::forget(tx.conn, tx.now)?;
        audit::forget_replaced(tx)?;
        refresh_tokens::wipe_successors(tx.conn, tx.now.millis() - self.grace_ms, tx.now)?;
        let dead = sessions::dead_before(tx.conn, tx.now.millis() - KEPT_MS)?;
        refresh_tokens::forget(tx.conn, &dead)?;
        sessions::forget(tx.conn, &dead)?;
        devices::forget(tx.conn, tx.now)?;
        factors::sweep(tx)?;
        tokens::forget(tx.conn, tx.now.plus_ms(-TOKENS_KEPT_MS))?;
        codes::forget(tx)
    }
}

/// Another instance may have recorded the minute already: its name tells. An attack from very many addresses makes no more
/// events than one from a few.
fn record_failures(
    tx: &mut Tx<'_>,
    minute_ms: i64,
    mut failures: Vec<(String, i64)>,
) -> Result<(), ApiError> {
    failures.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let rest = failures.split_off(failures.len().min(ADDRESSES_MAX));
    if !rest.is_empty() {
        let others = rest.iter().map(|(_, count)| count).sum();
        failures.push(("others".to_owned(), others));
    }
    for (address, failures) in failures {
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
