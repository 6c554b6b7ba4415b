//! The journal is verified when somebody asks, beside the checkpoints that left the database meanwhile.

use std::fs;
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::{tamper, verdict};
use crate::harness::{Answer, Client, Start, TestApp, make};

async fn finished(app: &TestApp, who: &Client, begun: &Answer) -> Value {
    let place = begun.header("location").to_owned();
    app.run_work().await;
    let done = who.get(&format!("/{place}")).await.expect(200).body;
    assert_eq!(done["status"], "done", "{done}");
    done
}

/// What the newest verification found.
async fn verified(app: &TestApp, who: &Client) -> Value {
    let begun = who.act("/audit/verifications").await.expect(202);
    let done = finished(app, who, &begun).await;
    let place = done["result"]["location"].as_str().unwrap();
    who.get(&format!("/{place}")).await.expect(200).body
}

pub async fn hour(app: &TestApp) {
    api::tick::each_hour(&app.app.app).await.unwrap();
    assert!(app.app.security_log.flush());
}

pub fn program(app: &TestApp, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zehmo"));
    command.env_clear().env("DATA_DIR", app.database.path());
    command.envs(app.database.url().map(|url| ("DATABASE_URL", url)));
    command.args(arguments).output().unwrap()
}

pub fn said(output: &Output) -> String {
    let both = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(both).unwrap()
}

#[actix_web::test]
async fn the_journal_is_verified_when_asked_and_the_journal_tells_by_whom() {
    let app = Start::default().without_runner().start().await;
    make::job(&app.staff().await).await;
    for who in [app.staff().await, app.manager().await] {
        who.act("/audit/verifications").await.expect(403);
        who.get("/audit/verifications").await.expect(403);
    }
    let auditor = app.auditor().await;
    let none = auditor.get("/audit/verifications").await.expect(200);
    assert_eq!(none.body["data"], json!([]));
    let begun = auditor.act("/audit/verifications").await.expect(202);
    assert_eq!(begun.body["kind"], "audit.verify");
    let again = app.admin().await.act("/audit/verifications").await;
    assert_eq!(again.expect(409).body["code"], "in_progress");
    let done = finished(&app, &auditor, &begun).await;
    let events = &done["progress"]["total"];
    assert_eq!(
        (&done["progress"]["done"], &done["progress"]["unit"]),
        (events, &json!("events"))
    );
    let place = done["result"]["location"].as_str().unwrap();
    let one = auditor.get(&format!("/{place}")).await.expect(200).body;
    assert_eq!(
        (&one["ok"], &one["bad"], &one["events"]),
        (&json!(true), &Value::Null, events)
    );
    assert_eq!(one["created_by"]["username"], "audu");
    let second = verified(&app, &app.admin().await).await;
    let list = auditor
        .get("/audit/verifications?include_total=true")
        .await
        .expect(200);
    assert_eq!(list.body["data"], json!([second, one]));
    assert_eq!(list.body["page"]["total"], 2);
    let oldest = auditor
        .get("/audit/verifications?limit=1&sort=created_at")
        .await
        .expect(200);
    assert_eq!(oldest.body["data"], json!([one]));
    let told = auditor
        .get("/events?action=audit.verified&sort=-seq")
        .await
        .expect(200);
    assert_eq!(told.body["data"][0]["entity_id"], second["id"]);
    auditor
        .get("/audit/verifications/01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f")
        .await
        .expect(404);
}

#[actix_web::test]
async fn what_was_altered_is_named_to_whoever_asks_and_in_the_trail() {
    let app = Start::default().without_runner().start().await;
    let admin = app.admin().await;
    make::job(&admin).await;
    tamper(&app, "UPDATE events SET at = at + 1 WHERE seq = 3");
    let found = verified(&app, &admin).await;
    assert_eq!((&found["ok"], &found["events"]), (&json!(false), &json!(2)));
    assert_eq!(found["bad"], json!({"seq": 3, "what": "it was changed"}));
    assert!(app.app.security_log.flush());
    let trail = fs::read_to_string(app.database.path().join("logs/security.jsonl")).unwrap();
    let told = trail
        .lines()
        .find(|line| line.contains("audit_tampered"))
        .unwrap();
    assert!(told.contains("event 3: it was changed"), "{told}");
}

