//! Sessions: one a browser and sign-in. An ended one stays for a while, so that its tokens are known as dead.

use diesel::prelude::*;
use shared::id::{SessionId, UserId};
use shared::instant::Instant;

use crate::db::Conn;
use crate::db::schema::{instance, sessions, settings, users};
use crate::error::ApiError;
use crate::natively;

/// After the clock was set back by no more than this (an hour: a computer that took local time for UTC), sessions go on:
/// [`super::clock::put_right`] moves their limits along. What lies further ahead is not trusted, and left alone until the clock is there.
pub(super) const AHEAD_MS: i64 = 3_600_000;

/// A session with all that decides whether it counts at this moment.
#[derive(Debug, Clone, Queryable)]
pub struct Row {
    pub id: String,
    pub user_id: String,
    pub device_id: Option<String>,
    pub auth_time: i64,
    pub amr: String,
    pub token_epoch: i64,
    pub last_seen_at: i64,
    pub idle_expires_at: i64,
    pub expires_at: i64,
    pub ended_at: Option<i64>,
    pub username: String,
    pub role: String,
    pub must_change_password: bool,
    pub token_version: i64,
    pub disabled_at: Option<i64>,
    pub factor_asked_at: Option<i64>,
    /// The epoch of the instance: a restored backup or an incident raises it, and every older session is dead.
    pub present_epoch: i64,
    pub staff_see_figures: Option<bool>,
    pub ip: String,
    pub user_agent: String,
    /// The number of the newest refresh token, and up to which one the browser is known to hold them.
    pub generation: i64,
    pub confirmed_generation: i64,
}

impl Row {
    /// Whether the newest refresh token, or an access token minted with it, has been seen in a call.
    pub fn is_handed_over(&self) -> bool {
        self.confirmed_generation >= self.generation
    }

    pub fn is_live(&self, now: Instant) -> bool {
        self.ended_at.is_none()
            && self.disabled_at.is_none()
            && self.token_epoch == self.present_epoch
            && self.last_seen_at <= now.millis() + AHEAD_MS
            && now.millis() < self.idle_expires_at
            && now.millis() < self.expires_at
    }
}

/// A session as its owner sees it.
#[derive(Debug, Queryable)]
pub struct Own {
    pub id: String,
    pub created_at: i64,
    pub last_seen_at: i64,
    pub user_agent: String,
    pub ip: String,
}

pub struct New<'a> {
    pub id: SessionId,
    pub user: UserId,
    pub device: &'a str,
    pub token_version: i64,
    pub idle_expires_at: Instant,
    pub expires_at: Instant,
    pub ip: &'a str,
    pub user_agent: &'a str,
    pub amr: &'a str,
}

/// One indexed read joins the session with its user, the instance and the shop's rules: the token's word is not enough.
pub fn find(conn: &mut Conn, id: &str) -> Result<Option<Row>, ApiError> {
    let found = sessions::table
        .inner_join(users::table)
        .inner_join(instance::table.on(instance::id.eq(1_i64)))
        .left_join(settings::table.on(settings::id.eq(1_i64)))
        .filter(sessions::id.eq(id))
        .select((
            sessions::id,
            sessions::user_id,
            sessions::device_id,
            sessions::auth_time,
            sessions::amr,
            sessions::token_epoch,
            sessions::last_seen_at,
            sessions::idle_expires_at,
            sessions::expires_at,
            sessions::ended_at,
            users::username,
            users::role,
            users::must_change_password,
            users::token_version,
            users::disabled_at,
            users::factor_asked_at,
            instance::token_epoch,
            settings::staff_see_figures.nullable(),
            sessions::ip,
            sessions::user_agent,
            sessions::generation,
            sessions::confirmed_generation,
        ));
    Ok(natively!(conn, |native| found.first(native).optional())?)
}

pub fn add(conn: &mut Conn, new: &New<'_>, now: Instant) -> Result<(), ApiError> {
    let epoch: Option<i64> = instance::table
        .select(instance::token_epoch)
        .first(conn)
        .optional()?;
    let epoch = epoch.ok_or_else(|| ApiError::broken("this instance's own row is missing"))?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(new.id.to_string()),
            sessions::user_id.eq(new.user.to_string()),
            sessions::device_id.eq(new.device),
            sessions::created_at.eq(now.millis()),
            sessions::auth_time.eq(now.millis()),
            sessions::amr.eq(new.amr),
            sessions::token_version.eq(new.token_version),
            sessions::token_epoch.eq(epoch),
            sessions::last_seen_at.eq(now.millis()),
            sessions::idle_expires_at.eq(new.idle_expires_at.millis()),
            sessions::expires_at.eq(new.expires_at.millis()),
            sessions::ip.eq(new.ip),
            sessions::user_agent.eq(new.user_agent),
        ))
        .execute(conn)?;
    Ok(())
}

