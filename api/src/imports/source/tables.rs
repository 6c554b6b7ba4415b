//! The four tables of the original application, row by row as they stand.

use std::collections::HashSet;

use rusqlite::{Connection, Row};

use super::{Unreadable, Value, why};

/// Rows in all; a larger shop's books no longer opened in the original (ORIGINAL.md B55).
pub const ROWS_MAX: usize = 2_000_000;
/// Checking a password hash is costly, so a file cannot bring any number of them.
const USERS_MAX: usize = 500;

#[derive(Debug)]
pub struct OldUser {
    pub id: Value,
    pub username: Value,
    /// The whole text: a hash must not be cut.
    pub password_hash: String,
    pub role: Value,
}

#[derive(Debug)]
pub struct OldJob {
    pub id: Value,
    pub customer_name: Value,
    pub status: Value,
    pub payment_method: Value,
    pub date_time: Value,
    pub created_by: Value,
}

#[derive(Debug)]
pub struct OldItem {
    pub id: Value,
    pub job_id: Value,
    pub description: Value,
    pub quantity: Value,
    pub price: Value,
    pub total: Value,
}

#[derive(Debug)]
pub struct OldExpenditure {
    pub id: Value,
    pub description: Value,
    pub quantity: Value,
    pub amount_used: Value,
    pub total: Value,
    pub date_time: Value,
    pub created_by: Value,
}

const USERS: [&str; 4] = ["id", "username", "password_hash", "role"];
const JOBS: [&str; 6] = [
    "id",
    "customer_name",
    "status",
    "payment_method",
    "date_time",
    "created_by",
];
const ITEMS: [&str; 6] = ["id", "job_id", "description", "quantity", "price", "total"];
const EXPENDITURES: [&str; 7] = [
    "id",
    "description",
    "quantity",
    "amount_used",
    "total",
    "date_time",
    "created_by",
];

/// Where the rows of a table stand, in the order of their ids.
pub type Places = Vec<i64>;

/// Every table with every column that is read.
const TABLES: [(&str, &[&str]); 4] = [
    ("users", &USERS),
    ("jobs", &JOBS),
    ("job_items", &ITEMS),
    ("expenditures", &EXPENDITURES),
];

/// Refuses a file that lacks a table or a column.
pub fn check(conn: &Connection) -> Result<(), Unreadable> {
    TABLES
        .into_iter()
        .try_for_each(|(table, columns)| has_columns(conn, table, columns))
}

/// All users, in the order of their ids.
pub fn users(conn: &Connection) -> Result<Vec<OldUser>, Unreadable> {
    let places = places(conn, "users", USERS_MAX)?;
    let mut users = Vec::with_capacity(places.len());
    each(conn, "users", &USERS, &places, |row| {
        users.push(user(row)?);
        Ok(())
    })?;
    Ok(users)
}

pub fn jobs(conn: &Connection, places: &[i64]) -> Result<Vec<OldJob>, Unreadable> {
    let mut jobs = Vec::with_capacity(places.len());
    each(conn, "jobs", &JOBS, places, |row| {
        jobs.push(job(row)?);
        Ok(())
    })?;
    Ok(jobs)
}

/// Items in the order of their ids.
pub fn items(conn: &Connection, places: &[i64]) -> Result<Vec<OldItem>, Unreadable> {
    let mut items = Vec::with_capacity(places.len());
    each(conn, "job_items", &ITEMS, places, |row| {
        items.push(item(row)?);
        Ok(())
    })?;
    items.sort_by_key(|item| key(&item.id));
    Ok(items)
}

pub fn expenditures(conn: &Connection, places: &[i64]) -> Result<Vec<OldExpenditure>, Unreadable> {
    let mut rows = Vec::with_capacity(places.len());
    each(conn, "expenditures", &EXPENDITURES, places, |row| {
        rows.push(expenditure(row)?);
        Ok(())
    })?;
    Ok(rows)
}

/// Where the rows of a table stand, so that they need not all be held at once. Problem: more than `most` of them.
pub fn places(conn: &Connection, table: &'static str, most: usize) -> Result<Places, Unreadable> {
    let failed = |error: rusqlite::Error| why(&error);
    // Without an index of the file's making: the rows themselves are what counts.
    let text = format!("SELECT rowid, id FROM main.{table} NOT INDEXED");
    let mut query = conn.prepare(&text).map_err(failed)?;
    let mut found = query.query([]).map_err(failed)?;
    let mut places: Vec<((bool, i64), i64)> = Vec::new();
    while let Some(row) = found.next().map_err(failed)? {
        if places.len() == most {
            return Err(Unreadable::TooManyRows(table));
        }
        let id = value(row, 1).map_err(failed)?;
        places.push((key(&id), row.get(0).map_err(failed)?));
    }
    places.sort();
    Ok(places.into_iter().map(|(_id, place)| place).collect())
}

