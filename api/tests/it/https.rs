//! Encryption in front of the server: who is sent to https, who is refused, and whose word about it counts.

use reqwest::Method;

use crate::harness::walker::raw;
use crate::harness::{Client, Start, TestApp};

const PUBLIC: &str = "https://shop.example";

async fn behind_a_proxy(trusted: &str) -> TestApp {
    let start = Start::default()
        .without_setup()
        .with("PUBLIC_ORIGIN", PUBLIC)
        .with("FORCE_HTTPS", "true");
    start.with("TRUSTED_PROXIES", trusted).start().await
}

fn asking(app: &TestApp, scheme: &str) -> Client {
    let client = app.nobody().with("host", "shop.example");
    client
        .with("x-forwarded-proto", scheme)
        .with("accept", "text/html,*/*")
}

#[actix_web::test]
async fn g54_pages_are_sent_to_https_and_calls_are_refused() {
    let app = behind_a_proxy("127.0.0.1/32").await;
    let plain = asking(&app, "http");
    for path in ["/", "/jobs?status=open&q=a%20b", "/docs"] {
        let answer = plain.get(&raw(path)).await.expect(308);
        assert_eq!(answer.header("location"), format!("{PUBLIC}{path}"));
    }
    let call = plain.get("/jobs").await;
    insta::assert_snapshot!(call.status_and_body(), @"403 https_required: Use https.");
    assert_eq!(call.header("location"), "");
    let act = plain.act("/auth/sign-in").await;
    assert_eq!(act.body["code"], "https_required");
    plain.get("/health/live").await.expect(200);
}

#[actix_web::test]
async fn the_own_port_of_https_may_stand_behind_the_host() {
    let app = behind_a_proxy("127.0.0.1/32").await;
    let secure = asking(&app, "https");
    for (host, status) in [
        ("shop.example:443", 200),
        ("SHOP.example:443", 200),
        ("shop.example:80", 421),
        ("shop.example:8443", 421),
        ("shop.example:443:443", 421),
        ("evil.example:443", 421),
    ] {
        let answer = secure.with("host", host).get("//docs").await;
        assert_eq!((answer.status, host), (status, host));
    }
}

#[actix_web::test]
async fn g54_what_came_by_https_is_let_in() {
    let app = behind_a_proxy("127.0.0.1/32").await;
    let secure = asking(&app, "https");
    assert_eq!(secure.get("/jobs").await.body["code"], "setup_required");
    assert_eq!(secure.get("//docs").await.status, 200);
}

#[actix_web::test]
async fn g54_whoever_came_by_https_is_sent_in_no_circle_whatever_way_the_proxies_say_so() {
    let app = behind_a_proxy("127.0.0.1/32,10.0.0.0/8").await;
    let nobody = app.nobody().with("host", "shop.example");
    let browser = nobody.with("accept", "text/html,*/*");
    const FOR: &str = "x-forwarded-for";
    const PROTO: &str = "x-forwarded-proto";
    const STANDARD: &str = "forwarded";
    let ways: [&[(&str, &str)]; 6] = [
        // Encryption ends at the outer proxy, and the inner one adds its word.
        &[(PROTO, "https,http")],
        &[(FOR, "203.0.113.7"), (PROTO, "https, http")],
        &[(FOR, "203.0.113.7, 10.0.0.7"), (PROTO, "https,http")],
        &[
            (FOR, "203.0.113.7"),
            (PROTO, "https"),
            (STANDARD, "proto=http"),
        ],
        &[(STANDARD, "for=203.0.113.7;proto=https")],
        &[(
            STANDARD,
            "for=\"[2001:db8::7]:4711\";proto=https, for=10.0.0.7;proto=http",
        )],
    ];
    for way in ways {
        let said = |client: &Client| {
            way.iter()
                .fold(client.with("x-way", "any"), |client, (name, value)| {
                    client.with(name, value)
                })
        };
        for path in ["/", "/jobs", "/docs"] {
            let page = said(&browser).get(&raw(path)).await;
            assert_ne!(page.status, 308, "{way:?} {path}");
            assert_eq!(page.header("location"), "", "{way:?} {path}");
        }
        let call = said(&nobody).get("/jobs").await;
        assert_eq!(call.body["code"], "setup_required", "{way:?}");
    }
    let clear = browser.with(STANDARD, "for=203.0.113.7;proto=http");
    clear.get(&raw("/")).await.expect(308);
}

#[actix_web::test]
async fn g54_the_word_of_a_stranger_counts_for_nothing_and_never_ends_in_a_circle() {
    let app = behind_a_proxy("10.0.0.0/8").await;
    for scheme in ["https", "http"] {
        let stranger = asking(&app, scheme);
        for path in ["//", "//docs", "/jobs"] {
            let program = stranger.with("accept", "application/json").get(path).await;
            assert_eq!(
                program.body["code"], "https_required",
                "{path}: {}",
                program.text
            );
            // A browser gets the same in a page, and is sent nowhere.
            let browser = stranger.get(path).await;
            assert_eq!(
                (browser.status, browser.header("location")),
                (program.status, "")
            );
        }
    }
}

#[actix_web::test]
async fn g54_absolute_addresses_are_those_of_the_public_origin() {
    let app = behind_a_proxy("127.0.0.1/32").await;
    let document = asking(&app, "https")
        .get("//openapi.json")
        .await
        .expect(200);
    assert_eq!(document.body["servers"][0]["url"], PUBLIC);
}

#[actix_web::test]
async fn g54_no_host_leads_to_another_address_than_the_public_one() {
    let app = Start::default()
        .without_setup()
        .with("PUBLIC_ORIGIN", PUBLIC)
        .with("FORCE_HTTPS", "true")
        .with("ALLOWED_HOSTS", "other.example")
        .with("TRUSTED_PROXIES", "127.0.0.1/32")
        .start()
        .await;
    let other = asking(&app, "http").with("host", "other.example");
    for method in [Method::GET, Method::HEAD] {
        let answer = other.send(method, &raw("/jobs"), None).await.expect(308);
        assert_eq!(answer.header("location"), format!("{PUBLIC}/jobs"));
    }
    // A form that is sent in clear is not sent on.
    let form = other.send(Method::POST, &raw("/jobs"), None).await;
    assert_eq!(form.body["code"], "https_required");
}

#[actix_web::test]
async fn localhost_is_sent_to_the_name_that_the_cookies_are_tied_to() {
    let app = TestApp::start().await;
    let port = app.address.port();
    let other = app.nobody().with("host", &format!("localhost:{port}"));
    for method in [Method::GET, Method::HEAD] {
        let answer = other.send(method, &raw("/jobs?q=a%20b"), None).await;
        let answer = answer.expect(307);
        assert_eq!(
            answer.header("location"),
            format!("http://127.0.0.1:{port}/jobs?q=a%20b")
        );
        assert_eq!(answer.header("x-frame-options"), "DENY");
    }
    // Programs may use either name.
    other.get("/jobs").await.expect(401);
    let own = app.nobody().get(&raw("/jobs")).await;
    assert_ne!(own.status, 307);
}

#[actix_web::test]
async fn a_public_name_is_never_given_up_for_this_computers_own() {
    let start = Start::default().without_setup();
    let app = start.with("PUBLIC_ORIGIN", PUBLIC).start().await;
    let port = app.address.port();
    let local = app.nobody().with("host", &format!("localhost:{port}"));
    assert_ne!(local.get(&raw("/jobs")).await.status, 307);
}
