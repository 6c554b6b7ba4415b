//! Rows of expenditures, and their part in the life that all records share.

mod order;
pub mod reported;
pub mod shown;
pub mod staged;

pub use order::Order;

use diesel::prelude::*;
use serde_json::{Value, json};
use shared::audit::{Action, Entity};
use shared::date::Date;
use shared::expenditures::{Expenditure, ExpenditureFilter, ExpenditureId, ExpenditureQuery};
use shared::id::UserId;
use shared::page::Deleted;
use shared::permission::{Permission, needs};

use crate::db::schema::expenditures;
use crate::db::{Backend, Conn, search};
use crate::error::ApiError;
use crate::ledger::{self, Posting};
use crate::records::{Kind, Listed, Record};
use crate::stored::stored;
use crate::{
    amount_filters, ask, listed_rows, one_table, record_columns, record_filters, with_words,
};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = expenditures, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Row {
    pub id: String,
    pub description: String,
    pub description_folded: String,
    pub quantity_milli: i64,
    pub unit_cost_minor: i64,
    pub total_minor: i64,
    pub occurred_at: i64,
    pub occurred_on: String,
    pub created_by: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
    pub deleted_by: Option<String>,
    pub rev: i64,
}

record_columns!(Row, Expenditure);
ask!(ExpenditureQuery);

type Boxed<'q> = expenditures::BoxedQuery<'q, Backend>;

impl Record for Row {
    type Id = ExpenditureId;
    type Shown = Expenditure;
    type Read = needs::ExpendituresRead;
    type Undo = needs::ExpendituresUndo;
    type Restore = needs::ExpendituresRestore;

    const KIND: Kind = Kind {
        entity: Entity::Expenditure,
        one: "an expenditure",
        many: "expenditures",
        created: Action::ExpenditureCreated,
        deleted: Action::ExpenditureDeleted,
        restored: Action::ExpenditureRestored,
        delete: Permission::ExpendituresDelete,
    };

    one_table!(expenditures);

    fn facts(&self) -> Value {
        json!({
            "description": self.description,
            "quantity_milli": self.quantity_milli,
            "unit_cost_minor": self.unit_cost_minor,
            "total_minor": self.total_minor,
            "occurred_on": self.occurred_on,
            "deleted": self.deleted_at.is_some(),
        })
    }

    fn texts(&self) -> Vec<&str> {
        vec![&self.description]
    }

    fn postings(&self, sign: i64) -> Result<Vec<Posting>, ApiError> {
        Ok(vec![Posting {
            kind: ledger::Kind::Spent,
            day: stored(&self.occurred_on)?,
            count: sign,
            amount_minor: sign * self.total_minor,
        }])
    }

    fn shown(conn: &mut Conn, ids: &[ExpenditureId]) -> Result<Vec<Expenditure>, ApiError> {
        shown::with_ids(conn, ids)
    }

    fn author(shown: &Expenditure) -> UserId {
        shown.created_by.id
    }
}

impl Listed for Row {
    listed_rows!(expenditures, ExpenditureQuery, ExpenditureFilter, amounts);

    fn days(filter: &ExpenditureFilter) -> Option<(Vec<ledger::Kind>, Date, Date)> {
        // Named one by one, so that a filter to come is not forgotten here.
        let ExpenditureFilter {
            created_by,
            occurred_on_from,
            occurred_on_to,
            total_min,
            total_max,
            q,
            updated_since,
            deleted,
        } = filter;
        let asks_more = !created_by.is_empty()
            || total_min.or(*total_max).is_some()
            || updated_since.is_some()
            || *deleted != Deleted::None
            || !search::ranges(q.as_deref()).is_empty();
        let first = occurred_on_from.unwrap_or(Date::MIN);
        let last = occurred_on_to.unwrap_or(Date::MAX);
        (!asks_more).then(|| (vec![ledger::Kind::Spent], first, last))
    }
}

/// Rows that pass every filter. Every word of `q` must begin a word of the description.
fn filtered<'q>(
    conn: &mut Conn,
    filter: &'q ExpenditureFilter,
    own: Option<&str>,
) -> Result<Boxed<'q>, ApiError> {
    let all = expenditures::table.into_boxed::<Backend>();
    let rows = record_filters!(all, expenditures, filter, own);
    let rows = amount_filters!(rows, expenditures, filter);
    let q = filter.q.as_deref();
    Ok(with_words!(conn, rows, "expenditure", expenditures::id, q))
}
