//! The database's two roles: the owner migrates, the application reads and writes rows and nothing more.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};

use crate::harness::database::{admin, server, with_database};
use crate::harness::{Start, make};

const ROLES: &str = include_str!("../../../migrations/postgresql/roles.sql");

/// The same server as another role; the test's cluster trusts whoever comes.
fn as_role(url: &str, role: &str) -> String {
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
    admin(&url, ROLES);
    admin(&url, ROLES);
    let owner = as_role(&url, "zehmo_owner");
    let user = as_role(&url, "zehmo_user");
    let start = Start::default().with("DATABASE_URL", &user);
    let app = start.with("MIGRATION_DATABASE_URL", &owner).start().await;
    make::job(&app.admin().await).await;
    let mut connection = PgConnection::establish(&user).unwrap();
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
    drop((connection, app));
    admin(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
}
