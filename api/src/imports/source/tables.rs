//! The four tables of the original application, row by row as they stand.

use std::collections::HashSet;

use rusqlite::{Connection, Row};

use super::{Unreadable, Value, why};

/// Rows in all; a larger shop's books no longer opened in the original (ORIGINAL.md B55).
const ROWS_MAX: usize = 2_000_000;
/// Checking a password hash is costly, so a file cannot bring any number of them.
const USERS_MAX: usize = 500;

/// All that the file holds, each table in the order of its ids.
#[derive(Debug, Default)]
pub struct Books {
    pub users: Vec<OldUser>,
    pub jobs: Vec<OldJob>,
    pub items: Vec<OldItem>,
    pub expenditures: Vec<OldExpenditure>,
}

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

impl Books {
    pub fn rows(&self) -> usize {
        self.users.len() + self.jobs.len() + self.items.len() + self.expenditures.len()
    }
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

pub fn read(conn: &Connection) -> Result<Books, Unreadable> {
    let tables: [(&'static str, &[&'static str]); 4] = [
        ("users", &USERS),
        ("jobs", &JOBS),
        ("job_items", &ITEMS),
        ("expenditures", &EXPENDITURES),
    ];
    for (table, columns) in tables {
        has_columns(conn, table, columns)?;
    }
    let mut books = Books::default();
    let mut left = ROWS_MAX;
    books.users = rows(conn, "users", &USERS, USERS_MAX, user)?;
    for (table, columns) in tables.into_iter().skip(1) {
        match table {
            "jobs" => books.jobs = rows(conn, table, columns, left, job)?,
            "job_items" => books.items = rows(conn, table, columns, left, item)?,
            _ => books.expenditures = rows(conn, table, columns, left, expenditure)?,
        }
        left = ROWS_MAX.saturating_sub(books.rows());
    }
    books.users.sort_by_key(|row| key(&row.id));
    books.jobs.sort_by_key(|row| key(&row.id));
    books.items.sort_by_key(|row| key(&row.id));
    books.expenditures.sort_by_key(|row| key(&row.id));
    Ok(books)
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
    let found: HashSet<String> = query
        .query_map([table], |row| row.get(0))
        .and_then(Iterator::collect)
        .map_err(failed)?;
    if found.is_empty() {
        return Err(Unreadable::NoTable(table));
    }
    match columns.iter().find(|column| !found.contains(**column)) {
        Some(column) => Err(Unreadable::NoColumn { table, column }),
        None => Ok(()),
    }
}

fn rows<T>(
    conn: &Connection,
    table: &'static str,
    columns: &[&'static str],
    most: usize,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Unreadable> {
    let failed = |error: rusqlite::Error| why(&error);
    // Without an index of the file's making: the rows themselves are what counts.
    let text = format!(
        "SELECT {} FROM main.{table} NOT INDEXED",
        columns.join(", ")
    );
    let mut query = conn.prepare(&text).map_err(failed)?;
    let mut found = query.query([]).map_err(failed)?;
    let mut all = Vec::new();
    while let Some(row) = found.next().map_err(failed)? {
        if all.len() == most {
            return Err(Unreadable::TooManyRows(table));
        }
        all.push(read(row).map_err(failed)?);
    }
    Ok(all)
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
