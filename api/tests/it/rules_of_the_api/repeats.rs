//! What a repeated call is: its method, address, query, type and body; and headers that must stand alone.

use serde_json::json;

use super::{blames, is_problem, walker};
use crate::harness::operation::is_setup;
use crate::harness::original::Original;
use crate::harness::walker::not_set_up;
use crate::harness::{TestApp, make};

#[actix_web::test]
async fn a_repeat_is_the_first_answer_byte_for_byte_whatever_happened_since() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let keyed = admin.with("idempotency-key", "once");
    let draft = json!({"customer_name": "Ada", "items": [make::item("Banner", "1", 100)]});
    let first = keyed.post("/jobs", &draft).await.expect(201);
    let customer = format!("/customers/{}", first.str("/customer/id"));
    let seen = admin.seen(&admin.get(&customer).await);
    let renamed = seen.patch(&customer, &json!({"name": "Ada & Sons"})).await;
    renamed.expect(200);
    let again = keyed.post("/jobs", &draft).await.expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.text, first.text);
    for header in ["etag", "location", "content-type"] {
        assert_eq!(again.header(header), first.header(header), "{header}");
    }
    let own = admin.seen(&first).with("idempotency-key", "gone");
    let job = format!("/jobs/{}", first.str("/id"));
    own.delete(&job).await.expect(204);
    let again = own.delete(&job).await.expect(204);
    assert_eq!(
        (again.text.as_str(), again.header("content-type")),
        ("", "")
    );
}

#[actix_web::test]
async fn another_query_is_another_call() {
    let app = TestApp::start().await;
    let admin = app.admin().await.with("idempotency-key", "books");
    let file = Original::sample().bytes();
    let lagos = "/imports?time_zone=Africa/Lagos";
    let first = admin.upload(lagos, file.clone()).await.expect(202);
    let path = format!("/imports/{}", first.str("/id"));
    let bare = app.admin().await;
    while bare.get(&path).await.expect(200).body["status"] == "analysing" {
        tokio::task::yield_now().await;
    }
    bare.delete(&path).await.expect(204);
    let again = admin.upload(lagos, file.clone()).await.expect(202);
    assert_eq!(again.str("/id"), first.str("/id"));
    assert_eq!(again.header("idempotency-replayed"), "true");
    let accra = "/imports?time_zone=Africa/Accra";
    let other = admin.upload(accra, file).await.expect(202);
    assert_eq!(other.header("idempotency-replayed"), "");
    assert_ne!(other.str("/id"), first.str("/id"));
}

#[actix_web::test]
async fn another_type_of_the_same_bytes_is_another_body() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let job = make::job(&admin).await;
    let path = format!("/jobs/{}", job.str("/id"));
    let seen = admin.seen(&job).with("idempotency-key", "patch");
    let patch = json!({"payment_method": "transfer"});
    let typed = |kind: &str| seen.with("content-type", kind);
    let first = typed("application/json").patch(&path, &patch).await;
    first.expect(200);
    let other = typed("application/merge-patch+json")
        .patch(&path, &patch)
        .await;
    insta::assert_snapshot!(other.status_and_body(), @"422 idempotency_mismatch: This Idempotency-Key was used with another body or type. Take a new key for another request.");
    let again = typed("application/json").patch(&path, &patch).await;
    assert_eq!(again.expect(200).header("idempotency-replayed"), "true");
}

#[actix_web::test]
async fn a_header_that_decides_alone_is_sent_once() {
    let (walker, admin) = walker().await;
    let headers = [
        ("Content-Type", "application/json"),
        ("Idempotency-Key", "k"),
        ("Origin", "http://127.0.0.1"),
        ("Sec-Fetch-Site", "same-origin"),
        ("X-Background", "1"),
        ("X-CSRF-Token", "t"),
    ];
    for operation in walker.operations.iter().filter(|one| !is_setup(one)) {
        let ready = walker.ready(operation, &admin).await;
        for (name, value) in headers {
            // The client of these tests names a file's type itself.
            if ready.client.sends_files() && name == "Content-Type" {
                continue;
            }
            let mut twice = ready.clone();
            let once = twice.client.with(name, value);
            twice.client = once.with_another(name, value);
            let answer = twice.send().await;
            let name = name.to_ascii_lowercase();
            let blamed = answer.body["errors"][0]["header"]
                .as_str()
                .unwrap_or_default();
            is_problem(operation, &answer, 400, "malformed");
            assert_eq!(blamed.to_ascii_lowercase(), name, "{}", operation.id);
        }
    }
    let walker = not_set_up().await;
    let operation = walker.operations.iter().find(|one| is_setup(one)).unwrap();
    let mut ready = walker.ready(operation, &walker.app.nobody()).await;
    let once = ready.client.with("origin", "http://a.example");
    ready.client = once.with_another("origin", "http://a.example");
    blames(
        operation,
        &ready.send().await,
        "header",
        "origin",
        "bad_format",
    );
}
