//! Rows of every table between PostgreSQL and SQLite, as JSON by the thousand: numbers stay whole numbers, texts stay as they
//! are, and true and false become 1 and 0.

use std::sync::atomic::{AtomicBool, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{PgConnection, QueryableByName, RunQueryDsl as _};
use rusqlite::Connection;

use super::CopyError;

/// Rows that are in memory at once.
const ROWS: i64 = 1_000;

/// A table by its columns, and what it refers to.
struct Table {
    name: String,
    columns: Vec<String>,
    parents: Vec<String>,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    found: bool,
}

/// Copies all rows, as they stand at one moment, into a file with the same tables.
pub fn out_of(
    pg: &mut PgConnection,
    copy: &mut Connection,
    stop: &AtomicBool,
) -> Result<(), CopyError> {
    copy.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF",
    )?;
    // Its statements are short; the transaction as a whole may take its time.
    pg.batch_execute(
        "SET idle_in_transaction_session_timeout = 0; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    )?;
    for table in tables(copy)? {
        let begun = copy.transaction()?;
        copy_out(pg, &begun, &table, stop)?;
        begun.commit()?;
    }
    pg.batch_execute("COMMIT")?;
    Ok(())
}

fn copy_out(
    pg: &mut PgConnection,
    copy: &Connection,
    table: &Table,
    stop: &AtomicBool,
) -> Result<(), CopyError> {
    let name = quoted(&table.name);
    // What a migration put there is in the rows as well.
    copy.execute(&format!("DELETE FROM {name}"), [])?;
    let columns = table.listed(quoted);
    let values = table.listed(|column| format!("json_extract(value, '$.\"{column}\"')"));
    let insert = format!("INSERT INTO {name} ({columns}) SELECT {values} FROM json_each(?1)");
    pg.batch_execute(&format!(
        "DECLARE rows NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS line FROM {name} AS t"
    ))?;
    let mut insert = copy.prepare(&insert)?;
    loop {
        if stop.load(Ordering::Relaxed) {
            return Err(CopyError::Stopped);
        }
        let lines: Vec<Line> = diesel::sql_query(format!("FETCH {ROWS} FROM rows")).load(pg)?;
        if lines.is_empty() {
            break;
        }
        let lines: Vec<String> = lines.into_iter().map(|row| row.line).collect();
        let rows = format!("[{}]", lines.join(","));
        insert.execute([rows])?;
    }
    pg.batch_execute("CLOSE rows")?;
    Ok(())
}

/// Copies all rows into a database that has none but those with which every one begins. In a transaction of the caller's.
pub fn into(pg: &mut PgConnection, copy: &Connection, stop: &AtomicBool) -> Result<(), CopyError> {
    let question = "SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM events) AS found";
    let seen: Found = diesel::sql_query(question).get_result(pg)?;
    if seen.found {
        return Err(CopyError::NotEmpty);
    }
    let tables = parents_first(tables(copy)?);
    for table in tables.iter().rev() {
        pg.batch_execute(&format!("DELETE FROM {}", quoted(&table.name)))?;
    }
    for table in &tables {
        copy_in(pg, copy, table, stop)?;
    }
    Ok(())
}

fn copy_in(
    pg: &mut PgConnection,
    copy: &Connection,
    table: &Table,
    stop: &AtomicBool,
) -> Result<(), CopyError> {
    let name = quoted(&table.name);
    let columns = table.listed(quoted);
    let pairs = table.listed(|column| format!("'{column}', {}", quoted(column)));
    let page = format!(
        "SELECT max(place), json_group_array(json_object({pairs})) FROM \
         (SELECT rowid AS place, * FROM {name} WHERE rowid > ?1 ORDER BY rowid LIMIT {ROWS})"
    );
    let insert = format!(
        "INSERT INTO {name} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{name}, $1::json)"
    );
    let mut page = copy.prepare(&page)?;
    let mut after = i64::MIN;
    loop {
        if stop.load(Ordering::Relaxed) {
            return Err(CopyError::Stopped);
        }
        let (last, rows): (Option<i64>, String) =
            page.query_row([after], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some(last) = last else {
            return Ok(());
        };
        diesel::sql_query(&insert)
            .bind::<Text, _>(rows)
            .execute(pg)?;
        after = last;
    }
}

impl Table {
    fn listed(&self, written: impl Fn(&str) -> String) -> String {
        let columns: Vec<String> = self.columns.iter().map(|column| written(column)).collect();
        columns.join(", ")
    }
}

/// Every table of the product's own.
fn tables(copy: &Connection) -> Result<Vec<Table>, CopyError> {
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                 AND name <> '__diesel_schema_migrations' ORDER BY name";
    let names: Vec<String> = texts(copy, names, [])?;
    let table = |name: String| {
        Ok(Table {
            columns: texts(copy, "SELECT name FROM pragma_table_info(?1)", [&name])?,
            parents: texts(
                copy,
                "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(?1)",
                [&name],
            )?,
            name,
        })
    };
    names.into_iter().map(table).collect()
}

/// What is referred to stands before what refers to it.
fn parents_first(mut left: Vec<Table>) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::new();
    while !left.is_empty() {
        let waits = |table: &Table, left: &[Table]| {
            let parents = table.parents.iter();
            let mut others = parents.filter(|parent| **parent != table.name);
            others.any(|parent| left.iter().any(|other| other.name == *parent))
        };
        // Where tables refer to each other in a circle, the database says so when the rows come in.
        let place = left.iter().position(|table| !waits(table, &left));
        ordered.push(left.remove(place.unwrap_or_default()));
    }
    ordered
}

fn texts<P: rusqlite::Params>(
    copy: &Connection,
    query: &str,
    given: P,
) -> Result<Vec<String>, CopyError> {
    let mut prepared = copy.prepare(query)?;
    let found = prepared.query_map(given, |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
