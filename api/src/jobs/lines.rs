//! A job's items: drafts become rows, and rows a total.

use std::collections::HashSet;

use shared::currency::Currency;
use shared::field::{self, FieldIssue};
use shared::id::{ItemId, JobId};
use shared::jobs::{self, ItemDraft};
use shared::money::Money;
use shared::problem::FieldError;

use super::store::{self, ItemRow};
use crate::db::Tx;
use crate::error::ApiError;
use crate::settings::Shop;

/// The drafts as rows, with their computed totals. Problem `invalid` for another currency or a total beyond the limit.
pub fn rows(
    tx: &mut Tx<'_>,
    shop: &Shop,
    job: JobId,
    drafts: &[ItemDraft],
) -> Result<Vec<ItemRow>, ApiError> {
    let given: Vec<Option<String>> = drafts
        .iter()
        .map(|draft| draft.id.map(|id| id.to_string()))
        .collect();
    refuse_foreign(tx, job, &given)?;
    let mut errors = repeated(&given);
    let mut rows = Vec::new();
    for (position, draft) in (0_i64..).zip(drafts) {
        if draft.unit_price.currency() != shop.currency {
            let issue = FieldIssue::not_one_of(&[shop.currency.code()]);
            errors.push(FieldError::at_pointer(
                format!("#/items/{position}/unit_price/currency"),
                issue,
            ));
        }
        match jobs::line_total(draft) {
            Some(line_total) => rows.push(one(tx, job, position, draft, line_total)?),
            None => errors.push(FieldError::at_pointer(
                format!("#/items/{position}/unit_price"),
                field::too_much(shop.currency),
            )),
        }
    }
    match errors.is_empty() {
        true => Ok(rows),
        false => Err(ApiError::invalid(errors)),
    }
}

/// Problem `taken` that names each line whose id another job's line has.
fn refuse_foreign(tx: &mut Tx<'_>, job: JobId, given: &[Option<String>]) -> Result<(), ApiError> {
    let ids: Vec<&String> = given.iter().flatten().collect();
    if ids.is_empty() {
        return Ok(());
    }
    let foreign = store::foreign_items(tx.conn, job, &ids)?;
    let errors: Vec<FieldError> = (0..)
        .zip(given)
        .filter(|(_, id)| id.as_ref().is_some_and(|id| foreign.contains(id)))
        .map(|(position, _): (usize, _)| {
            let place = format!("#/items/{position}/id");
            FieldError::duplicate(place, "A line of another job has this id.")
        })
        .collect();
    match errors.is_empty() {
        true => Ok(()),
        false => Err(ApiError::taken(
            "A line of another job has one of these ids.",
            errors,
        )),
    }
}

/// A finding for each id that another line before it has.
fn repeated(given: &[Option<String>]) -> Vec<FieldError> {
    let mut seen = HashSet::new();
    given
        .iter()
        .enumerate()
        .filter(|(_, id)| id.as_ref().is_some_and(|id| !seen.insert(id)))
        .map(|(position, _)| {
            let place = format!("#/items/{position}/id");
            FieldError::duplicate(place, "Another line has this id.")
        })
        .collect()
}

fn one(
    tx: &Tx<'_>,
    job: JobId,
    position: i64,
    draft: &ItemDraft,
    total: Money,
) -> Result<ItemRow, ApiError> {
    let id = match draft.id {
        Some(id) => id,
        None => ItemId::from_parts(tx.now, &tx.random()?),
    };
    Ok(ItemRow {
        id: id.to_string(),
        job_id: job.to_string(),
        position,
        description: draft.description.clone(),
        quantity_milli: draft.quantity.milli(),
        unit_price_minor: draft.unit_price.amount_minor(),
        line_total_minor: total.amount_minor(),
    })
}

/// The sum of the lines, in minor units. Problem `invalid` beyond the limit.
pub fn total(items: &[ItemRow], currency: Currency) -> Result<i64, ApiError> {
    let total: i128 = items
        .iter()
        .map(|item| i128::from(item.line_total_minor))
        .sum();
    match i64::try_from(total) {
        Ok(total) if total <= shared::money::MAX_MINOR => Ok(total),
        _ => {
            let issue = field::too_much(currency);
            Err(ApiError::invalid(vec![FieldError::at_pointer(
                "#/items", issue,
            )]))
        }
    }
}
