//! No way around the rules of admission: other spellings of an address, headers of a proxy that is none, bodies that
//! nobody reads, lists where structures are meant.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;

use reqwest::Method;
use serde_json::json;

use crate::harness::walker::raw;
use crate::harness::{PASSWORD, Start, TestApp, make};

#[actix_web::test]
async fn asvs_1_1_1_an_encoded_address_is_none_of_ours() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for path in ["/%61pi/v1/me", "/api/v1/m%65", "/%2Fapi/v1/me", "/jobs%20"] {
        let answer = admin.send(Method::GET, &raw(path), None).await;
        assert_eq!((answer.status, path), (404, path));
    }
    let who = json!({"username": "ada", "password": PASSWORD}).to_string();
    let path = raw("/%61pi/v1/auth/sign-in");
    let around = admin.send(Method::POST, &path, Some(who)).await;
    assert_eq!(around.body["code"], "not_found");
}

#[actix_web::test]
async fn asvs_4_1_3_a_host_is_what_the_request_was_sent_to_whatever_else_it_says() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let stranger = admin.with("host", "evil.example");
    for (name, value) in [
        ("x-forwarded-host", "127.0.0.1"),
        ("forwarded", "host=127.0.0.1"),
    ] {
        let answer = stranger.with(name, value).get("/me").await;
        assert_eq!((answer.status, name), (421, name));
        // And what it says of another name does no harm.
        let foreign = value.replace("127.0.0.1", "evil.example");
        admin.with(name, &foreign).get("/me").await.expect(200);
    }
}

#[actix_web::test]
async fn asvs_15_3_5_a_list_is_no_structure() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let price = json!({"amount_minor": 5, "currency": "NGN"});
    for (items, pointer) in [
        (json!([["d", "1", price]]), "#/items/0"),
        (
            json!([{"description": "d", "quantity": "1", "unit_price": [5, "NGN"]}]),
            "#/items/0/unit_price",
        ),
    ] {
        let answer = staff.post("/jobs", &json!({"items": items})).await;
        let error = &answer.expect(400).body["errors"][0];
        assert_eq!(error["pointer"], pointer);
        assert_eq!(error["detail"], "Must be an object.");
    }
}

#[actix_web::test]
async fn an_act_takes_no_body_but_an_empty_object() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let job = make::job(&admin).await;
    let path = format!("/jobs/{}", job.str("/id"));
    let seen = admin.seen(&job);
    let complete = format!("{path}/complete");
    let refused = seen.post(&complete, &json!({"x": 1})).await.expect(400);
    assert_eq!(refused.body["errors"][0]["code"], "unknown_field");
    let text = seen.with("content-type", "text/plain");
    text.post(&complete, &json!({})).await.expect(415);
    let long = json!({"x": "x".repeat(300_000)});
    seen.post(&complete, &long).await.expect(413);
    admin
        .send(Method::GET, "/jobs", Some("{\"x\":1}".to_owned()))
        .await
        .expect(400);
    // Who may not, hears only that.
    let stranger = app.nobody();
    let answer = stranger.post(&complete, &json!({"x": 1})).await;
    assert_eq!(answer.status, 401);
    assert_eq!(admin.get(&path).await.body["status"], "open");
    let done = seen.post(&complete, &json!({})).await.expect(200);
    let told = admin
        .seen(&done)
        .patch(&path, &json!({"status": "done"}))
        .await;
    assert_eq!(told.body["errors"][0]["code"], "read_only");
}

#[actix_web::test]
async fn g52_attempts_at_a_secret_have_a_policy_of_their_own() {
    let app = Start::default()
        .with("RATE_LIMIT_LOGIN", "2 per minute")
        .start()
        .await;
    app.at("2027-05-20T09:10:00Z");
    let nobody = app.nobody();
    let wrong = json!({"username": "nobody", "password": "Wrong-guess-123"});
    for left in [1, 0] {
        let answer = nobody.post("/auth/sign-in", &wrong).await.expect(401);
        assert_eq!(answer.header("ratelimit-policy"), "\"sign-in\";q=2;w=60");
        let state = format!("\"sign-in\";r={left};t=60");
        assert_eq!(answer.header("ratelimit"), state);
    }
    let refused = nobody.post("/auth/sign-in", &wrong).await.expect(429);
    assert_eq!(refused.header("ratelimit-policy"), "\"sign-in\";q=2;w=60");
    let wait = refused.header("retry-after");
    let state = format!("\"sign-in\";r=0;t={wait}");
    assert_eq!(refused.header("ratelimit"), state);
}

