//! Expenditures through HTTP.

mod lists;

use futures_util::future::join_all;
use serde_json::json;

use crate::harness::{Answer, Client, TestApp, make};

async fn spend(client: &Client, description: &str, quantity: &str, unit_cost: i64) -> Answer {
    let draft = json!({"description": description, "quantity": quantity, "unit_cost": make::naira(unit_cost)});
    client.post("/expenditures", &draft).await.expect(201)
}

fn path(answer: &Answer) -> String {
    format!("/expenditures/{}", answer.str("/id"))
}

#[actix_web::test]
async fn staff_record_an_expenditure_and_see_it_in_the_list() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let made = spend(&staff, " Diesel ", "2.5", 120_000).await;
    assert_eq!(made.body["description"], "Diesel");
    assert_eq!(made.body["total"], make::naira(300_000));
    assert_eq!(made.body["created_by"]["username"], "tobi");
    assert_eq!(made.header("location"), format!("/api/v1{}", path(&made)));
    let list = staff.get("/expenditures?q=dies").await.expect(200);
    assert_eq!(list.body["data"], json!([made.body]));
    assert_eq!(staff.get(&path(&made)).await.expect(200).body, made.body);
    let fresh = staff.with("if-none-match", made.header("etag"));
    fresh.get(&path(&made)).await.expect(304);
}

#[actix_web::test]
async fn a_correction_is_the_managers_and_moves_the_sums() {
    let app = TestApp::start().await;
    app.at("2027-03-09T12:00:00Z");
    let (staff, manager) = (app.staff().await, app.manager().await);
    let made = spend(&staff, "Ink", "3", 10_000).await;
    let refused = staff
        .seen(&made)
        .patch(&path(&made), &json!({"quantity": "2"}))
        .await;
    insta::assert_snapshot!(refused.status_and_body(), @"403 not_allowed: You may not correct expenditures.");
    let patch = json!({"quantity": "0.5", "occurred_on": "2027-03-01", "description": "Inks"});
    let now = manager
        .seen(&made)
        .patch(&path(&made), &patch)
        .await
        .expect(200);
    assert_eq!(now.body["total"], make::naira(5_000));
    assert_eq!(now.body["rev"], 2);
    assert_eq!(now.str("/occurred_at"), "2027-02-28T23:00:00.000Z");
    app.books_add_up();
    let stale = manager
        .seen(&made)
        .patch(&path(&made), &json!({"quantity": "1"}))
        .await;
    insta::assert_snapshot!(stale.status_and_body(), @"412 stale: musa changed this since you read it. Load it again and repeat your change.");
    let missing = manager.patch(&path(&made), &json!({"quantity": "1"})).await;
    assert_eq!(missing.status, 428);
    let history = staff
        .get(&format!("{}/history", path(&made)))
        .await
        .expect(200);
    assert_eq!(history.body["data"][1]["actor"]["username"], "musa");
    assert_eq!(
        history.body["data"][1]["changes"],
        json!([
            {"field": "description", "before": "Ink", "after": "Inks"},
            {"field": "occurred_on", "before": "2027-03-09", "after": "2027-03-01"},
            {"field": "quantity_milli", "before": 3000, "after": 500},
            {"field": "total_minor", "before": 30_000, "after": 5_000},
        ])
    );
}

#[actix_web::test]
async fn an_own_expenditure_can_be_undone_and_brought_back_for_ten_minutes() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let made = spend(&staff, "Lunch", "1", 100).await;
    let late = spend(&staff, "Tea", "1", 100).await;
    let other = app
        .person("bola", "staff")
        .await
        .seen(&made)
        .delete(&path(&made))
        .await;
    insta::assert_snapshot!(other.status_and_body(), @"403 not_allowed: You may undo your own expenditure for 10 minutes after recording it.");
    staff.seen(&made).delete(&path(&made)).await.expect(204);
    let trashed = staff.get(&path(&made)).await.expect(200);
    let seen = staff.seen(&trashed);
    assert_eq!(seen.delete(&path(&made)).await.status, 409);
    let back = seen
        .act(&format!("{}/restore", path(&made)))
        .await
        .expect(200);
    assert_eq!(back.body["deleted_at"], json!(null));
    let twice = staff
        .seen(&back)
        .act(&format!("{}/restore", path(&made)))
        .await;
    insta::assert_snapshot!(twice.status_and_body(), @"409 wrong_state: This expenditure is not in the trash.");
    app.advance_seconds(570);
    let answer = staff.seen(&late).delete(&path(&late)).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

