//! What the user of an account hears of.

use serde_json::{Value, json};

use super::{OTHER, PASSWORD, TestApp, try_sign_in};
use crate::harness::Client;

async fn unread(who: &Client) -> Vec<String> {
    let page = who.get("/me/notices?unread=true&include_total=true").await;
    let page = page.expect(200);
    let rows = page.body["data"].as_array().unwrap();
    let me = who.get("/me").await.expect(200);
    assert_eq!(me.body["unread_notices"], rows.len());
    assert_eq!(page.body["page"]["total"], rows.len());
    assert!(rows.iter().all(|row| row["is_read"] == false));
    rows.iter()
        .map(|row| row["action"].as_str().unwrap().to_owned())
        .collect()
}

async fn newest(who: &Client) -> i64 {
    let page = who.get("/me/notices?limit=1").await.expect(200);
    page.body["data"][0]["seq"].as_i64().unwrap()
}

async fn read(who: &Client, up_to: i64) {
    let read = json!({"up_to": up_to});
    who.post("/me/notices/read", &read).await.expect(204);
}

#[tokio::test]
async fn asvs_6_3_5_a_new_browser_and_a_sign_in_after_failures_are_told() {
    let app = TestApp::start().await;
    let first = app.person("uche", "staff").await;
    assert_eq!(unread(&first).await, [""; 0], "the first time is no news");
    let mut again = first.with_cookies();
    again.sign_in("uche", PASSWORD).await.expect(200);
    let known = app.sign_in("uche", PASSWORD).await;
    assert_eq!(unread(&known).await, ["device.added"]);
    try_sign_in(&app.nobody(), "uche", OTHER).await.expect(401);
    let elsewhere = app.sign_in("uche", PASSWORD).await;
    assert_eq!(
        unread(&elsewhere).await,
        [
            "device.added",
            "authn_login_successafterfail",
            "device.added"
        ]
    );
    let told = elsewhere.get("/me/notices?limit=2").await.expect(200);
    assert_eq!(told.body["data"][0]["ip"], "127.0.0.1");
    assert!(told.body["page"]["next_cursor"].is_string());
}

#[tokio::test]
async fn what_others_do_to_an_account_is_told_to_its_user_without_their_address() {
    let app = TestApp::start().await;
    let uche = app.person("uche", "staff").await;
    let ada = app.admin().await;
    let id = uche.get("/me").await.expect(200).str("/user/id");
    let path = format!("/users/{id}");
    let seen = ada.get(&path).await.expect(200);
    let patch = json!({"role": "manager", "email": "uche.new@example.com"});
    ada.seen(&seen).patch(&path, &patch).await.expect(200);
    let uche = app.sign_in("uche", PASSWORD).await;
    let told = uche.get("/me/notices?sort=seq").await.expect(200);
    let rows = told.body["data"].as_array().unwrap();
    let change = rows.iter().find(|row| row["action"] == "user.updated");
    let change = change.unwrap();
    assert_eq!(change["actor"]["username"], "ada");
    assert_eq!(change["ip"], Value::Null);
    let fields: Vec<&Value> = change["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| &change["field"])
        .collect();
    assert_eq!(fields, ["email", "role"]);
    assert!(!told.text.contains("uche.new@example.com"));
    ada.get("/me/notices").await.expect(200);
    assert_eq!(unread(&ada).await, [""; 0], "ada’s own account had no news");
}

#[tokio::test]
async fn what_was_read_stays_read_and_nothing_is_read_that_is_still_to_come() {
    let app = TestApp::start().await;
    app.person("uche", "staff").await;
    let uche = app.sign_in("uche", PASSWORD).await;
    let first = newest(&uche).await;
    let scopes = json!({"name": "Till", "scopes": ["jobs.read"]});
    uche.post("/me/tokens", &scopes).await.expect(201);
    assert_eq!(unread(&uche).await, ["token.made", "device.added"]);
    read(&uche, first).await;
    assert_eq!(unread(&uche).await, ["token.made"]);
    read(&uche, 0).await;
    assert_eq!(unread(&uche).await, ["token.made"]);
    read(&uche, i64::MAX).await;
    assert_eq!(unread(&uche).await, [""; 0]);
    uche.post("/me/tokens", &scopes).await.expect(201);
    assert_eq!(unread(&uche).await, ["token.made"]);
    let refused = uche.post("/me/notices/read", &json!({"up_to": -1})).await;
    assert_eq!(refused.expect(422).str("/errors/0/pointer"), "#/up_to");
}

#[tokio::test]
async fn known_browsers_are_listed_and_a_forgotten_one_is_a_stranger_again() {
    let app = TestApp::start().await;
    let first = app.person("uche", "staff").await;
    let here = first.get("/me/devices").await.expect(200);
    let [device] = here.body["data"].as_array().unwrap().as_slice() else {
        panic!("one browser: {}", here.text);
    };
    assert_eq!(device["current"], true);
    let path = format!("/me/devices/{}", device["id"].as_str().unwrap());
    app.admin().await.delete(&path).await.expect(404);
    first.delete(&path).await.expect(204);
    first.delete(&path).await.expect(404);
    first.get("/me").await.expect(200);
    let mut again = first.with_cookies();
    again.sign_in("uche", PASSWORD).await.expect(200);
    assert_eq!(unread(&again).await, ["device.added"]);
    let there = again.get("/me/devices").await.expect(200);
    assert_eq!(there.body["data"].as_array().unwrap().len(), 1);
    assert_ne!(there.body["data"][0]["id"], here.body["data"][0]["id"]);
}
