//! An upgrade keeps the books as they were first, and changes all of the tables or none.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use super::dump::{SECRET_KEY, restored};
use super::schema;
use crate::harness::TestDatabase;

fn program(database: &TestDatabase, arguments: &[&str], more: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zehmo"));
    command
        .env_clear()
        .env("DATA_DIR", database.path())
        .env("SECRET_KEY", SECRET_KEY)
        .envs(database.url().map(|url| ("DATABASE_URL", url)))
        .envs(more.iter().copied());
    command.args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    let both = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(both).unwrap()
}

fn kept(database: &TestDatabase) -> Vec<PathBuf> {
    let folder = fs::read_dir(database.path().join("backups"));
    let entries = folder.into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn an_upgrade_that_fails_changes_nothing_and_the_books_before_it_are_kept() {
    let database = restored();
    // Something that a later migration finds in its way.
    database.execute("CREATE TABLE root_secrets (name TEXT)");
    let before = schema(&database);
    for _ in 0..2 {
        let failed = program(&database, &["migrate"], &[]);
        let why = said(&failed);
        assert!(!failed.status.success(), "{why}");
        assert!(why.contains("an earlier release (schema 0001)"), "{why}");
        assert!(
            why.contains("Nothing was changed: that release runs on them as before."),
            "{why}"
        );
        assert_eq!(schema(&database), before);
        let [file] = kept(&database).try_into().unwrap();
        assert!(why.contains(file.to_str().unwrap()), "{why}");
    }
    // The backup has it as well.
    database.execute("DROP TABLE root_secrets");
    let [file] = kept(&database).try_into().unwrap();
    fs::remove_file(file).unwrap();
    let applied = program(&database, &["migrate"], &[]);
    assert!(applied.status.success(), "{}", said(&applied));
    let [file] = kept(&database).try_into().unwrap();
    let proved = program(
        &database,
        &["backup", "verify", file.to_str().unwrap()],
        &[],
    );
    let told = said(&proved);
    assert!(
        proved.status.success() && told.contains("schema 0001"),
        "{told}"
    );
    let again = program(&database, &["migrate"], &[]);
    assert!(said(&again).contains("up to date"), "{}", said(&again));
    assert_eq!(kept(&database).len(), 1);
}

#[test]
fn without_a_backup_of_the_books_there_is_no_upgrade() {
    let database = restored();
    let before = schema(&database);
    let nowhere = database.path().join("no-folder");
    fs::write(&nowhere, "").unwrap();
    let refused = program(
        &database,
        &["migrate"],
        &[("BACKUP_DIR", nowhere.to_str().unwrap())],
    );
    let why = said(&refused);
    assert!(!refused.status.success(), "{why}");
    assert!(
        why.contains("a backup of them comes first and cannot be made"),
        "{why}"
    );
    assert_eq!(schema(&database), before);
}
