//! Outages: a busy or absent database and a full disk answer 503 with the time to wait, lose nothing and pass by themselves;
//! a panic is one failed request.

use std::process::Command;
use std::sync::mpsc;

use api::config::{Config, Environment};
use diesel::connection::SimpleConnection;
use diesel::{Connection, RunQueryDsl, SqliteConnection};
use serde_json::{Value, json};

use crate::harness::{self, Answer, Client, Program, Start, TestApp, TestDatabase, make};

pub fn draft() -> Value {
    json!({"items": [make::item("Label", "1", 100)]})
}

#[track_caller]
pub fn is_busy(answer: &Answer) {
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert_eq!(answer.body["code"], "busy");
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!(wait >= 1);
    for inner in [
        "sqlite", "SQLITE", "postgres", "pool", "locked", ".rs", "/tmp",
    ] {
        assert!(!answer.text.contains(inner), "{}", answer.text);
    }
}

pub async fn jobs(client: &Client) -> usize {
    let answer = client.get("/jobs?limit=200").await.expect(200);
    answer.body["data"].as_array().unwrap().len()
}

/// Keeps every connection of the pool busy until the sender is dropped.
fn occupy(
    app: &TestApp,
    connections: usize,
) -> (mpsc::Sender<()>, Vec<actix_web::rt::task::JoinHandle<()>>) {
    let (release, wait) = mpsc::channel::<()>();
    let wait = std::sync::Arc::new(std::sync::Mutex::new(wait));
    let holders = (0..connections)
        .map(|_| {
            let (db, wait) = (app.app.db.clone(), std::sync::Arc::clone(&wait));
            actix_web::rt::spawn(async move {
                let held = db.read(move |_conn| {
                    // Ends with an error when the sender is gone: that is the sign.
                    let ended = wait.lock().unwrap().recv();
                    assert!(ended.is_err());
                    Ok(())
                });
                held.await.unwrap();
            })
        })
        .collect();
    (release, holders)
}

#[actix_web::test]
async fn a_pool_that_is_used_up_answers_busy_and_recovers() {
    let app = Start::default().with("DB_POOL_SIZE", "2").start().await;
    let admin = app.admin().await;
    let (release, holders) = occupy(&app, 2);
    // The spawned readers must have begun before anybody else asks.
    actix_web::rt::task::yield_now().await;
    let refused = admin.get("/jobs").await;
    is_busy(&refused);
    drop(release);
    for holder in holders {
        holder.await.unwrap();
    }
    admin.get("/jobs").await.expect(200);
}

#[actix_web::test]
async fn a_database_whose_writer_is_held_by_another_program_answers_busy_and_recovers() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    match app.database.url() {
        None => {
            let file = app.database.path().join("zehmo.db");
            let mut other = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
            other.batch_execute("BEGIN IMMEDIATE").unwrap();
            is_busy(&admin.post("/jobs", &draft()).await);
            // Readers go on beside a writer.
            assert_eq!(jobs(&admin).await, 0);
            other.batch_execute("ROLLBACK").unwrap();
        }
        Some(url) => {
            let mut other = diesel::PgConnection::establish(&url).unwrap();
            other
                .batch_execute("BEGIN; SELECT pg_advisory_xact_lock(7301)")
                .unwrap();
            is_busy(&admin.post("/jobs", &draft()).await);
            assert_eq!(jobs(&admin).await, 0);
            other.batch_execute("ROLLBACK").unwrap();
        }
    }
    admin.post("/jobs", &draft()).await.expect(201);
    assert_eq!(jobs(&admin).await, 1);
}

/// PostgreSQL takes the commit of a failed transaction for a rollback and says nothing.
#[actix_web::test]
async fn a_change_that_overlooked_an_error_is_not_taken_for_saved() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let overlook = |tx: &mut api::db::Tx<'_>| {
        let failed = diesel::sql_query("SELECT 1 FROM nowhere").execute(tx.conn);
        assert!(failed.is_err());
        Ok(())
    };
    let host = api::db::Actor::host();
    let alone = app.app.db.write_blocking(&host, overlook);
    let caller = api::db::Caller {
        actor: host,
        key: None,
    };
    let together = app.app.db.write_unkeyed(&caller, overlook).await;
    // SQLite goes on after a statement that failed: there the rest is saved.
    let is_saved = harness::server().is_none();
    assert_eq!((alone.is_ok(), together.is_ok()), (is_saved, is_saved));
    admin.post("/jobs", &draft()).await.expect(201);
    app.books_add_up();
}

