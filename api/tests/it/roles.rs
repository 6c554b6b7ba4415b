//! The database's two roles: the owner migrates, the application reads and writes rows and nothing more.

use std::process::{Command, Output};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::Text;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _};
use serde_json::json;

use crate::harness::database::{admin, server, with_database};
use crate::harness::{PASSWORD, Start, TestApp, make};

/// A command about the database at this address.
fn zehmo_db(command: &str, url: Option<&str>) -> Output {
    let folder = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_zehmo"))
        .args(["db", command])
        .env_clear()
        .env("DATA_DIR", folder.path().join("data"))
        .envs(url.map(|url| ("DATABASE_URL", url)))
        .output()
        .unwrap()
}

/// What is said where all rights on the journal and the emptying of jobs were granted.
const TOO_MUCH: &str = "may DELETE in the table events
may REFERENCES in the table events
may TRIGGER in the table events
may TRUNCATE in the table events
may TRUNCATE in the table jobs
may UPDATE in the table events
";

/// What it says of the role's rights, and whether it calls that well.
fn privileges(url: Option<&str>) -> (bool, String) {
    let output = zehmo_db("privileges", url);
    let said = String::from_utf8(output.stdout).unwrap();
    (output.status.success(), said)
}

fn grants() -> String {
    let output = zehmo_db("grant-sql", None);
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn g18_the_grants_are_for_this_database_alone_and_say_what_has_no_equivalent() {
    let grants = grants();
    for part in [
        "'REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()",
        "'GRANT CONNECT ON DATABASE %I TO zehmo_owner, zehmo_user', current_database()",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES FOR ROLE zehmo_owner",
        "FLUSH PRIVILEGES has no equivalent",
    ] {
        assert!(grants.contains(part), "{part}: {grants}");
    }
}

#[test]
fn g17_an_embedded_database_has_no_roles_to_compare() {
    let (is_well, said) = privileges(None);
    assert!(is_well && said.contains("SQLite has no roles"), "{said}");
}

/// The same server as another role; the test's cluster trusts whoever comes.
pub fn as_role(url: &str, role: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap();
    let place = rest.split_once('@').map_or(rest, |(_, place)| place);
    format!("{scheme}://{role}@{place}")
}

/// Roles are PostgreSQL's; on SQLite the file's mode keeps others out (`g24_…`).
#[actix_web::test]
async fn g16_g17_g18_the_application_changes_rows_and_neither_tables_nor_the_journal() {
    let Some(server) = server() else {
        return;
    };
    let name = format!("zehmo_roles_{}", std::process::id());
    admin(&server, &format!("CREATE DATABASE {name}"));
    let url = with_database(&server, &name);
    let grants = grants();
    admin(&url, &grants);
    admin(&url, &grants);
    let owner = as_role(&url, "zehmo_owner");
    let user = as_role(&url, "zehmo_user");
    let start = Start::default().with("DATABASE_URL", &user);
    let app = start.with("MIGRATION_DATABASE_URL", &owner).start().await;
    works(&app).await;
    for (table, rights) in [
        ("events", "INSERT SELECT"),
        ("__diesel_schema_migrations", "SELECT"),
        ("jobs", "DELETE INSERT SELECT UPDATE"),
        ("settings", "DELETE INSERT SELECT UPDATE"),
    ] {
        assert_eq!(granted(&user, table), rights, "{table}");
    }
    let (is_well, said) = privileges(Some(&user));
    assert!(is_well && said.contains("nothing more"), "{said}");
    let (is_well, said) = privileges(Some(&owner));
    assert!(!is_well && said.contains("owns the table jobs"), "{said}");
    let connection = refused_statements(&user);
    admin(
        &owner,
        "GRANT ALL ON events TO zehmo_user; GRANT TRUNCATE ON jobs TO zehmo_user; CREATE TABLE later (id INT)",
    );
    let (is_well, said) = privileges(Some(&user));
    assert_eq!((is_well, said.as_str()), (false, TOO_MUCH));
    api::db::migrate::run(&app.app.config).unwrap();
    assert_eq!(granted(&user, "events"), "INSERT SELECT");
    assert_eq!(granted(&user, "jobs"), "DELETE INSERT SELECT UPDATE");
    assert_eq!(granted(&user, "later"), "DELETE INSERT SELECT UPDATE");
    the_servers_own_role_is_enough_where_nothing_is_missing(&app, &owner);
    drop((connection, app));
    admin(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
}

/// A connection of the server's role, after it tried what it may not do.
fn refused_statements(user: &str) -> PgConnection {
    let mut connection = PgConnection::establish(user).unwrap();
    for statement in [
        "CREATE TABLE mine (id INT)",
        "ALTER TABLE jobs ADD COLUMN x INT",
        "DROP TABLE jobs",
        "TRUNCATE jobs",
        "UPDATE events SET actor = NULL",
        "DELETE FROM events",
        "TRUNCATE events",
        "DROP TRIGGER events_are_never_changed ON events",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "CREATE ROLE another",
        "CREATE TEMPORARY TABLE mine (id INT)",
        "CREATE INDEX mine ON jobs (id)",
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('9')",
        "SET ROLE zehmo_owner",
    ] {
        let refused = connection.batch_execute(statement).unwrap_err().to_string();
        let is_right = ["permission denied", "must be owner"]
            .iter()
            .any(|sign| refused.contains(sign));
        assert!(is_right, "{statement}: {refused}");
    }
    connection
        .batch_execute("SELECT count(*) FROM events")
        .unwrap();
    connection
}

/// For what is missing it names the variable that helps.
fn the_servers_own_role_is_enough_where_nothing_is_missing(app: &TestApp, owner: &str) {
    let mut alone = (*app.app.config).clone();
    alone.migration_database_url = None;
    assert!(api::db::migrate::run(&alone).unwrap().is_empty());
    let forget = "DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)";
    admin(owner, forget);
    let refused = api::db::migrate::run(&alone).unwrap_err().to_string();
    assert!(refused.contains("MIGRATION_DATABASE_URL"), "{refused}");
    admin(
        owner,
        "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')",
    );
    let refused = api::db::migrate::run(&alone).unwrap_err().to_string();
    assert!(refused.contains("newer than this program"), "{refused}");
}

/// A bit of everything that writes, through HTTP and by the clock.
async fn works(app: &TestApp) {
    let (admin, staff) = (app.admin().await, app.staff().await);
    let draft = json!({"customer_name": "Adaeze", "items": [make::item("Label", "2", 100)]});
    let keyed = staff.with("idempotency-key", "till-1-1");
    let job = keyed.post("/jobs", &draft).await.expect(201);
    let path = format!("/jobs/{}", job.str("/id"));
    let done = staff.seen(&job).act(&format!("{path}/complete")).await;
    admin
        .seen(&done.expect(200))
        .delete(&path)
        .await
        .expect(204);
    admin.get("/events?limit=200").await.expect(200);
    let settings = admin.get("/settings").await.expect(200);
    let renamed = json!({"shop_name": "Kingsway Prints"});
    let renamed = admin.seen(&settings).patch("/settings", &renamed).await;
    renamed.expect(200);
    app.advance_seconds(2 * 24 * 3600);
    api::auth::sweep_once(&app.app.auth, 0, 0).await.unwrap();
    api::tick::each_minute(&app.app).await.unwrap();
    api::tick::each_hour(&app.app.app).await.unwrap();
    app.sign_in("ada", PASSWORD).await;
    app.nobody().get("/health/ready").await.expect(200);
}

#[derive(QueryableByName)]
struct Rights {
    #[diesel(sql_type = Text)]
    rights: String,
}

fn granted(url: &str, table: &str) -> String {
    let rights: Rights = diesel::sql_query(
        "SELECT string_agg(privilege_type, ' ' ORDER BY privilege_type) AS rights
         FROM information_schema.role_table_grants WHERE grantee = current_user AND table_name = $1",
    )
    .bind::<Text, _>(table)
    .get_result(&mut PgConnection::establish(url).unwrap())
    .unwrap();
    rights.rights
}

#[test]
fn g14_production_refuses_roles_that_could_do_more_and_touches_nothing() {
    let Some(server) = server() else {
        return;
    };
    let name = format!("zehmo_powers_{}", std::process::id());
    admin(&server, &format!("CREATE ROLE {name} LOGIN"));
    admin(&server, &format!("CREATE DATABASE {name} OWNER {name}"));
    let role = as_role(&with_database(&server, &name), &name);
    let plain = as_role(&role, &format!("{name}_plain"));
    admin(&server, &format!("CREATE ROLE {name}_plain LOGIN"));
    for (right, fault) in [
        ("SUPERUSER", "is a superuser"),
        ("CREATEROLE", "may create roles"),
        ("CREATEDB", "may create databases"),
        ("BYPASSRLS", "passes over row security"),
    ] {
        admin(&server, &format!("ALTER ROLE {name} {right}"));
        refused(&in_production(&role, None), "DATABASE_URL", fault);
        let by_owner = in_production(&plain, Some(&role));
        refused(&by_owner, "MIGRATION_DATABASE_URL", fault);
        admin(&server, &format!("ALTER ROLE {name} NO{right}"));
    }
    // What a role can become, it can do.
    admin(
        &server,
        &format!("CREATE ROLE {name}_boss SUPERUSER; GRANT {name}_boss TO {name}"),
    );
    refused(
        &in_production(&role, None),
        "DATABASE_URL",
        "is a superuser",
    );
    admin(&server, &format!("DROP ROLE {name}_boss"));
    let mut conn = PgConnection::establish(&role).unwrap();
    let untouched = conn.batch_execute("SELECT 1 FROM jobs").unwrap_err();
    assert!(
        untouched.to_string().contains("does not exist"),
        "{untouched}"
    );
    let output = in_production(&plain, Some(&role));
    assert!(output.status.success(), "{output:?}");
    conn.batch_execute("SELECT 1 FROM jobs").unwrap();
    drop(conn);
    admin(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
    admin(&server, &format!("DROP ROLE {name}, {name}_plain"));
}

fn in_production(url: &str, owner: Option<&str>) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_zehmo"));
    program
        .arg("migrate")
        .env_clear()
        .env("APP_ENV", "production")
        .env("DATA_DIR", folder.path().join("data"))
        .env("PUBLIC_ORIGIN", "http://127.0.0.1:8080")
        .env("SECRET_KEY", "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEj-_eJA")
        .env("DATABASE_URL", url)
        .envs(owner.map(|owner| ("MIGRATION_DATABASE_URL", owner)));
    program.output().unwrap()
}

#[track_caller]
fn refused(output: &Output, variable: &str, fault: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    let begin =
        format!("zehmo: refused to start: {variable} names a role that {fault}; use a role");
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.starts_with(&begin), "{said}");
}
