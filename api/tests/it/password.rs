//! Another password for the server's role of PostgreSQL, while the server runs. The test's cluster trusts whoever comes, so
//! that the stored verifier and the file are looked at; that they belong together is proved beside the code.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Output;

use crate::auth::refresh;
use crate::auth::reread::Files;
use crate::harness::database::{admin, server};
use crate::harness::{Program, TestDatabase};
use crate::outages::draft;
use crate::roles::as_role;

const FIRST: &str = "Aq8xPmR2nB5kLw7vTq3Z";

/// A role of its own, for one database. It outlives that, and is gone when the test is.
struct Role {
    server: String,
    name: String,
}

impl Role {
    /// None where the database under test knows no roles.
    fn new(purpose: &str) -> Option<(Self, TestDatabase)> {
        let server = server()?;
        let name = format!("zehmo_{purpose}_{}", std::process::id());
        let make = format!("CREATE ROLE {name} LOGIN PASSWORD '{FIRST}'");
        admin(&server, &make);
        let database = TestDatabase::fresh();
        let all = format!("GRANT ALL ON ALL TABLES IN SCHEMA public TO {name}");
        database.execute(&all);
        Some((Self { server, name }, database))
    }

    fn address(&self, database: &TestDatabase) -> String {
        let credentials = format!("{}:{FIRST}", self.name);
        as_role(&database.url().unwrap(), &credentials)
    }

    /// What PostgreSQL stores of its password.
    fn stored(&self, database: &TestDatabase) -> String {
        let query = "SELECT rolpassword::text AS line FROM pg_authid WHERE rolname";
        database
            .lines(&format!("{query} = '{}'", self.name))
            .remove(0)
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        admin(&self.server, &format!("DROP ROLE {}", self.name));
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

/// The password in the file.
fn password(files: &Files) -> String {
    let address = std::fs::read_to_string(files.path("url")).unwrap();
    let (_, after) = address.split_once("://").unwrap();
    let (credentials, _) = after.split_once('@').unwrap();
    credentials.split_once(':').unwrap().1.to_owned()
}

#[tokio::test]
async fn g83_the_database_password_is_replaced_twice_and_the_same_session_goes_on() {
    let Some((role, database)) = Role::new("rotated") else {
        return;
    };
    let mut files = Files::of(&database);
    files.write("url", &role.address(&database));
    let file = files.path("url");
    let variables = [
        ("DATABASE_URL", ""),
        ("DATABASE_URL_FILE", file.as_str()),
        ("LOG_FILE", "logs/app.log"),
    ];
    let mut program = Program::start_with(database, &variables);
    let ada = program.admin().await;
    let mut browser = ada.with_cookies();
    for _ in 0..2 {
        let (before, stored) = (password(&files), role.stored(&program.database));
        let done = program.run(&["db", "rotate-password"]);
        assert!(done.status.success(), "{}", text(&done));
        let after = password(&files);
        assert_ne!(after, before);
        assert_ne!(role.stored(&program.database), stored);
        assert!(
            role.stored(&program.database)
                .starts_with("SCRAM-SHA-256$4096:")
        );
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(!std::path::Path::new(&format!("{file}.new")).exists());
        files.reread(&program, "DATABASE_URL is taken anew");
        browser.keep_session(&refresh(&browser).await.expect(200));
        browser.post("/jobs", &draft()).await.expect(201);
        let said = text(&done) + &files.log();
        assert!(!said.contains(&before) && !said.contains(&after), "{said}");
    }
    let other = role
        .address(&program.database)
        .replace(&role.name, "nobody_at_all");
    files.write("url", &other);
    files.reread(&program, "DATABASE_URL is not taken");
    files.write(
        "url",
        "postgresql://zehmo:Aq8xPmR2nB5kLw7v@127.0.0.1:1/other",
    );
    files.reread(&program, "leads to another database");
    browser.post("/jobs", &draft()).await.expect(201);
    program.kill();
}

#[test]
fn where_the_password_cannot_be_replaced_nothing_is_changed() {
    let Some((role, database)) = Role::new("kept") else {
        return;
    };
    let files = Files::of(&database);
    files.write("url", &role.address(&database));
    let (file, address) = (files.path("url"), role.address(&database));
    let (stored, owner) = (
        role.stored(&database),
        ("MIGRATION_DATABASE_URL", address.as_str()),
    );
    let by_file = ("DATABASE_URL_FILE", file.as_str());
    let without = address.replace(&format!(":{FIRST}"), "");
    let rotate = |variables: &[(&str, &str)]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_zehmo"))
            .args(["db", "rotate-password"])
            .env_clear()
            .env("DATA_DIR", database.path())
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let said = text(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(!said.contains(FIRST), "{said}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), address);
        said
    };
    for (variables, reason) in [
        (vec![("DATABASE_URL", address.as_str())], "is in no file"),
        (
            vec![("DATABASE_URL", without.as_str())],
            "holds no password",
        ),
        (vec![], "holds no password"),
        (vec![by_file, owner], "names the same role"),
    ] {
        let said = rotate(&variables);
        assert!(
            said.contains(reason) && said.contains("nothing is changed"),
            "{said}"
        );
        assert_eq!(role.stored(&database), stored);
    }
    files.write("url.new", "cut off");
    let said = rotate(&[by_file]);
    assert!(said.contains("from a run that was cut off"), "{said}");
    assert_eq!(role.stored(&database), stored);
    std::fs::remove_file(files.path("url.new")).unwrap();
    // Whoever tries the new password is refused: the first connection is the only one allowed.
    admin(
        &role.server,
        &format!("ALTER ROLE {} CONNECTION LIMIT 1", role.name),
    );
    let said = rotate(&[by_file]);
    assert!(said.contains("the old password is in use again"), "{said}");
    assert!(!std::path::Path::new(&format!("{file}.new")).exists());
}
