//! Revisions: a stale write never wins, and who read the present state is not sent it again.

use serde_json::{Value, json};

use crate::harness::{Answer, Client, TestApp, make};

/// Each change of a job: method, path below the job, body.
const CHANGES: [(&str, &str, Option<&str>); 5] = [
    ("PATCH", "", Some(r#"{"payment_method":"transfer"}"#)),
    ("DELETE", "", None),
    ("POST", "/complete", None),
    ("POST", "/reopen", None),
    ("POST", "/restore", None),
];

async fn change(
    client: &Client,
    job: &Answer,
    (method, below, body): (&str, &str, Option<&str>),
) -> Answer {
    let path = format!("/jobs/{}{below}", job.str("/id"));
    client
        .send(method.parse().unwrap(), &path, body.map(str::to_owned))
        .await
}

#[actix_web::test]
async fn every_change_needs_the_present_revision() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let job = make::job(&app.staff().await).await;
    let patch = json!({"payment_method": "transfer"});
    let path = format!("/jobs/{}", job.str("/id"));
    app.advance_seconds(5);
    let newer = app
        .manager()
        .await
        .seen(&job)
        .patch(&path, &patch)
        .await
        .expect(200);
    for act in CHANGES {
        let answer = change(&admin, &job, act).await;
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (428, &json!("precondition_required")),
            "{act:?}"
        );
        let answer = change(&admin.seen(&job), &job, act).await;
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (412, &json!("stale")),
            "{act:?}"
        );
        assert_eq!(answer.body["changed_by"], "musa");
        assert_eq!(answer.body["changed_at"], newer.body["updated_at"]);
    }
    let now = admin.get(&path).await.expect(200);
    assert_eq!(now.body, newer.body);
}

#[actix_web::test]
async fn only_the_revision_of_a_tag_is_compared() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let job = make::job(&admin).await;
    let path = format!("/jobs/{}", job.str("/id"));
    let patch = json!({"payment_method": "cash"});
    for tag in ["*", "1", "\"\"", "\"one\""] {
        let answer = admin.with("if-match", tag).patch(&path, &patch).await;
        assert_eq!(answer.status, 400, "{tag}: {}", answer.text);
        assert_eq!(answer.body["errors"][0]["header"], "If-Match", "{tag}");
    }
    for (rev, tag, method) in [
        (1, "\"1\"", "transfer"),
        (2, "W/\"2\"", "cash"),
        (3, "\"3-gzip\"", "transfer"),
        (4, "\"4.0a1b2c-br\"", "cash"),
    ] {
        let patch = json!({ "payment_method": method });
        let answer = admin
            .with("if-match", tag)
            .patch(&path, &patch)
            .await
            .expect(200);
        assert_eq!(answer.body["rev"], rev + 1);
    }
}

#[actix_web::test]
async fn what_the_caller_has_is_not_sent_again_until_it_differs() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = json!({"customer_name": "Emex", "items": [make::item("Banner", "1", 100)]});
    let job = admin.post("/jobs", &draft).await.expect(201);
    let path = format!("/jobs/{}", job.str("/id"));
    let reader = admin.with("if-none-match", job.header("etag"));
    let same = reader.get(&path).await.expect(304);
    assert_eq!(same.text, "");
    assert_eq!(same.header("etag"), job.header("etag"));
    // The customer's name is part of the answer, so a new name is a new tag; the job's revision stays.
    let customer = format!("/customers/{}", job.str("/customer/id"));
    let read = admin.get(&customer).await.expect(200);
    admin
        .seen(&read)
        .patch(&customer, &json!({"name": "Emex Ltd"}))
        .await
        .expect(200);
    let now = reader.get(&path).await.expect(200);
    assert_eq!(now.body["customer"]["name"], "Emex Ltd");
    assert_eq!(now.body["rev"], job.body["rev"]);
    admin
        .seen(&job)
        .act(&format!("{path}/complete"))
        .await
        .expect(200);
}

#[actix_web::test]
async fn of_two_who_change_the_same_job_at_once_one_is_told() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for _ in 0..10 {
        let job = make::job(&admin).await;
        let path = format!("/jobs/{}", job.str("/id"));
        let seen = admin.seen(&job);
        let (one, two) = (
            json!({"customer_name": "Emex"}),
            json!({"payment_method": "transfer"}),
        );
        let answers =
            futures_util::future::join(seen.patch(&path, &one), seen.patch(&path, &two)).await;
        let mut statuses = [answers.0.status, answers.1.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412]);
        let won: &Value = if answers.0.status == 200 {
            &answers.0.body
        } else {
            &answers.1.body
        };
        assert_eq!(&admin.get(&path).await.body, won);
    }
}
