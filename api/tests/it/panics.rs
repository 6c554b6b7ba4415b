//! A panic is one failed request: it tells nothing, undoes its change, and the server goes on.

use std::fs;

use actix_web::middleware::from_fn;
use actix_web::web;
use api::error::ApiError;
use api::server::{admission, edge};
use serde_json::{Value, json};

use crate::harness::operation::table;
use crate::harness::{Start, TestApp};
use crate::outages::{draft, jobs};

#[actix_web::test]
async fn g64_g65_a_panic_is_one_failed_request_that_tells_nothing() {
    let app = TestApp::start().await;
    let service = actix_web::App::new()
        .app_data(app.app.app.clone())
        .route("/api/v1/panic", web::get().to(panics))
        .route("/api/v1/broken", web::get().to(breaks))
        .wrap(from_fn(edge::edge));
    let service = actix_web::test::init_service(service).await;
    let mut bodies = Vec::new();
    for path in ["/api/v1/panic", "/api/v1/broken", "/api/v1/panic"] {
        let request = actix_web::test::TestRequest::get().uri(path).to_request();
        let answer = actix_web::test::call_service(&service, request).await;
        assert_eq!(answer.status().as_u16(), 500);
        assert_eq!(
            answer.headers().get("content-type").unwrap(),
            "application/problem+json"
        );
        assert_eq!(
            answer.headers().get("x-content-type-options").unwrap(),
            "nosniff"
        );
        let mut body: Value = actix_web::test::read_body_json(answer).await;
        // The id is each request's own; everything else is the same whatever happened.
        assert!(body["request_id"].take().is_string());
        body["instance"].take();
        bodies.push(body);
    }
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(bodies[0]["code"], "internal");
    assert!(!bodies[0].to_string().contains("quince"), "{}", bodies[0]);
}

#[actix_web::test]
async fn g77_a_lost_request_still_says_whose_it_was_and_where_it_went() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let service = actix_web::App::new()
        .app_data(app.app.app.clone())
        .app_data(web::Data::from(app.app.auth.clone()))
        .app_data(web::Data::new(table()))
        .route("/api/v1/jobs/{id}", web::get().to(panics))
        .wrap(from_fn(admission::admit))
        .wrap(from_fn(edge::edge));
    let service = actix_web::test::init_service(service).await;
    let id = "0193f2a1-0000-7000-8000-000000000000";
    let request = actix_web::test::TestRequest::get()
        .uri(&format!("/api/v1/jobs/{id}"))
        .peer_addr("127.0.0.1:5000".parse().unwrap())
        .insert_header(("host", app.address.to_string()))
        .insert_header(("authorization", format!("Bearer {}", admin.token.unwrap())))
        .to_request();
    let answer = actix_web::test::call_service(&service, request).await;
    assert_eq!(answer.status().as_u16(), 500);
    assert!(answer.headers().contains_key("ratelimit"));
    assert!(answer.headers().contains_key("ratelimit-policy"));
    assert!(app.app.access_log.flush());
    let trail = fs::read_to_string(app.database.path().join("logs/access.jsonl")).unwrap();
    let last: Value = serde_json::from_str(trail.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&last["status"], &last["route"]),
        (&json!(500), &json!("/api/v1/jobs/{id}"))
    );
    assert!(last["actor"].is_string(), "{last}");
    assert_eq!(last["object_id"], id);
}

async fn panics() -> &'static str {
    panic!("quince: a secret of the house")
}

async fn breaks() -> Result<&'static str, ApiError> {
    Err(ApiError::broken("quince: a secret of the house"))
}

#[actix_web::test]
async fn g65_a_panic_amid_a_change_undoes_it_and_frees_its_connection() {
    let app = Start::default().with("DB_POOL_SIZE", "2").start().await;
    let admin = app.admin().await;
    for _ in 0..5 {
        let failed = app
            .app
            .db
            .read(|_conn| -> Result<(), ApiError> { panic!("amid a question") });
        assert_eq!(failed.await.unwrap_err().code().status(), 500);
        let caller = api::db::Caller::default();
        let failed = app
            .app
            .db
            .write_unkeyed(&caller, |tx| -> Result<(), ApiError> {
                api::db::forget_answers(tx)?;
                panic!("amid a change")
            });
        assert_eq!(failed.await.unwrap_err().code().status(), 500);
    }
    admin.post("/jobs", &draft()).await.expect(201);
    assert_eq!(jobs(&admin).await, 1);
}

#[actix_web::test]
async fn a_panic_beside_requests_is_named_where_the_server_is_asked_whether_it_is_ready() {
    let app = TestApp::start().await;
    let supervised = app.app.clone();
    actix_web::rt::spawn(async move {
        let rounds = std::cell::Cell::new(0);
        let round = || {
            let number = rounds.replace(rounds.get() + 1);
            async move {
                assert!(number > 0, "on purpose");
                actix_web::rt::time::sleep(std::time::Duration::from_millis(10)).await;
                std::ops::ControlFlow::Continue(())
            }
        };
        supervised.supervisor.keep("trial", round).await;
    });
    loop {
        let ready = app.nobody().get("/health/ready").await.expect(200);
        let tasks = ready.body["tasks"].as_array().unwrap();
        let all_well = tasks.iter().all(|task| task["well"] == true);
        let expected = if all_well { "ok" } else { "degraded" };
        assert_eq!(ready.body["status"], expected);
        let trial = tasks.iter().find(|task| task["name"] == "trial");
        if trial.is_some_and(|trial| trial["panics"] == 1 && trial["well"] == true) {
            return;
        }
    }
}
