//! Expenditures as readers see them: with the names of those who recorded them, and the shop's currency, in one query.

use diesel::prelude::*;
use shared::currency::Currency;
use shared::date::Date;
use shared::expenditures::{Expenditure, ExpenditureId};
use shared::id::{Rev, UserId};
use shared::instant::Instant;
use shared::quantity::Quantity;
use shared::users::UserRef;

use crate::db::Conn;
use crate::db::native::Stored;
use crate::db::prepared::{Prepared, filled};
use crate::db::schema::{expenditures, settings, users};
use crate::error::ApiError;
use crate::natively;
use crate::stored::money;

#[derive(Queryable)]
struct Shown {
    id: Stored<ExpenditureId>,
    description: String,
    quantity_milli: i64,
    unit_cost_minor: i64,
    total_minor: i64,
    occurred_at: i64,
    occurred_on: Stored<Date>,
    created_by: (Stored<UserId>, String),
    created_at: i64,
    updated_at: i64,
    deleted_at: Option<i64>,
    rev: i64,
    currency: Stored<Currency>,
}

/// The expenditures with these ids, in the order of the ids; one that is not there is left out.
pub fn with_ids(conn: &mut Conn, ids: &[ExpenditureId]) -> Result<Vec<Expenditure>, ApiError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let rows = expenditures::table
        .inner_join(settings::table.on(settings::id.eq(1_i64)))
        .inner_join(users::table.on(users::id.eq(expenditures::created_by)))
        .filter(expenditures::id.eq_any(filled(texts.iter().map(String::as_str))))
        .select((
            expenditures::id,
            expenditures::description,
            expenditures::quantity_milli,
            expenditures::unit_cost_minor,
            expenditures::total_minor,
            expenditures::occurred_at,
            expenditures::occurred_on,
            (users::id, users::username),
            expenditures::created_at,
            expenditures::updated_at,
            expenditures::deleted_at,
            expenditures::rev,
            settings::currency,
        ));
    let rows: Vec<Shown> = natively!(conn, |native| Prepared(rows).load(native))?;
    let shown = rows.into_iter().map(Shown::shown);
    let mut shown = shown.collect::<Result<Vec<_>, _>>()?;
    shown.sort_by_cached_key(|one| ids.iter().position(|id| *id == one.id));
    Ok(shown)
}

impl Shown {
    fn shown(self) -> Result<Expenditure, ApiError> {
        let (Stored(author), username) = self.created_by;
        Ok(Expenditure {
            id: self.id.0,
            description: self.description,
            quantity: Quantity::from_milli(self.quantity_milli),
            unit_cost: money(self.unit_cost_minor, self.currency.0)?,
            total: money(self.total_minor, self.currency.0)?,
            occurred_at: Instant::from_millis(self.occurred_at),
            occurred_on: self.occurred_on.0,
            created_by: UserRef {
                id: author,
                username,
            },
            created_at: Instant::from_millis(self.created_at),
            updated_at: Instant::from_millis(self.updated_at),
            deleted_at: self.deleted_at.map(Instant::from_millis),
            rev: Rev(self.rev),
        })
    }
}
