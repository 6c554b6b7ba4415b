//! What other origins may read: nothing unless they are listed (SECURITY.md §2.5).

use reqwest::Method;

use super::{Kind, has_the_whole_set};
use crate::harness::operation::Operation;
use crate::harness::walker::raw;
use crate::harness::{Client, Start, TestApp};

#[actix_web::test]
async fn g30_asvs_3_4_2_no_origin_is_allowed_unless_listed() {
    let app = TestApp::start().await;
    let foreign = app.nobody().with("origin", "https://evil.example");
    let preflight = foreign
        .with("access-control-request-method", "POST")
        .send(Method::OPTIONS, "/jobs", None)
        .await;
    for answer in [preflight, foreign.get("/jobs").await] {
        assert!(
            answer
                .headers
                .keys()
                .all(|name| !name.as_str().starts_with("access-control")),
            "{:?}",
            answer.headers
        );
    }
}

const PARTNER: &str = "https://books.example";

#[actix_web::test]
async fn g30_asvs_3_4_2_a_listed_origin_may_read_and_no_other() {
    let app = Start::default()
        .with("CORS_ALLOWED_ORIGINS", PARTNER)
        .start()
        .await;
    let admin = app.admin().await;
    let read = admin.with("origin", PARTNER).get("/jobs").await.expect(200);
    assert_eq!(read.header("access-control-allow-origin"), PARTNER);
    assert_eq!(read.header("access-control-allow-credentials"), "true");
    let exposed = read.header("access-control-expose-headers").to_lowercase();
    for name in [
        "etag",
        "location",
        "link",
        "retry-after",
        "x-request-id",
        "content-disposition",
        "idempotency-replayed",
        "ratelimit",
    ] {
        assert!(exposed.contains(name), "{name} in {exposed}");
    }
    has_the_whole_set(&read, Kind::Api, "a listed origin's read");
    for operation in Operation::all() {
        asks_before(&app.nobody(), &operation).await;
    }
    let failed = app
        .nobody()
        .with("origin", PARTNER)
        .get("/jobs")
        .await
        .expect(401);
    assert_eq!(failed.header("access-control-allow-origin"), PARTNER);
    let other = admin
        .with("origin", "https://evil.example")
        .get("/jobs")
        .await;
    assert_eq!(other.header("access-control-allow-origin"), "");
}

/// The preflight of a listed origin: 204, and the origin and method named exactly.
async fn asks_before(nobody: &Client, operation: &Operation) {
    let asking = nobody
        .with("origin", PARTNER)
        .with("access-control-request-method", operation.method.as_str())
        .with(
            "access-control-request-headers",
            "authorization,content-type,if-match,idempotency-key",
        );
    let answer = asking
        .send(Method::OPTIONS, &raw(&operation.at("none")), None)
        .await;
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (204, ""),
        "{}",
        operation.id
    );
    assert_eq!(
        answer.header("access-control-allow-origin"),
        PARTNER,
        "{}",
        operation.id
    );
    assert!(
        answer
            .header("access-control-allow-methods")
            .contains(operation.method.as_str()),
        "{}",
        operation.id
    );
    assert!(
        answer
            .header("access-control-allow-headers")
            .to_lowercase()
            .contains("if-match"),
        "{}",
        operation.id
    );
    has_the_whole_set(&answer, Kind::Api, &operation.id);
}
