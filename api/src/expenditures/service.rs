//! The rules of expenditures. Every change moves its day's sum and leaves its event, in its own transaction.

use shared::audit::{Action, Entity};
use shared::currency::Currency;
use shared::date::Date;
use shared::expenditures::{Expenditure, ExpenditureDraft, ExpenditurePatch};
use shared::field::{self, FieldIssue};
use shared::id::ExpenditureId;
use shared::instant::Instant;
use shared::money::Money;
use shared::permission::Permission;
use shared::problem::FieldError;
use shared::quantity::Quantity;
use shared::text;

use super::store::{self, Row};
use super::{facts, view};
use crate::audit::{self, Change};
use crate::db::Tx;
use crate::error::{ApiError, both};
use crate::http::conditional::Seen;
use crate::ledger::{self, Kind, Posting};
use crate::settings;
use crate::stored::{self, stored};

const OCCURRED_ON: &str = "#/occurred_on";

/// Problems: `invalid` (other currency, future date), `taken` (the id exists).
pub fn create(tx: &mut Tx<'_>, draft: &ExpenditureDraft) -> Result<Expenditure, ApiError> {
    let shop = settings::shop(tx.conn)?;
    let id = match draft.id {
        Some(id) if store::id_is_taken(tx.conn, id)? => {
            let detail = "An expenditure with this id exists.";
            let error = FieldError::duplicate("#/id", detail);
            return Err(ApiError::taken(detail, vec![error]));
        }
        Some(id) => id,
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
    store::insert(tx, &row)?;
    ledger::post(tx, &postings(&row, 1)?)?;
    journal(tx, Action::ExpenditureCreated, None, &row)?;
    view::of(tx, row, shop.currency)
}

/// Problems: `not_found`, `stale`, `wrong_state` (in the trash), `invalid`.
pub fn update(
    tx: &mut Tx<'_>,
    id: ExpenditureId,
    seen: &Seen,
    patch: &ExpenditurePatch,
) -> Result<Expenditure, ApiError> {
    let before = load(tx, id, seen)?;
    refuse_trashed(&before)?;
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
    match after == before {
        true => view::of(tx, after, shop.currency),
        false => {
            let saved = save(tx, Action::ExpenditureUpdated, &before, after)?;
            view::of(tx, saved, shop.currency)
        }
    }
}

/// Problems: `not_found`, `stale`, `wrong_state`, `not_allowed` (another's, or older than ten minutes).
pub fn delete(tx: &mut Tx<'_>, id: ExpenditureId, seen: &Seen) -> Result<(), ApiError> {
    let before = load(tx, id, seen)?;
    refuse_trashed(&before)?;
    let mine = tx.is_actor(&before.created_by);
    let age_ms = tx.now.millis() - before.created_at;
    let may = [Permission::ExpendituresDelete, Permission::ExpendituresUndo];
    if !may
        .into_iter()
        .any(|permission| tx.actor.grant(permission).covers(mine, age_ms))
    {
        return Err(ApiError::not_allowed(
            "You may undo your own expenditure for 10 minutes after recording it.",
        ));
    }
    let mut after = before.clone();
    after.deleted_at = Some(tx.now.millis());
    after.deleted_by = Some(tx.actor.author()?);
    save(tx, Action::ExpenditureDeleted, &before, after)?;
    Ok(())
}

/// Problems: `not_found`, `stale`, `wrong_state`, `not_allowed` (another's, or older than ten minutes).
pub fn restore(tx: &mut Tx<'_>, id: ExpenditureId, seen: &Seen) -> Result<Expenditure, ApiError> {
    let before = load(tx, id, seen)?;
    let Some(deleted_at) = before.deleted_at else {
        return Err(ApiError::wrong_state(
            "This expenditure is not in the trash.",
        ));
    };
    let mine = tx.is_actor(&before.created_by)
        && before
            .deleted_by
            .as_deref()
            .is_some_and(|by| tx.is_actor(by));
    if !tx
        .actor
        .grant(Permission::ExpendituresRestore)
        .covers(mine, tx.now.millis() - deleted_at)
    {
        return Err(ApiError::not_allowed(
            "You may bring your own expenditure back for 10 minutes after trashing it.",
        ));
    }
    let mut after = before.clone();
    after.deleted_at = None;
    after.deleted_by = None;
    let currency = settings::shop(tx.conn)?.currency;
    let saved = save(tx, Action::ExpenditureRestored, &before, after)?;
    view::of(tx, saved, currency)
}

fn load(tx: &mut Tx<'_>, id: ExpenditureId, seen: &Seen) -> Result<Row, ApiError> {
    let row = store::find(tx.conn, id)?;
    if !tx.actor.may_know_of(&row.created_by) {
        return Err(ApiError::not_found());
    }
    match seen.holds(row.rev) {
        true => Ok(row),
        false => {
            let changed_at = Instant::from_millis(row.updated_at);
            Err(audit::stale(
                tx.conn,
                (Entity::Expenditure, &row.id),
                changed_at,
                (seen, row.rev),
            )?)
        }
    }
}

fn refuse_trashed(row: &Row) -> Result<(), ApiError> {
    match row.deleted_at {
        Some(_) => Err(ApiError::wrong_state(
            "This expenditure is in the trash. Restore it first.",
        )),
        None => Ok(()),
    }
}

fn save(tx: &mut Tx<'_>, action: Action, before: &Row, mut after: Row) -> Result<Row, ApiError> {
    after.updated_at = tx.now.millis();
    after.rev = before.rev + 1;
    store::update(tx, &after)?;
    let mut moved = postings(before, -1)?;
    moved.extend(postings(&after, 1)?);
    ledger::post(tx, &moved)?;
    journal(tx, action, Some(before), &after)?;
    Ok(after)
}

fn journal(
    tx: &mut Tx<'_>,
    action: Action,
    before: Option<&Row>,
    after: &Row,
) -> Result<(), ApiError> {
    let change = Change {
        action,
        entity: Entity::Expenditure,
        entity_id: after.id.clone(),
        before: before.map(facts::of),
        after: Some(facts::of(after)),
    };
    audit::record(tx, &change)
}

/// What a row contributes to the sum of its day; nothing while it lies in the trash.
fn postings(row: &Row, sign: i64) -> Result<Vec<Posting>, ApiError> {
    if row.deleted_at.is_some() {
        return Ok(Vec::new());
    }
    let day: Date = stored(&row.occurred_on)?;
    Ok(vec![Posting {
        kind: Kind::Spent,
        day,
        count: sign,
        amount_minor: sign * row.total_minor,
    }])
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
