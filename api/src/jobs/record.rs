//! A job with its items: loaded for a change, saved with all that a change entails, shown.

use serde_json::Value;
use shared::audit::{Action, Entity};
use shared::customers::CustomerRef;
use shared::id::JobId;
use shared::instant::Instant;
use shared::jobs::Job;

use super::store::{self, ItemRow, Row};
use super::{facts, sums, view};
use crate::audit::{self, Change};
use crate::db::Tx;
use crate::error::ApiError;
use crate::http::conditional::Seen;
use crate::settings::Shop;

/// A job and its items, as they stand or shall stand.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    pub row: Row,
    pub items: Vec<ItemRow>,
}

impl Record {
    /// Problems: `not_found`, also when the actor may not know of it; `stale`.
    pub fn load(tx: &mut Tx<'_>, id: JobId, seen: &Seen) -> Result<Self, ApiError> {
        let row = store::find(tx.conn, id)?;
        if !tx.actor.may_know_of(&row.created_by) {
            return Err(ApiError::not_found());
        }
        if !seen.holds(row.rev) {
            let changed_at = Instant::from_millis(row.updated_at);
            return Err(audit::stale(
                tx.conn,
                (Entity::Job, &row.id),
                changed_at,
                (seen, row.rev),
            )?);
        }
        let items = store::items(tx.conn, std::slice::from_ref(&row))?
            .remove(&row.id)
            .unwrap_or_default();
        Ok(Self { row, items })
    }

    /// The same, unless it lies in the trash: problem `wrong_state`.
    pub fn load_live(tx: &mut Tx<'_>, id: JobId, seen: &Seen) -> Result<Self, ApiError> {
        let record = Self::load(tx, id, seen)?;
        match record.row.deleted_at {
            Some(_) => Err(ApiError::wrong_state(
                "This job is in the trash. Restore it first.",
            )),
            None => Ok(record),
        }
    }

    /// Puts a new one into the books.
    pub fn add(&self, tx: &mut Tx<'_>) -> Result<(), ApiError> {
        store::insert(tx, &self.row, &self.items)?;
        sums::settle(tx, None, &self.row)?;
        self.journal(tx, Action::JobCreated, None)
    }

    /// Puts it in the place of what was, one revision on.
    pub fn save(
        mut self,
        tx: &mut Tx<'_>,
        action: Action,
        before: &Self,
    ) -> Result<Self, ApiError> {
        self.row.updated_at = tx.now.millis();
        self.row.rev = before.row.rev + 1;
        store::update(tx, &self.row, &self.items, before.items != self.items)?;
        sums::settle(tx, Some(&before.row), &self.row)?;
        self.journal(tx, action, Some(before))?;
        Ok(self)
    }

    /// As the API shows it; its customer is looked up unless known.
    pub fn shown(
        self,
        tx: &mut Tx<'_>,
        shop: &Shop,
        customer: Option<CustomerRef>,
    ) -> Result<Job, ApiError> {
        view::of(tx, self.row, self.items, customer, shop.currency)
    }

    fn journal(
        &self,
        tx: &mut Tx<'_>,
        action: Action,
        before: Option<&Self>,
    ) -> Result<(), ApiError> {
        let change = Change {
            action,
            entity: Entity::Job,
            entity_id: self.row.id.clone(),
            before: before.map(Self::facts),
            after: Some(self.facts()),
        };
        audit::record(tx, &change)
    }

    fn facts(&self) -> Value {
        facts::of(&self.row, &self.items)
    }
}
