//! Addresses and methods: 405, `OPTIONS`, `HEAD`, 404, 406.

use reqwest::Method;

use super::{NO_RECORD, is_problem, walker};
use crate::harness::Answer;
use crate::harness::operation::Operation;
use crate::harness::operation::is_setup;
use crate::harness::walker::{Ready, raw};

#[actix_web::test]
async fn asvs_4_1_4_other_methods_answer_405_and_options_204_with_allow() {
    let (walker, admin) = walker().await;
    for operation in &walker.operations {
        let path = raw(&operation.at("none"));
        let known: Vec<&Method> = walker
            .operations
            .iter()
            .filter(|other| other.path == operation.path)
            .map(|other| &other.method)
            .collect();
        let mut expected: Vec<&str> = known.iter().map(|method| method.as_str()).collect();
        expected.sort_unstable();
        if expected.contains(&"GET") {
            expected.push("HEAD");
        }
        expected.push("OPTIONS");
        let options = admin.send(Method::OPTIONS, &path, None).await;
        assert_eq!(
            (options.status, options.text.as_str()),
            (204, ""),
            "{}",
            operation.path
        );
        assert_eq!(
            options.header("allow"),
            expected.join(", "),
            "{}",
            operation.path
        );
        let all = [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ];
        for method in all.iter().filter(|method| !known.contains(method)) {
            let answer = admin.send(method.clone(), &path, None).await;
            is_problem(operation, &answer, 405, "method_not_allowed");
            assert_eq!(
                answer.header("allow"),
                expected.join(", "),
                "{method} {}",
                operation.path
            );
        }
    }
}

#[actix_web::test]
async fn head_is_get_without_a_body() {
    let (walker, _) = walker().await;
    for operation in walker
        .operations
        .iter()
        .filter(|operation| operation.is_get())
    {
        let (ready, got) = walker.succeed(operation).await;
        let head = Ready {
            method: Method::HEAD,
            ..ready
        }
        .send()
        .await;
        assert_eq!(
            (head.status, head.text.as_str()),
            (got.status, ""),
            "{}",
            operation.id
        );
        for name in [
            "content-type",
            "content-length",
            "etag",
            "link",
            "cache-control",
            "vary",
        ] {
            let changes = name == "content-length"
                && (operation.id == "get_me" || operation.id == "list_events");
            assert!(
                changes || head.header(name) == got.header(name),
                "{} {name}: {} {}",
                operation.id,
                head.header(name),
                got.header(name)
            );
        }
    }
}

#[actix_web::test]
async fn what_is_not_there_answers_404() {
    let (walker, admin) = walker().await;
    let user = walker.record("/api/v1/users").await;
    let job = walker.record("/api/v1/jobs").await;
    for operation in walker
        .operations
        .iter()
        .filter(|operation| operation.collection().is_some())
    {
        let ready = walker.ready(operation, &admin).await;
        let other = if operation.path.contains("/users/") {
            &job
        } else {
            &user
        };
        for id in [
            NO_RECORD,
            other,
            "nonsense",
            "%00",
            "..%2f..%2fetc",
            "'%20or%201=1",
        ] {
            let answer = Ready {
                path: operation.at(id),
                ..ready.clone()
            }
            .send()
            .await;
            is_problem(operation, &answer, 404, "not_found");
        }
    }
    let names_one = |operation: &&Operation| operation.collection().is_some();
    let anywhere = walker.operations.iter().find(names_one).unwrap();
    for path in [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v2/jobs",
        "/api/v1/nonsense",
        "/api/v1/jobs/",
        "/api/v1/%6Aobs/x/y/z",
    ] {
        let answer = admin.get(&raw(path)).await;
        is_problem(anywhere, &Answer { ..answer }, 404, "not_found");
    }
}

#[actix_web::test]
async fn answers_that_nobody_takes_are_406() {
    let (walker, admin) = walker().await;
    for operation in walker
        .operations
        .iter()
        .filter(|operation| !is_setup(operation))
    {
        let ready = Ready {
            client: admin.clone(),
            method: operation.method.clone(),
            path: operation.at("none"),
            body: None,
        };
        for accept in [
            "text/html",
            "image/png, text/*",
            "application/json;q=0",
            "application/json;q=0, */*;q=0.1",
            "*/*, application/*;q=0",
            "application/problem+json, application/json; q=0.0",
        ] {
            let answer = ready.with("accept", accept).send().await;
            match operation.gives_file_to(accept) {
                // The addresses are of records that are not there, and the caller may have ended their own session by now.
                true => assert!(
                    matches!(answer.status, 200 | 401 | 404),
                    "{} {accept}: {}",
                    operation.id,
                    answer.status
                ),
                false => is_problem(operation, &answer, 406, "not_acceptable"),
            }
        }
        for accept in [
            "*/*",
            "application/*",
            "text/html, application/json;q=0.1",
            "*/*;q=0, application/json",
            "application/problem+json",
        ] {
            assert_ne!(
                ready.with("accept", accept).send().await.status,
                406,
                "{} {accept}",
                operation.id
            );
        }
    }
}