#[actix_web::test]
async fn after_ten_minutes_only_the_admin_moves_an_expenditure_to_the_trash() {
    let app = TestApp::start().await;
    app.at("2027-03-09T12:00:00Z");
    let made = spend(&app.staff().await, "Lunch", "1", 100).await;
    app.at("2027-03-09T12:10:01Z");
    let late = app.staff().await.seen(&made).delete(&path(&made)).await;
    assert_eq!(late.status, 403);
    let auditor = app.auditor().await.seen(&made).delete(&path(&made)).await;
    assert_eq!(auditor.status, 403);
    let admin = app.admin().await;
    admin.seen(&made).delete(&path(&made)).await.expect(204);
    let trash = admin.get("/expenditures?deleted=only").await.expect(200);
    assert_eq!(trash.body["data"][0]["id"], made.body["id"]);
    let trashed = admin.get(&path(&made)).await.expect(200);
    let staff = app.staff().await.seen(&trashed);
    let theirs = staff.act(&format!("{}/restore", path(&made))).await;
    insta::assert_snapshot!(theirs.status_and_body(), @"403 not_allowed: You may bring your own expenditure back for 10 minutes after trashing it.");
    admin
        .seen(&trashed)
        .act(&format!("{}/restore", path(&made)))
        .await
        .expect(200);
}

#[actix_web::test]
async fn b27_b28_no_poison_row_gets_in() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for (quantity, minor, code) in [
        (json!("inf"), json!(1), "bad_format"),
        (json!("nan"), json!(1), "bad_format"),
        (json!(1e308), json!(1), "bad_format"),
        (json!("-1"), json!(1), "too_small"),
        (json!("0"), json!(1), "too_small"),
        (json!("1"), json!(-1), "too_small"),
        (json!("1"), json!(1e308), "bad_format"),
        (json!("9999999"), json!(1_000_000_000_000_i64), "too_large"),
    ] {
        let draft = json!({"description": "x", "quantity": quantity, "unit_cost": {"amount_minor": minor, "currency": "NGN"}});
        let answer = staff.post("/expenditures", &draft).await;
        assert!(
            answer.status == 400 || answer.status == 422,
            "{draft}: {}",
            answer.text
        );
        assert_eq!(
            answer.body["errors"][0]["code"], code,
            "{draft}: {}",
            answer.text
        );
    }
    let mut draft = json!({"description": "", "quantity": "1", "unit_cost": make::naira(1)});
    assert_eq!(staff.post("/expenditures", &draft).await.status, 422);
    draft = json!({"description": "x", "quantity": "1", "unit_cost": {"amount_minor": 1, "currency": "USD"}});
    let answer = staff.post("/expenditures", &draft).await;
    insta::assert_snapshot!(answer.status_and_body(), @"422 invalid: 1 field needs attention. #/unit_cost/currency not_one_of");
    draft = json!({"description": "x", "quantity": "1", "unit_cost": make::naira(1), "total": make::naira(2)});
    assert_eq!(staff.post("/expenditures", &draft).await.status, 400);
    assert_eq!(
        staff.get("/expenditures").await.expect(200).body["data"],
        json!([])
    );
    let made = spend(&app.admin().await, "x", "9999999", 1).await;
    let patch = json!({"unit_cost": make::naira(1_000_000_000_000)});
    let answer = app
        .admin()
        .await
        .seen(&made)
        .patch(&path(&made), &patch)
        .await;
    insta::assert_snapshot!(answer.status_and_body(), @"422 invalid: 1 field needs attention. #/unit_cost too_large");
}

#[actix_web::test]
async fn a_storm_of_the_same_call_makes_exactly_one_expenditure() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let keyed = staff.with("idempotency-key", "storm");
    let draft = json!({"description": "Fuel", "quantity": "1", "unit_cost": make::naira(100)});
    let answers = join_all((0..20).map(|_| keyed.post("/expenditures", &draft))).await;
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (201, &answers[0].body));
    }
    assert_eq!(
        staff.get("/expenditures/summary").await.expect(200).body["count"],
        1
    );
    let other = json!({"description": "Fuel", "quantity": "2", "unit_cost": make::naira(100)});
    assert_eq!(
        keyed.post("/expenditures", &other).await.body["code"],
        "idempotency_mismatch"
    );
}

#[actix_web::test]
async fn the_first_amount_fixes_the_currency() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let settings = admin.get("/settings").await.expect(200);
    let dollars = admin
        .seen(&settings)
        .patch("/settings", &json!({"currency": "USD"}))
        .await
        .expect(200);
    let naira = admin
        .seen(&dollars)
        .patch("/settings", &json!({"currency": "NGN"}))
        .await
        .expect(200);
    spend(&admin, "Fuel", "1", 100).await;
    let refused = admin
        .seen(&naira)
        .patch("/settings", &json!({"currency": "USD"}))
        .await;
    insta::assert_snapshot!(refused.status_and_body(), @"409 in_use: Money has been recorded in the present currency, so it stays.");
}
