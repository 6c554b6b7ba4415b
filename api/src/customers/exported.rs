//! Customers as a file.

use shared::customers::{CustomerExport, CustomerQuery};
use shared::instant::Instant;

use super::listing;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::exports::{Cell, Column, Give, Kind, Last, List, Paper, Shape, ordered, span};
use crate::settings::Shop;

const COLUMNS: [(&str, Kind); 4] = [
    ("Name", Kind::Text),
    ("Jobs", Kind::Count),
    ("Last visit", Kind::Day),
    ("First named", Kind::Moment),
];

/// The list that was asked for.
#[derive(serde::Serialize)]
#[serde(transparent)]
pub struct Customers(pub CustomerExport);

impl List for Customers {
    const NAME: &'static str = "customers";

    fn shape(&self) -> Shape {
        Shape {
            format: self.0.format,
            separator: self.0.separator,
        }
    }

    fn paper(&self, _conn: &mut Conn, shop: &Shop, now: Instant) -> Result<Paper, ApiError> {
        let asked = &self.0;
        let days = span(None, None, shop.zone.day_of(now)?);
        let order = asked
            .sort
            .clone()
            .unwrap_or_else(CustomerQuery::default_sort);
        let filters = [
            ("Search", asked.q.clone()),
            (
                "Changed since",
                asked.updated_since.map(|since| since.to_string()),
            ),
            ("Order", Some(ordered(&order))),
        ];
        Ok(Paper {
            title: "Customers",
            name: format!("customers-{days}"),
            columns: COLUMNS.map(|(head, kind)| Column { head, kind }).to_vec(),
            asked: filters
                .into_iter()
                .filter_map(|(what, told)| Some((what, told?)))
                .collect(),
        })
    }

    fn rows(&self, conn: &mut Conn, actor: &Actor, give: &mut Give<'_>) -> Result<Last, ApiError> {
        listing::each(conn, actor, &self.0.list(), &mut |customer| {
            give(&[
                Cell::Text(customer.name),
                customer.jobs.map_or(Cell::Nothing, Cell::Count),
                Cell::day(customer.last_job_on),
                Cell::Moment(customer.created_at),
            ])
        })?;
        Ok(Last::Counted)
    }
}
