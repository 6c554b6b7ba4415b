//! Whoever has the database, but not the root secret, alters the journal in any way there is: each is named.

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use api::audit::{Checkpoint, Verdict, in_trail, verify_beside};
use api::db::{Conn, copy};
use diesel::connection::SimpleConnection as _;

use crate::harness::database::lines_of;
use crate::harness::{Chance, Start, TestApp, make};

const WAYS: usize = 200;
const TEXTS: [&str; 14] = [
    "action",
    "outcome",
    "actor",
    "role",
    "session",
    "token",
    "ip",
    "request_id",
    "entity",
    "entity_id",
    "before",
    "after",
    "payload_digest",
    "mac",
];
const COLUMNS: &str = "epoch, at, action, outcome, actor, role, session, token, ip, request_id, entity, entity_id, before, \
                       after, payload_digest, prev, mac";

/// A shop's first hours, at the end of which a checkpoint was signed.
async fn hours() -> (TestApp, Vec<Checkpoint>) {
    let app = Start::default().without_runner().start().await;
    let staff = app.staff().await;
    for _ in 0..30 {
        let job = make::job(&staff).await;
        let complete = format!("/jobs/{}/complete", job.str("/id"));
        staff.seen(&job).act(&complete).await.expect(200);
    }
    // The first hour has things to note itself; the second signs for them.
    for _ in 0..2 {
        api::tick::each_hour(&app.app.app).await.unwrap();
    }
    assert!(app.app.security_log.flush());
    let signed = in_trail(&app.database.path().join("logs")).unwrap();
    assert_eq!(signed.len(), 2);
    (app, signed)
}

fn owner(app: &TestApp) -> Conn {
    copy::owning(&app.app.config).unwrap()
}

/// The statements of one way, and the event that it makes the first bad one.
fn way(chance: &mut Chance, newest: i64) -> (String, i64) {
    let mut place = |among: RangeInclusive<i64>| {
        let span = usize::try_from(among.end() - among.start() + 1).unwrap();
        among.start() + i64::try_from(chance.below(span)).unwrap()
    };
    let (seq, other) = (place(1..=newest), place(1..=newest));
    let (first, last) = (seq.min(other), seq.max(other));
    match chance.below(8) {
        0..3 => {
            let text = chance.of(&TEXTS);
            let statement =
                format!("UPDATE events SET {text} = COALESCE({text}, '') || 'x' WHERE seq = {seq}");
            (statement, seq)
        }
        3 => {
            let number = chance.of(&["at", "epoch"]);
            (
                format!("UPDATE events SET {number} = {number} + 1 WHERE seq = {seq}"),
                seq,
            )
        }
        4 => (
            format!("DELETE FROM events WHERE seq BETWEEN {first} AND {last}"),
            first,
        ),
        5 => (format!("DELETE FROM events WHERE seq >= {seq}"), seq),
        6 => {
            let behind = newest + 1;
            let forged = format!(
                "INSERT INTO events (seq, {COLUMNS}) SELECT {behind}, {COLUMNS} FROM events WHERE seq = {seq}"
            );
            (forged, behind)
        }
        _ if first == last => (
            format!("UPDATE events SET prev = mac WHERE seq = {seq}"),
            seq,
        ),
        _ => {
            let swapped = format!(
                "UPDATE events SET seq = -1 WHERE seq = {first}; UPDATE events SET seq = {first} WHERE seq = {last};
                 UPDATE events SET seq = {last} WHERE seq = -1"
            );
            (swapped, first)
        }
    }
}

/// As the database was, but for these statements; nothing of them stays.
fn altered(app: &TestApp, statements: &str, signed: &[Checkpoint]) -> Verdict {
    let mut conn = owner(app);
    let guards = match &conn {
        Conn::Postgres(_) => "ALTER TABLE events DISABLE TRIGGER USER",
        Conn::Sqlite(_) => {
            "DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_removed;
             DROP TRIGGER events_are_never_replaced"
        }
    };
    conn.batch_execute(&format!("BEGIN; {guards}; {statements}"))
        .unwrap();
    let verdict = verify_beside(&mut conn, &app.app.keyring.now(), signed.to_vec());
    conn.batch_execute("ROLLBACK").unwrap();
    verdict.unwrap()
}

