//! How long a request may wait for the database in all. Each wait has only what the earlier ones left: a request that waits
//! for its session, for its key and for the writer is answered as soon as one that waits once.

use std::cell::Cell;
use std::future::Future;
use std::time::{Duration, Instant};

use crate::error::ApiError;

/// How long that is, before the request is answered 503.
const WAIT: Duration = Duration::from_secs(5);
const SHORTEST: Duration = Duration::from_millis(50);

tokio::task_local! {
    /// What is left of it; beside the request because everything that it calls shares it.
    static LEFT: Cell<Duration>;
}

/// Gives what runs inside one patience for all its waits.
pub async fn scope<T>(request: impl Future<Output = T>) -> T {
    LEFT.scope(Cell::new(WAIT), request).await
}

/// What is left; all of it for what belongs to no request. Never nothing: a connection that is there is given even to who has
/// waited long enough.
pub(super) fn remaining() -> Duration {
    rest().max(SHORTEST)
}

fn rest() -> Duration {
    LEFT.try_with(Cell::get).unwrap_or(WAIT)
}

/// Waits for as long as is left. Problem `busy` after that.
pub(super) async fn wait<T>(awaited: impl Future<Output = T>) -> Result<T, ApiError> {
    let begun = Instant::now();
    let outcome = tokio::time::timeout(rest(), awaited).await;
    let left = rest().saturating_sub(begun.elapsed());
    // Outside of a request there is nothing to be kept.
    if let Err(_no_request) = LEFT.try_with(|cell| cell.set(left)) {}
    outcome.map_err(|_elapsed| ApiError::busy("The server is too busy to answer."))
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[actix_web::test]
    async fn a_second_wait_has_only_what_the_first_one_left() {
        LEFT.scope(Cell::new(Duration::from_millis(20)), async {
            assert!(wait(pending::<()>()).await.is_err());
            assert_eq!(remaining(), SHORTEST);
            assert!(wait(pending::<()>()).await.is_err());
            assert!(
                wait(async { 1 }).await.is_ok(),
                "what is there needs no wait"
            );
        })
        .await;
        assert_eq!(remaining(), WAIT);
    }
}
