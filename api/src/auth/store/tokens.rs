//! Personal access tokens, each with its owner and the instance as they are at this moment.

use diesel::prelude::*;
use shared::id::{TokenId, UserId};
use shared::instant::Instant;

use crate::db::schema::tokens::personal_tokens;
use crate::db::schema::{instance, settings, users};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::natively;

/// A token as it is stored.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = personal_tokens, treat_none_as_default_value = false)]
pub struct Row {
    pub id: String,
    pub user_id: String,
    pub name: String,
    pub last_four: String,
    pub scopes: String,
    pub addresses: String,
    pub token_epoch: i64,
    pub created_at: i64,
    pub expires_at: i64,
    pub revoked_at: Option<i64>,
    pub last_used_at: Option<i64>,
    pub last_address: Option<String>,
}

/// Those of [`Row`], for either database.
#[diesel::dsl::auto_type]
fn columns() -> _ {
    (
        personal_tokens::id,
        personal_tokens::user_id,
        personal_tokens::name,
        personal_tokens::last_four,
        personal_tokens::scopes,
        personal_tokens::addresses,
        personal_tokens::token_epoch,
        personal_tokens::created_at,
        personal_tokens::expires_at,
        personal_tokens::revoked_at,
        personal_tokens::last_used_at,
        personal_tokens::last_address,
    )
}

/// What else decides whether it counts.
#[derive(Debug, Clone, Queryable)]
pub struct Owner {
    pub username: String,
    pub role: String,
    pub must_change_password: bool,
    pub disabled_at: Option<i64>,
    pub factor_asked_at: Option<i64>,
    pub present_epoch: i64,
    pub staff_see_figures: Option<bool>,
}

/// One indexed read joins the token with its owner, the instance and the shop's rules.
pub fn find(conn: &mut Conn, digest: &str) -> Result<Option<(Row, Owner)>, ApiError> {
    let found = personal_tokens::table
        .inner_join(users::table.on(users::id.eq(personal_tokens::user_id)))
        .inner_join(instance::table.on(instance::id.eq(1_i64)))
        .left_join(settings::table.on(settings::id.eq(1_i64)))
        .filter(personal_tokens::digest.eq(digest))
        .select((
            columns(),
            (
                users::username,
                users::role,
                users::must_change_password,
                users::disabled_at,
                users::factor_asked_at,
                instance::token_epoch,
                settings::staff_see_figures.nullable(),
            ),
        ));
    Ok(natively!(conn, |native| found.first(native).optional())?)
}

pub fn add(tx: &mut Tx<'_>, row: &Row, digest: &str) -> Result<(), ApiError> {
    diesel::insert_into(personal_tokens::table)
        .values((row, personal_tokens::digest.eq(digest)))
        .execute(tx.conn)?;
    Ok(())
}

/// The tokens of a user that were not revoked, the newest first.
pub fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<Row>, ApiError> {
    Ok(personal_tokens::table
        .filter(personal_tokens::user_id.eq(user.to_string()))
        .filter(personal_tokens::revoked_at.is_null())
        .filter(personal_tokens::token_epoch.nullable().eq(present_epoch()))
        .order((
            personal_tokens::created_at.desc(),
            personal_tokens::id.desc(),
        ))
        .select(columns())
        .load(conn)?)
}

#[diesel::dsl::auto_type]
fn present_epoch() -> _ {
    instance::table
        .filter(instance::id.eq(1_i64))
        .select(instance::token_epoch)
        .single_value()
}

/// The epoch of the instance at this moment.
pub fn epoch(conn: &mut Conn) -> Result<i64, ApiError> {
    let epoch: Option<i64> = instance::table
        .select(instance::token_epoch)
        .first(conn)
        .optional()?;
    epoch.ok_or_else(|| ApiError::broken("this instance's own row is missing"))
}

/// Ends what counts in this epoch: every session and every token of everybody.
pub fn next_epoch(tx: &mut Tx<'_>) -> Result<(), ApiError> {
    let next = instance::token_epoch.eq(instance::token_epoch + 1);
    diesel::update(instance::table).set(next).execute(tx.conn)?;
    Ok(())
}

/// The user's token of this id that was not revoked.
pub fn one_of_user(conn: &mut Conn, user: UserId, id: TokenId) -> Result<Option<Row>, ApiError> {
    Ok(personal_tokens::table
        .find(id.to_string())
        .filter(personal_tokens::user_id.eq(user.to_string()))
        .filter(personal_tokens::revoked_at.is_null())
        .select(columns())
        .first(conn)
        .optional()?)
}

pub fn revoke(tx: &mut Tx<'_>, id: &str) -> Result<(), ApiError> {
    let live = personal_tokens::table
        .find(id)
        .filter(personal_tokens::revoked_at.is_null());
    diesel::update(live)
        .set(personal_tokens::revoked_at.eq(tx.now.millis()))
        .execute(tx.conn)?;
    Ok(())
}

/// Revokes all of a user; how many there were.
pub fn revoke_all(tx: &mut Tx<'_>, user: UserId) -> Result<usize, ApiError> {
    let live = personal_tokens::table
        .filter(personal_tokens::user_id.eq(user.to_string()))
        .filter(personal_tokens::revoked_at.is_null());
    Ok(diesel::update(live)
        .set(personal_tokens::revoked_at.eq(tx.now.millis()))
        .execute(tx.conn)?)
}

/// Remembers when and from where a token was used.
pub fn used(tx: &mut Tx<'_>, id: &str, address: &str) -> Result<(), ApiError> {
    let now_ms = tx.now.millis();
    let is_news = personal_tokens::last_used_at
        .is_null()
        .or(personal_tokens::last_used_at.lt(now_ms));
    diesel::update(personal_tokens::table.find(id).filter(is_news))
        .set((
            personal_tokens::last_used_at.eq(now_ms),
            personal_tokens::last_address.eq(address),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Forgets tokens that ran out before this instant.
pub fn forget(conn: &mut Conn, before: Instant) -> Result<(), ApiError> {
    diesel::delete(personal_tokens::table.filter(personal_tokens::expires_at.lt(before.millis())))
        .execute(conn)?;
    Ok(())
}
