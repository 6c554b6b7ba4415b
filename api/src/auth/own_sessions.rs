//! What people do with their own sessions.

use shared::id::{SessionId, UserId};
use shared::instant::Instant;
use shared::me::MySession;

use super::store::{devices, sessions};
use crate::audit::{self, Change};
use crate::db::{Conn, Tx};
use crate::error::ApiError;

pub fn list_own(
    conn: &mut Conn,
    user: UserId,
    current: Option<SessionId>,
    now: Instant,
) -> Result<Vec<MySession>, ApiError> {
    sessions::of_user(conn, user, now)?
        .into_iter()
        .map(|row| {
            let id: SessionId = row
                .id
                .parse()
                .map_err(|_issue| ApiError::broken("a stored id cannot be read"))?;
            Ok(MySession {
                id,
                created_at: Instant::from_millis(row.created_at),
                last_seen_at: Instant::from_millis(row.last_seen_at),
                user_agent: Some(row.user_agent).filter(|text| !text.is_empty()),
                ip: Some(row.ip).filter(|text| !text.is_empty()),
                current: current == Some(id),
            })
        })
        .collect()
}

/// Ends one of the caller's sessions. Problem: `not_found` for any other.
pub fn end_own(tx: &mut Tx<'_>, user: UserId, id: SessionId) -> Result<(), ApiError> {
    if !sessions::end_of_user(tx.conn, user, id, tx.now)? {
        return Err(ApiError::not_found());
    }
    let change = Change {
        action: "session.ended",
        entity: "session",
        entity_id: id.to_string(),
        before: None,
        after: None,
    };
    audit::record(tx, &change)
}

/// Ends all sessions of the caller, this one too.
pub fn end_all_own(tx: &mut Tx<'_>, user: UserId) -> Result<(), ApiError> {
    end_sessions_of(tx, user, "signed out everywhere")?;
    let change = Change {
        action: "session.ended_everywhere",
        entity: "user",
        entity_id: user.to_string(),
        before: None,
        after: None,
    };
    audit::record(tx, &change)
}

/// Ends every session of a user and forgets his devices.
pub fn end_sessions_of(tx: &mut Tx<'_>, user: UserId, reason: &str) -> Result<(), ApiError> {
    sessions::end_all(tx.conn, user, reason, tx.now)?;
    devices::drop_others(tx.conn, user, None, tx.now)
}
