//! What people do with their own sessions.

use shared::audit::{Action, Entity};
use shared::id::{SessionId, UserId};
use shared::instant::Instant;
use shared::me::{MySession, SessionQuery};
use shared::page::{Page, Sort};

use super::store::{devices, sessions, tokens};
use crate::ask;
use crate::audit::{self, Change};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::paging::{Asked, Cursors};

ask!(SessionQuery);

/// One page of the sessions that live. A person has few: the page is cut from all of them.
pub fn list_own(
    conn: &mut Conn,
    cursors: &Cursors,
    query: &SessionQuery,
    (user, current): (UserId, Option<SessionId>),
    now: Instant,
) -> Result<Page<MySession>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let rows = sessions::of_user(conn, user, now)?;
    let ascends = query.sort.as_ref().is_some_and(Sort::ascends);
    let (rows, page) = asked.cut_from_all(rows, ascends, |row| (row.last_seen_at, &row.id))?;
    let data = shown(rows, current)?;
    Ok(Page { data, page })
}

fn shown(rows: Vec<sessions::Own>, current: Option<SessionId>) -> Result<Vec<MySession>, ApiError> {
    rows.into_iter()
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
        action: Action::SessionEnded,
        entity: Entity::Session,
        entity_id: id.to_string(),
        before: None,
        after: None,
    };
    audit::record(tx, &change)
}

/// Ends all sessions of a user, and no browser counts as known any more.
pub fn end_all(tx: &mut Tx<'_>, user: UserId) -> Result<(), ApiError> {
    end_sessions_of(tx, user, "signed out everywhere")?;
    journal_end(tx, user)
}

/// Ends the other sessions of the caller, and no other browser counts as known any more.
pub fn end_others(tx: &mut Tx<'_>, user: UserId, current: SessionId) -> Result<(), ApiError> {
    let current = current.to_string();
    let device = sessions::find(tx.conn, &current)?.and_then(|row| row.device_id);
    let reason = "signed out everywhere else";
    sessions::end_others(tx.conn, user, Some(&current), reason, tx.now)?;
    devices::drop_others(tx.conn, user, device.as_deref(), tx.now)?;
    journal_end(tx, user)
}

fn journal_end(tx: &mut Tx<'_>, user: UserId) -> Result<(), ApiError> {
    let change = Change {
        action: Action::SessionEndedEverywhere,
        entity: Entity::User,
        entity_id: user.to_string(),
        before: None,
        after: None,
    };
    audit::record(tx, &change)
}

/// Ends every session of a user and forgets their devices.
pub fn end_sessions_of(tx: &mut Tx<'_>, user: UserId, reason: &str) -> Result<(), ApiError> {
    sessions::end_others(tx.conn, user, None, reason, tx.now)?;
    devices::drop_others(tx.conn, user, None, tx.now)
}

/// Ends every session and every personal token of everybody.
pub fn end_everything(tx: &mut Tx<'_>) -> Result<(), ApiError> {
    tokens::next_epoch(tx)
}