/// Moves the idle limit; a session that another call moved meanwhile, or that has ended, is left alone.
pub fn slide(
    conn: &mut Conn,
    id: &str,
    seen_at: Instant,
    idle_until: Instant,
) -> Result<(), ApiError> {
    diesel::update(
        sessions::table
            .find(id)
            .filter(sessions::ended_at.is_null())
            .filter(sessions::last_seen_at.lt(seen_at.millis())),
    )
    .set((
        sessions::last_seen_at.eq(seen_at.millis()),
        sessions::idle_expires_at.eq(idle_until.millis()),
    ))
    .execute(conn)?;
    Ok(())
}

/// Its user has just shown anew who they are; whether the session was live.
pub fn proven(conn: &mut Conn, id: &str, now: Instant) -> Result<bool, ApiError> {
    let live = sessions::table
        .find(id)
        .filter(sessions::ended_at.is_null());
    let rows = diesel::update(live)
        .set(sessions::auth_time.eq(now.millis()))
        .execute(conn)?;
    Ok(rows == 1)
}

/// Remembers where a session was used from last.
pub fn came_from(conn: &mut Conn, id: &str, ip: &str, user_agent: &str) -> Result<(), ApiError> {
    diesel::update(sessions::table.find(id))
        .set((sessions::ip.eq(ip), sessions::user_agent.eq(user_agent)))
        .execute(conn)?;
    Ok(())
}

/// Ends one session; whether it was live.
pub fn end(conn: &mut Conn, id: &str, reason: &str, now: Instant) -> Result<bool, ApiError> {
    let rows = diesel::update(
        sessions::table
            .find(id)
            .filter(sessions::ended_at.is_null()),
    )
    .set((
        sessions::ended_at.eq(now.millis()),
        sessions::end_reason.eq(reason),
    ))
    .execute(conn)?;
    Ok(rows == 1)
}

/// Ends a session if it is that user's; whether it was theirs and live.
pub fn end_of_user(
    conn: &mut Conn,
    user: UserId,
    id: SessionId,
    now: Instant,
) -> Result<bool, ApiError> {
    let rows = diesel::update(
        sessions::table
            .find(id.to_string())
            .filter(sessions::user_id.eq(user.to_string()))
            .filter(is_live(now)),
    )
    .set((
        sessions::ended_at.eq(now.millis()),
        sessions::end_reason.eq("ended by the user"),
    ))
    .execute(conn)?;
    Ok(rows == 1)
}

pub fn end_others(
    conn: &mut Conn,
    user: UserId,
    kept: Option<&str>,
    reason: &str,
    now: Instant,
) -> Result<(), ApiError> {
    diesel::update(
        sessions::table
            .filter(sessions::user_id.eq(user.to_string()))
            .filter(sessions::id.ne(kept.unwrap_or_default()))
            .filter(sessions::ended_at.is_null()),
    )
    .set((
        sessions::ended_at.eq(now.millis()),
        sessions::end_reason.eq(reason),
    ))
    .execute(conn)?;
    Ok(())
}

/// What [`Row::is_live`] says of a session, for queries of one user's.
#[diesel::dsl::auto_type]
fn is_live(now: Instant) -> _ {
    let now_ms: i64 = now.millis();
    let latest_ms: i64 = now_ms + AHEAD_MS;
    let epoch = instance::table
        .filter(instance::id.eq(1_i64))
        .select(instance::token_epoch)
        .single_value();
    sessions::ended_at
        .is_null()
        .and(sessions::last_seen_at.le(latest_ms))
        .and(sessions::idle_expires_at.gt(now_ms))
        .and(sessions::expires_at.gt(now_ms))
        .and(sessions::token_epoch.nullable().eq(epoch))
}

/// The live sessions of a user, the one longest unused last.
pub fn of_user(conn: &mut Conn, user: UserId, now: Instant) -> Result<Vec<Own>, ApiError> {
    let rows = sessions::table
        .filter(sessions::user_id.eq(user.to_string()))
        .filter(is_live(now))
        .order((sessions::last_seen_at.desc(), sessions::id.desc()))
        .select((
            sessions::id,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::user_agent,
            sessions::ip,
        ))
        .load(conn)?;
    Ok(rows)
}

/// Sessions that ended or ran out before this instant.
pub fn dead_before(conn: &mut Conn, before_ms: i64) -> Result<Vec<String>, ApiError> {
    let ids = sessions::table
        .filter(sessions::expires_at.lt(before_ms))
        .select(sessions::id)
        .limit(500)
        .load(conn)?;
    Ok(ids)
}

pub fn forget(conn: &mut Conn, ids: &[String]) -> Result<(), ApiError> {
    diesel::delete(sessions::table.filter(sessions::id.eq_any(ids))).execute(conn)?;
    Ok(())
}
