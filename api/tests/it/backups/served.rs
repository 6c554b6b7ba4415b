//! Backups that the server makes by itself or when an administrator asks, tries out, and removes.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::fill;
use crate::harness::{Answer, Client, Start, TestApp};

fn folder(app: &TestApp) -> PathBuf {
    app.database.path().join("backups")
}

/// Follows the work that was begun to its end.
async fn finished(app: &TestApp, admin: &Client, begun: &Answer) -> Value {
    let place = begun.header("location").to_owned();
    assert_eq!(begun.body["status"], "queued");
    app.run_work().await;
    admin.get(&format!("/{place}")).await.expect(200).body
}

async fn listed(admin: &Client) -> Vec<Value> {
    let page = admin.get("/backups").await.expect(200);
    page.body["data"].as_array().unwrap().clone()
}

async fn hour(app: &TestApp) {
    api::tick::each_hour(&app.app.app).await.unwrap();
    app.run_work().await;
}

#[actix_web::test]
async fn g21_an_administrator_makes_a_backup_tries_it_out_and_removes_it() {
    let app = Start::default().without_runner().start().await;
    let admin = app.admin().await;
    fill(&admin).await;
    assert_eq!(listed(&admin).await, Vec::<Value>::new());
    let begun = admin.act("/backups").await.expect(202);
    let again = admin.act("/backups").await.expect(409);
    assert_eq!(again.body["code"], "in_progress");
    let done = finished(&app, &admin, &begun).await;
    assert_eq!(done["status"], "done", "{done}");
    let place = done["result"]["location"].as_str().unwrap();
    let made = admin.get(&format!("/{place}")).await.expect(200).body;
    assert_eq!(made["rows"]["jobs"], 40);
    assert_eq!(made["rows"]["expenditures"], 4);
    assert_eq!(made["drill"], Value::Null);
    let summary = admin.get("/jobs/summary").await.expect(200);
    assert_eq!(made["sums"]["jobs"], summary.body["total"]);
    let spent = admin.get("/expenditures/summary").await.expect(200);
    assert_eq!(made["sums"]["expenditures"], spent.body["total"]);
    let file = folder(&app).join(made["file"].as_str().unwrap());
    assert_eq!(made["bytes"], fs::metadata(&file).unwrap().len());

    let path = format!("/backups/{}", made["id"].as_str().unwrap());
    let drill = format!("{path}/drill");
    let tried = finished(&app, &admin, &admin.act(&drill).await.expect(202)).await;
    assert_eq!(tried["status"], "done");
    let tried = admin.get(&path).await.expect(200).body;
    assert_eq!(tried["drill"]["ok"], true);
    assert_eq!(tried["drill"]["findings"], json!([]));

    let only = admin.delete(&path).await.expect(409);
    assert_eq!(only.body["code"], "wrong_state");
    app.advance_seconds(1);
    let second = admin.act("/backups").await.expect(202);
    finished(&app, &admin, &second).await;
    let both = listed(&admin).await;
    assert_eq!(both.len(), 2);
    assert_eq!(both[1], tried, "the newest stands first");
    admin.delete(&path).await.expect(204);
    admin.get(&path).await.expect(404);
    admin.act(&drill).await.expect(404);
    assert_eq!(fs::read_dir(folder(&app)).unwrap().count(), 1);
    let events = admin.get("/events?sort=-seq&limit=4").await.expect(200);
    let rows = events.body["data"].as_array().unwrap().iter();
    let told: Vec<&str> = rows.filter_map(|event| event["action"].as_str()).collect();
    let expected = [
        "backup.removed",
        "backup.made",
        "backup.tried",
        "backup.made",
    ];
    assert_eq!(told, expected);
}

#[actix_web::test]
async fn a_backup_is_downloaded_by_whoever_proves_who_they_are() {
    let app = Start::default().without_runner().start().await;
    let admin = app.admin().await;
    fill(&admin).await;
    let begun = admin.act("/backups").await.expect(202);
    let done = finished(&app, &admin, &begun).await;
    let path = format!("/{}", done["result"]["location"].as_str().unwrap());
    let made = admin.get(&path).await.expect(200).body;
    let name = made["file"].as_str().unwrap();
    let id = made["id"].as_str().unwrap();
    let url = format!("{}/api/v1/backups/{id}/file", app.url());
    let taken = reqwest::Client::new().get(url);
    let taken = taken.bearer_auth(admin.token.as_ref().unwrap()).send();
    let taken = taken.await.unwrap();
    assert_eq!(taken.status(), 200);
    assert_eq!(taken.headers()["content-type"], "application/zstd");
    let disposition = taken.headers()["content-disposition"].to_str().unwrap();
    assert!(
        disposition.contains(&format!("filename=\"{name}\"")),
        "{disposition}"
    );
    let bytes = taken.bytes().await.unwrap();
    assert!(bytes == fs::read(folder(&app).join(name)).unwrap());
    let events = admin
        .get("/events?action=backup.downloaded")
        .await
        .expect(200);
    assert_eq!(events.body["data"][0]["entity_id"], made["id"]);
    let manager = app.manager().await;
    manager
        .get(&format!("/backups/{id}/file"))
        .await
        .expect(403);
    let none = "/backups/01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f/file";
    admin.get(none).await.expect(404);
}

