//! Expenditures as the API shows them.

use std::collections::HashMap;

use shared::currency::Currency;
use shared::expenditures::Expenditure;
use shared::id::{ExpenditureId, Rev};
use shared::instant::Instant;
use shared::quantity::Quantity;
use shared::users::UserRef;

use super::store::{self, Row};
use crate::db::{Actor, Conn, Tx};
use crate::error::ApiError;
use crate::http::conditional::Revised;
use crate::people;
use crate::stored::{money, stored};

impl Revised for Expenditure {
    fn rev(&self) -> Rev {
        self.rev
    }
}

/// One expenditure, in the trash or not. Problem `not_found`, also when the actor may not know of it.
pub fn find(conn: &mut Conn, actor: &Actor, id: ExpenditureId) -> Result<Expenditure, ApiError> {
    let shown = store::shown::with_ids(conn, &[id])?.pop();
    shown
        .filter(|one| actor.may_know_of(&one.created_by.id.to_string()))
        .ok_or_else(ApiError::not_found)
}

/// An expenditure whose row is at hand.
pub fn of(tx: &mut Tx<'_>, row: Row, currency: Currency) -> Result<Expenditure, ApiError> {
    let people = people::author(tx, &row.created_by)?;
    show(row, &people, currency)
}

fn show(
    row: Row,
    people: &HashMap<String, UserRef>,
    currency: Currency,
) -> Result<Expenditure, ApiError> {
    let created_by = people
        .get(&row.created_by)
        .cloned()
        .ok_or_else(|| ApiError::broken("an expenditure's author is gone"))?;
    Ok(Expenditure {
        id: stored(&row.id)?,
        description: row.description,
        quantity: Quantity::from_milli(row.quantity_milli),
        unit_cost: money(row.unit_cost_minor, currency)?,
        total: money(row.total_minor, currency)?,
        occurred_at: Instant::from_millis(row.occurred_at),
        occurred_on: stored(&row.occurred_on)?,
        created_by,
        created_at: Instant::from_millis(row.created_at),
        updated_at: Instant::from_millis(row.updated_at),
        deleted_at: row.deleted_at.map(Instant::from_millis),
        rev: Rev(row.rev),
    })
}