/// Where each item stands, by its job's id as [`Value::shown`] tells it.
pub fn items_by_job(
    conn: &Connection,
    most: usize,
    hash: impl Fn(&str) -> u64,
) -> Result<Vec<(u64, i64)>, Unreadable> {
    let failed = |error: rusqlite::Error| why(&error);
    let mut query = conn
        .prepare("SELECT rowid, job_id FROM main.job_items NOT INDEXED")
        .map_err(failed)?;
    let mut found = query.query([]).map_err(failed)?;
    let mut places = Vec::new();
    while let Some(row) = found.next().map_err(failed)? {
        if places.len() == most {
            return Err(Unreadable::TooManyRows("job_items"));
        }
        let job = value(row, 1).map_err(failed)?;
        places.push((hash(&job.shown()), row.get(0).map_err(failed)?));
    }
    places.sort_unstable();
    Ok(places)
}

/// Every column must be there, and be stored rather than computed.
fn has_columns(
    conn: &Connection,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), Unreadable> {
    let failed = |error: rusqlite::Error| why(&error);
    let mut query = conn
        .prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0")
        .map_err(failed)?;
    // SQLite takes names of any letter case for the same.
    let found: HashSet<String> = query
        .query_map([table], |row| row.get::<_, String>(0))
        .and_then(|names| names.map(|name| Ok(name?.to_ascii_lowercase())).collect())
        .map_err(failed)?;
    if found.is_empty() {
        return Err(Unreadable::NoTable(table));
    }
    match columns.iter().find(|column| !found.contains(**column)) {
        Some(column) => Err(Unreadable::NoColumn { table, column }),
        None => Ok(()),
    }
}

/// Reads the rows at these places, in the order of the places.
fn each(
    conn: &Connection,
    table: &'static str,
    columns: &[&'static str],
    places: &[i64],
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> Result<(), Unreadable> {
    let failed = |error: rusqlite::Error| why(&error);
    let text = format!(
        "SELECT {} FROM main.{table} NOT INDEXED WHERE rowid = ?1",
        columns.join(", ")
    );
    let mut query = conn.prepare(&text).map_err(failed)?;
    for place in places {
        query.query_row([place], |row| read(row)).map_err(failed)?;
    }
    Ok(())
}

fn value(row: &Row<'_>, column: usize) -> rusqlite::Result<Value> {
    row.get_ref(column).map(Value::of)
}

fn user(row: &Row<'_>) -> rusqlite::Result<OldUser> {
    let hash = row.get_ref(2)?;
    let hash = match hash {
        rusqlite::types::ValueRef::Text(bytes) if bytes.len() <= 500 => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        _ => String::new(),
    };
    Ok(OldUser {
        id: value(row, 0)?,
        username: value(row, 1)?,
        password_hash: hash,
        role: value(row, 3)?,
    })
}

fn job(row: &Row<'_>) -> rusqlite::Result<OldJob> {
    Ok(OldJob {
        id: value(row, 0)?,
        customer_name: value(row, 1)?,
        status: value(row, 2)?,
        payment_method: value(row, 3)?,
        date_time: value(row, 4)?,
        created_by: value(row, 5)?,
    })
}

fn item(row: &Row<'_>) -> rusqlite::Result<OldItem> {
    Ok(OldItem {
        id: value(row, 0)?,
        job_id: value(row, 1)?,
        description: value(row, 2)?,
        quantity: value(row, 3)?,
        price: value(row, 4)?,
        total: value(row, 5)?,
    })
}

fn expenditure(row: &Row<'_>) -> rusqlite::Result<OldExpenditure> {
    Ok(OldExpenditure {
        id: value(row, 0)?,
        description: value(row, 1)?,
        quantity: value(row, 2)?,
        amount_used: value(row, 3)?,
        total: value(row, 4)?,
        date_time: value(row, 5)?,
        created_by: value(row, 6)?,
    })
}

/// Whole numbers in their order; whatever else stands as an id comes last.
fn key(id: &Value) -> (bool, i64) {
    match id {
        Value::Integer(number) => (false, *number),
        _ => (true, 0),
    }
}
