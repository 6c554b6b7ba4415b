//! Rows that wait to be written, in the words of the slices that own their records.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use shared::id::{ImportId, UserId};

use super::convert::{NewExpenditure, NewItem, NewJob, NewUser};
use super::store::rows::{self, Row};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::stored::stored;
use crate::{customers, expenditures, jobs, users};

pub fn users(tx: &mut Tx<'_>, id: &str, rows: &[Row]) -> Result<(), ApiError> {
    let mut new = Vec::with_capacity(rows.len());
    for row in rows {
        let user: NewUser = content(row)?;
        new.push(users::Imported {
            id: entity(row)?,
            username: user.username,
            role: user.role,
            password_hash: user.password_hash,
            source: source(row),
        });
    }
    users::import(tx, id, new)
}

/// Writes jobs, and the customers whom they name, beside the books.
pub fn stage_jobs(
    tx: &mut Tx<'_>,
    id: &str,
    rows: &[Row],
    authors: &Authors,
) -> Result<(), ApiError> {
    let mut staged = Vec::with_capacity(rows.len());
    for row in rows {
        let new: NewJob = content(row)?;
        let customer = match &new.customer {
            Some(name) => Some(customers::stage(tx, id, name)?),
            None => None,
        };
        staged.push(jobs::Imported {
            id: entity(row)?,
            customer,
            done: new.done,
            payment_method: new.payment_method,
            occurred_at: new.occurred_at,
            occurred_on: new.occurred_on,
            created_by: authors.of(&new.author),
            items: new.items.into_iter().map(item).collect(),
            source: source(row),
        });
    }
    jobs::stage(tx, id, &staged)
}

/// Writes expenditures beside the books.
pub fn stage_expenditures(
    tx: &mut Tx<'_>,
    id: &str,
    rows: &[Row],
    authors: &Authors,
) -> Result<(), ApiError> {
    let mut staged = Vec::with_capacity(rows.len());
    for row in rows {
        let new: NewExpenditure = content(row)?;
        staged.push(expenditures::Imported {
            id: entity(row)?,
            description: new.item.description,
            quantity_milli: new.item.quantity_milli,
            unit_cost_minor: new.item.unit_minor,
            total_minor: new.item.total_minor,
            occurred_at: new.occurred_at,
            occurred_on: new.occurred_on,
            created_by: authors.of(&new.author),
            source: source(row),
        });
    }
    expenditures::stage(tx, id, &staged)
}

/// Puts all that is staged into the books.
pub fn show(tx: &mut Tx<'_>, id: &str) -> Result<(), ApiError> {
    for (staged, known) in customers::show(tx, id)? {
        jobs::give_staged(tx, id, staged, known)?;
    }
    let lack = jobs::lack_author(tx.conn, id)? || expenditures::lack_author(tx.conn, id)?;
    let stand_in = match lack {
        true => Some(users::stand_in(tx, id)?),
        false => None,
    };
    jobs::show(tx, id, stand_in)?;
    expenditures::show(tx, id, stand_in)
}

/// Removes some of what is staged and comes to nothing; how much.
pub fn withdraw(tx: &mut Tx<'_>, id: &str) -> Result<usize, ApiError> {
    Ok(jobs::withdraw(tx, id)?
        + expenditures::withdraw(tx, id)?
        + customers::forget_staged(tx, id)?)
}

/// Removes some of what was staged and is in the books; how much.
pub fn forget_staged(tx: &mut Tx<'_>, id: &str) -> Result<usize, ApiError> {
    Ok(jobs::forget_staged(tx, id)?
        + expenditures::forget_staged(tx, id)?
        + customers::forget_staged(tx, id)?)
}

/// Who is who: the old ids of users with their records here.
pub struct Authors(HashMap<String, UserId>);

impl Authors {
    pub fn of_import(conn: &mut Conn, id: ImportId) -> Result<Self, ApiError> {
        let mut known = HashMap::new();
        for (old_id, entity_id) in rows::users(conn, id)? {
            if let Some(entity_id) = entity_id {
                known.insert(old_id, stored(&entity_id)?);
            }
        }
        Ok(Self(known))
    }

    fn of(&self, old_id: &str) -> Option<UserId> {
        self.0.get(old_id).copied()
    }
}

fn item(item: NewItem) -> jobs::ImportedItem {
    jobs::ImportedItem {
        description: item.description,
        quantity_milli: item.quantity_milli,
        unit_price_minor: item.unit_minor,
        line_total_minor: item.total_minor,
    }
}

fn content<T: DeserializeOwned>(row: &Row) -> Result<T, ApiError> {
    let text = row.content.as_deref().unwrap_or("null");
    serde_json::from_str(text).map_err(ApiError::internal)
}

fn entity<T: std::str::FromStr>(row: &Row) -> Result<T, ApiError> {
    stored(row.entity_id.as_deref().unwrap_or_default())
}

/// "jobs 571".
fn source(row: &Row) -> String {
    format!("{} {}", row.source_table, row.source_id)
}
