//! How long a runner has work to itself without a sign of life.

use std::time::Duration;

use shared::instant::Instant;

/// The lease of a runner that is alive is renewed this often.
pub const RENEWED_EVERY: Duration = Duration::from_secs(15);
/// Four times as long: one slow renewal loses nothing.
const LEASE_MS: i64 = 60_000;

/// When a lease taken now ends.
pub fn until(now: Instant) -> i64 {
    now.millis() + LEASE_MS
}