#[actix_web::test]
async fn an_end_that_was_cut_off_is_missed_by_the_checkpoint_of_the_hour() {
    let app = Start::default().without_runner().start().await;
    let admin = app.admin().await;
    hour(&app).await;
    for _ in 0..8 {
        make::job(&admin).await;
    }
    hour(&app).await;
    let sound = verified(&app, &admin).await;
    assert_eq!(
        (&sound["ok"], &sound["checkpoints"]),
        (&json!(true), &json!(2))
    );
    let newest = verdict(&app).events;
    let whole = said(&program(&app, &["audit", "verify"]));
    assert!(whole.contains("2 checkpoints agree."), "{whole}");
    tamper(
        &app,
        &format!("DELETE FROM events WHERE seq > {}", newest - 6),
    );
    assert_eq!(verdict(&app).bad, None, "the chain alone does not show it");
    let cut = said(&program(&app, &["audit", "verify"]));
    let missing = format!(
        "event {}: it is missing, and a checkpoint was signed for a later one",
        newest - 5
    );
    assert!(cut.contains(&missing), "{cut}");
    for _ in 0..6 {
        make::job(&admin).await;
    }
    let grown = verified(&app, &admin).await;
    assert_eq!(
        grown["bad"]["what"],
        "it is not the one that a checkpoint was signed for"
    );
}

#[actix_web::test]
async fn checkpoints_are_taken_from_any_kept_log_and_those_of_other_books_prove_nothing() {
    let (app, other) = (TestApp::start().await, TestApp::start().await);
    hour(&app).await;
    hour(&other).await;
    let trail = other.database.path().join("logs/security.jsonl");
    let trail = trail.to_str().unwrap();
    let told = program(&app, &["audit", "verify", "--checkpoints", trail]);
    assert!(
        !told.status.success(),
        "they were said to be of this journal"
    );
    let told = said(&told);
    assert!(told.contains("1 checkpoint agrees."), "{told}");
    assert!(
        told.contains("1 are signed by no key of this journal"),
        "{told}"
    );
    let gone = program(&app, &["audit", "verify", "--checkpoints", "no/such.log"]);
    assert!(!gone.status.success());
    assert!(
        said(&gone).contains("no/such.log cannot be read"),
        "{}",
        said(&gone)
    );
}

#[actix_web::test]
async fn whoever_begins_the_journal_anew_cannot_make_what_was_kept_agree() {
    let app = Start::default().without_runner().start().await;
    hour(&app).await;
    let aside = tempfile::tempdir().unwrap();
    let kept = aside.path().join("kept.jsonl");
    fs::copy(app.database.path().join("logs/security.jsonl"), &kept).unwrap();
    tamper(
        &app,
        "DELETE FROM events; DELETE FROM keys WHERE purpose = 'checkpoint'",
    );
    make::job(&app.admin().await).await;
    hour(&app).await;
    let kept = kept.to_str().unwrap();
    let anew = program(&app, &["audit", "verify", "--checkpoints", kept]);
    assert!(!anew.status.success(), "{}", said(&anew));
    let told = verified(&app, &app.admin().await).await;
    assert_eq!(told["foreign"], 1, "{told}");
}

#[actix_web::test]
async fn a_backup_is_held_against_what_was_signed_before_it_was_made() {
    let app = Start::default().without_runner().start().await;
    hour(&app).await;
    let made = said(&program(&app, &["backup", "make"]));
    let (file, _) = made.split_once(char::is_whitespace).unwrap();
    make::job(&app.admin().await).await;
    hour(&app).await;
    let trail = app.database.path().join("logs/security.jsonl");
    let trail = trail.to_str().unwrap();
    let proved = program(&app, &["audit", "verify", file, "--checkpoints", trail]);
    assert!(proved.status.success(), "{}", said(&proved));
    assert!(
        said(&proved).contains("1 checkpoint agrees."),
        "{}",
        said(&proved)
    );
}

#[actix_web::test]
async fn checkpoints_of_books_that_a_backup_replaced_are_no_fault() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    hour(&app).await;
    let made = said(&program(&app, &["backup", "make"]));
    let (file, _) = made.split_once(char::is_whitespace).unwrap();
    make::job(&admin).await;
    hour(&app).await;
    let folder = tempfile::tempdir().unwrap();
    fs::copy(
        app.database.path().join("secret-key"),
        folder.path().join("secret-key"),
    )
    .unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zehmo"));
        command.env_clear().env("DATA_DIR", folder.path());
        said(&command.args(arguments).output().unwrap())
    };
    let restored = run(&["restore", file]);
    let trail = app.database.path().join("logs/security.jsonl");
    let told = run(&["audit", "verify", "--checkpoints", trail.to_str().unwrap()]);
    assert!(told.contains("1 checkpoint agrees."), "{restored}{told}");
}
