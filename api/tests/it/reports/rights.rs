//! Who may read reports, and whose records they tell of.

use serde_json::json;

use crate::harness::{Start, TestApp, make};

#[actix_web::test]
async fn staff_read_reports_by_the_shops_setting() {
    let app = TestApp::start().await;
    let (admin, staff) = (app.admin().await, app.staff().await);
    let refused = staff.get("/reports/money").await;
    assert_eq!(
        refused.status_and_body(),
        "403 not_allowed: You may not see reports."
    );
    for who in [app.manager().await, app.auditor().await] {
        who.get("/reports/money").await.expect(200);
    }
    let settings = admin.get("/settings").await.expect(200);
    let patch = json!({"staff_see_figures": true});
    admin
        .seen(&settings)
        .patch("/settings", &patch)
        .await
        .expect(200);
    staff.get("/reports/money").await.expect(200);
}

#[actix_web::test]
async fn who_knows_of_own_records_only_is_told_of_those() {
    let app = Start::default()
        .with("RECORD_VISIBILITY", "own")
        .start()
        .await;
    let admin = app.admin().await;
    let settings = admin.get("/settings").await.expect(200);
    let patch = json!({"staff_see_figures": true});
    admin
        .seen(&settings)
        .patch("/settings", &patch)
        .await
        .expect(200);
    let staff = app.staff().await;
    for (who, price) in [(&staff, 100), (&admin, 7)] {
        let draft = json!({"items": [make::item("Banner", "1", price)], "status": "done", "customer_name": "Ada"});
        who.post("/jobs", &draft).await.expect(201);
        let open = json!({"items": [make::item("Label", "1", price)]});
        who.post("/jobs", &open).await.expect(201);
    }
    for kind in ["money", "customers", "items", "staff", "methods", "work"] {
        let own = staff
            .get(&format!("/reports/{kind}"))
            .await
            .expect(200)
            .body;
        assert_eq!(
            (&own["own_only"], &own["total"]["money"]),
            (&json!(true), &make::naira(100)),
            "{kind}"
        );
        let all = admin
            .get(&format!("/reports/{kind}"))
            .await
            .expect(200)
            .body;
        assert_eq!(
            (&all["own_only"], &all["total"]["money"]),
            (&json!(false), &make::naira(107)),
            "{kind}"
        );
    }
}
