//! What people do with the browsers that are known of them.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::id::{DeviceId, SessionId, UserId};
use shared::instant::Instant;
use shared::me::{DeviceQuery, MyDevice};
use shared::page::{Page, Sort};

use super::store::{devices, sessions};
use crate::ask;
use crate::audit::{self, Change};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::paging::{Asked, Cursors};
use crate::stored::stored;

ask!(DeviceQuery);

/// One page of the browsers that are known. A person has few: the page is cut from all of them.
pub fn list_devices(
    conn: &mut Conn,
    cursors: &Cursors,
    query: &DeviceQuery,
    (user, session): (UserId, Option<SessionId>),
    now: Instant,
) -> Result<Page<MyDevice>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let rows = devices::of_user(conn, user, now)?;
    let ascends = query.sort.as_ref().is_some_and(Sort::ascends);
    let (rows, page) = asked.cut_from_all(rows, ascends, |row| (row.last_used_at, &row.id))?;
    let session = session.map(|id| sessions::find(conn, &id.to_string()));
    let current = session.transpose()?.flatten().and_then(|row| row.device_id);
    let data = rows.into_iter().map(|row| {
        Ok(MyDevice {
            id: stored(&row.id)?,
            current: current.as_deref() == Some(row.id.as_str()),
            user_agent: Some(row.user_agent).filter(|text| !text.is_empty()),
            created_at: Instant::from_millis(row.created_at),
            last_used_at: Instant::from_millis(row.last_used_at),
            expires_at: Instant::from_millis(row.expires_at),
        })
    });
    let data = data.collect::<Result<_, ApiError>>()?;
    Ok(Page { data, page })
}

/// Forgets a browser of the caller's: its next sign-in is a stranger's. Its session goes on. Problem: `not_found`.
pub fn forget_device(tx: &mut Tx<'_>, user: UserId, id: DeviceId) -> Result<(), ApiError> {
    let id = id.to_string();
    let known = devices::of_user(tx.conn, user, tx.now)?;
    let known = known.into_iter().find(|device| device.id == id);
    let known = known.ok_or_else(ApiError::not_found)?;
    devices::drop_one(tx.conn, &id, tx.now)?;
    let change = Change {
        action: Action::DeviceForgotten,
        entity: Entity::User,
        entity_id: user.to_string(),
        before: Some(json!({ "browser": known.user_agent })),
        after: None,
    };
    audit::record(tx, &change)
}
