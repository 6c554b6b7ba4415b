//! A change under an idempotency key happens once; its answer is kept in the same transaction, as it went over the wire
//! (API.md §2).

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use diesel::prelude::*;
use shared::instant::Instant;
use tokio::sync::Notify;

use super::schema::idempotency_keys::dsl;
use super::{IdempotencyKey, Tx, deadline};
use crate::error::ApiError;
use crate::wire::Wire;

/// How long an answer is kept, in milliseconds.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// What a change under a key may answer.
pub trait Answer {
    /// The answer to a call of this path.
    fn wire(&self, path: &str) -> Result<Wire, ApiError>;
}

type Place = (String, String, String, String);

/// The keys whose first call runs at this moment, in this process.
#[derive(Default)]
pub(super) struct Running {
    places: Mutex<HashSet<Place>>,
    left: Notify,
}

/// Frees the key when the call ends, however it ends.
pub(super) struct Turn<'r> {
    running: &'r Running,
    place: Place,
}

impl Running {
    /// Waits until no other call runs under the key, for as long as the request may; problem `in_progress` after that.
    pub(super) async fn enter(&self, key: &IdempotencyKey) -> Result<Turn<'_>, ApiError> {
        let place = place_of(key);
        let entered = deadline::wait(async {
            loop {
                let left = self.left.notified();
                if self.places().insert(place.clone()) {
                    return;
                }
                left.await;
            }
        });
        match entered.await {
            Ok(()) => Ok(Turn {
                running: self,
                place,
            }),
            Err(_elapsed) => Err(ApiError::in_progress()),
        }
    }

    fn places(&self) -> std::sync::MutexGuard<'_, HashSet<Place>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.running.places().remove(&self.place);
        self.running.left.notify_waiters();
    }
}

/// Runs `change` unless the key has an answer already; then fails with that one. Problem `idempotency_mismatch` for another
/// body.
pub(super) fn once<T, F>(tx: &mut Tx<'_>, key: &IdempotencyKey, change: F) -> Result<T, ApiError>
where
    T: Answer,
    F: FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
{
    match find(tx, key)? {
        Some(found) if found.counts(tx.now) => {
            if found.body_digest != key.body_digest() {
                return Err(ApiError::idempotency_mismatch());
            }
            key.set_replayed();
            return Err(match serde_json::from_str(&found.answer) {
                Ok(wire) => ApiError::replay(wire),
                Err(_of_an_earlier_version) => ApiError::done_already(),
            });
        }
        Some(_) => forget(tx, key)?,
        None => {}
    }
    let value = change(tx)?;
    let wire = value.wire(key.path())?;
    let answer = serde_json::to_string(&wire).map_err(ApiError::internal)?;
    keep(tx, key, &answer)?;
    Ok(value)
}

#[derive(Queryable)]
struct Found {
    body_digest: String,
    answer: String,
    created_at: i64,
}

impl Found {
    /// Not after a day; and a row from the future (the clock was set back) is not trusted.
    fn counts(&self, now: Instant) -> bool {
        let age_ms = now.millis() - self.created_at;
        (0..KEPT_MS).contains(&age_ms)
    }
}

fn find(tx: &mut Tx<'_>, key: &IdempotencyKey) -> Result<Option<Found>, ApiError> {
    let found = dsl::idempotency_keys
        .filter(dsl::principal.eq(&key.principal))
        .filter(dsl::key.eq(&key.key))
        .filter(dsl::method.eq(&key.method))
        .filter(dsl::path.eq(&key.target))
        .select((dsl::body_digest, dsl::answer, dsl::created_at))
        .first(tx.conn)
        .optional()?;
    Ok(found)
}

fn forget(tx: &mut Tx<'_>, key: &IdempotencyKey) -> Result<(), ApiError> {
    diesel::delete(
        dsl::idempotency_keys
            .filter(dsl::principal.eq(&key.principal))
            .filter(dsl::key.eq(&key.key))
            .filter(dsl::method.eq(&key.method))
            .filter(dsl::path.eq(&key.target)),
    )
    .execute(tx.conn)?;
    Ok(())
}

fn keep(tx: &mut Tx<'_>, key: &IdempotencyKey, answer: &str) -> Result<(), ApiError> {
    diesel::insert_into(dsl::idempotency_keys)
        .values((
            dsl::principal.eq(&key.principal),
            dsl::method.eq(&key.method),
            dsl::path.eq(&key.target),
            dsl::key.eq(&key.key),
            dsl::body_digest.eq(key.body_digest()),
            dsl::answer.eq(answer),
            dsl::created_at.eq(tx.now.millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Removes the answers that are older than a day. Returns how many went.
pub fn purge(tx: &mut Tx<'_>) -> Result<usize, ApiError> {
    let until = tx.now.millis() - KEPT_MS;
    Ok(diesel::delete(dsl::idempotency_keys.filter(dsl::created_at.le(until))).execute(tx.conn)?)
}

fn place_of(key: &IdempotencyKey) -> Place {
    (
        key.principal.clone(),
        key.method.clone(),
        key.target.clone(),
        key.key.clone(),
    )
}