#[actix_web::test]
async fn g49_g50_what_is_refused_for_its_form_counts_like_any_other_call() {
    let app = Start::default()
        .with("RATE_LIMIT_ANON", "3 per hour")
        .with("RATE_LIMIT_USER", "4 per hour")
        .start()
        .await;
    let nobody = app.nobody();
    let text_only = nobody.with("accept", "text/html");
    for status in [406, 406, 406, 429] {
        assert_eq!(text_only.get("/jobs").await.status, status);
    }
    let wrong = |body: &str| Some(body.to_owned());
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let answer = nobody.send(Method::POST, "/auth/sign-in", wrong("{"));
        statuses.push(answer.await.status);
    }
    // Setting the shop up took some of the address's calls.
    assert_eq!((statuses[0], statuses[4]), (400, 429), "{statuses:?}");
}

#[actix_web::test]
async fn g55_every_answer_says_what_it_varies_with() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    for (method, path) in [
        (Method::GET, "/no.such.file"),
        (Method::POST, "/jobs"),
        (Method::OPTIONS, "/"),
        (Method::GET, "/"),
    ] {
        let answer = nobody.send(method, &raw(path), None).await;
        let vary = answer.header("vary").to_ascii_lowercase();
        assert!(vary.contains("accept-encoding"), "{path}: {vary}");
    }
}

/// The answer to these bytes, whole; the server closes the connection.
fn spoken(app: &TestApp, head: &str) -> String {
    let mut stream = TcpStream::connect(app.address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // Whoever is refused amid his words hears the answer, and then that nobody listens.
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[actix_web::test]
async fn what_is_no_http_is_refused_below_the_api_as_its_document_says() {
    let app = TestApp::start().await;
    let told = crate::harness::operation::document()["info"]["description"].as_str();
    assert!(told.unwrap().contains("400 or 431 without a body"));
    let long = "x".repeat(200_000);
    for (head, status) in [
        ("rubbish\r\n\r\n".to_owned(), "400"),
        (format!("GET / HTTP/1.1\r\nA: {long}\r\n\r\n"), "431"),
    ] {
        let answer = spoken(&app, &head);
        let first = answer.lines().next().unwrap_or_default();
        assert!(first.contains(status), "{answer}");
        assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    }
}

#[actix_web::test]
async fn a_probe_that_asks_for_nothing_in_particular_gets_the_page() {
    let app = TestApp::start().await;
    let asked = |more: &str| {
        let host = app.address;
        let head = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
        let answer = spoken(&app, &head);
        answer.lines().next().unwrap_or_default().to_owned()
    };
    // 404 where this build carries no app; the same for both either way.
    let page = asked("Accept: text/html\r\n");
    assert_eq!(asked(""), page);
    assert_eq!(asked("Accept: */*\r\n"), page);
    for refused in ["text/html;q=0, */*", "image/png", "*/*;q=0"] {
        let answer = asked(&format!("Accept: {refused}\r\n"));
        assert!(answer.contains("404"), "{refused}: {answer}");
    }
}

#[actix_web::test]
async fn a_browser_under_another_name_is_told_in_a_page_which_name_and_which_setting() {
    let app = TestApp::start().await;
    let browser = app
        .nobody()
        .with("host", "other.example")
        .with("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    let own = app.url();
    for path in ["/", "/jobs"] {
        let page = browser.send(Method::GET, &raw(path), None).await;
        assert_eq!(page.status, 421, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        for words in [
            own.as_str(),
            "ALLOWED_HOSTS",
            "PUBLIC_ORIGIN",
            page.header("x-request-id"),
        ] {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
    }
    // Programs, and whoever takes anything, get the problem itself.
    for (accept, path) in [
        ("text/html", "/api/v1/me"),
        ("*/*", "/"),
        ("application/json", "/"),
    ] {
        let refused = browser
            .with("accept", accept)
            .send(Method::GET, &raw(path), None)
            .await;
        assert_eq!((refused.status, accept), (421, accept));
        assert_eq!(refused.body["code"], "wrong_host", "{accept}");
    }
}
