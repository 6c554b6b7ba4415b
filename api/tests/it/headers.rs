//! The whole set of security headers on every kind of answer (SECURITY.md G55–G61).

mod cors;
mod kept;

use reqwest::Method;
use serde_json::json;

use crate::harness::walker::{Walker, raw};
use crate::harness::{Answer, Start, TestApp, make};

const BASE: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Api,
    Page,
    File,
}

#[track_caller]
fn has_the_whole_set(answer: &Answer, kind: Kind, what: &str) {
    let policy = match kind {
        Kind::Api => format!("{BASE}; script-src 'none'; sandbox"),
        Kind::Page => format!("{BASE}; script-src 'self' 'wasm-unsafe-eval'"),
        Kind::File => BASE.to_owned(),
    };
    let fixed = [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("x-xss-protection", "1; mode=block"),
        (
            "strict-transport-security",
            "max-age=31536000; includeSubDomains",
        ),
        ("content-security-policy", &policy),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    for (name, value) in fixed {
        let sent: Vec<_> = answer.headers.get_all(name).iter().collect();
        assert_eq!(sent, [value], "{name} on {what} ({})", answer.status);
    }
    let permissions = answer.header("permissions-policy");
    for part in [
        "camera=()",
        "geolocation=()",
        "payment=()",
        "clipboard-write=(self)",
        "publickey-credentials-get=(self)",
    ] {
        assert!(permissions.contains(part), "{part} on {what}");
    }
    assert!(
        uuid::Uuid::try_parse(answer.header("x-request-id")).is_ok(),
        "{what}"
    );
    assert!(
        answer.header("server").is_empty() && answer.header("x-powered-by").is_empty(),
        "{what}"
    );
    match kind {
        Kind::Api => {
            // What everybody may know, and checks tokens by, may be kept.
            let kept = match (what, answer.status) {
                ("get_signing_keys", 200) => "public, max-age=300",
                _ => "no-store",
            };
            assert_eq!(answer.header("cache-control"), kept, "{what}");
            assert_eq!(
                answer.header("vary"),
                "Accept-Encoding, Authorization, Origin, Sec-Fetch-Site",
                "{what}"
            );
        }
        Kind::Page | Kind::File => assert!(!answer.header("cache-control").is_empty(), "{what}"),
    }
}

#[actix_web::test]
async fn g55_g56_g57_g58_g59_g60_g61_every_operation_answers_with_the_whole_set() {
    let walker = Walker::start().await;
    let (admin, nobody) = (walker.app.admin().await, walker.app.nobody());
    for operation in walker
        .operations
        .iter()
        .filter(|operation| operation.path != "/api/v1/setup")
    {
        let (_, answer) = walker.succeed(operation).await;
        has_the_whole_set(&answer, Kind::Api, &operation.id);
        for (method, body) in [
            (Method::PUT, None),
            (Method::OPTIONS, None),
            (operation.method.clone(), Some("{")),
        ] {
            let answer = nobody
                .send(method, &raw(&operation.at("none")), body.map(str::to_owned))
                .await;
            has_the_whole_set(&answer, Kind::Api, &operation.id);
        }
        let head = admin
            .send(Method::HEAD, &raw(&operation.at("none")), None)
            .await;
        has_the_whole_set(&head, Kind::Api, &operation.id);
    }
}

#[actix_web::test]
async fn g60_every_kind_of_answer_has_the_whole_set() {
    let app = TestApp::start().await;
    let (admin, staff) = (app.admin().await, app.staff().await);
    let job = make::job(&admin).await;
    let path = format!("/jobs/{}", job.str("/id"));
    let big = json!({"x": "a".repeat(300_000)});
    let kinds: Vec<(u16, Answer)> = vec![
        (200, admin.get("/jobs").await),
        (201, make::job(&admin).await),
        (
            304,
            admin
                .with("if-none-match", job.header("etag"))
                .get(&path)
                .await,
        ),
        (400, admin.post("/jobs", &json!({"x": 1})).await),
        (401, app.nobody().get("/jobs").await),
        (403, staff.get("/events").await),
        (404, admin.get("/nonsense").await),
        (405, admin.send(Method::PUT, "/jobs", None).await),
        (406, admin.with("accept", "text/html").get("/jobs").await),
        (
            412,
            admin
                .with("if-match", "\"99\"")
                .act(&format!("{path}/complete"))
                .await,
        ),
        (413, admin.post("/jobs", &big).await),
        (
            415,
            admin
                .with("content-type", "text/plain")
                .post("/jobs", &json!({}))
                .await,
        ),
        (421, admin.with("host", "evil.example").get("/jobs").await),
        (422, admin.post("/jobs", &json!({"items": []})).await),
        (428, admin.act(&format!("{path}/complete")).await),
    ];
    for (status, answer) in kinds {
        assert_eq!(answer.status, status, "{}", answer.text);
        has_the_whole_set(&answer, Kind::Api, &status.to_string());
    }
}

#[actix_web::test]
async fn g52_g60_faults_outages_limits_and_preflights_have_the_whole_set() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let asked = admin
        .with("origin", "https://elsewhere.example")
        .with("access-control-request-method", "POST")
        .send(Method::OPTIONS, "/jobs", None)
        .await;
    has_the_whole_set(&asked, Kind::Api, "a preflight");
    app.database
        .execute("ALTER TABLE settings RENAME TO elsewhere");
    let fault = admin.get("/settings").await.expect(500);
    has_the_whole_set(&fault, Kind::Api, "500");
    app.database
        .execute("ALTER TABLE elsewhere RENAME TO settings");
    let closed = Start::default().without_setup().start().await;
    let outage = closed.nobody().get("/jobs").await.expect(503);
    has_the_whole_set(&outage, Kind::Api, "503");
    let narrow = Start::default()
        .with("RATE_LIMIT_ANON", "1 per hour")
        .with("CORS_ALLOWED_ORIGINS", "https://shop.example")
        .start()
        .await;
    let there = narrow.nobody().with("origin", "https://shop.example");
    let asked = there
        .with("access-control-request-method", "POST")
        .send(Method::OPTIONS, "/jobs", None)
        .await;
    has_the_whole_set(&asked, Kind::Api, "a preflight that is allowed");
    narrow.nobody().get("/jobs").await.expect(401);
    let limited = narrow.nobody().get("/jobs").await.expect(429);
    has_the_whole_set(&limited, Kind::Api, "429");
}