#[actix_web::test]
async fn a_database_that_is_away_answers_busy_and_comes_back_by_itself() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/jobs", &draft()).await.expect(201);
    let (Some(server), Some(url)) = (harness::server(), app.database.url()) else {
        return;
    };
    let name = url
        .split('?')
        .next()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let cut = format!(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
    );
    // A restart of the database server, waited for: the next request finds a new connection.
    harness::admin(&server, &cut);
    admin.get("/jobs").await.expect(200);
    harness::admin(&server, &cut);
    admin.post("/jobs", &draft()).await.expect(201);
    harness::admin(
        &server,
        &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"),
    );
    harness::admin(&server, &cut);
    is_busy(&admin.get("/jobs").await);
    is_busy(&admin.post("/jobs", &draft()).await);
    is_busy(&app.nobody().get("/health/ready").await);
    // A server whose database is away is alive: nobody must restart it for that.
    app.nobody().get("/health/live").await.expect(200);
    harness::admin(
        &server,
        &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"),
    );
    assert_eq!(jobs(&admin).await, 2);
    admin.post("/jobs", &draft()).await.expect(201);
    app.nobody().get("/health/ready").await.expect(200);
}

/// No byte beyond this place of any file: what a full disk does to a database that grows.
fn limit_files(program: &Program, bytes: &str) {
    let limited = Command::new("prlimit")
        .args(["--pid", &program.pid().to_string()])
        .arg(format!("--fsize={bytes}:unlimited"))
        .status()
        .unwrap();
    assert!(limited.success());
}

#[actix_web::test]
async fn a_disk_that_takes_no_more_answers_busy_and_loses_nothing() {
    // PostgreSQL's disk is another server's; the embedded database is ours.
    let mut program = Program::start_embedded();
    let admin = program.admin().await;
    for _ in 0..3 {
        admin.post("/jobs", &draft()).await.expect(201);
    }
    limit_files(&program, "1024");
    for _ in 0..3 {
        is_busy(&admin.post("/jobs", &draft()).await);
    }
    is_busy(&program.client().get("/health/ready").await);
    program.client().get("/health/live").await.expect(200);
    assert_eq!(jobs(&admin).await, 3);
    limit_files(&program, "unlimited");
    admin.post("/jobs", &draft()).await.expect(201);
    assert_eq!(jobs(&admin).await, 4);
    limit_files(&program, "1024");
    is_busy(&admin.post("/jobs", &draft()).await);
    program.kill();
    program.restart();
    // The old client would try the connection that died with the program.
    let mut again = program.client();
    again.token.clone_from(&admin.token);
    assert_eq!(jobs(&again).await, 4);
    program.client().get("/health/ready").await.expect(200);
}

#[actix_web::test]
async fn a_row_of_our_own_that_is_missing_is_a_fault_and_no_missing_address() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.database.execute("DELETE FROM settings");
    for path in ["/settings", "/me", "/jobs/summary", "/dashboard"] {
        let fault = admin.get(path).await;
        assert_eq!((fault.status, path), (500, path), "{}", fault.text);
    }
    admin.post("/jobs", &draft()).await.expect(500);
}

#[actix_web::test]
async fn g65_a_database_file_that_was_ruined_is_an_outage_without_a_word_about_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let sabotage = "ALTER TABLE jobs RENAME TO quinces";
    match app.database.url() {
        Some(url) => diesel::PgConnection::establish(&url)
            .unwrap()
            .batch_execute(sabotage)
            .unwrap(),
        None => {
            let file = app.database.path().join("zehmo.db");
            SqliteConnection::establish(file.to_str().unwrap())
                .unwrap()
                .batch_execute(sabotage)
                .unwrap();
        }
    }
    let answer = admin.get("/jobs").await.expect(500);
    assert_eq!(answer.body["code"], "internal");
    for inner in ["quinces", "jobs\"", "SELECT", "no such table", "relation"] {
        assert!(!answer.text.contains(inner), "{}", answer.text);
    }
    let repair = "ALTER TABLE quinces RENAME TO jobs";
    match app.database.url() {
        Some(url) => diesel::PgConnection::establish(&url)
            .unwrap()
            .batch_execute(repair)
            .unwrap(),
        None => {
            let file = app.database.path().join("zehmo.db");
            SqliteConnection::establish(file.to_str().unwrap())
                .unwrap()
                .batch_execute(repair)
                .unwrap();
        }
    }
    admin.get("/jobs").await.expect(200);
}

#[test]
fn a_server_without_its_database_does_not_start_and_says_so() {
    let database = TestDatabase::fresh();
    let url = "postgres://zehmo@localhost/zehmo?host=/nowhere&connect_timeout=2";
    let variables = [
        ("DATA_DIR", database.path().to_str().unwrap()),
        ("DATABASE_URL", url),
    ];
    let config = Config::read(&Environment::of(variables)).unwrap();
    let refused = api::instance::Instance::start(config, api::clock::Clock::system())
        .err()
        .unwrap();
    assert!(
        refused.to_string().contains("cannot be reached"),
        "{refused}"
    );
}
