//! A job with its items, and its part in the life that all records share.

use serde_json::{Value, json};
use shared::audit::{Action, Entity};
use shared::id::{JobId, UserId};
use shared::jobs::Job;
use shared::permission::{Permission, needs};

use super::store::{self, ItemRow, Row};
use super::sums;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::ledger::Posting;
use crate::records::{Kind, Record};

/// A job and its items, as they stand or shall stand.
#[derive(Clone, PartialEq, Eq)]
pub struct JobRecord {
    pub row: Row,
    pub items: Vec<ItemRow>,
}

impl Record for JobRecord {
    type Id = JobId;
    type Row = Row;
    type Shown = Job;
    type Read = needs::JobsRead;
    type Undo = needs::JobsUndo;
    type Restore = needs::JobsRestore;

    const KIND: Kind = Kind {
        entity: Entity::Job,
        one: "a job",
        many: "jobs",
        created: Action::JobCreated,
        deleted: Action::JobDeleted,
        restored: Action::JobRestored,
        delete: Permission::JobsDelete,
    };

    fn read(conn: &mut Conn, id: JobId) -> Result<Self, ApiError> {
        let row = store::find(conn, id)?;
        let mut items = store::items(conn, std::slice::from_ref(&row))?;
        let items = items.remove(&row.id).unwrap_or_default();
        Ok(Self { row, items })
    }

    fn row(&self) -> &Row {
        &self.row
    }

    fn row_mut(&mut self) -> &mut Row {
        &mut self.row
    }

    fn insert(&self, tx: &mut Tx<'_>) -> Result<(), ApiError> {
        store::insert(tx, &self.row, &self.items)
    }

    fn replace(&self, tx: &mut Tx<'_>, before: &Self) -> Result<(), ApiError> {
        store::update(tx, &self.row, &self.items, before.items != self.items)
    }

    fn facts(&self) -> Value {
        let items = self.items.iter();
        let items: Vec<Value> = items
            .map(|item| {
                json!({
                    "description": item.description,
                    "quantity_milli": item.quantity_milli,
                    "unit_price_minor": item.unit_price_minor,
                })
            })
            .collect();
        json!({
            "number": self.row.number,
            "customer_id": self.row.customer_id,
            "status": self.row.status,
            "payment_method": self.row.payment_method,
            "total_minor": self.row.total_minor,
            "occurred_on": self.row.occurred_on,
            "completed_on": self.row.completed_on,
            "deleted": self.row.deleted_at.is_some(),
            "items": items,
        })
    }

    fn texts(&self) -> Vec<&str> {
        let items = self.items.iter().map(|item| item.description.as_str());
        std::iter::once(self.row.number.as_str())
            .chain(items)
            .collect()
    }

    fn postings(&self, sign: i64) -> Result<Vec<Posting>, ApiError> {
        sums::postings(&self.row, sign)
    }

    fn follow(&self, tx: &mut Tx<'_>, before: Option<&Self>) -> Result<(), ApiError> {
        sums::count_for_customers(tx, before.map(|before| &before.row), &self.row)
    }

    fn shown(conn: &mut Conn, ids: &[JobId]) -> Result<Vec<Job>, ApiError> {
        store::shown::with_ids(conn, ids)
    }

    fn author(shown: &Job) -> UserId {
        shown.created_by.id
    }
}
