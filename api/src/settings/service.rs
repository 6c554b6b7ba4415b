//! The rules of settings: made once at set-up; the currency stays once money has been written in it.

use serde_json::{Value, json};
use shared::audit::{Action, Entity};
use shared::field::FieldIssue;
use shared::id::Rev;
use shared::instant::Instant;
use shared::problem::{FieldCode, FieldError, ProblemCode};
use shared::settings::{Settings, SettingsPatch};

use super::store::{self, Row};
use crate::audit::{self, Change};
use crate::calendar::Zone;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::http::conditional::Revised;
use crate::http::conditional::Seen;
use crate::ledger;

/// The first settings of a shop. Problem `invalid` for an unknown time zone.
pub fn create(
    tx: &mut Tx<'_>,
    shop_name: &str,
    currency: &str,
    time_zone: &str,
) -> Result<(), ApiError> {
    known_zone(time_zone)?;
    let row = Row {
        id: 1,
        shop_name: shop_name.to_owned(),
        currency: currency.to_owned(),
        time_zone: time_zone.to_owned(),
        staff_see_figures: false,
        created_at: tx.now.millis(),
        updated_at: tx.now.millis(),
        rev: 1,
    };
    store::insert(tx, &row)?;
    journal(tx, Action::SettingsCreated, None, &row)
}

pub fn read(conn: &mut Conn) -> Result<Settings, ApiError> {
    show(&store::find(conn)?)
}

/// Problems: `stale`, `invalid` (unknown time zone), `in_use` (a currency that has money in it).
pub fn update(tx: &mut Tx<'_>, seen: &Seen, patch: &SettingsPatch) -> Result<Settings, ApiError> {
    let before = store::find(tx.conn)?;
    let present = (Instant::from_millis(before.updated_at), before.rev);
    audit::check_seen(tx.conn, (Entity::Settings, "1"), present, seen)?;
    let mut after = before.clone();
    if let Some(name) = &patch.shop_name {
        after.shop_name.clone_from(name);
    }
    if let Some(zone) = &patch.time_zone {
        known_zone(zone)?;
        after.time_zone.clone_from(zone);
    }
    if let Some(currency) = patch.currency {
        after.currency = currency.to_string();
    }
    if let Some(see) = patch.staff_see_figures {
        after.staff_see_figures = see;
    }
    if after == before {
        return show(&before);
    }
    if after.currency != before.currency && ledger::has_money(tx.conn)? {
        let detail = "Money has been recorded in the present currency, so it stays.";
        return Err(ApiError::new(ProblemCode::InUse, detail));
    }
    after.updated_at = tx.now.millis();
    after.rev += 1;
    store::update(tx, &after)?;
    journal(tx, Action::SettingsUpdated, Some(&before), &after)?;
    show(&after)
}

fn known_zone(name: &str) -> Result<(), ApiError> {
    match Zone::parse(name) {
        Some(_) => Ok(()),
        None => {
            let issue = FieldIssue::new(
                FieldCode::NotOneOf,
                "Must be a time zone such as Africa/Lagos.",
            );
            Err(ApiError::invalid(vec![FieldError::at_pointer(
                "#/time_zone",
                issue,
            )]))
        }
    }
}

fn journal(
    tx: &mut Tx<'_>,
    action: Action,
    before: Option<&Row>,
    after: &Row,
) -> Result<(), ApiError> {
    let change = Change {
        action,
        entity: Entity::Settings,
        entity_id: "1".to_owned(),
        before: before.map(facts),
        after: Some(facts(after)),
    };
    audit::record(tx, &change)
}

fn facts(row: &Row) -> Value {
    json!({
        "shop_name": row.shop_name,
        "currency": row.currency,
        "time_zone": row.time_zone,
        "staff_see_figures": row.staff_see_figures,
    })
}

impl Revised for Settings {
    fn rev(&self) -> Rev {
        self.rev
    }
}

fn show(row: &Row) -> Result<Settings, ApiError> {
    let currency = row.currency()?;
    Ok(Settings {
        shop_name: row.shop_name.clone(),
        currency,
        currency_exponent: currency.exponent(),
        time_zone: row.time_zone.clone(),
        staff_see_figures: row.staff_see_figures,
        updated_at: Instant::from_millis(row.updated_at),
        rev: Rev(row.rev),
    })
}
