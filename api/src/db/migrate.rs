//! Brings the schema up to this program's version, behind a lock, and refuses a newer one untouched.

use std::fs::File;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::{Connection, QueryableByName, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::OpenError;
use super::pool::{self, Conn};
use super::{pooler, refold, roles};
use crate::config::{Config, Database};
use crate::error::ApiError;

const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgresql");

/// Applies what is missing, and folds texts anew where the rules have changed; returns the names of the migrations that
/// ran. On PostgreSQL the owner's connection is used
/// when `MIGRATION_DATABASE_URL` names one; where nothing is missing, the server's own role is enough.
pub fn run(config: &Config) -> Result<Vec<String>, OpenError> {
    pooler::refuse(config)?;
    roles::refuse_powerful(config)?;
    let mut conn = connection(config)?;
    let applied = apply_all(config, &mut conn)?;
    refold::run(&mut conn).map_err(|error| OpenError::Migration(error.to_string()))?;
    Ok(applied)
}

/// The newest migration of a database that this program is about to bring up; none of a new one, of one that is up, and of one
/// that is newer than this program.
pub fn behind(config: &Config) -> Result<Option<String>, OpenError> {
    if let Database::Sqlite(path) = &config.database
        && !path.exists()
    {
        return Ok(None);
    }
    let mut conn = connection(config)?;
    if is_fresh(&mut conn)? {
        return Ok(None);
    }
    let (known, applied) = (known(&conn)?, applied(&mut conn)?);
    let is_known = applied.iter().all(|version| known.contains(version));
    let newest = applied.iter().max().cloned();
    let behind = newest.filter(|_| is_known && applied.len() < known.len());
    match behind {
        Some(_) if !may_change(&mut conn)? => {
            let why = "The tables are of an earlier release and belong to another role";
            Err(OpenError::NotOwner(why.to_owned()))
        }
        behind => Ok(behind),
    }
}

/// Whether the tables are this role's own.
fn may_change(conn: &mut Conn) -> diesel::QueryResult<bool> {
    let question = match conn {
        Conn::Sqlite(_) => return Ok(true),
        Conn::Postgres(_) => {
            "SELECT pg_has_role(relowner, 'USAGE') AS yes FROM pg_class WHERE oid = 'events'::regclass"
        }
    };
    let seen: Seen = diesel::sql_query(question).get_result(conn)?;
    Ok(seen.yes)
}

/// Makes the tables as they were with this migration, in an empty SQLite file that is nobody's database.
pub(super) fn run_on_file_until(path: &Path, version: &str) -> Result<(), OpenError> {
    let Conn::Sqlite(mut sqlite) = pool::single(Database::Sqlite(path.to_owned()))? else {
        return Err(OpenError::Path);
    };
    loop {
        let ran = sqlite.run_next_migration(SQLITE).map_err(failed)?;
        if ran.to_string() == version {
            return Ok(());
        }
    }
}

/// Brings the tables of a SQLite file that is nobody's database up to this program's.
pub(super) fn run_on_file(path: &Path) -> Result<Vec<String>, OpenError> {
    let mut conn = pool::single(Database::Sqlite(path.to_owned()))?;
    let Conn::Sqlite(sqlite) = &mut conn else {
        return Err(OpenError::Path);
    };
    let applied = apply(sqlite, SQLITE)?;
    refold::run(&mut conn).map_err(|error| OpenError::Migration(error.to_string()))?;
    Ok(applied)
}

fn apply_all(config: &Config, conn: &mut Conn) -> Result<Vec<String>, OpenError> {
    match conn {
        Conn::Sqlite(sqlite) => return apply(sqlite, SQLITE),
        // Goes with the connection, whatever happens.
        Conn::Postgres(pg) => {
            pg.batch_execute("SET lock_timeout = '60s'; SELECT pg_advisory_lock(7302)")?
        }
    }
    let is_owner = config.migration_database_url.is_some();
    if has_everything(conn)? && !is_owner {
        return Ok(Vec::new());
    }
    let Conn::Postgres(pg) = conn else {
        return Ok(Vec::new());
    };
    let applied = apply(pg, POSTGRES).map_err(|error| match is_owner {
        true => error,
        false => OpenError::NotOwner(error.to_string()),
    })?;
    roles::grant(config, pg)?;
    Ok(applied)
}

/// Looks before the library does, which begins with making its own table: the server's role may not. Problem: `SchemaNewer`.
fn has_everything(conn: &mut Conn) -> Result<bool, OpenError> {
    if is_fresh(conn)? {
        return Ok(false);
    }
    let (known, applied) = (known(conn)?, applied(conn)?);
    match applied.iter().find(|version| !known.contains(version)) {
        Some(strange) => Err(OpenError::SchemaNewer(strange.clone())),
        None => Ok(applied.len() == known.len()),
    }
}

/// Whether the tables are exactly those of this program. Only reads: the library's own question would make its table first.
pub fn is_current(conn: &mut Conn) -> Result<bool, ApiError> {
    let mut known = known(conn).map_err(ApiError::internal)?;
    let mut applied = applied(conn)?;
    known.sort_unstable();
    applied.sort_unstable();
    Ok(known == applied)
}

/// The versions that this database has had.
fn applied(conn: &mut Conn) -> diesel::QueryResult<Vec<String>> {
    let rows: Vec<Applied> =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn)?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

fn is_fresh(conn: &mut Conn) -> diesel::QueryResult<bool> {
    let question = match conn {
        Conn::Postgres(_) => "SELECT to_regclass('__diesel_schema_migrations') IS NULL AS yes",
        Conn::Sqlite(_) => {
            "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '__diesel_schema_migrations') AS yes"
        }
    };
    let seen: Seen = diesel::sql_query(question).get_result(conn)?;
    Ok(seen.yes)
}

#[derive(QueryableByName)]
struct Seen {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    yes: bool,
}

/// The versions of this program.
fn known(conn: &Conn) -> Result<Vec<String>, OpenError> {
    let known = match conn {
        Conn::Sqlite(_) => versions::<diesel::sqlite::Sqlite>(&SQLITE),
        Conn::Postgres(_) => versions::<diesel::pg::Pg>(&POSTGRES),
    };
    Ok(known?.iter().map(ToString::to_string).collect())
}

fn versions<DB: diesel::backend::Backend>(
    source: &EmbeddedMigrations,
) -> Result<Vec<MigrationVersion<'static>>, OpenError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let migrations = MigrationSource::<DB>::migrations(source).map_err(failed)?;
    Ok(migrations
        .iter()
        .map(|migration| migration.name().version().as_owned())
        .collect())
}