#[actix_web::test]
async fn g59_g60_pages_and_files_have_the_set_of_their_kind() {
    let app = TestApp::start().await;
    let page = app.nobody().with("accept", "text/html");
    for (path, kind) in [
        ("/docs", Kind::Page),
        ("/docs/swagger-ui.css", Kind::File),
        ("/docs/swagger-ui-bundle.js", Kind::File),
        ("/docs/docs.css", Kind::File),
        ("/docs/docs.js", Kind::File),
        ("/docs/arrow.svg", Kind::File),
    ] {
        let answer = page.get(&raw(path)).await.expect(200);
        has_the_whole_set(&answer, kind, path);
    }
    for (path, kind) in [
        ("/docs/nothing.js", Kind::File),
        ("/logs/app.log", Kind::File),
        ("/no-such-file.php", Kind::File),
    ] {
        let answer = page.get(&raw(path)).await.expect(404);
        has_the_whole_set(&answer, kind, path);
    }
    for path in ["/", "/docs", "/jobs"] {
        let answer = app
            .nobody()
            .send(Method::POST, &raw(path), None)
            .await
            .expect(405);
        has_the_whole_set(&answer, Kind::Page, path);
        assert_eq!(answer.header("allow"), "GET, HEAD, OPTIONS");
    }
}

#[actix_web::test]
async fn g58_preload_is_added_on_request() {
    let app = Start::default().with("HSTS_PRELOAD", "true").start().await;
    let answer = app.nobody().get("/jobs").await;
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=31536000; includeSubDomains; preload"
    );
}

#[actix_web::test]
async fn g62_the_document_and_its_page_can_be_switched_off() {
    let app = Start::default().with("API_DOCS", "false").start().await;
    for path in [
        "/docs",
        "/docs/docs.js",
        "/docs/swagger-ui.css",
        "/openapi.json",
    ] {
        app.nobody()
            .with("accept", "text/html,*/*")
            .get(&raw(path))
            .await
            .expect(404);
    }
    let open = TestApp::start().await;
    let document = open.nobody().get("//openapi.json").await.expect(200);
    assert_eq!(document.body["openapi"], "3.1.0");
    assert_eq!(document.body["servers"][0]["url"], open.url());
}

#[actix_web::test]
async fn a_request_id_is_echoed_if_it_is_one() {
    let app = TestApp::start().await;
    let id = "01934F3C-7B1E-7C5A-9D3E-0A1B2C3D4E5F";
    let echoed = app.nobody().with("x-request-id", id).get("/jobs").await;
    assert_eq!(echoed.header("x-request-id"), id.to_lowercase());
    for strange in ["1", "<script>", "01934f3c7b1e7c5a9d3e0a1b2c3d4e5f"] {
        let answer = app
            .nobody()
            .with("x-request-id", strange)
            .get("/jobs")
            .await;
        assert_ne!(answer.header("x-request-id"), strange);
    }
}

#[actix_web::test]
async fn health_answers_strangers_and_before_there_is_a_shop() {
    let app = Start::default().without_setup().start().await;
    for path in [
        "/health/live",
        "/health/ready",
        "/problems/stale",
        "/openapi.json",
    ] {
        app.nobody()
            .with(
                "host",
                if path.starts_with("/health") {
                    "elsewhere.example"
                } else {
                    "127.0.0.1"
                },
            )
            .get(&raw(path))
            .await
            .expect(200);
    }
    let version = app.nobody().get("//version").await;
    insta::assert_snapshot!(version.body["code"].to_string(), @r#""setup_required""#);
    let jobs = app.nobody().get("/jobs").await;
    assert_eq!((jobs.status, jobs.header("retry-after")), (503, "5"));
}
