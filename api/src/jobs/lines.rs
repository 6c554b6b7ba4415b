//! A job's items: drafts become rows, and rows a total.

use std::collections::HashSet;

use shared::field::FieldIssue;
use shared::id::{ItemId, JobId};
use shared::jobs::{self, ItemDraft};
use shared::money::Money;
use shared::problem::{FieldCode, FieldError};

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
    let ids: Vec<&String> = given.iter().flatten().collect();
    if !ids.is_empty() && !store::foreign_items(tx.conn, job, &ids)?.is_empty() {
        return Err(ApiError::taken(
            "An item with one of these ids belongs to another job.",
        ));
    }
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
            None => {
                let issue = FieldIssue::new(FieldCode::TooLarge, "The line's total is too large.");
                errors.push(FieldError::at_pointer(
                    format!("#/items/{position}/quantity"),
                    issue,
                ));
            }
        }
    }
    match errors.is_empty() {
        true => Ok(rows),
        false => Err(ApiError::invalid(errors)),
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
            let issue = FieldIssue::new(FieldCode::Duplicate, "Another line has this id.");
            FieldError::at_pointer(format!("#/items/{position}/id"), issue)
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
pub fn total(items: &[ItemRow]) -> Result<i64, ApiError> {
    let total: i128 = items
        .iter()
        .map(|item| i128::from(item.line_total_minor))
        .sum();
    match i64::try_from(total) {
        Ok(total) if total <= shared::money::MAX_MINOR => Ok(total),
        _ => {
            let issue = FieldIssue::new(FieldCode::TooLarge, "The job's total is too large.");
            Err(ApiError::invalid(vec![FieldError::at_pointer(
                "#/items", issue,
            )]))
        }
    }
}