/// Takes every migration back, newest first. Only the migrations' own test does this.
pub fn revert_all(config: &Config) -> Result<(), OpenError> {
    match &mut connection(config)? {
        Conn::Sqlite(sqlite) => sqlite.revert_all_migrations(SQLITE).map(drop),
        Conn::Postgres(pg) => pg.revert_all_migrations(POSTGRES).map(drop),
    }
    .map_err(|error| OpenError::Migration(error.to_string()))
}

pub(super) fn connection(config: &Config) -> Result<Conn, OpenError> {
    let database = match &config.migration_database_url {
        Some(url) => Database::postgres(url.clone()),
        None => config.database.clone(),
    };
    if let Database::Sqlite(path) = &database {
        private_file(path)?;
    }
    pool::single(database)
}

/// The database file is the owner's alone (0600); SQLite gives its journals the same mode.
fn private_file(path: &Path) -> Result<(), OpenError> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let failed = |error| OpenError::Folder(path.display().to_string(), error);
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(failed)
}

fn apply<DB, C>(conn: &mut C, source: EmbeddedMigrations) -> Result<Vec<String>, OpenError>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB> + Connection,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known = versions::<DB>(&source)?;
    let strange = conn
        .applied_migrations()
        .map_err(failed)?
        .into_iter()
        .find(|seen| !known.contains(seen));
    if let Some(version) = strange {
        return Err(OpenError::SchemaNewer(version.to_string()));
    }
    // All of them or none: whatever fails, the release before goes on with what there was.
    let applied = conn.transaction(|conn| {
        let applied = conn.run_pending_migrations(source)?;
        Ok(applied.iter().map(ToString::to_string).collect())
    });
    applied.map_err(failed)
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> OpenError {
    OpenError::Migration(error.to_string())
}
