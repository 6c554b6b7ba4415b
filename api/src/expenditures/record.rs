//! An expenditure's part in the life that all records share.

use serde_json::{Value, json};
use shared::audit::{Action, Entity};
use shared::date::Date;
use shared::expenditures::{Expenditure, ExpenditureFilter, ExpenditureQuery};
use shared::id::{ExpenditureId, Rev, UserId};
use shared::page::Deleted;
use shared::permission::Permission;

use super::store::{self, Order, Row};
use crate::ask;
use crate::db::{Conn, Tx, search};
use crate::error::ApiError;
use crate::http::conditional::Revised;
use crate::ledger::{self, Posting, Sum};
use crate::paging::Window;
use crate::records::{Kind, Listed, Record};
use crate::stored::stored;

ask!(ExpenditureQuery);

impl Revised for Expenditure {
    fn rev(&self) -> Rev {
        self.rev
    }
}

impl Record for Row {
    type Id = ExpenditureId;
    type Row = Self;
    type Shown = Expenditure;

    const KIND: Kind = Kind {
        entity: Entity::Expenditure,
        one: "An expenditure",
        name: "expenditure",
        created: Action::ExpenditureCreated,
        deleted: Action::ExpenditureDeleted,
        restored: Action::ExpenditureRestored,
        delete: Permission::ExpendituresDelete,
        undo: Permission::ExpendituresUndo,
        restore: Permission::ExpendituresRestore,
    };

    fn read(conn: &mut Conn, id: ExpenditureId) -> Result<Self, ApiError> {
        store::find(conn, id)
    }

    fn is_there(conn: &mut Conn, id: ExpenditureId) -> Result<bool, ApiError> {
        store::is_there(conn, id)
    }

    fn row(&self) -> &Self {
        self
    }

    fn row_mut(&mut self) -> &mut Self {
        self
    }

    fn insert(&self, tx: &mut Tx<'_>) -> Result<(), ApiError> {
        store::insert(tx, self)
    }

    fn replace(&self, tx: &mut Tx<'_>, _before: &Self) -> Result<(), ApiError> {
        store::update(tx, self)
    }

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

    fn postings(&self, sign: i64) -> Result<Vec<Posting>, ApiError> {
        Ok(vec![Posting {
            kind: ledger::Kind::Spent,
            day: stored(&self.occurred_on)?,
            count: sign,
            amount_minor: sign * self.total_minor,
        }])
    }

    fn shown(conn: &mut Conn, ids: &[ExpenditureId]) -> Result<Vec<Expenditure>, ApiError> {
        store::shown::with_ids(conn, ids)
    }

    fn author(shown: &Expenditure) -> UserId {
        shown.created_by.id
    }
}

impl Listed for Row {
    type Query = ExpenditureQuery;
    type Filter = ExpenditureFilter;
    type Order = Order;

    fn asked(query: &ExpenditureQuery) -> (ExpenditureFilter, Order) {
        (query.filter(), Order::of(query.sort.as_ref()))
    }

    fn keys(order: &Order, shown: &Expenditure) -> Vec<String> {
        order.keys(shown)
    }

    fn ids(
        conn: &mut Conn,
        filter: &ExpenditureFilter,
        own: Option<&str>,
        order: &Order,
        window: &Window,
    ) -> Result<Vec<ExpenditureId>, ApiError> {
        store::page(conn, filter, own, order, window)
    }

    fn count(
        conn: &mut Conn,
        filter: &ExpenditureFilter,
        own: Option<&str>,
    ) -> Result<(i64, bool), ApiError> {
        store::count(conn, filter, own)
    }

    fn sum(
        conn: &mut Conn,
        filter: &ExpenditureFilter,
        own: Option<&str>,
    ) -> Result<Sum, ApiError> {
        store::sum(conn, filter, own)
    }

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