#[actix_web::test]
async fn g21_a_backup_is_made_each_day_a_missed_one_at_once_and_the_newest_are_kept() {
    let start = Start::default().without_runner().with("BACKUP_KEEP", "3");
    let app = start.start().await;
    app.at("2027-03-01T08:00:00Z");
    let admin = app.admin().await;
    fill(&admin).await;
    hour(&app).await;
    assert_eq!(listed(&admin).await.len(), 1, "none was there");
    app.at("2027-03-02T07:59:00Z");
    hour(&app).await;
    assert_eq!(
        app.admin().await.get("/backups").await.body["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let mut newest = String::new();
    // Off for two days in between.
    for (day, hour_of_day) in [("02", "08"), ("03", "09"), ("06", "10"), ("07", "11")] {
        app.at(&format!("2027-03-{day}T{hour_of_day}:30:00Z"));
        hour(&app).await;
        hour(&app).await;
        let kept = listed(&app.admin().await).await;
        let at = kept[0]["created_at"].as_str().unwrap().to_owned();
        assert!(at > newest, "{day}: {at}");
        newest = at;
    }
    let kept = listed(&app.admin().await).await;
    assert_eq!(kept.len(), 3);
    // The first look after a week without a trial tries the newest one out.
    let tried = kept.iter().filter(|backup| backup["drill"]["ok"] == true);
    assert!(tried.count() <= 1);
    app.at("2027-03-07T12:30:00Z");
    hour(&app).await;
    let kept = listed(&app.admin().await).await;
    let tried = kept.iter().find(|backup| backup["drill"]["ok"] == true);
    assert!(tried.is_some(), "{kept:?}");
}

#[actix_web::test]
async fn g82_a_trial_of_a_damaged_backup_says_what_is_wrong() {
    let app = Start::default().without_runner().start().await;
    let admin = app.admin().await;
    fill(&admin).await;
    let begun = admin.act("/backups").await.expect(202);
    finished(&app, &admin, &begun).await;
    let made = listed(&admin).await.remove(0);
    let file = folder(&app).join(made["file"].as_str().unwrap());
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x5a;
    fs::write(&file, bytes).unwrap();
    let path = format!("/backups/{}", made["id"].as_str().unwrap());
    let begun = admin.act(&format!("{path}/drill")).await.expect(202);
    let done = finished(&app, &admin, &begun).await;
    assert_eq!(done["status"], "done");
    let drill = admin.get(&path).await.expect(200).body["drill"].clone();
    assert_eq!(drill["ok"], false);
    assert_eq!(drill["findings"].as_array().unwrap().len(), 1, "{drill}");
    let told = admin.get("/events?action=backup.tried").await.expect(200);
    assert_eq!(told.body["data"][0]["after"]["ok"], false);
}

#[actix_web::test]
async fn a_folder_that_cannot_be_used_is_named_and_a_backup_that_is_called_off_leaves_nothing() {
    let app = Start::default().without_runner().start().await;
    let admin = app.admin().await;
    fill(&admin).await;
    let begun = admin.act("/backups").await.expect(202);
    let operation = format!("/operations/{}", begun.str("/id"));
    admin.delete(&operation).await.expect(202);
    app.run_work().await;
    let ended = admin.get(&operation).await.expect(200);
    assert_eq!(ended.body["status"], "cancelled");
    assert_eq!(listed(&admin).await, Vec::<Value>::new());
    fs::remove_dir_all(folder(&app)).ok();
    fs::write(folder(&app), b"in the way").unwrap();
    admin.get("/backups").await.expect(503);
    let begun = admin.act("/backups").await.expect(202);
    let failed = finished(&app, &admin, &begun).await;
    assert_eq!(failed["status"], "failed");
    let told = failed["problem"]["detail"].as_str().unwrap();
    assert!(told.contains("folder of backups"), "{told}");
    for other in [app.manager().await, app.auditor().await] {
        other.get("/backups").await.expect(403);
        other.act("/backups").await.expect(403);
    }
}
