//! The trash: who may undo what for how long, and what a trashed job still is.

use serde_json::json;

use crate::harness::{PASSWORD, TestApp, make};

#[actix_web::test]
async fn an_own_job_can_be_undone_for_ten_minutes() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let (early, late) = (make::job(&staff).await, make::job(&staff).await);
    app.advance_seconds(9 * 60 + 30);
    let path = format!("/jobs/{}", early.str("/id"));
    staff.seen(&early).delete(&path).await.expect(204);
    app.advance_seconds(31);
    let staff = app.sign_in("tobi", PASSWORD).await;
    let path = format!("/jobs/{}", late.str("/id"));
    let answer = staff.seen(&late).delete(&path).await;
    insta::assert_snapshot!(answer.status_and_body(), @"403 not_allowed: You may undo your own job for 10 minutes after recording it.");
    app.admin().await;
    app.sign_in("ada", PASSWORD)
        .await
        .seen(&late)
        .delete(&path)
        .await
        .expect(204);
}

#[actix_web::test]
async fn another_persons_job_cannot_be_undone() {
    let app = TestApp::start().await;
    let job = make::job(&app.staff().await).await;
    let path = format!("/jobs/{}", job.str("/id"));
    for (name, role) in [("bola", "staff"), ("musa", "manager")] {
        let answer = app.person(name, role).await.seen(&job).delete(&path).await;
        assert_eq!(
            answer.status_and_body(),
            "403 not_allowed: You may undo your own job for 10 minutes after recording it."
        );
    }
    let answer = app.auditor().await.seen(&job).delete(&path).await;
    insta::assert_snapshot!(answer.status_and_body(), @"403 not_allowed: You may not undo an own job.");
}

#[actix_web::test]
async fn a_job_comes_back_as_it_was() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let draft = json!({"customer_name": "Emex", "status": "done", "items": [make::item("Banner", "2", 100)]});
    let job = staff.post("/jobs", &draft).await.expect(201);
    let path = format!("/jobs/{}", job.str("/id"));
    staff.seen(&job).delete(&path).await.expect(204);
    app.books_add_up();
    let trashed = staff.get(&path).await.expect(200);
    assert!(trashed.body["deleted_at"].is_string());
    assert_eq!(staff.get("/customers").await.body["data"][0]["jobs"], 0);
    let back = staff
        .seen(&trashed)
        .act(&format!("{path}/restore"))
        .await
        .expect(200);
    let mut expected = job.body.clone();
    expected["rev"] = json!(3);
    expected["updated_at"] = back.body["updated_at"].clone();
    assert_eq!(back.body, expected);
    assert_eq!(staff.get("/customers").await.body["data"][0]["jobs"], 1);
    let history = staff.get(&format!("{path}/history")).await.expect(200);
    let actions: Vec<_> = history.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["job.created", "job.deleted", "job.restored"]);
    let change = &history.body["data"][1]["changes"];
    assert_eq!(
        change,
        &json!([{"field": "deleted", "before": false, "after": true}])
    );
}

#[actix_web::test]
async fn only_who_trashed_the_own_job_may_bring_it_back_and_only_soon() {
    let app = TestApp::start().await;
    let (staff, admin) = (app.staff().await, app.admin().await);
    let (mine, theirs) = (make::job(&staff).await, make::job(&staff).await);
    let path = |job: &crate::harness::Answer| format!("/jobs/{}", job.str("/id"));
    admin.seen(&theirs).delete(&path(&theirs)).await.expect(204);
    let trashed = staff.get(&path(&theirs)).await.expect(200);
    let answer = staff
        .seen(&trashed)
        .act(&format!("{}/restore", path(&theirs)))
        .await;
    insta::assert_snapshot!(answer.status_and_body(), @"403 not_allowed: You may bring your own job back for 10 minutes after trashing it.");
    staff.seen(&mine).delete(&path(&mine)).await.expect(204);
    app.advance_seconds(601);
    let trashed = app.sign_in("tobi", PASSWORD).await;
    let read = trashed.get(&path(&mine)).await.expect(200);
    let late = trashed
        .seen(&read)
        .act(&format!("{}/restore", path(&mine)))
        .await;
    assert_eq!(late.status, 403);
    let admin = app.sign_in("ada", PASSWORD).await;
    admin
        .seen(&read)
        .act(&format!("{}/restore", path(&mine)))
        .await
        .expect(200);
}

#[actix_web::test]
async fn a_trashed_job_cannot_be_changed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let job = make::job(&admin).await;
    let path = format!("/jobs/{}", job.str("/id"));
    let answer = admin.seen(&job).act(&format!("{path}/restore")).await;
    insta::assert_snapshot!(answer.status_and_body(), @"409 wrong_state: This job is not in the trash.");
    let answer = admin.seen(&job).act(&format!("{path}/reopen")).await;
    insta::assert_snapshot!(answer.status_and_body(), @"409 wrong_state: Only a completed job can be reopened.");
    let done = admin
        .seen(&job)
        .act(&format!("{path}/complete"))
        .await
        .expect(200);
    let answer = admin.seen(&done).act(&format!("{path}/complete")).await;
    insta::assert_snapshot!(answer.status_and_body(), @"409 wrong_state: This job is already completed.");
    admin.seen(&done).delete(&path).await.expect(204);
    let trashed = admin.get(&path).await.expect(200);
    let seen = admin.seen(&trashed);
    for act in ["complete", "reopen"] {
        let answer = seen.act(&format!("{path}/{act}")).await;
        assert_eq!(
            answer.status_and_body(),
            "409 wrong_state: This job is in the trash. Restore it first."
        );
    }
    assert_eq!(
        seen.patch(&path, &json!({"payment_method": "cash"}))
            .await
            .status,
        409
    );
    assert_eq!(seen.delete(&path).await.status, 409);
}

#[actix_web::test]
async fn what_is_not_there_is_not_found() {
    let app = TestApp::start().await;
    let admin = app.admin().await.with("if-match", "\"1\"");
    for id in ["01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f", "1", "J-2026-00001"] {
        for (method, below) in [
            ("GET", ""),
            ("DELETE", ""),
            ("POST", "/complete"),
            ("POST", "/reopen"),
            ("POST", "/restore"),
            ("GET", "/history"),
        ] {
            let path = format!("/jobs/{id}{below}");
            let answer = admin.send(method.parse().unwrap(), &path, None).await;
            assert_eq!(answer.status, 404, "{method} {path}: {}", answer.text);
        }
    }
}

#[actix_web::test]
async fn b33_who_leaves_is_shut_out_and_the_records_stay() {
    let app = TestApp::start().await;
    let (staff, admin) = (app.staff().await, app.admin().await);
    let job = make::job(&staff).await;
    let person = format!("/users/{}", job.str("/created_by/id"));
    let read = admin.get(&person).await.expect(200);
    admin
        .seen(&read)
        .act(&format!("{person}/disable"))
        .await
        .expect(200);
    let path = format!("/jobs/{}", job.str("/id"));
    assert_eq!(staff.get(&path).await.status, 401);
    let kept = admin.get(&path).await.expect(200);
    assert_eq!(kept.body, job.body);
    assert_eq!(admin.seen(&read).delete(&person).await.status, 405);
}
