//! The journal: who reads it, and that no one can change it unseen.

mod altered;
mod feed;
mod kept;
mod taken;
mod verified;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};

use crate::harness::{TestApp, make};

/// Changes the journal as an intruder with the database's own rights would: the guards of the table are put away first.
fn tamper(app: &TestApp, sql: &str) {
    match app.database.url() {
        Some(url) => PgConnection::establish(&url)
            .unwrap()
            .batch_execute(&format!("ALTER TABLE events DISABLE TRIGGER ALL; {sql}"))
            .unwrap(),
        None => sqlite(app)
            .batch_execute(&format!(
                "DROP TRIGGER IF EXISTS events_are_never_changed; DROP TRIGGER IF EXISTS events_are_never_removed; {sql}"
            ))
            .unwrap(),
    }
}

fn sqlite(app: &TestApp) -> SqliteConnection {
    let file = app.database.path().join("zehmo.db");
    let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    conn
}

pub fn verdict(app: &TestApp) -> api::audit::Verdict {
    app.app
        .db
        .read_blocking(|conn| api::audit::verify(conn, &app.app.keyring.now()))
        .unwrap()
}

#[actix_web::test]
async fn tampering_with_an_event_is_found_and_named() {
    for (sql, seq, what) in [
        (
            "UPDATE events SET action = 'job.kept' WHERE seq = 3",
            3,
            "it was changed",
        ),
        (
            "UPDATE events SET actor = NULL WHERE seq = 4",
            4,
            "it was changed",
        ),
        (
            "UPDATE events SET at = at + 1 WHERE seq = 4",
            4,
            "it was changed",
        ),
        (
            "UPDATE events SET after = '{}' WHERE seq = 4",
            4,
            "its facts were changed",
        ),
        (
            "UPDATE events SET after = '{}', payload_digest = 'x' WHERE seq = 4",
            4,
            "it was changed",
        ),
        (
            "UPDATE events SET mac = prev WHERE seq = 2",
            2,
            "it was changed",
        ),
        ("DELETE FROM events WHERE seq = 3", 3, "it is missing"),
        ("DELETE FROM events WHERE seq = 1", 1, "it is missing"),
        (
            "DELETE FROM events WHERE seq = 3; UPDATE events SET seq = seq - 1 WHERE seq = 4",
            3,
            "it does not follow the event before it",
        ),
        (
            "UPDATE events SET epoch = 9 WHERE seq = 3",
            3,
            "its epoch has no key",
        ),
    ] {
        let app = TestApp::start().await;
        make::job(&app.staff().await).await;
        let sound = verdict(&app);
        assert_eq!((sound.bad, sound.erased), (None, 0));
        assert!(sound.events > 4);
        tamper(&app, sql);
        let found = verdict(&app);
        assert_eq!(found.bad, Some(api::audit::Finding { seq, what }), "{sql}");
        assert_eq!(found.events, seq - 1);
    }
}

/// The database itself refuses to change or remove events.
fn refuses_changes(app: &TestApp) {
    let replace = match app.database.url() {
        Some(_) => {
            "INSERT INTO events SELECT * FROM events WHERE seq = 1
             ON CONFLICT (seq) DO UPDATE SET action = 'forged'"
        }
        None => "INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 1",
    };
    for sql in [
        "UPDATE events SET actor = NULL",
        "DELETE FROM events WHERE seq = 1",
        replace,
    ] {
        let refused = match app.database.url() {
            Some(url) => PgConnection::establish(&url).unwrap().batch_execute(sql),
            None => sqlite(app).batch_execute(sql),
        };
        let error = refused.unwrap_err().to_string();
        assert!(error.contains("events are append-only"), "{sql}: {error}");
    }
}

#[actix_web::test]
async fn asvs_16_4_2_the_database_itself_refuses_to_change_or_remove_events() {
    let app = TestApp::start().await;
    refuses_changes(&app);
    assert_eq!(verdict(&app).bad, None);
}

#[actix_web::test]
async fn the_chain_holds_under_fifty_writers() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    futures_util::future::join_all((0..50).map(|_| make::job(&staff))).await;
    let verdict = verdict(&app);
    assert_eq!(verdict.bad, None);
    assert!(verdict.events > 50);
}
