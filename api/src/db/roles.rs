//! The roles of PostgreSQL: what the server's own role may do is decided by the owner's, and too much of it is refused.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::OpenError;
use super::pool::{self, Conn};
use crate::config::{Config, Database, RoleAttributes, refuse_role, variables};

/// Tables of which rows are only ever added; the server's role has no other right on them.
const APPEND_ONLY: &str = "events";
/// Written by migrations alone.
const MIGRATIONS: &str = "__diesel_schema_migrations";

#[derive(QueryableByName)]
struct Role {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    superuser: bool,
    #[diesel(sql_type = Bool)]
    create_role: bool,
    #[diesel(sql_type = Bool)]
    create_db: bool,
    #[diesel(sql_type = Bool)]
    bypass_rls: bool,
}

impl Role {
    /// With what it could do as another role that it is a member of. A superuser counts as a member of every role.
    fn of(conn: &mut PgConnection) -> QueryResult<Self> {
        diesel::sql_query(
            "SELECT current_user::text AS name, bool_or(rolsuper) AS superuser, bool_or(rolcreaterole) AS create_role, \
             bool_or(rolcreatedb) AS create_db, bool_or(rolbypassrls) AS bypass_rls \
             FROM pg_roles WHERE rolname = current_user OR (pg_has_role(current_user, oid, 'MEMBER') \
             AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))",
        )
        .get_result(conn)
    }
}

/// In production no role may be a superuser, make roles or databases or pass over row security, neither the server's nor the owner's.
pub(super) fn refuse_powerful(config: &Config) -> Result<(), OpenError> {
    if !config.is_production() {
        return Ok(());
    }
    let owner = config
        .migration_database_url
        .clone()
        .map(Database::postgres);
    let named = [
        (variables::DATABASE_URL.name, Some(config.database.clone())),
        (variables::MIGRATION_DATABASE_URL.name, owner),
    ];
    for (variable, database) in named {
        if let Some(database @ Database::Postgres(_)) = database
            && let Conn::Postgres(mut pg) = pool::single(database)?
        {
            let role = Role::of(&mut pg)?;
            let attributes = RoleAttributes {
                superuser: role.superuser,
                create_role: role.create_role,
                create_db: role.create_db,
                bypass_rls: role.bypass_rls,
            };
            refuse_role(variable, attributes)?;
        }
    }
    Ok(())
}

/// Gives the server's role its rights on rows, as the owner, after every migration: a new table is covered at once, and
/// what an administrator granted beyond that is taken back.
pub(super) fn grant(config: &Config, owner: &mut PgConnection) -> Result<(), OpenError> {
    let Conn::Postgres(mut app) = pool::single(config.database.clone())? else {
        return Ok(());
    };
    let role = Role::of(&mut app)?.name;
    if role == Role::of(owner)?.name {
        return Ok(());
    }
    let role = format!("\"{}\"", role.replace('"', "\"\""));
    let statements = [
        format!("GRANT USAGE ON SCHEMA public TO {role}"),
        format!("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"),
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"),
        format!("REVOKE UPDATE, DELETE ON {APPEND_ONLY} FROM {role}"),
        format!("REVOKE INSERT, UPDATE, DELETE ON {MIGRATIONS} FROM {role}"),
    ];
    // At once, or instances that run meanwhile would be refused.
    Ok(owner.transaction(|owner| {
        statements
            .iter()
            .try_for_each(|statement| diesel::sql_query(statement).execute(owner).map(drop))
    })?)
}

#[derive(QueryableByName)]
struct Excess {
    #[diesel(sql_type = Text)]
    said: String,
}

/// What the server's own role may do beyond reading and writing rows, and beyond adding to the journal; nothing on SQLite,
/// which knows no roles.
pub fn excess(config: &Config) -> Result<Option<Vec<String>>, OpenError> {
    let Conn::Postgres(mut pg) = pool::single(config.database.clone())? else {
        return Ok(None);
    };
    let role = Role::of(&mut pg)?;
    let mut found: Vec<String> = [
        (role.superuser, "is a superuser"),
        (role.create_role, "may create roles"),
        (role.create_db, "may create databases"),
        (role.bypass_rls, "passes over row security"),
    ]
    .into_iter()
    .filter(|(holds, _)| *holds)
    .map(|(_, said)| said.to_owned())
    .collect();
    let more: Vec<Excess> = diesel::sql_query(EXCESS)
        .bind::<Text, _>(APPEND_ONLY)
        .bind::<Text, _>(MIGRATIONS)
        .load(&mut pg)?;
    found.extend(more.into_iter().map(|one| one.said));
    Ok(Some(found))
}

/// `$1` only takes new rows, `$2` none.
const EXCESS: &str = "\
    WITH tables AS (
        SELECT oid, relname, pg_has_role(relowner, 'MEMBER') AS is_owned FROM pg_class
        WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace)
    SELECT 'is a member of ' || groups.rolname AS said FROM pg_auth_members
        JOIN pg_roles AS groups ON groups.oid = roleid
        JOIN pg_roles AS own ON own.oid = member AND own.rolname = current_user
    UNION ALL SELECT 'may create schemas in this database'
        WHERE has_database_privilege(current_database(), 'CREATE')
    UNION ALL SELECT 'may make temporary tables'
        WHERE has_database_privilege(current_database(), 'TEMPORARY')
    UNION ALL SELECT 'may create tables in the schema public'
        WHERE has_schema_privilege('public', 'CREATE')
    UNION ALL SELECT 'owns the table ' || relname FROM tables WHERE is_owned
    UNION ALL SELECT 'may ' || act || ' in the table ' || relname FROM tables,
        unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS act
        WHERE NOT is_owned AND has_table_privilege(oid, act) AND CASE relname
            WHEN $1 THEN act <> 'INSERT' WHEN $2 THEN true ELSE act NOT IN ('INSERT', 'UPDATE', 'DELETE') END
    ORDER BY said";
