//! The schema: both databases alike, up and down, never touched by an older program, and one process for a folder.

mod books;
mod dump;
mod facts;
pub mod texts;
mod upgrade;
mod version_before;

use std::process::{Command, Output};

use api::config::{Config, Environment};
use api::db::OpenError;
use api::db::migrate;

use crate::harness::{Program, TestApp, TestDatabase};

const SQLITE: &str = include_str!("../../../migrations/sqlite/0001_shop/up.sql");
const POSTGRES: &str = include_str!("../../../migrations/postgresql/0001_shop/up.sql");

/// Every table and index there is, with what is known of their columns.
fn schema(database: &TestDatabase) -> Vec<String> {
    database.lines(match database.url() {
        Some(_) => {
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS line
             FROM information_schema.columns WHERE table_schema = 'public'
             UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
             UNION ALL SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                WHERE connamespace = 'public'::regnamespace
             UNION ALL SELECT event_object_table || ' ' || trigger_name FROM information_schema.triggers ORDER BY 1"
        }
        None => "SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS line FROM sqlite_schema ORDER BY 1",
    })
}

fn config(database: &TestDatabase) -> Config {
    let mut variables = vec![(
        "DATA_DIR".to_owned(),
        database.path().to_str().unwrap().to_owned(),
    )];
    variables.extend(database.url().map(|url| ("DATABASE_URL".to_owned(), url)));
    Config::read(&Environment::of(variables)).unwrap()
}

#[test]
fn migrations_go_down_to_nothing_and_up_to_the_same_again() {
    let database = TestDatabase::fresh();
    let config = config(&database);
    assert_eq!(migrate::run(&config).unwrap(), Vec::<String>::new());
    let full = schema(&database);
    migrate::revert_all(&config).unwrap();
    let empty = schema(&database);
    let is_diesels = |line: &String| line.contains("__diesel_schema_migrations");
    assert!(empty.iter().all(is_diesels), "{empty:?}");
    let applied = migrate::run(&config).unwrap();
    assert!(
        applied.iter().any(|name| name.contains("0001")),
        "{applied:?}"
    );
    assert_eq!(schema(&database), full);
    assert_eq!(migrate::run(&config).unwrap(), Vec::<String>::new());
}

#[test]
fn a_schema_newer_than_the_program_is_refused_and_left_alone() {
    let database = TestDatabase::fresh();
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
    database.execute("CREATE TABLE tomorrow (id BIGINT)");
    let before = schema(&database);
    let refused = migrate::run(&config(&database)).unwrap_err();
    assert!(
        matches!(&refused, OpenError::SchemaNewer(version) if version == "9999"),
        "{refused}"
    );
    assert_eq!(schema(&database), before);
    let mut serve = zehmo("serve", &database);
    let said = serve.output().unwrap();
    assert_eq!(said.status.code(), Some(1));
    assert!(
        stderr(&said).contains("newer than this program"),
        "{said:?}"
    );
    assert_eq!(schema(&database), before);
}

#[actix_web::test]
async fn a_database_whose_schema_moved_on_is_not_ready() {
    let app = TestApp::start().await;
    app.nobody().get("/health/ready").await.expect(200);
    app.database
        .execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
    let answer = app.nobody().get("/health/ready").await.expect(503);
    assert_eq!(answer.body["code"], "busy");
    assert!(!answer.header("retry-after").is_empty());
}

fn zehmo(command: &str, database: &TestDatabase) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_zehmo"));
    program
        .arg(command)
        .env_clear()
        .env("DATA_DIR", database.path())
        .env("PORT", free_port());
    if let Some(url) = database.url() {
        program.env("DATABASE_URL", url);
    }
    program
}

fn free_port() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port().to_string()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[actix_web::test]
async fn an_embedded_database_is_one_processs_alone() {
    let program = Program::start();
    let folder = &program.database;
    // Without an address both would use the folder's own file; with PostgreSQL the first does not hold the folder.
    if folder.url().is_none() {
        let second = zehmo("serve", folder).output().unwrap();
        assert_eq!(second.status.code(), Some(1), "{second:?}");
        assert!(
            stderr(&second).contains("in use by another process"),
            "{second:?}"
        );
    }
    program.admin().await.get("/jobs").await.expect(200);
}

#[test]
fn migrating_by_hand_says_what_it_did() {
    let database = TestDatabase::fresh();
    let output = zehmo("migrate", &database).output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "Nothing to do: the tables are up to date.\n"
    );
    migrate::revert_all(&config(&database)).unwrap();
    let output = zehmo("migrate", &database).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && said.starts_with("Applied 0001"),
        "{output:?}"
    );
}
