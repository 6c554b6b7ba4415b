//! What the job form suggests: customers, and items as they were last sold.

use std::collections::{HashMap, HashSet};

use shared::customers::CustomerRef;
use shared::jobs::{ItemSuggestion, SUGGESTIONS_MAX, SuggestionQuery, Suggestions};
use shared::permission::Permission;
use shared::quantity::Quantity;
use shared::text;

use super::store::{self, ItemRow, Row};
use crate::db::{Actor, Conn, search};
use crate::error::ApiError;
use crate::stored::{money, stored};
use crate::{customers, settings};

/// So many of the latest jobs are looked through for items.
const LATEST: usize = 200;

pub fn suggest(
    conn: &mut Conn,
    actor: &Actor,
    query: &SuggestionQuery,
) -> Result<Suggestions, ApiError> {
    let (customers, all_customers) = match actor.holds(Permission::CustomersRead) {
        true => customers::suggest(conn, actor, query.q.as_deref())?,
        false => (Vec::new(), true),
    };
    let (items, all_items) = items(conn, actor, query)?;
    Ok(Suggestions {
        customers,
        items,
        all_customers,
        all_items,
    })
}

/// The customer's own items, then those of late; what is exactly asked for comes before all others.
fn items(
    conn: &mut Conn,
    actor: &Actor,
    query: &SuggestionQuery,
) -> Result<(Vec<ItemSuggestion>, bool), ApiError> {
    let words = search::ranges(query.q.as_deref());
    let own = actor.limited_to();
    let most = i64::try_from(LATEST).map_err(ApiError::internal)?;
    let of_late = store::sold::latest(conn, None, own.as_deref(), &words, most)?;
    let is_all = of_late.len() < LATEST;
    let customer = query.customer_id.map(|id| id.to_string());
    let mut rows = match &customer {
        Some(customer) => store::sold::latest(conn, Some(customer), own.as_deref(), &words, most)?,
        None => Vec::new(),
    };
    rows.extend(of_late);
    let mut found = distinct(conn, &rows, |item| {
        let has = text::words(&item.description);
        let begins = |start: &str| has.iter().any(|word| word.starts_with(start));
        words.iter().all(|range| begins(&range.from))
    })?;
    let wanted = query.q.as_deref().map(text::key);
    found.sort_by_key(|(_, item)| Some(text::key(&item.description)) != wanted);
    let most = usize::from(SUGGESTIONS_MAX);
    let fits = found.len() <= most;
    found.truncate(most);
    Ok((shown(conn, found)?, is_all && fits))
}

/// Each item once, in the order of its jobs.
fn distinct<'r>(
    conn: &mut Conn,
    rows: &'r [Row],
    is_wanted: impl Fn(&ItemRow) -> bool,
) -> Result<Vec<(&'r Row, ItemRow)>, ApiError> {
    let mut items = store::items(conn, rows)?;
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for row in rows {
        for item in items.remove(&row.id).unwrap_or_default() {
            if is_wanted(&item) && seen.insert(text::key(&item.description)) {
                found.push((row, item));
            }
        }
    }
    Ok(found)
}

fn shown(conn: &mut Conn, found: Vec<(&Row, ItemRow)>) -> Result<Vec<ItemSuggestion>, ApiError> {
    let ids = found.iter().filter_map(|(row, _)| row.customer_id.clone());
    let names: HashMap<String, CustomerRef> = customers::names(conn, &ids.collect::<Vec<_>>())?;
    let currency = settings::shop(conn)?.currency;
    let show = |(row, item): (&Row, ItemRow)| {
        Ok(ItemSuggestion {
            description: item.description,
            quantity: Quantity::from_milli(item.quantity_milli),
            unit_price: money(item.unit_price_minor, currency)?,
            customer: row
                .customer_id
                .as_ref()
                .and_then(|id| names.get(id).cloned()),
            occurred_on: stored(&row.occurred_on)?,
        })
    };
    found.into_iter().map(show).collect()
}
