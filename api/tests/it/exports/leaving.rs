//! Whoever goes away is worked for no more.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

use actix_web::rt::time::{sleep, timeout};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use shared::id::UserId;

use super::shop;
use crate::harness::TestApp;

/// Less than a file waits for the writer.
const SOON: Duration = Duration::from_secs(3);

/// Keeps everybody from writing as long as it is held.
fn hold_the_writer(app: &TestApp) -> Box<dyn SimpleConnection> {
    match app.database.url() {
        None => {
            let file = app.database.path().join("zehmo.db");
            let mut other = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
            other.batch_execute("BEGIN IMMEDIATE").unwrap();
            Box::new(other)
        }
        Some(url) => {
            let mut other = PgConnection::establish(&url).unwrap();
            let hold = "BEGIN; SELECT pg_advisory_xact_lock(7301)";
            other.batch_execute(hold).unwrap();
            Box::new(other)
        }
    }
}

/// Waits until the person has both turns at files, or lacks one.
async fn has_both_turns(app: &TestApp, who: UserId, expected: bool) {
    let turns = &app.app.limits.files;
    let waits = async {
        loop {
            let both = [turns.enter(who), turns.enter(who)];
            if both.iter().all(Result::is_ok) == expected {
                return;
            }
            drop(both);
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(SOON, waits).await.expect("in time");
}

#[actix_web::test]
async fn a_file_for_who_has_hung_up_is_given_up() {
    let app = TestApp::start().await;
    let admin = shop(&app).await;
    let me: UserId = admin.get("/me").await.str("/user/id").parse().unwrap();
    let held = hold_the_writer(&app);
    // It waits for its event to be written.
    let mut line = TcpStream::connect(app.address).unwrap();
    let token = admin.token.as_deref().unwrap();
    let asked = format!(
        "GET /api/v1/jobs/export HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n",
        app.address
    );
    line.write_all(asked.as_bytes()).unwrap();
    has_both_turns(&app, me, false).await;
    drop(line);
    has_both_turns(&app, me, true).await;
    drop(held);
    let events = admin.get("/events?entity=export").await.expect(200);
    assert_eq!(events.body["data"].as_array().unwrap().len(), 0);
}
