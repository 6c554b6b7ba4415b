//! What comes back, and what does not.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use diesel::sql_types::BigInt;
use diesel::{Connection as _, QueryableByName, RunQueryDsl as _, SqliteConnection};
use serde_json::json;

use super::{backup, books, fill, start, text};
use crate::harness::{Client, PASSWORD, Program, TestDatabase, faults, make};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

async fn signed_in(program: &Program) -> Client {
    let mut client = program.client();
    client.sign_in("ada", PASSWORD).await.expect(200);
    client
}

#[tokio::test]
async fn g21_g82_a_backup_restores_the_same_books_into_either_kind_of_database() {
    let program = start(TestDatabase::fresh());
    let admin = program.admin().await;
    fill(&admin).await;
    let before = books(&admin).await;
    let file = backup(&program);
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let left = fs::read_dir(file.parent().unwrap()).unwrap().count();
    assert_eq!(left, 1, "nothing unfinished is left");
    let proved = program.run(&["backup", "verify", text(&file)]);
    assert!(proved.status.success(), "{proved:?}");
    for database in [TestDatabase::fresh(), TestDatabase::embedded()] {
        let mut other = start(database);
        other.kill();
        let restored = other.run(&["restore", text(&file)]);
        assert!(restored.status.success(), "{restored:?}");
        other.restart();
        let admin = signed_in(&other).await;
        assert_eq!(books(&admin).await, before);
        assert_eq!(faults(&other.database).unwrap(), Vec::<String>::new());
        // The shop goes on where it stood.
        make::job(&admin).await.expect(201);
        let event = admin
            .get("/events?action=backup.restored")
            .await
            .expect(200);
        assert_eq!(event.body["data"].as_array().unwrap().len(), 1);
        let again = other.run(&["backup", "make"]);
        assert!(again.status.success(), "its journal is whole: {again:?}");
    }
}

#[tokio::test]
async fn a_backup_is_made_while_sales_go_on_and_holds_up_none_of_them() {
    let program = start(TestDatabase::fresh());
    let admin = program.admin().await;
    fill(&admin).await;
    let (stop, made) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let (admin, stop, made) = (admin.clone(), Arc::clone(&stop), Arc::clone(&made));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    make::job(&admin).await.expect(201);
                    made.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let mut counts = Vec::new();
    for _ in 0..3 {
        let seen = made.load(Ordering::Relaxed);
        let mut command = program.command(&["backup", "make"]);
        let ran = tokio::task::spawn_blocking(move || command.output().unwrap());
        let ran = ran.await.unwrap();
        assert!(ran.status.success(), "{ran:?}");
        let told = String::from_utf8(ran.stdout).unwrap();
        let jobs = told
            .split("proved: ")
            .nth(1)
            .unwrap()
            .split(' ')
            .next()
            .unwrap();
        let jobs: usize = jobs.parse().unwrap();
        assert!(
            jobs >= 40 + seen,
            "{jobs} < 40 + {seen}: an acknowledged sale is missing"
        );
        counts.push(jobs);
    }
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
    assert!(counts.is_sorted(), "{counts:?}");
    assert!(*counts.last().unwrap() <= 40 + made.load(Ordering::Relaxed));
}

#[tokio::test]
async fn g100_restoring_ends_all_sessions_and_tokens_and_keeps_the_books_before() {
    let mut program = start(TestDatabase::embedded());
    let admin = program.admin().await;
    fill(&admin).await;
    let draft = json!({"name": "Till", "scopes": ["jobs.read"]});
    let token = admin.post("/me/tokens", &draft).await.expect(201);
    let before = books(&admin).await;
    let file = backup(&program);
    make::job(&admin).await.expect(201);
    let refused = super::refused(&program, &["restore", text(&file)]);
    assert!(refused.contains("in use by another process"), "{refused}");
    // Killed, so that the log beside the database is not brought into it.
    program.kill();
    let restored = program.run(&["restore", text(&file)]);
    assert!(restored.status.success(), "{restored:?}");
    let told = String::from_utf8(restored.stdout).unwrap();
    let kept = told.split("before lie in ").nth(1).unwrap();
    let kept = kept.split_once(".\n").unwrap().0.to_owned();
    program.restart();
    for held in [admin.token.unwrap(), token.str("/token")] {
        let client = program.client().bearing(&held);
        client.get("/jobs").await.expect(401);
    }
    let admin = signed_in(&program).await;
    assert_eq!(books(&admin).await, before);
    // What was there is whole, with the sale that came after the backup.
    assert_eq!(jobs_in(&kept), 41);
}

fn jobs_in(file: &str) -> i64 {
    let mut kept = SqliteConnection::establish(file).unwrap();
    let count: Count = diesel::sql_query("SELECT count(*) AS n FROM jobs")
        .get_result(&mut kept)
        .unwrap();
    count.n
}

#[tokio::test]
async fn a_database_with_books_is_not_filled_with_others() {
    let source = start(TestDatabase::fresh());
    let admin = source.admin().await;
    fill(&admin).await;
    let file = backup(&source);
    let mut target = start(TestDatabase::fresh());
    if target.database.url().is_none() {
        // A file is kept beside the one that takes its place.
        return;
    }
    let admin = target.admin().await;
    make::job(&admin).await.expect(201);
    target.kill();
    let why = super::refused(&target, &["restore", text(&file)]);
    assert!(why.contains("has books already"), "{why}");
    target.restart();
    let admin = signed_in(&target).await;
    let summary = admin.get("/jobs/summary").await.expect(200);
    assert_eq!(summary.body["count"], 1);
}
