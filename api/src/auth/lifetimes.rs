//! The limits of sessions, as the configuration sets them.

use shared::instant::Instant;

use crate::config::Config;

/// How long sessions live and how many a user may have at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub idle_ms: i64,
    pub absolute_ms: i64,
    pub grace_ms: i64,
    pub access_s: i64,
    pub sessions_max: usize,
}

impl Limits {
    pub fn of(config: &Config) -> Self {
        Self {
            idle_ms: i64::from(config.idle_limit_s) * 1_000,
            absolute_ms: i64::from(config.absolute_limit_s) * 1_000,
            grace_ms: i64::from(config.refresh_grace_s) * 1_000,
            access_s: i64::from(config.access_ttl_s),
            sessions_max: usize::try_from(config.max_sessions).unwrap_or(usize::MAX),
        }
    }

    /// The idle limit never goes beyond the absolute one.
    pub fn idle_until(&self, now: Instant, expires_at: Instant) -> Instant {
        now.plus_ms(self.idle_ms).min(expires_at)
    }
}
