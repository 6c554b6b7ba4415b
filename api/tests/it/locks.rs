//! A SQLite database is one process's at a time, by whatever name it is reached; and the log of another database is not
//! applied to it.

use std::fs::{self, File, FileTimes};
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use crate::harness::{Client, Program, TestDatabase};
use crate::outages::{draft, is_busy, jobs};

/// A command in this data folder, on this database file.
fn zehmo(arguments: &[&str], folder: &Path, file: &Path) -> Output {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    Command::new(env!("CARGO_BIN_EXE_zehmo"))
        .args(arguments)
        .env_clear()
        .env("DATA_DIR", folder)
        .env("DATABASE_URL", format!("sqlite:{}", file.display()))
        .env("PORT", port.to_string())
        .output()
        .unwrap()
}

#[track_caller]
fn refused(output: &Output) -> String {
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!output.status.success(), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[actix_web::test]
async fn a_database_that_a_server_uses_is_in_use_for_every_other_command_and_folder() {
    let program = Program::start_embedded();
    let admin = program.admin().await;
    let file = program.database.path().join("zehmo.db");
    let said = refused(&zehmo(&["migrate"], program.database.path(), &file));
    assert!(said.contains("in use by another process"), "{said}");
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("books.db");
    symlink(&file, &link).unwrap();
    for name in [&file, &link] {
        let said = refused(&zehmo(&["migrate"], elsewhere.path(), name));
        assert!(said.contains("in use by another process"), "{said}");
    }
    admin.post("/jobs", &draft()).await.expect(201);
}

/// A killed server's database with one job, its log still beside it, and a copy from before with none.
async fn killed() -> (Program, Client, PathBuf, PathBuf) {
    let mut program = Program::start_embedded();
    let admin = program.admin().await;
    program.kill();
    let file = program.database.path().join("zehmo.db");
    // What a clean end leaves: everything in the one file.
    assert!(
        zehmo(&["migrate"], program.database.path(), &file)
            .status
            .success()
    );
    let copy = program.database.path().join("copy.db");
    fs::copy(&file, &copy).unwrap();
    program.restart();
    let again = signed(&program, &admin);
    again.post("/jobs", &draft()).await.expect(201);
    program.kill();
    let log = fs::metadata(program.database.path().join("zehmo.db-wal")).unwrap();
    assert!(log.len() > 32);
    (program, again, file, copy)
}

/// The same person, on a connection that the last kill did not break.
fn signed(program: &Program, before: &Client) -> Client {
    let mut client = program.client();
    client.token.clone_from(&before.token);
    client
}

fn set_modified(path: &Path, at: SystemTime) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_times(FileTimes::new().set_modified(at)).unwrap();
}

#[actix_web::test]
async fn a_killed_server_finds_its_own_log_again() {
    let (mut program, client, _file, _copy) = killed().await;
    program.restart();
    assert_eq!(jobs(&signed(&program, &client)).await, 1);
}

#[actix_web::test]
async fn a_database_put_back_beside_the_log_of_the_one_before_is_refused_with_the_way_out() {
    type Restore = fn(&Path, &Path);
    let ways: [(&str, Restore); 5] = [
        ("copied over it a moment later", |copy, file| {
            fs::write(file, fs::read(copy).unwrap()).unwrap();
            set_modified(file, SystemTime::now() + Duration::from_secs(3));
        }),
        ("copied over it the next day", |copy, file| {
            fs::write(file, fs::read(copy).unwrap()).unwrap();
            set_modified(file, SystemTime::now() + Duration::from_secs(86_400));
        }),
        ("copied over it with its old time", |copy, file| {
            fs::write(file, fs::read(copy).unwrap()).unwrap();
            set_modified(file, SystemTime::now() - Duration::from_secs(86_400));
        }),
        ("moved into its place", |copy, file| {
            fs::rename(copy, file).unwrap();
        }),
        ("taken away", |_copy, file| {
            fs::remove_file(file).unwrap();
        }),
    ];
    for (way, restore) in ways {
        let (mut program, client, file, copy) = killed().await;
        let kept = program.database.path().join("kept.db");
        fs::copy(&copy, &kept).unwrap();
        restore(&copy, &file);
        let log = file.with_file_name("zehmo.db-wal");
        let bytes = fs::read(&log).unwrap();
        let said = refused(&zehmo(&["serve"], program.database.path(), &file));
        assert!(said.contains("belongs to the one before"), "{way}: {said}");
        assert!(
            said.contains(&format!("remove {}", log.display())),
            "{way}: {said}"
        );
        assert_eq!(fs::read(&log).unwrap(), bytes, "{way}: nothing was changed");
        // The way out.
        fs::remove_file(&log).unwrap();
        fs::copy(&kept, &file).unwrap();
        program.restart();
        let client = signed(&program, &client);
        assert_eq!(jobs(&client).await, 0, "{way}");
        client.post("/jobs", &draft()).await.expect(201);
    }
}

#[actix_web::test]
async fn a_database_that_is_replaced_while_the_server_runs_takes_nothing_that_would_be_lost() {
    let program = Program::start_embedded();
    let admin = program.admin().await;
    admin.post("/jobs", &draft()).await.expect(201);
    let file = program.database.path().join("zehmo.db");
    let elsewhere = program.database.path().join("elsewhere.db");
    fs::rename(&file, &elsewhere).unwrap();
    for way in ["taken away", "replaced"] {
        is_busy(&admin.post("/jobs", &draft()).await);
        is_busy(&admin.get("/jobs").await);
        is_busy(&program.client().get("/health/ready").await);
        program.client().get("/health/live").await.expect(200);
        fs::copy(&elsewhere, &file).unwrap_or_else(|error| panic!("{way}: {error}"));
    }
    // The file itself is put back into its place.
    fs::rename(&elsewhere, &file).unwrap();
    admin.post("/jobs", &draft()).await.expect(201);
    assert_eq!(jobs(&admin).await, 2);
    program.client().get("/health/ready").await.expect(200);
}

#[actix_web::test]
async fn a_database_that_was_put_back_without_a_log_starts() {
    let program = Program::start_embedded();
    program.admin().await;
    let database = TestDatabase::embedded();
    let file = database.path().join("zehmo.db");
    assert!(zehmo(&["migrate"], database.path(), &file).status.success());
    assert!(zehmo(&["migrate"], database.path(), &file).status.success());
}
