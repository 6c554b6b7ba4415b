//! `zehmo import original` on the host itself.

use std::path::Path;
use std::process::{Command, Output};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use insta::assert_snapshot;

use super::{counts, dry_run};
use crate::harness::original::Original;
use crate::harness::{Client, PASSWORD, Program};

#[actix_web::test]
async fn the_command_line_prints_the_same_report_and_brings_in_only_when_told() {
    let mut program = Program::start();
    program.admin().await;
    let books = Original::sample();
    books.sale(3, "Grace Chapel", "2025-13-40", 480.0);
    // The data folder is one process's alone.
    program.kill();
    let dry = import(&program, &books, &[]);
    assert_snapshot!(String::from_utf8(dry.stdout).unwrap(), @r"
    24576 bytes, times read as Africa/Lagos. 3 spellings of names become 3 customers.

    Rows                 In file       New  Adjusted  Here already  Changed since  Left out
    Users                      2         0         2             0              0         0
    Completed jobs             2         1         0             0              0         1
    Incomplete jobs            1         1         0             0              0         0
    Items of jobs              3         2         0             0              0         1
    Expenditures               1         1         0             0              0         0

    Month     Sums                           In file          Left out        Here already        Adjusted             Come in  Check
    no date   Completed jobs                 ₦480.00           ₦480.00                   –               –                   –  adds up
    2025-09   Incomplete jobs              ₦4,500.00                 –                   –               –           ₦4,500.00  adds up
    2025-09   Completed jobs              ₦10,000.00                 –                   –               –          ₦10,000.00  adds up
    2025-09   Expenditures                 ₦2,500.00                 –                   –               –           ₦2,500.00  adds up

    These users need a code from an administrator before they can sign in: admin, user.

    Left out: 2
      jobs 3 (Grace Chapel, 1 item): The date “2025-13-40” is no day
      job_items 3 (of job 3, “Banner”, ₦480.00): Its job stays out

    Adjusted: 2
      users 1 (admin): The password is a published one, so a code from an administrator is needed
      users 2 (user): The password is a published one, so a code from an administrator is needed

    Nothing is saved. Add --commit to bring it in.
    ");
    program.restart();
    assert_eq!(counts(&signed_in(&program).await).await, (0, 0));
    program.kill();
    let done = import(&program, &books, &["--commit", "--time-zone", "UTC"]);
    let told = String::from_utf8(done.stdout).unwrap();
    assert!(told.contains("times read as UTC"), "{told}");
    assert!(
        told.ends_with("Everything above is in the books.\n"),
        "{told}"
    );
    program.restart();
    let admin = signed_in(&program).await;
    assert_eq!(counts(&admin).await, (2, 1));
    let job = admin.get("/jobs?sort=number").await.expect(200);
    assert_eq!(job.str("/data/0/occurred_at"), "2025-09-14T20:03:29.364Z");
}

#[actix_web::test]
async fn the_command_line_says_what_is_wrong_with_a_file() {
    let mut program = Program::start();
    program.admin().await;
    program.kill();
    let books = Original::sample();
    books.sql("CREATE VIEW money AS SELECT 1");
    let refused = import(&program, &books, &["--commit"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_snapshot!(String::from_utf8(refused.stderr).unwrap(), @"zehmo: The database holds a view named “money”. The old application has only plain tables, so this file is refused.");
    let nowhere = import(&program, &books, &["--time-zone", "Nowhere/City"]);
    assert_eq!(nowhere.status.code(), Some(1));
}

#[actix_web::test]
async fn the_command_line_neither_reads_a_device_for_ever_nor_waits_for_a_pipe() {
    let mut program = Program::start();
    program.admin().await;
    program.kill();
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let huge = folder.path().join("huge.db");
    let file = std::fs::File::create(&huge).unwrap();
    file.set_len(1024 * 1024 * 1024).unwrap();
    for (path, expected) in [
        (Path::new("/dev/zero"), "This is not a file but"),
        (&pipe, "This is not a file but"),
        (folder.path(), "This is not a file but"),
        (&huge, "The file may have 512 MiB."),
    ] {
        let refused = import_file(&program, path, &["--commit"]);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(said.starts_with(&format!("zehmo: {expected}")), "{said}");
    }
}

#[actix_web::test]
async fn an_import_whose_process_was_killed_has_failed_and_its_file_is_gone_after_the_next_start() {
    // PostgreSQL's batches may be another instance's, which only their silence tells.
    let mut program = Program::start_embedded();
    let admin = program.admin().await;
    let mut left = Vec::new();
    for status in ["analysing", "importing"] {
        let ready = dry_run(&admin, &Original::sample()).await;
        left.push((ready.str("/id"), status));
    }
    program.kill();
    let folder = program.database.path().to_owned();
    let mut database =
        SqliteConnection::establish(folder.join("zehmo.db").to_str().unwrap()).unwrap();
    for (id, status) in &left {
        let at_work = format!("UPDATE import_batches SET status = '{status}' WHERE id = '{id}'");
        database.batch_execute(&at_work).unwrap();
    }
    drop(database);
    let upload = folder.join("imports/01a2.upload");
    std::fs::write(&upload, "names and hashes").unwrap();
    program.restart();
    assert!(!upload.exists());
    let admin = signed_in(&program).await;
    for (id, status) in &left {
        let place = format!("/imports/{id}");
        let seen = admin.get(&place).await.expect(200);
        assert_eq!(seen.body["status"], "failed", "{status}");
        let why =
            "The server stopped while it worked on this. Nothing was changed. Send the file again.";
        assert_eq!(seen.str("/problem/detail"), why);
        admin.act(&format!("{place}/commit")).await.expect(409);
        admin.delete(&place).await.expect(204);
    }
    assert_eq!(counts(&admin).await, (0, 0));
}

/// The admin over a new connection: the old one died with the program.
async fn signed_in(program: &Program) -> Client {
    let mut client = program.client();
    client.sign_in("ada", PASSWORD).await.expect(200);
    client
}

fn import(program: &Program, books: &Original, more: &[&str]) -> Output {
    import_file(program, &books.path(), more)
}

fn import_file(program: &Program, file: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zehmo"));
    command
        .args(["import", "original"])
        .arg(file)
        .args(more)
        .env_clear()
        .env("DATA_DIR", program.database.path());
    if let Some(url) = program.database.url() {
        command.env("DATABASE_URL", url);
    }
    command.output().unwrap()
}
