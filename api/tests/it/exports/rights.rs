//! Who may take lists out, and what stays behind of it: an event, and nothing else.

use serde_json::json;

use super::{column, fetch, rows, shop};
use crate::harness::{Start, TestApp, make};

pub async fn let_staff_see(app: &TestApp) {
    let admin = app.admin().await;
    let settings = admin.get("/settings").await.expect(200);
    let patch = json!({"staff_see_figures": true});
    admin
        .seen(&settings)
        .patch("/settings", &patch)
        .await
        .expect(200);
}

#[actix_web::test]
async fn staff_take_lists_out_by_the_shops_setting() {
    let app = TestApp::start().await;
    shop(&app).await;
    let staff = app.staff().await;
    for list in ["jobs", "expenditures", "customers"] {
        let refused = staff.get(&format!("/{list}/export")).await;
        assert_eq!(
            refused.status_and_body(),
            "403 not_allowed: You may not take lists out as files."
        );
        for who in [app.manager().await, app.auditor().await] {
            who.get(&format!("/{list}/export")).await.expect(200);
        }
    }
    let_staff_see(&app).await;
    staff.get("/jobs/export").await.expect(200);
}

#[actix_web::test]
async fn a_token_takes_lists_out_by_its_scope() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (scope, expected) in [("exports.read", 200), ("jobs.read", 403)] {
        let draft = json!({"name": "Books", "scopes": [scope]});
        let token = admin
            .post("/me/tokens", &draft)
            .await
            .expect(201)
            .str("/token");
        let answer = app.nobody().bearing(&token).get("/jobs/export").await;
        assert_eq!(answer.status, expected, "{}", answer.text);
    }
}

#[actix_web::test]
async fn who_knows_of_own_records_only_takes_out_those() {
    let app = Start::default()
        .with("RECORD_VISIBILITY", "own")
        .start()
        .await;
    let_staff_see(&app).await;
    let (staff, manager) = (app.staff().await, app.manager().await);
    let own = make::job(&staff).await.str("/number");
    make::job(&manager).await;
    let of_staff = rows(&fetch(&staff, "/jobs/export").await, b',');
    assert_eq!(column(&of_staff, "Number"), [own]);
    assert_eq!(of_staff.last().unwrap()[0], "Total of 1 row");
    let of_manager = rows(&fetch(&manager, "/jobs/export").await, b',');
    assert_eq!(of_manager.last().unwrap()[0], "Total of 2 rows");
}

#[actix_web::test]
async fn each_file_is_an_event_and_leaves_nothing_on_the_disk() {
    let app = TestApp::start().await;
    let admin = shop(&app).await;
    fetch(&admin, "/jobs/export?format=xlsx&status=done").await;
    let events = admin.get("/events?entity=export").await.expect(200);
    let event = &events.body["data"][0];
    assert_eq!(event["action"], "list.exported");
    assert_eq!(event["entity_id"], "jobs");
    assert_eq!(event["actor"]["username"], "ada");
    let query = json!({"format": "xlsx", "status": ["done"]});
    assert_eq!(
        event["after"],
        json!({"format": "xlsx", "query": query, "rows": 2})
    );
    fetch(&admin, "/jobs/export?format=pdf").await;
    let folder = app.database.path().join("files");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

#[actix_web::test]
async fn a_person_has_two_files_on_their_way_at_most() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let me = admin.get("/me").await.str("/user/id").parse().unwrap();
    let first = app.app.limits.files.enter(me).unwrap();
    let _second = app.app.limits.files.enter(me).unwrap();
    let refused = admin.get("/jobs/export").await;
    let expected =
        "429 slow_down: 2 files are being made for you already. Wait until one of them is there.";
    assert_eq!(refused.status_and_body(), expected);
    assert_eq!(refused.header("retry-after"), "5");
    app.manager().await.get("/jobs/export").await.expect(200);
    drop(first);
    for _ in 0..3 {
        admin.get("/jobs/export").await.expect(200);
    }
}
