//! `zehmo audit verify`: the journal of a server, of a copy of its files, and of a backup.

use std::fs;
use std::process::Output;

use super::{backup, fill, refused, start, text};
use crate::harness::TestDatabase;

fn told(done: &Output) -> String {
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stdout.clone()).unwrap()
}

/// A change of a row that the database's own rules refuse.
fn alter(database: &TestDatabase, statement: &str) {
    match database.url() {
        Some(_) => database.execute(&format!(
            "ALTER TABLE events DISABLE TRIGGER USER; {statement}; ALTER TABLE events ENABLE TRIGGER USER"
        )),
        None => database.execute(&format!(
            "DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_removed; {statement}"
        )),
    }
}

#[tokio::test]
async fn the_journal_of_a_running_server_is_proved_and_what_was_altered_is_named() {
    for (statement, why) in [
        (
            "UPDATE events SET at = at + 1 WHERE seq = 12",
            "event 12: it was changed",
        ),
        (
            "DELETE FROM events WHERE seq = 12",
            "event 12: it is missing",
        ),
        (
            "UPDATE events SET after = '{}' WHERE seq = 12",
            "event 12: its facts were changed",
        ),
        (
            "UPDATE events SET mac = prev WHERE seq = 12",
            "event 12: it was changed",
        ),
        (
            "UPDATE events SET actor = NULL WHERE seq = 12",
            "event 12: it was changed",
        ),
    ] {
        let program = start(TestDatabase::fresh());
        fill(&program.admin().await).await;
        let whole = told(&program.run(&["audit", "verify"]));
        assert!(
            whole.contains("events, each as it was written, none missing."),
            "{whole}"
        );
        alter(&program.database, statement);
        let altered = program.run(&["audit", "verify"]);
        assert!(!altered.status.success(), "{statement}: {altered:?}");
        let said = String::from_utf8(altered.stderr).unwrap();
        assert!(said.contains(why), "{statement}: {said}");
        let around = String::from_utf8(altered.stdout).unwrap();
        assert!(
            around.starts_with("11 events are as they were written."),
            "{around}"
        );
        assert!(
            around.contains("    11  ") && around.contains("    13  "),
            "{around}"
        );
        let no_backup = refused(&program, &["backup", "make"]);
        assert!(
            no_backup.contains("the database is not sound: event 12"),
            "{no_backup}"
        );
    }
}

#[tokio::test]
async fn a_copy_of_the_files_is_read_with_its_log_and_stays_as_it_is_and_so_does_a_backup() {
    let mut program = start(TestDatabase::embedded());
    fill(&program.admin().await).await;
    let file = backup(&program);
    program.kill();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("evidence.db");
    for ending in ["", "-wal"] {
        let from = program.database.path().join(format!("zehmo.db{ending}"));
        fs::copy(from, folder.path().join(format!("evidence.db{ending}"))).unwrap();
    }
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let before = (read("evidence.db"), read("evidence.db-wal"));
    let said = told(&program.run(&["audit", "verify", text(&copy)]));
    assert!(
        said.contains("evidence.db-wal holds is looked into as well"),
        "{said}"
    );
    let count = |said: &str| {
        let line = said.lines().last().unwrap().to_owned();
        line.split(' ').next().unwrap().parse::<usize>().unwrap()
    };
    let all = count(&said);
    assert!(before == (read("evidence.db"), read("evidence.db-wal")));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    assert_eq!(
        count(&told(&program.run(&["audit", "verify", text(&file)]))),
        all
    );
    fs::remove_file(folder.path().join("evidence.db-wal")).unwrap();
    let fewer = program.run(&["audit", "verify", text(&copy)]);
    let fewer = String::from_utf8(fewer.stdout).unwrap();
    assert!(!fewer.contains("looked into"), "{fewer}");
}
