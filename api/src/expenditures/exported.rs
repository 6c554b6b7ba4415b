//! Expenditures as a file.

use shared::expenditures::{Expenditure, ExpenditureExport, ExpenditureQuery};
use shared::instant::Instant;
use shared::page::Deleted;

use super::store::Row;
use crate::db::Conn;
use crate::error::ApiError;
use crate::exports::{Cell, Column, Give, Kind, Paper, Shape, TRASHED, decimal, ordered, span};
use crate::records::{self, Exported, between};
use crate::settings::Shop;

const COLUMNS: [(&str, Kind); 7] = [
    ("Description", Kind::Text),
    ("Quantity", Kind::Quantity),
    ("Unit cost", Kind::Amount),
    ("Total", Kind::Total),
    ("Date", Kind::Day),
    ("By", Kind::Text),
    ("Recorded", Kind::Moment),
];

impl Exported for Row {
    type Export = ExpenditureExport;

    fn list(asked: &ExpenditureExport) -> ExpenditureQuery {
        asked.list()
    }

    fn shape(asked: &ExpenditureExport) -> Shape {
        Shape {
            format: asked.format,
            separator: asked.separator,
        }
    }

    fn paper(
        conn: &mut Conn,
        asked: &ExpenditureExport,
        shop: &Shop,
        now: Instant,
    ) -> Result<Paper, ApiError> {
        let today = shop.zone.day_of(now)?;
        let days = span(asked.occurred_on_from, asked.occurred_on_to, today);
        let trash = (asked.deleted != Deleted::None).then_some((TRASHED, Kind::Moment));
        let columns = COLUMNS.into_iter().chain(trash);
        Ok(Paper {
            title: "Expenditures",
            name: format!("expenditures-{days}"),
            columns: columns.map(|(head, kind)| Column { head, kind }).collect(),
            asked: in_words(conn, asked, shop)?,
        })
    }

    fn cells(
        asked: &ExpenditureExport,
        row: &Expenditure,
        give: &mut Give<'_>,
    ) -> Result<(), ApiError> {
        let mut cells = vec![
            Cell::text(row.description.as_str()),
            Cell::Quantity(row.quantity.milli()),
            Cell::Amount(row.unit_cost.amount_minor().into()),
            Cell::Amount(row.total.amount_minor().into()),
            Cell::Day(row.occurred_on),
            Cell::text(row.created_by.username.as_str()),
            Cell::Moment(row.created_at),
        ];
        if asked.deleted != Deleted::None {
            cells.push(row.deleted_at.map_or(Cell::Nothing, Cell::Moment));
        }
        give(&cells)
    }
}

/// The filters in force and the order.
fn in_words(
    conn: &mut Conn,
    asked: &ExpenditureExport,
    shop: &Shop,
) -> Result<Vec<(&'static str, String)>, ApiError> {
    let amount =
        |minor: Option<i64>| minor.map(|minor| decimal(minor.into(), shop.currency.exponent()));
    let filters = [
        (
            "Date",
            between(asked.occurred_on_from, asked.occurred_on_to),
        ),
        (
            "Total",
            between(amount(asked.total_min), amount(asked.total_max)),
        ),
        ("Search", asked.q.clone()),
    ];
    let mut words: Vec<_> = filters
        .into_iter()
        .filter_map(|(what, told)| Some((what, told?)))
        .collect();
    words.extend(records::in_words(
        conn,
        &asked.created_by,
        asked.updated_since,
        asked.deleted,
    )?);
    let order = asked
        .sort
        .clone()
        .unwrap_or_else(ExpenditureQuery::default_sort);
    words.push(("Order", ordered(&order)));
    Ok(words)
}
