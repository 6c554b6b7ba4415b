//! The journal as a file.

use serde_json::{Value, json};

use crate::auth::refresh;
use crate::harness::{Client, PASSWORD, TestApp, make};

fn lines(text: &str) -> Vec<Value> {
    assert!(text.ends_with('\n'), "{text}");
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

async fn listed(who: &Client, filter: &str) -> Vec<Value> {
    let page = who.get(&format!("/events?limit=200&{filter}")).await;
    page.expect(200).body["data"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn the_journal_goes_out_as_lines_that_say_what_the_list_says_and_that_is_an_event() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for _ in 0..3 {
        make::job(&staff).await;
    }
    let admin = app.admin().await;
    let (all, jobs) = (listed(&admin, "").await, listed(&admin, "entity=job").await);
    let file = admin.get("/events/export").await.expect(200);
    assert_eq!(
        file.header("content-type"),
        "application/jsonl; charset=utf-8"
    );
    let named = file.header("content-disposition");
    assert!(
        named.starts_with("attachment; filename=\"journal-20"),
        "{named}"
    );
    let told = lines(&file.text);
    assert_eq!(told[..all.len()], all);
    assert_eq!(
        told.len(),
        all.len() + 2,
        "the two readings are in it as well"
    );
    let some = admin.get("/events/export?entity=job").await.expect(200);
    assert_eq!(lines(&some.text), jobs);
    let exported = listed(&admin, "action=list.exported").await;
    let facts: Vec<&Value> = exported.iter().map(|event| &event["after"]).collect();
    let expected = [
        json!({"format": "jsonl", "query": {}, "rows": told.len()}),
        json!({"format": "jsonl", "query": {"entity": ["job"]}, "rows": 3}),
    ];
    assert_eq!(facts, expected.iter().collect::<Vec<_>>());
    let none = admin.get("/events/export?entity=backup").await.expect(200);
    assert_eq!(none.text, "");
}

#[actix_web::test]
async fn whoever_takes_all_of_it_proves_who_they_are_and_a_program_cannot() {
    let app = TestApp::start().await;
    for who in [app.staff().await, app.manager().await] {
        who.get("/events/export").await.expect(403);
    }
    drop(app.auditor().await);
    let mut auditor = app.sign_in("audu", PASSWORD).await;
    let scopes = json!({"name": "Archive", "scopes": ["audit.read"]});
    let made = auditor.post("/me/tokens", &scopes).await.expect(201);
    app.advance_seconds(601);
    auditor.keep_session(&refresh(&auditor).await.expect(200));
    let refused = auditor.get("/events/export").await.expect(401);
    assert_eq!(refused.body["code"], "step_up_required");
    auditor.get("/events").await.expect(200);
    let proof = json!({"password": PASSWORD});
    auditor.post("/auth/step-up", &proof).await.expect(200);
    let file = auditor.get("/events/export").await.expect(200);
    assert!(
        !file.text.contains("@example.com"),
        "addresses are for those who may change them"
    );
    let mut program = app.nobody();
    program.token = Some(made.str("/token"));
    program.get("/events").await.expect(200);
    let refused = program.get("/events/export").await.expect(403);
    assert_eq!(refused.body["code"], "scope_missing");
}
