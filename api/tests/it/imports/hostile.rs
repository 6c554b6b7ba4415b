//! Files that are not the original's database, or worse: each gets a clear problem, and nothing is changed.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use insta::assert_snapshot;
use rusqlite::Connection;

use super::{counts, sent, settled};
use crate::harness::original::Original;
use crate::harness::{PASSWORD, TestApp};

#[actix_web::test]
async fn what_is_no_database_is_refused_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let whole = Original::sample().bytes();
    let cut = whole[..whole.len() - 4096].to_vec();
    let mut told = String::new();
    for (name, file) in [
        ("empty", Vec::new()),
        ("zeros", vec![0; 1_000_000]),
        ("text", b"id,username\n1,admin\n".to_vec()),
        ("header alone", whole[..60].to_vec()),
        ("cut off", cut),
    ] {
        let refused = admin.upload("/imports?time_zone=Africa/Lagos", file).await;
        told.push_str(&format!("{name}: {}\n", refused.status_and_body()));
    }
    assert_snapshot!(told, @r"
    empty: 400 malformed: This is not an SQLite database. Send the old application's file, usually business_management.db.
    zeros: 400 malformed: This is not an SQLite database. Send the old application's file, usually business_management.db.
    text: 400 malformed: This is not an SQLite database. Send the old application's file, usually business_management.db.
    header alone: 400 malformed: The file is cut off: it says that it is 24576 bytes long, but 60 arrived. Copy it again.
    cut off: 400 malformed: The file is cut off: it says that it is 24576 bytes long, but 20480 arrived. Copy it again.
    ");
    assert_eq!(counts(&admin).await, (0, 0));
    no_file_is_left(&app);
}

#[actix_web::test]
async fn asvs_5_2_2_a_hostile_database_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut told = String::new();
    for (name, statements) in [
        ("a view", "CREATE VIEW money AS SELECT 1"),
        (
            "a view named users",
            "DROP TABLE users; CREATE VIEW users AS SELECT 1 AS id, 'a' AS username, 'b' AS password_hash, 'admin' AS role",
        ),
        (
            "a trigger",
            "CREATE TRIGGER t AFTER INSERT ON jobs BEGIN DELETE FROM users; END",
        ),
        (
            "a virtual table",
            "CREATE VIRTUAL TABLE v USING fts5(words)",
        ),
        ("no table of jobs", "DROP TABLE jobs"),
        ("no column", "ALTER TABLE jobs DROP COLUMN status"),
        (
            "a computed column",
            "ALTER TABLE jobs DROP COLUMN status; ALTER TABLE jobs ADD COLUMN status TEXT AS (hex(zeroblob(100000))) VIRTUAL",
        ),
        (
            "too many users",
            "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 600) \
             INSERT INTO users SELECT i, 'u' || i, '', 'normal' FROM n",
        ),
        (
            "a huge text",
            "INSERT INTO jobs VALUES (9, replace(hex(zeroblob(5000000)), '0', 'x'), 'Completed', 'Cash', '2025-01-01', 1)",
        ),
    ] {
        let file = Original::sample();
        file.sql(statements);
        let failed = sent(&admin, file.bytes()).await;
        assert_eq!(failed.body["status"], "failed", "{name}");
        assert!(failed.body["report"].is_null(), "{name}");
        let problem = &failed.body["problem"];
        told.push_str(&format!(
            "{name}: {} {}\n",
            problem["code"].as_str().unwrap(),
            problem["detail"].as_str().unwrap()
        ));
    }
    assert_snapshot!(told, @r"
    a view: malformed The database holds a view named “money”. The old application has only plain tables, so this file is refused.
    a view named users: malformed The database holds a view named “users”. The old application has only plain tables, so this file is refused.
    a trigger: malformed The database holds a trigger named “t”. The old application has only plain tables, so this file is refused.
    a virtual table: malformed The database holds a virtual table named “v”. The old application has only plain tables, so this file is refused.
    no table of jobs: malformed This is not the old application's database: the table “jobs” is missing.
    no column: malformed This is not the old application's database: the table “jobs” has no plain column “status”.
    a computed column: malformed This is not the old application's database: the table “jobs” has no plain column “status”.
    too many users: too_large The table “users” has more rows than can be read at once: at most 2,000,000 in all, and 500 users.
    a huge text: malformed A row of the database is larger than 8 MiB. The old application's own rows have a few hundred bytes, so this file is refused.
    ");
    assert_eq!(counts(&admin).await, (0, 0));
    no_file_is_left(&app);
}

