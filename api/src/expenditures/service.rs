//! The rules of expenditures: what may be recorded, and changed.

use shared::audit::Action;
use shared::currency::Currency;
use shared::expenditures::{Expenditure, ExpenditureDraft, ExpenditureId, ExpenditurePatch};
use shared::field::{self, FieldIssue};
use shared::money::Money;
use shared::problem::FieldError;
use shared::quantity::Quantity;
use shared::text;

use super::store::Row;
use crate::db::Tx;
use crate::error::{ApiError, both};
use crate::http::conditional::Seen;
use crate::records;
use crate::settings;
use crate::stored;

const OCCURRED_ON: &str = "#/occurred_on";

/// Problems: `invalid` (other currency, future date), `taken` (the id exists).
pub fn create(tx: &mut Tx<'_>, draft: &ExpenditureDraft) -> Result<Expenditure, ApiError> {
    let shop = settings::shop(tx.conn)?;
    let id = match draft.id {
        Some(id) => records::free::<Row>(tx.conn, id)?,
        None => ExpenditureId::from_parts(tx.now, &tx.random()?),
    };
    let in_currency = in_currency(draft.unit_cost, shop.currency);
    let moment = shop.moment(tx.now, draft.occurred_on, OCCURRED_ON);
    let ((), (occurred_at, occurred_on)) = both(in_currency, moment)?;
    let row = Row {
        id: id.to_string(),
        description: draft.description.clone(),
        description_folded: text::fold(&draft.description),
        quantity_milli: draft.quantity.milli(),
        unit_cost_minor: draft.unit_cost.amount_minor(),
        total_minor: total(draft.quantity, draft.unit_cost)?,
        occurred_at: occurred_at.millis(),
        occurred_on: occurred_on.to_string(),
        created_by: tx.actor.author()?,
        created_at: tx.now.millis(),
        updated_at: tx.now.millis(),
        deleted_at: None,
        deleted_by: None,
        rev: 1,
    };
    records::add(tx, &row, id)
}

/// Problems: `not_found`, `stale`, `wrong_state` (in the trash), `invalid`.
pub fn update(
    tx: &mut Tx<'_>,
    id: ExpenditureId,
    seen: &Seen,
    patch: &ExpenditurePatch,
) -> Result<Expenditure, ApiError> {
    let before: Row = records::load(tx, id, seen)?;
    let shop = settings::shop(tx.conn)?;
    let mut after = before.clone();
    if let Some(description) = &patch.description {
        after.description.clone_from(description);
        after.description_folded = text::fold(description);
    }
    if let Some(quantity) = patch.quantity {
        after.quantity_milli = quantity.milli();
    }
    if let Some(unit_cost) = patch.unit_cost {
        in_currency(unit_cost, shop.currency)?;
        after.unit_cost_minor = unit_cost.amount_minor();
    }
    if patch.quantity.is_some() || patch.unit_cost.is_some() {
        let unit_cost = stored::money(after.unit_cost_minor, shop.currency)?;
        after.total_minor = total(Quantity::from_milli(after.quantity_milli), unit_cost)?;
    }
    // A day that is given as it is is not judged: it may lie ahead of a clock that was put right, or of another time zone.
    if let Some(day) = patch
        .occurred_on
        .filter(|day| day.to_string() != before.occurred_on)
    {
        let (at, on) = shop.moment(tx.now, Some(day), OCCURRED_ON)?;
        after.occurred_at = at.millis();
        after.occurred_on = on.to_string();
    }
    records::save(tx, Action::ExpenditureUpdated, (id, &before), after)
}

fn in_currency(amount: Money, currency: Currency) -> Result<(), ApiError> {
    match amount.currency() == currency {
        true => Ok(()),
        false => {
            let issue = FieldIssue::not_one_of(&[currency.code()]);
            Err(at("#/unit_cost/currency", issue))
        }
    }
}

/// Quantity × unit cost in minor units. Problem `invalid` beyond the limit.
fn total(quantity: Quantity, unit_cost: Money) -> Result<i64, ApiError> {
    match Money::line(quantity, unit_cost) {
        Some(total) => Ok(total.amount_minor()),
        None => Err(at("#/unit_cost", field::too_much(unit_cost.currency()))),
    }
}

fn at(pointer: &str, issue: FieldIssue) -> ApiError {
    ApiError::invalid(vec![FieldError::at_pointer(pointer, issue)])
}
