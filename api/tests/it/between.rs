//! What stands between the server and its rows: a database's own defaults, a server that takes no changes, another
//! language, a pooler.

use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};

use api::db::{Caller, Tx};
use diesel::RunQueryDsl as _;
use futures_util::future::join_all;

use crate::harness::{self, TestApp, TestDatabase, server};
use crate::outages::{draft, is_busy, jobs};

/// The name of the test's own database.
fn name(url: &str) -> String {
    let (place, _) = url.split_once('?').unwrap_or((url, ""));
    place.rsplit('/').next().unwrap().to_owned()
}

/// Ends every session of the database, so that the next ones begin with its new defaults.
fn cut(server: &str, name: &str) {
    harness::admin(
        server,
        &format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
        ),
    );
}

#[actix_web::test]
async fn two_instances_write_side_by_side_whatever_level_the_database_begins_with() {
    let app = TestApp::start().await;
    let (Some(server), Some(url)) = (server(), app.database.url()) else {
        return;
    };
    let name = name(&url);
    let other = app.beside();
    for level in ["serializable", "repeatable read"] {
        harness::admin(
            &server,
            &format!("ALTER DATABASE {name} SET default_transaction_isolation = '{level}'"),
        );
        cut(&server, &name);
        let here = app.admin().await;
        let there = here.at(&other.url());
        let before = jobs(&here).await;
        let sales = (0..10).map(|number| {
            let client = if number % 2 == 0 { &here } else { &there };
            async { client.post("/jobs", &draft()).await.expect(201) }
        });
        join_all(sales).await;
        assert_eq!(jobs(&there).await, before + 10, "{level}");
    }
}

#[actix_web::test]
async fn a_server_that_takes_no_changes_is_not_ready_answers_busy_and_is_left_for_one_that_does() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/jobs", &draft()).await.expect(201);
    let (Some(server), Some(url)) = (server(), app.database.url()) else {
        return;
    };
    let name = name(&url);
    let read_only = |mode: &str| {
        harness::admin(
            &server,
            &format!("ALTER DATABASE {name} SET default_transaction_read_only = {mode}"),
        );
    };
    read_only("on");
    cut(&server, &name);
    // Sessions begin read-only now, as on a standby.
    assert_eq!(jobs(&admin).await, 1);
    is_busy(&admin.post("/jobs", &draft()).await);
    is_busy(&app.nobody().get("/health/ready").await);
    app.nobody().get("/health/live").await.expect(200);
    // The sessions that are open stay as they are: only those made from now on reach a server that writes. What meets one of
    // the others leaves them all.
    read_only("off");
    admin.post("/jobs", &draft()).await;
    admin.post("/jobs", &draft()).await.expect(201);
    app.nobody().get("/health/ready").await.expect(200);
    // The same, noticed by the question whether it is ready.
    read_only("on");
    cut(&server, &name);
    is_busy(&app.nobody().get("/health/ready").await);
    read_only("off");
    app.nobody().get("/health/ready").await;
    admin.post("/jobs", &draft()).await;
    admin.post("/jobs", &draft()).await.expect(201);
}

/// In what language a database speaks is its own affair.
#[actix_web::test]
async fn an_outage_is_known_whatever_language_the_database_speaks() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    if server().is_none() {
        return;
    }
    let caller = Caller::default();
    let refused = |statement: String| {
        let change = move |tx: &mut Tx<'_>| {
            diesel::sql_query(statement).execute(tx.conn)?;
            Ok(())
        };
        app.app.db.write_unkeyed(&caller, change)
    };
    for state in [
        "55P03", "57014", "53100", "53200", "40P01", "40001", "25006",
    ] {
        let raise = format!(
            "DO $$ BEGIN RAISE EXCEPTION 'ein Wort, das niemand kennt' USING ERRCODE = '{state}'; END $$"
        );
        let error = refused(raise).await.unwrap_err();
        assert_eq!(error.code().as_str(), "busy", "{state}: {error}");
    }
    for defect in [
        "SELECT 1 FROM nowhere",
        "SELEKT 1",
        "SELECT nothing FROM jobs",
    ] {
        let error = refused(defect.to_owned()).await.unwrap_err();
        assert_eq!(error.code().as_str(), "internal", "{defect}: {error}");
    }
    admin.post("/jobs", &draft()).await.expect(201);
}

/// PgBouncer before the test's server; it ends with this value.
struct Pooler {
    port: u16,
    process: Child,
    _folder: tempfile::TempDir,
}

impl Pooler {
    fn start(server: &str, mode: &str) -> Self {
        let (_, host) = server.split_once("host=").unwrap();
        let host = host.split('&').next().unwrap();
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let settings = format!(
            "[databases]\n* = host={host} user=zehmo\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = {mode}\n"
        );
        let file = folder.path().join("pgbouncer.ini");
        std::fs::write(&file, settings).unwrap();
        // It does not run as root, but as whom the server's socket belongs to.
        let owner = said("stat", &["-c", "%U", host]);
        let status = Command::new("chmod")
            .args(["-R", "a+rX"])
            .arg(folder.path())
            .status();
        assert!(status.unwrap().success());
        let mut command = Command::new("pgbouncer");
        if said("id", &["-u"]) == "0" {
            command.args(["--user", &owner]);
        }
        let process = command
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("pgbouncer is among the prerequisites");
        let mut pooler = Self {
            port,
            process,
            _folder: folder,
        };
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(pooler.process.try_wait().unwrap().is_none(), "it ended");
            std::thread::yield_now();
        }
        pooler
    }

    fn url(&self, url: &str) -> String {
        format!(
            "postgresql://zehmo@127.0.0.1:{}/{}?sslmode=disable&gssencmode=disable",
            self.port,
            name(url)
        )
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn migrate(database: &TestDatabase, url: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_zehmo"))
        .arg("migrate")
        .env_clear()
        .env("DATA_DIR", database.path())
        .env("DATABASE_URL", url)
        .output()
        .unwrap()
}

#[actix_web::test]
async fn a_pooler_that_lends_sessions_is_refused_by_name_and_one_that_keeps_them_works() {
    let Some(server) = server() else {
        return;
    };
    let database = TestDatabase::fresh();
    let url = database.url().unwrap();
    let lending = Pooler::start(&server, "transaction");
    // Whether it has sessions at hand or not.
    for _ in 0..3 {
        let refused = migrate(&database, &lending.url(&url));
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(
            said.contains("DATABASE_URL leads to a connection pooler (such as PgBouncer)"),
            "{said}"
        );
        assert!(said.contains("pool_mode to session"), "{said}");
    }
    drop(lending);
    let keeping = Pooler::start(&server, "session");
    let app = harness::Start::default()
        .with("DATABASE_URL", &keeping.url(&url))
        .on(database)
        .start()
        .await;
    let admin = app.admin().await;
    for _ in 0..5 {
        admin.post("/jobs", &draft()).await.expect(201);
    }
    assert_eq!(jobs(&admin).await, 5);
}
