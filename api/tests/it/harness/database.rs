//! A fresh, migrated database for each test: a copied file on SQLite, a copied template on PostgreSQL.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use api::config::{Config, Environment};
use api::db::migrate;
use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection};

/// The variable that chooses PostgreSQL.
pub const POSTGRES: &str = "ZEHMO_TEST_POSTGRES";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// A database that is gone when the test is.
pub struct TestDatabase {
    pub folder: tempfile::TempDir,
    postgres: Option<(String, String)>,
}

/// The texts that a query of a SQLite file gives as `line`.
pub fn lines_of(file: &Path, query: &str) -> Vec<String> {
    let rows: Vec<Line> = diesel::sql_query(query).load(&mut sqlite(file)).unwrap();
    rows.into_iter().map(|row| row.line).collect()
}

fn sqlite(file: &Path) -> SqliteConnection {
    let mut sqlite = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    sqlite.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    sqlite
}

impl TestDatabase {
    /// SQLite, whichever database is under test.
    pub fn embedded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(sqlite_template(), folder.path().join("zehmo.db")).unwrap();
        Self {
            folder,
            postgres: None,
        }
    }

    pub fn fresh() -> Self {
        match server() {
            None => Self::embedded(),
            Some(server) => {
                let folder = tempfile::tempdir().unwrap();
                static COUNT: AtomicU32 = AtomicU32::new(0);
                let number = COUNT.fetch_add(1, Ordering::Relaxed);
                let name = format!("zehmo_test_{}_{number}", std::process::id());
                let template = postgres_template(&server);
                admin(
                    &server,
                    &format!("CREATE DATABASE {name} TEMPLATE {template}"),
                );
                Self {
                    folder,
                    postgres: Some((server, name)),
                }
            }
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The texts that a query gives as `line`, read beside the server.
    pub fn lines(&self, query: &str) -> Vec<String> {
        let rows: Vec<Line> = match self.url() {
            Some(url) => {
                let mut postgres = PgConnection::establish(&url).unwrap();
                diesel::sql_query(query).load(&mut postgres).unwrap()
            }
            None => return lines_of(&self.path().join("zehmo.db"), query),
        };
        rows.into_iter().map(|row| row.line).collect()
    }

    /// Changes rows behind the server's back.
    pub fn execute(&self, statement: &str) {
        match self.url() {
            Some(url) => PgConnection::establish(&url)
                .unwrap()
                .batch_execute(statement),
            None => self.sqlite().batch_execute(statement),
        }
        .unwrap();
    }

    fn sqlite(&self) -> SqliteConnection {
        sqlite(&self.path().join("zehmo.db"))
    }

    /// The variable that points a server here; none on SQLite, whose file lies in the data folder.
    pub fn url(&self) -> Option<String> {
        self.postgres
            .as_ref()
            .map(|(server, name)| with_database(server, name))
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.postgres {
            admin(
                server,
                &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            );
        }
    }
}

/// The PostgreSQL server under test, if one is.
pub fn server() -> Option<String> {
    std::env::var(POSTGRES).ok()
}

pub fn admin(server: &str, statement: &str) {
    PgConnection::establish(server)
        .unwrap()
        .batch_execute(statement)
        .unwrap();
}

/// The same server, another database.
pub fn with_database(server: &str, name: &str) -> String {
    let (before, query) = server.split_once('?').unwrap_or((server, ""));
    let (host, _database) = before.rsplit_once('/').unwrap();
    format!("{host}/{name}?{query}")
}

fn sqlite_template() -> &'static PathBuf {
    static TEMPLATE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_folder, file) = TEMPLATE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        migrate::run(&config(folder.path(), None)).unwrap();
        let file = folder.path().join("zehmo.db");
        (folder, file)
    });
    file
}

fn postgres_template(server: &str) -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("zehmo_template_{}", std::process::id());
        admin(server, &format!("CREATE DATABASE {name}"));
        let folder = tempfile::tempdir().unwrap();
        migrate::run(&config(folder.path(), Some(&with_database(server, &name)))).unwrap();
        name
    })
}

fn config(folder: &Path, url: Option<&str>) -> Config {
    let mut variables = vec![("DATA_DIR", folder.to_str().unwrap())];
    variables.extend(url.map(|url| ("DATABASE_URL", url)));
    Config::read(&Environment::of(variables)).unwrap()
}
