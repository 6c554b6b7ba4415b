//! Who may take a report out, what is refused, and what stays behind of it.

use serde_json::json;

use super::shop;
use crate::exports::rights::let_staff_see;
use crate::exports::sheets::about;
use crate::exports::{fetch, rows};
use crate::harness::{Start, TestApp, make};
use crate::reports::THEN;

#[actix_web::test]
async fn what_the_report_refuses_the_file_does() {
    let app = Start::default().at(THEN).start().await;
    let admin = app.admin().await;
    for asked in [
        "luck?",
        "money?from=2026-11-02&to=2026-11-01",
        "money?from=9999-01-01",
        "money?from=2020-01-01&to=2024-12-31&by=day",
        "customers?compare=luck",
        "customers?limit=0",
        "customers?limit=201",
        "items?status=done",
    ] {
        let (report, query) = asked.split_once('?').unwrap();
        let page = admin.get(&format!("/reports/{asked}")).await;
        let file = admin
            .get(&format!("/reports/{report}/export?{query}"))
            .await;
        assert!(page.status >= 400, "{asked}");
        assert_eq!(
            (file.status, &file.body["errors"]),
            (page.status, &page.body["errors"]),
            "{asked}"
        );
    }
    for wrong in ["format=doc", "separator=space", "rows=items"] {
        let file = admin.get(&format!("/reports/items/export?{wrong}")).await;
        assert_eq!(file.status, 400, "{wrong}");
    }
    let events = admin.get("/events?entity=export").await.expect(200);
    assert_eq!(
        events.body["data"],
        json!([]),
        "what was refused is no export"
    );
}

#[actix_web::test]
async fn a_report_that_went_out_is_an_event() {
    let (_app, admin) = shop().await;
    let query = "format=pdf&from=2026-11-01&to=2026-11-30&compare=previous&limit=1";
    fetch(&admin, &format!("/reports/items/export?{query}")).await;
    let events = admin.get("/events?entity=export").await.expect(200);
    let event = &events.body["data"][0];
    assert_eq!(
        (&event["action"], &event["entity_id"]),
        (&json!("list.exported"), &json!("reports"))
    );
    let asked = json!({"report": "items", "from": "2026-11-01", "to": "2026-11-30", "compare": "previous", "limit": 1, "format": "pdf"});
    assert_eq!(
        event["after"],
        json!({"format": "pdf", "query": asked, "rows": 2})
    );
}

#[actix_web::test]
async fn reports_are_taken_out_by_who_may_see_them_and_take_lists_out() {
    let app = TestApp::start().await;
    let (admin, staff) = (app.admin().await, app.staff().await);
    let path = "/reports/customers/export";
    let refused = staff.get(path).await;
    assert_eq!(
        refused.status_and_body(),
        "403 not_allowed: You may not take lists out as files."
    );
    for who in [app.manager().await, app.auditor().await] {
        who.get(path).await.expect(200);
    }
    let_staff_see(&app).await;
    staff.get(path).await.expect(200);
    for (scopes, expected) in [
        (
            json!(["exports.read"]),
            Some("This token lacks the scope reports.read."),
        ),
        (
            json!(["reports.read"]),
            Some("This token lacks the scope exports.read."),
        ),
        (json!(["exports.read", "reports.read"]), None),
    ] {
        let draft = json!({"name": "Books", "scopes": scopes});
        let token = admin
            .post("/me/tokens", &draft)
            .await
            .expect(201)
            .str("/token");
        let answer = app.nobody().bearing(&token).get(path).await;
        match expected {
            Some(detail) => assert_eq!(
                answer.status_and_body(),
                format!("403 scope_missing: {detail}")
            ),
            None => assert_eq!(answer.status, 200, "{}", answer.text),
        }
    }
}

#[actix_web::test]
async fn who_knows_of_own_records_only_takes_out_a_report_of_those() {
    let app = Start::default()
        .with("RECORD_VISIBILITY", "own")
        .start()
        .await;
    let_staff_see(&app).await;
    let (admin, staff) = (app.admin().await, app.staff().await);
    for (who, price) in [(&staff, 100), (&admin, 7)] {
        let draft = json!({"items": [make::item("Banner", "1", price)], "status": "done", "customer_name": "Ada"});
        who.post("/jobs", &draft).await.expect(201);
        let open = json!({"items": [make::item("Label", "1", price)]});
        who.post("/jobs", &open).await.expect(201);
    }
    let only = (
        "Only".to_owned(),
        "what was recorded by who made this file".to_owned(),
    );
    for report in ["money", "customers", "items", "staff", "methods", "work"] {
        let path = format!("/reports/{report}/export");
        for (who, total) in [(&staff, "1.00"), (&admin, "1.07")] {
            let rows = rows(&fetch(who, &path).await, b',');
            assert_eq!(rows.last().unwrap()[2], total, "{report}");
        }
        let told = about(&staff, &format!("{path}?format=xlsx")).await;
        assert!(told.contains(&only), "{told:?}");
    }
}
