//! The one row of settings.

use diesel::prelude::*;
use shared::currency::Currency;

use crate::db::schema::settings;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::stored::stored;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = settings)]
pub struct Row {
    pub id: i64,
    pub shop_name: String,
    pub currency: String,
    pub time_zone: String,
    pub staff_see_figures: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub rev: i64,
}

impl Row {
    pub fn currency(&self) -> Result<Currency, ApiError> {
        stored(&self.currency)
    }
}

pub fn find(conn: &mut Conn) -> Result<Row, ApiError> {
    let row = settings::table
        .find(1_i64)
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    row.ok_or_else(|| ApiError::broken("the shop's own row of settings is missing"))
}

/// Whether the shop is set up.
pub fn exist(conn: &mut Conn) -> Result<bool, ApiError> {
    let found: Option<i64> = settings::table
        .select(settings::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Puts the row. The second of two set-ups at once fails on its key.
pub fn insert(tx: &mut Tx<'_>, row: &Row) -> Result<(), ApiError> {
    diesel::insert_into(settings::table)
        .values(row)
        .execute(tx.conn)?;
    Ok(())
}

/// Replaces the row; the caller has checked the revision inside this transaction.
pub fn update(tx: &mut Tx<'_>, row: &Row) -> Result<(), ApiError> {
    diesel::update(settings::table.find(row.id))
        .set((
            settings::shop_name.eq(&row.shop_name),
            settings::currency.eq(&row.currency),
            settings::time_zone.eq(&row.time_zone),
            settings::staff_see_figures.eq(row.staff_see_figures),
            settings::updated_at.eq(row.updated_at),
            settings::rev.eq(row.rev),
        ))
        .execute(tx.conn)?;
    Ok(())
}
