//! Beside an instance of the version before: what it writes, by the columns that it knows, is taken and read as it was
//! meant, or refused whole.

use std::collections::BTreeSet;
use std::fs;

use api::db::migrate;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryResult, SqliteConnection};

use super::books::of_the_first_schema;
use super::config;
use super::dump::{dump, restored, serve};
use super::facts::{served, stored};
use super::texts::{folder, numbered};
use crate::harness::{TestDatabase, faults};

/// Migrations that change what rows mean: all instances stop for them, as README says.
const ALONE: [&str; 1] = ["0002_records"];

fn apply(database: &TestDatabase, migration: &str) {
    let kind = if database.url().is_some() {
        "postgresql"
    } else {
        "sqlite"
    };
    let up = fs::read_to_string(folder(kind).join(migration).join("up.sql")).unwrap();
    database.execute(&up);
    let version = migration.split('_').next().unwrap();
    database.execute(&format!(
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}')"
    ));
}

/// A table's column and its type.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Column {
    table: String,
    name: String,
    kind: String,
}

/// Every column that a program can write, in the tables' order.
fn columns(database: &TestDatabase) -> Vec<Column> {
    let sql = match database.url() {
        Some(_) => {
            "SELECT table_name || ' ' || column_name || ' ' || data_type AS line FROM information_schema.columns
             WHERE table_schema = 'public' AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position"
        }
        None => {
            "SELECT tables.name || ' ' || columns.name || ' ' || columns.type AS line FROM sqlite_schema AS tables
             JOIN pragma_table_xinfo(tables.name) AS columns WHERE tables.type = 'table' AND columns.hidden = 0
             ORDER BY tables.name, columns.cid"
        }
    };
    let column = |line: String| {
        let mut words = line.splitn(3, ' ').map(str::to_owned);
        Column {
            table: words.next().unwrap(),
            name: words.next().unwrap(),
            kind: words.next().unwrap(),
        }
    };
    database.lines(sql).into_iter().map(column).collect()
}

/// The tables of the dump, each after those that it refers to.
fn tables(database: &TestDatabase) -> Vec<&'static str> {
    let mut seen = BTreeSet::new();
    dump(database)
        .lines()
        .filter_map(|line| line.strip_prefix("INSERT INTO "))
        .filter_map(|rest| rest.split([' ', '(']).next())
        .filter(|table| seen.insert(*table))
        .collect()
}

/// The rows as a program writes them that knows these columns and no others.
fn inserts(database: &TestDatabase) -> String {
    let columns = columns(database);
    let quote = if database.url().is_some() {
        "quote_nullable"
    } else {
        "quote"
    };
    let of_table = |table: &str| {
        let of = columns.iter().filter(|column| column.table == table);
        let names: Vec<String> = of.map(|column| format!("\"{}\"", column.name)).collect();
        let values: Vec<String> = names
            .iter()
            .map(|name| format!("{quote}({name})"))
            .collect();
        database.lines(&format!(
            "SELECT 'INSERT INTO {table} ({}) VALUES (' || {} || ');' AS line FROM {table} ORDER BY {}",
            names.join(", "),
            values.join(" || ', ' || "),
            names[0]
        ))
    };
    let lines: Vec<String> = tables(database).into_iter().flat_map(of_table).collect();
    lines.join("\n")
}

#[actix_web::test]
async fn what_the_version_before_writes_is_taken_by_every_later_schema_and_read_alike() {
    let migrations = numbered("sqlite");
    for step in migrations.windows(2) {
        let [known, newer] = step else { unreachable!() };
        if ALONE.contains(&newer.as_str()) {
            continue;
        }
        let (older, newest) = (restored(), of_the_first_schema());
        for migration in migrations.iter().skip(1) {
            if migration <= known {
                apply(&older, migration);
            }
            if migration <= newer {
                apply(&newest, migration);
            }
        }
        let there: BTreeSet<Column> = columns(&newest).into_iter().collect();
        for column in columns(&older) {
            assert!(there.contains(&column), "{newer} takes {column:?} away");
        }
        newest.execute(&inserts(&older));
        let meant = stored(&older);
        migrate::run(&config(&newest)).unwrap();
        let app = serve(newest).await;
        assert_eq!(served(&app).await, meant, "{newer}");
    }
}

