//! Pages and sums of records for a filter.

use garde::Validate;
use serde::de::DeserializeOwned;
use shared::date::Date;
use shared::page::{Page, Summary};
use shared::permission::Permission;
use utoipa::IntoParams;

use super::Record;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::ledger::{self, Kind, Sum};
use crate::paging::{Ask, Asked, Cursors, Window};
use crate::settings;
use crate::stored;

/// Records that are listed. `own` is the author to whose records the reader is limited, if to any.
pub trait Listed: Record {
    type Query: Ask + Parameters;
    type Filter: Parameters;
    type Order;

    /// Whether they took place on a day and came to an amount.
    const HAS_AMOUNTS: bool;

    /// The filter and the order that a query asks for.
    fn asked(query: &Self::Query) -> (Self::Filter, Self::Order);
    /// What a cursor keeps of a row: its values in the columns of the order.
    fn keys(order: &Self::Order, shown: &Self::Shown) -> Vec<String>;

    /// The ids of one page and of one row more, after the last row of the page before.
    fn ids(
        conn: &mut Conn,
        filter: &Self::Filter,
        own: Option<&str>,
        order: &Self::Order,
        window: &Window,
    ) -> Result<Vec<Self::Id>, ApiError>;
    /// How many match, counted up to the cap; the flag says that there are more.
    fn count(
        conn: &mut Conn,
        filter: &Self::Filter,
        own: Option<&str>,
    ) -> Result<(i64, bool), ApiError>;
    /// Count and exact sum of the rows that match.
    fn sum(conn: &mut Conn, filter: &Self::Filter, own: Option<&str>) -> Result<Sum, ApiError>;
    /// The kinds and days of the ledger whose sums answer a filter, if they do.
    fn days(_filter: &Self::Filter) -> Option<(Vec<Kind>, Date, Date)> {
        None
    }
}

/// What stands in an address behind the question mark.
pub trait Parameters:
    DeserializeOwned + Validate<Context = ()> + IntoParams + Send + 'static
{
}

impl<T: DeserializeOwned + Validate<Context = ()> + IntoParams + Send + 'static> Parameters for T {}

/// One page of what the actor may know of.
pub fn page<R: Listed>(
    conn: &mut Conn,
    cursors: &Cursors,
    actor: &Actor,
    query: &R::Query,
) -> Result<Page<R::Shown>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let (filter, order) = R::asked(query);
    let own = actor.limited_to();
    let ids = R::ids(conn, &filter, own.as_deref(), &order, &asked.window)?;
    let counted = asked.counted(|| R::count(conn, &filter, own.as_deref()))?;
    let shown = R::shown(conn, &ids)?;
    let (data, page) = asked.cut(shown, counted, |one| R::keys(&order, one))?;
    Ok(Page { data, page })
}

/// Count and sum of all that matches; the sum only for those who may see the shop's figures.
pub fn summary<R: Listed>(
    conn: &mut Conn,
    actor: &Actor,
    filter: &R::Filter,
) -> Result<Summary, ApiError> {
    let sum = total::<R>(conn, actor, filter)?;
    let currency = settings::shop(conn)?.currency;
    let total = match R::HAS_AMOUNTS && actor.holds(Permission::FiguresRead) {
        true => Some(stored::sum(sum.amount_minor, currency)?),
        false => None,
    };
    let count = sum.count;
    Ok(Summary { count, total })
}

/// Count and exact sum of what matches and the actor may know of: from the ledger where that answers, else from the rows.
pub fn total<R: Listed>(
    conn: &mut Conn,
    actor: &Actor,
    filter: &R::Filter,
) -> Result<Sum, ApiError> {
    let own = actor.limited_to();
    match R::days(filter).filter(|_| own.is_none()) {
        Some((kinds, first, last)) => ledger::between(conn, &kinds, first, last),
        None => R::sum(conn, filter, own.as_deref()),
    }
}
