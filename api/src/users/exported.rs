//! Users as a file: their names and roles, and nothing by which they sign in.

use serde::Serialize;
use shared::files::{Format, Separator};
use shared::instant::Instant;
use shared::users::UserQuery;

use super::{store, view};
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::exports::{Cell, Column, Give, Kind, Last, List, Paper, Shape, span};
use crate::paging::Window;
use crate::settings::Shop;

const COLUMNS: [(&str, Kind); 3] = [
    ("Name", Kind::Text),
    ("Role", Kind::Text),
    ("Added", Kind::Moment),
];
/// Rows that are read at a time.
const CHUNK: u16 = 511;

/// Everybody, by name; those who may not sign in any more, too.
#[derive(Serialize)]
pub struct Users;

impl List for Users {
    const NAME: &'static str = "users";

    fn shape(&self) -> Shape {
        Shape {
            format: Format::Csv,
            separator: Separator::Comma,
        }
    }

    fn paper(&self, _conn: &mut Conn, shop: &Shop, now: Instant) -> Result<Paper, ApiError> {
        let days = span(None, None, shop.zone.day_of(now)?);
        Ok(Paper {
            title: "Users",
            name: format!("users-{days}"),
            columns: COLUMNS.map(|(head, kind)| Column { head, kind }).to_vec(),
            asked: Vec::new(),
        })
    }

    fn rows(&self, conn: &mut Conn, _actor: &Actor, give: &mut Give<'_>) -> Result<Last, ApiError> {
        let order = store::Order::of(None);
        let wanted = store::Wanted {
            query: &UserQuery::default(),
            named: None,
        };
        let mut window = Window {
            limit: CHUNK,
            after: Vec::new(),
        };
        loop {
            let mut rows = store::page(conn, &wanted, &order, &window)?;
            let more = rows.len() > usize::from(CHUNK);
            rows.truncate(usize::from(CHUNK));
            for row in &rows {
                let user = view(row)?;
                give(&[
                    Cell::Text(user.username),
                    Cell::text(user.role.label()),
                    Cell::Moment(user.created_at),
                ])?;
            }
            match rows.last() {
                Some(last) if more => window.after = order.keys(last),
                _ => return Ok(Last::Counted),
            }
        }
    }
}