/// One transaction, as a program sends a change; its connection, and so what it refused, goes with it.
fn attempt(database: &TestDatabase, statements: &str) -> QueryResult<()> {
    let all = format!("BEGIN; {statements} COMMIT;");
    match database.url() {
        Some(url) => PgConnection::establish(&url).unwrap().batch_execute(&all),
        None => {
            let file = database.path().join("zehmo.db");
            let mut sqlite = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
            sqlite.batch_execute(&all)
        }
    }
}

#[actix_web::test]
async fn the_first_version_beside_todays_cannot_change_a_job_and_what_it_spends_counts() {
    let database = restored();
    migrate::run(&config(&database)).unwrap();
    let before = stored(&database);
    let refused = attempt(
        &database,
        "UPDATE jobs SET deleted_at = 1796026400000, deleted_by = created_by, rev = rev + 1 WHERE number = 'J-2026-00008';
         UPDATE day_totals SET count = count - 1, amount_minor = amount_minor - 450000
            WHERE kind = 'open' AND day_on = '2026-11-30';
         INSERT INTO day_totals (kind, day_on, count, amount_minor) VALUES ('taken', '2026-11-30', -1, -450000);",
    );
    assert!(refused.is_err());
    assert_eq!(stored(&database), before);
    attempt(
        &database,
        "INSERT INTO expenditures (id, description, description_folded, quantity_milli, unit_cost_minor, total_minor,
            occurred_at, occurred_on, created_by, created_at, updated_at, deleted_at, deleted_by, rev)
            SELECT '01a22b90-0000-7000-8000-000000000001', 'Toner', 'toner', 1000, 500, 500, 1796026400000, '2026-11-30', id,
                1796026400000, 1796026400000, NULL, NULL, 1 FROM users WHERE username = 'musa';
         UPDATE day_totals SET count = count + 1, amount_minor = amount_minor + 500
            WHERE kind = 'spent' AND day_on = '2026-11-30';",
    )
    .unwrap();
    let meant = stored(&database);
    assert_eq!(meant.len(), before.len() + 1);
    let app = serve(database).await;
    assert_eq!(served(&app).await, meant);
}

#[test]
fn a_migration_waits_for_a_change_under_way_and_counts_it() {
    let database = restored();
    // An embedded database has one process, which migrates before it serves.
    let Some(url) = database.url() else { return };
    let mut older = PgConnection::establish(&url).unwrap();
    older
        .batch_execute(
            "BEGIN;
             UPDATE jobs SET deleted_at = 1796026400000, deleted_by = created_by, rev = rev + 1
                WHERE number = 'J-2026-00008';
             UPDATE day_totals SET count = count - 1, amount_minor = amount_minor - 450000
                WHERE kind IN ('taken', 'open') AND day_on = '2026-11-30';",
        )
        .unwrap();
    let config = config(&database);
    let migration = std::thread::spawn(move || migrate::run(&config).unwrap());
    let waiting =
        "SELECT 'yes' AS line FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE datname = current_database() AND NOT granted";
    while database.lines(waiting).is_empty() {
        assert!(
            !migration.is_finished(),
            "the migration went past the change"
        );
        std::thread::yield_now();
    }
    older.batch_execute("COMMIT").unwrap();
    migration.join().unwrap();
    assert_eq!(faults(&database).unwrap(), Vec::<String>::new());
    assert!(
        stored(&database)
            .iter()
            .any(|line| line.starts_with("job J-2026-00008") && line.ends_with(" in the trash"))
    );
}