#[actix_web::test]
async fn two_hundred_ways_to_alter_the_rows_of_the_journal_are_each_named_at_the_first_bad_event() {
    let (app, signed) = hours().await;
    let newest = signed[1].seq;
    let sound = altered(&app, "SELECT 1", &signed);
    assert_eq!(
        (&sound.bad, sound.events, sound.checkpoints),
        (&None, newest, 2)
    );
    let mut chance = Chance::of_seed(14);
    for _ in 0..WAYS {
        let (statements, first) = way(&mut chance, newest);
        let verdict = altered(&app, &statements, &signed);
        let bad = verdict.bad.map(|bad| bad.seq);
        assert_eq!(bad, Some(first), "{statements}");
    }
}

#[actix_web::test]
async fn facts_that_are_gone_are_named_unless_the_journal_tells_that_they_were_erased() {
    let (app, signed) = hours().await;
    let emptied = "UPDATE events SET before = NULL, after = NULL WHERE seq = 7";
    let bad = altered(&app, emptied, &signed).bad.unwrap();
    let expected = (
        7,
        "its facts were removed, and no event tells that they were erased",
    );
    assert_eq!((bad.seq, bad.what), expected);
}

#[actix_web::test]
async fn rows_without_a_place_and_values_of_another_kind_are_named() {
    let (app, signed) = hours().await;
    let before = format!(
        "INSERT INTO events (seq, {COLUMNS}) SELECT -5, {COLUMNS} FROM events WHERE seq = 3"
    );
    let mut altering = vec![(before, -5)];
    // What SQLite keeps as bytes is read as text all the same, but found by no filter.
    if app.database.url().is_none() {
        for (column, value) in [
            ("entity_id", "CAST(entity_id AS BLOB)"),
            ("action", "CAST(action AS BLOB)"),
            ("at", "at || 'x'"),
            ("before", "CAST(coalesce(before, 'x') AS BLOB)"),
        ] {
            altering.push((
                format!("UPDATE events SET {column} = {value} WHERE seq = 6"),
                6,
            ));
        }
    }
    for (statement, seq) in altering {
        let bad = altered(&app, &statement, &signed).bad.unwrap();
        assert_eq!(bad.seq, seq, "{statement}");
    }
}

/// All that the events say, if the journal is found sound.
fn said(app: &TestApp, file: &Path) -> Result<Vec<String>, String> {
    let mut conn = copy::open(file).map_err(|error| error.to_string())?;
    let verdict = verify_beside(&mut conn, &app.app.keyring.now(), Vec::new());
    let verdict = verdict.map_err(|error| error.to_string())?;
    if let Some(bad) = verdict.bad {
        return Err(format!("event {}: {}", bad.seq, bad.what));
    }
    let all = format!("SELECT json_array(seq, {COLUMNS}) AS line FROM events ORDER BY seq");
    Ok(lines_of(file, &all))
}

#[actix_web::test]
async fn a_changed_byte_of_the_file_is_named_or_no_event_reads_otherwise() {
    let (app, _) = hours().await;
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.db");
    copy::take(&app.app.config, &whole, &AtomicBool::new(false)).unwrap();
    let (bytes, sound) = (fs::read(&whole).unwrap(), said(&app, &whole).unwrap());
    let file = folder.path().join("changed.db");
    let mut chance = Chance::of_seed(21);
    let mark = b"job.completed";
    let marks = bytes.windows(mark.len()).enumerate();
    let marks = marks.filter(|(_, window)| window == mark);
    let marks: Vec<usize> = marks.map(|(place, _)| place).collect();
    let mut named = 0;
    for way in 0..WAYS {
        let mut changed = bytes.clone();
        // Anywhere, and beside an event.
        let place = match way % 2 {
            0 => chance.below(changed.len()),
            _ => (chance.of(&marks) + chance.below(500)).min(changed.len() - 1),
        };
        changed[place] ^= 1;
        fs::write(&file, changed).unwrap();
        match said(&app, &file) {
            Ok(told) => assert_eq!(told, sound, "byte {place}"),
            Err(_named) => named += 1,
        }
    }
    assert!(named >= WAYS / 4, "{named} of {WAYS} were in the journal");
}