#[actix_web::test]
async fn damaged_pages_are_found_before_a_row_is_read() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let books = Original::busy(200);
    let mut bytes = books.bytes();
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..middle + 4096] {
        *byte = 0xa5;
    }
    let failed = sent(&admin, bytes).await;
    assert_eq!(
        failed.str("/problem/detail"),
        "The database is damaged and cannot be trusted. Copy it again while the old application is stopped."
    );
}

#[actix_web::test]
async fn another_programs_database_is_told_apart() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT)")
        .unwrap();
    let failed = sent(&admin, std::fs::read(&path).unwrap()).await;
    assert_eq!(
        failed.str("/problem/detail"),
        "This is not the old application's database: the table “users” is missing."
    );
}

#[actix_web::test]
async fn a_file_of_another_type_zone_or_size_is_not_even_received() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let file = Original::sample().bytes();
    let wrong_type = admin
        .with("content-type", "application/json")
        .upload("/imports?time_zone=Africa/Lagos", file.clone())
        .await;
    assert_snapshot!(wrong_type.status_and_body(), @"415 wrong_type: Send the file as application/vnd.sqlite3 or application/octet-stream.");
    assert_eq!(
        wrong_type.header("accept-post"),
        "application/vnd.sqlite3, application/octet-stream"
    );
    let no_zone = admin.upload("/imports", file.clone()).await;
    assert_snapshot!(no_zone.status_and_body(), @"400 malformed: A query parameter cannot be used. time_zone required");
    let strange_zone = admin
        .upload("/imports?time_zone=Africa/Kingsway", file)
        .await;
    assert_snapshot!(strange_zone.status_and_body(), @"400 malformed: A query parameter cannot be used. time_zone not_one_of");
    let answer = raw(&app, &admin.token.clone().unwrap(), 600 * 1024 * 1024);
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("The file may have 512 MiB."), "{answer}");
}

#[actix_web::test]
async fn a_file_may_come_as_bytes_of_any_kind_and_what_is_no_file_is_refused_in_words() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for kind in ["application/octet-stream", "application/vnd.sqlite3"] {
        let client = admin.with("content-type", kind);
        // What some generated clients make of a file.
        for body in ["{}", "[object Blob]", ""] {
            let sent = client
                .upload("/imports?time_zone=Africa/Lagos", body.into())
                .await;
            assert_eq!(
                sent.status_and_body(),
                "400 malformed: This is not an SQLite database. Send the old application's file, usually business_management.db.",
                "{body} as {kind}"
            );
        }
    }
    let client = admin.with("content-type", "application/octet-stream");
    let file = Original::sample().bytes();
    let sent = client
        .upload("/imports?time_zone=Africa/Lagos", file)
        .await
        .expect(202);
    assert_eq!(sent.str("/status"), "analysing");
}

#[actix_web::test]
async fn an_upload_that_stops_arriving_is_given_up_after_15_seconds() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let token = admin.token.clone().unwrap();
    let answer = raw(&app, &token, 24_576);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    no_file_is_left(&app);
    // The turn is free again.
    let begun = app
        .sign_in("ada", PASSWORD)
        .await
        .upload(
            "/imports?time_zone=Africa/Lagos",
            Original::sample().bytes(),
        )
        .await
        .expect(202);
    settled(&admin, &begun.str("/id")).await;
}

#[actix_web::test]
async fn only_an_administrator_may_import() {
    let app = TestApp::start().await;
    for client in [app.staff().await, app.manager().await, app.auditor().await] {
        let refused = client
            .upload(
                "/imports?time_zone=Africa/Lagos",
                Original::sample().bytes(),
            )
            .await;
        assert_eq!(
            refused.status_and_body(),
            "403 not_allowed: You may not bring in the old application's books."
        );
    }
}

/// Announces a file, sends its first bytes and nothing more; the answer's head and body.
fn raw(app: &TestApp, token: &str, announced: u64) -> String {
    let mut stream = TcpStream::connect(app.address).unwrap();
    let head = format!(
        "POST /api/v1/imports?time_zone=UTC HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/vnd.sqlite3\r\nContent-Length: {announced}\r\n\r\nSQLite format 3\0",
        app.address
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    while !answer.contains('}') {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).unwrap();
        assert_ne!(read, 0, "the connection was closed after {answer:?}");
        answer.push_str(&String::from_utf8_lossy(&part[..read]));
    }
    answer
}

/// Waits for the thread that holds the last file to be done with it.
fn no_file_is_left(app: &TestApp) {
    let folder = app.database.path().join("imports");
    let began = std::time::Instant::now();
    while std::fs::read_dir(&folder).unwrap().next().is_some() {
        assert!(began.elapsed().as_secs() < 10, "a file is left");
        std::thread::yield_now();
    }
}
