//! Rows of operations.

pub mod claims;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use shared::id::{OperationId, SessionId, UserId};
use shared::operations::{OperationKind, OperationStatus};
use shared::permission::Role;

use super::{Order, Progress, lease};
use crate::db::schema::work::operations;
use crate::db::{Actor, Conn, KnownUser, Principal, Tx};
use crate::error::ApiError;
use crate::stored::stored;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = operations, treat_none_as_default_value = false)]
pub struct Row {
    pub id: String,
    pub kind: String,
    pub subject_id: String,
    pub status: String,
    pub done: i64,
    pub total: i64,
    pub problem: Option<String>,
    pub actor: String,
    pub created_by: Option<String>,
    pub runner: Option<String>,
    pub lease_until: i64,
    pub cancel_requested: bool,
    pub attempts: i64,
    pub created_at: i64,
    pub updated_at: i64,
    pub finished_at: Option<i64>,
}

/// What is kept of who asked: enough for the events that are made in their name.
#[derive(Serialize, Deserialize)]
struct KeptActor {
    /// None for the host's command line.
    user: Option<KeptUser>,
    ip: Option<String>,
    request_id: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct KeptUser {
    id: UserId,
    username: String,
    role: Role,
    session: Option<SessionId>,
    #[serde(default)]
    own_records_only: bool,
}

/// How long the row of an operation that is over stays.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;
pub const LIVE: [&str; 2] = [
    OperationStatus::Queued.as_str(),
    OperationStatus::Running.as_str(),
];

pub fn insert(tx: &mut Tx<'_>, order: Order) -> Result<(), ApiError> {
    let actor = KeptActor {
        user: tx.actor.known().map(|user| KeptUser {
            id: user.id,
            username: user.username.clone(),
            role: user.role,
            session: user.session,
            own_records_only: user.own_records_only,
        }),
        ip: tx.actor.ip.clone(),
        request_id: tx.actor.request_id.clone(),
    };
    let row = Row {
        id: OperationId::from_parts(tx.now, &tx.random()?).to_string(),
        kind: order.kind.to_string(),
        subject_id: order.subject,
        status: OperationStatus::Queued.to_string(),
        done: 0,
        total: 0,
        problem: None,
        actor: serde_json::to_string(&actor).map_err(ApiError::internal)?,
        created_by: tx.actor.user().map(|user| user.to_string()),
        lease_until: match order.only {
            Some(_) => lease::until(tx.now),
            None => 0,
        },
        runner: order.only,
        cancel_requested: false,
        attempts: 0,
        created_at: tx.now.millis(),
        updated_at: tx.now.millis(),
        finished_at: None,
    };
    diesel::insert_into(operations::table)
        .values(&row)
        .execute(tx.conn)?;
    Ok(())
}

/// In whose name it is done.
pub fn actor_of(row: &Row) -> Result<Actor, ApiError> {
    let kept: KeptActor = serde_json::from_str(&row.actor).map_err(ApiError::internal)?;
    let principal = match kept.user {
        Some(user) => Principal::User(Box::new(KnownUser {
            session: user.session,
            own_records_only: user.own_records_only,
            ..KnownUser::new(user.id, user.username, user.role)
        })),
        None => Principal::Host,
    };
    Ok(Actor {
        principal,
        ip: kept.ip,
        request_id: kept.request_id,
    })
}

pub fn find(conn: &mut Conn, id: OperationId) -> Result<Row, ApiError> {
    Ok(operations::table
        .find(id.to_string())
        .select(Row::as_select())
        .first(conn)?)
}

pub fn request_cancel(tx: &mut Tx<'_>, id: OperationId) -> Result<(), ApiError> {
    diesel::update(operations::table.find(id.to_string()))
        .set((
            operations::cancel_requested.eq(true),
            operations::updated_at.eq(tx.now.millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn cancel_all_on(tx: &mut Tx<'_>, subject: &str) -> Result<(), ApiError> {
    let place = operations::table
        .filter(operations::subject_id.eq(subject))
        .filter(operations::status.eq_any(LIVE));
    diesel::update(place)
        .set((
            operations::status.eq(OperationStatus::Cancelled.as_str()),
            operations::cancel_requested.eq(true),
            operations::updated_at.eq(tx.now.millis()),
            operations::finished_at.eq(tx.now.millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn newest_on(
    conn: &mut Conn,
    subject: &str,
    kinds: &[OperationKind],
) -> Result<Option<Progress>, ApiError> {
    let kinds = kinds.iter().map(|kind| kind.as_str());
    let found: Option<(String, i64, i64)> = operations::table
        .filter(operations::subject_id.eq(subject))
        .filter(operations::kind.eq_any(kinds))
        .order((operations::created_at.desc(), operations::id.desc()))
        .select((operations::id, operations::done, operations::total))
        .first(conn)
        .optional()?;
    found
        .map(|(id, done, total)| {
            Ok(Progress {
                operation: stored(&id)?,
                done,
                total,
            })
        })
        .transpose()
}

pub fn is_going_on(conn: &mut Conn, kinds: &[OperationKind]) -> Result<bool, ApiError> {
    let kinds = kinds.iter().map(|kind| kind.as_str());
    let found: Option<String> = operations::table
        .filter(operations::status.eq_any(LIVE))
        .filter(operations::kind.eq_any(kinds))
        .select(operations::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Whether the person waits for work of this kind.
pub fn waits_for(conn: &mut Conn, who: UserId, kind: OperationKind) -> Result<bool, ApiError> {
    let found: Option<String> = operations::table
        .filter(operations::status.eq_any(LIVE))
        .filter(operations::kind.eq(kind.as_str()))
        .filter(operations::created_by.eq(who.to_string()))
        .select(operations::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

pub fn is_at(conn: &mut Conn, subject: &str) -> Result<bool, ApiError> {
    let found: Option<String> = operations::table
        .filter(operations::status.eq_any(LIVE))
        .filter(operations::subject_id.eq(subject))
        .select(operations::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Removes operations that were over a month ago; how many.
pub fn forget_finished(tx: &mut Tx<'_>) -> Result<usize, ApiError> {
    let old = operations::table.filter(
        operations::finished_at
            .assume_not_null()
            .le(tx.now.millis() - KEPT_MS),
    );
    Ok(diesel::delete(old).execute(tx.conn)?)
}
