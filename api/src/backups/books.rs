//! What the tables of a copy come to.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use shared::currency::Currency;

use super::Fault;
use super::manifest::{Books, Head};
use crate::db::copy::CopyError;

/// Minor units in the parts in which a sum is made, so that no sum of amounts is too large for SQLite.
const PART: i128 = 1_000_000_000;

/// Counts rows, sums what is not in the trash, and finds the end of the journal.
pub fn of(copy: &Path) -> Result<Books, Fault> {
    let copy = open(copy)?;
    let mut books = Books::default();
    for table in tables(&copy)? {
        let question = format!("SELECT count(*) FROM \"{table}\"");
        let rows: i64 = copy
            .query_row(&question, [], |row| row.get(0))
            .map_err(sqlite)?;
        books.rows.insert(table, u64::try_from(rows).unwrap_or(0));
    }
    books.currency = currency(&copy).map_err(sqlite)?;
    books.sums = sums(&copy).map_err(sqlite)?;
    let newest = "SELECT seq, mac FROM events ORDER BY seq DESC LIMIT 1";
    let head = copy.query_row(newest, [], |row| {
        Ok(Head {
            seq: row.get(0)?,
            mac: row.get(1)?,
        })
    });
    books.chain = match head {
        Ok(head) => head,
        Err(rusqlite::Error::QueryReturnedNoRows) => Head::default(),
        Err(error) => return Err(sqlite(error)),
    };
    Ok(books)
}

/// The newest migration of a copy.
pub fn schema(copy: &Path) -> Result<String, Fault> {
    let newest = "SELECT max(version) FROM __diesel_schema_migrations";
    let found = open(copy)?.query_row(newest, [], |row| row.get(0));
    found.map_err(sqlite)
}

/// Every fault that SQLite finds in a file: pages, indexes, constraints, and rows that refer to nothing.
pub fn faults(copy: &Path) -> Result<Vec<String>, Fault> {
    let copy = open(copy)?;
    let read = || -> rusqlite::Result<Vec<String>> {
        let mut found = copy.prepare("PRAGMA integrity_check(10)")?;
        let found = found.query_map([], |row| row.get::<_, String>(0))?;
        let mut faults: Vec<String> = found.collect::<rusqlite::Result<_>>()?;
        faults.retain(|line| line != "ok");
        let lost = "SELECT \"table\" || ': row ' || coalesce(rowid, '?') || ' refers to nothing in ' || parent \
                    FROM pragma_foreign_key_check LIMIT 10";
        let mut lost = copy.prepare(lost)?;
        let lost = lost.query_map([], |row| row.get::<_, String>(0))?;
        faults.extend(lost.collect::<rusqlite::Result<Vec<_>>>()?);
        Ok(faults)
    };
    // A file that cannot even be read for this is named by what SQLite says of it.
    Ok(read().unwrap_or_else(|error| vec![error.to_string()]))
}

fn currency(copy: &Connection) -> rusqlite::Result<Option<Currency>> {
    let mut known = copy.prepare("SELECT currency FROM settings")?;
    let mut codes = known.query_map([], |row| row.get::<_, String>(0))?;
    let code = codes.next().transpose()?;
    Ok(code.and_then(|code| code.parse().ok()))
}

fn sums(copy: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut sums = BTreeMap::new();
    for table in ["jobs", "expenditures"] {
        let question = format!(
            "SELECT coalesce(sum(total_minor / {PART}), 0), coalesce(sum(total_minor % {PART}), 0) \
             FROM {table} WHERE deleted_at IS NULL"
        );
        let (parts, rest): (i64, i64) =
            copy.query_row(&question, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let sum = i128::from(parts) * PART + i128::from(rest);
        sums.insert(format!("{table}.total_minor"), sum.to_string());
    }
    Ok(sums)
}

fn tables(copy: &Connection) -> Result<Vec<String>, Fault> {
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
    let mut prepared = copy.prepare(names).map_err(sqlite)?;
    let found = prepared.query_map([], |row| row.get(0)).map_err(sqlite)?;
    found.collect::<rusqlite::Result<_>>().map_err(sqlite)
}

/// Nothing in a copy may run: its schema is whoever's made it.
fn open(copy: &Path) -> Result<Connection, Fault> {
    let copy = Connection::open(copy).map_err(sqlite)?;
    copy.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA query_only = ON")
        .map_err(sqlite)?;
    Ok(copy)
}

fn sqlite(error: rusqlite::Error) -> Fault {
    Fault::Copy(CopyError::Sqlite(error))
}
