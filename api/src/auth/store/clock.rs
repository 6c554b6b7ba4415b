//! What is done about a clock that was set back.

use diesel::prelude::*;
use shared::instant::Instant;

use super::sessions::AHEAD_MS;
use crate::db::Conn;
use crate::db::schema::sessions;
use crate::error::ApiError;

/// Two instances' clocks may differ by this much.
const SKEW_MS: i64 = 60_000;

/// The clock was set back: sessions that were last used in the future were used now, and end as much sooner.
pub fn put_right(conn: &mut Conn, now: Instant) -> Result<usize, ApiError> {
    let ahead = sessions::last_seen_at - now.millis();
    let rows = diesel::update(
        sessions::table
            .filter(sessions::ended_at.is_null())
            .filter(sessions::last_seen_at.gt(now.millis() + SKEW_MS))
            .filter(sessions::last_seen_at.le(now.millis() + AHEAD_MS)),
    )
    .set((
        sessions::idle_expires_at.eq(sessions::idle_expires_at - ahead),
        sessions::expires_at.eq(sessions::expires_at - ahead),
        sessions::last_seen_at.eq(now.millis()),
    ))
    .execute(conn)?;
    Ok(rows)
}
