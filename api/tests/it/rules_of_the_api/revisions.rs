//! Revisions and keys: 428, 412, 304, and keys that are none.

use reqwest::Method;

use super::{blames, is_problem, walker};
use crate::harness::operation::Operation;
use crate::harness::walker::{Ready, raw};

#[actix_web::test]
async fn asvs_2_3_4_changes_need_the_revision_that_was_seen() {
    let (walker, admin) = walker().await;
    for operation in walker
        .operations
        .iter()
        .filter(|operation| operation.needs_match)
    {
        let ready = walker.ready(operation, &admin).await;
        let blind = Ready {
            client: admin.clone(),
            ..ready.clone()
        };
        is_problem(operation, &blind.send().await, 428, "precondition_required");
        for unknown in ["\"999999\"", "\"0\""] {
            let never = ready.with("if-match", unknown).send().await;
            is_problem(operation, &never, 412, "stale");
            assert!(never.body["changed_by"].is_null(), "{}", never.text);
        }
        for tag in [
            "*",
            "7",
            "\"\"",
            "\"seven\"",
            "\"1\" \"2\"",
            "\"1\", two",
            "\"1\", *",
            "\"-1\"",
            "\"99999999999999999999\"",
            "\"0000001\"",
        ] {
            let answer = ready.with("if-match", tag).send().await;
            blames(operation, &answer, "header", "If-Match", "bad_format");
        }
        let (ready, done) = walker.succeed(operation).await;
        let stale = ready.send().await;
        if stale.status == operation.success() {
            // The same patch again changes nothing, so nothing was changed in between.
            assert_eq!(stale.body["rev"], done.body["rev"], "{}", operation.id);
            continue;
        }
        is_problem(operation, &stale, 412, "stale");
        assert!(
            stale.body["changed_by"].is_string() && stale.body["changed_at"].is_string(),
            "{}",
            stale.text
        );
    }
}

#[actix_web::test]
async fn of_several_tags_one_must_be_the_present_one() {
    let (walker, admin) = walker().await;
    for operation in walker.operations.iter().filter(|one| one.needs_match) {
        let (ready, _) = walker.succeed(operation).await;
        let none = ready.with("if-match", "\"888888\", W/\"999999-gzip\"");
        is_problem(operation, &none.send().await, 412, "stale");
        if operation.method != Method::PATCH {
            continue;
        }
        let ready = walker.ready(operation, &admin).await;
        let place = match operation.collection() {
            Some(_) => ready.path.clone(),
            None => operation.path.clone(),
        };
        let present = async || admin.get(&raw(&place)).await.header("etag").to_owned();
        let list = format!("\"999999\",{}  , \"888888\"", present().await);
        let answer = ready.with("if-match", &list).send().await;
        assert_eq!(answer.status, 200, "{} {}", operation.id, answer.text);
        let client = ready.client.with("if-match", "\"999999\"");
        let client = client.with_another("if-match", &present().await);
        let answer = Ready { client, ..ready }.send().await;
        assert_eq!(answer.status, 200, "{} {}", operation.id, answer.text);
    }
}

#[actix_web::test]
async fn a_tag_that_a_proxy_touched_still_counts() {
    let (walker, admin) = walker().await;
    let patches = walker
        .operations
        .iter()
        .filter(|operation| operation.needs_match && operation.method == Method::PATCH);
    for operation in patches {
        for (before, after) in [("W/", ""), ("", "-gzip"), ("", "-br"), ("W/", "-gzip")] {
            let ready = walker.ready(operation, &admin).await;
            let place = match operation.collection() {
                Some(_) => ready.path.clone(),
                None => operation.path.clone(),
            };
            let seen = admin
                .get(&raw(&place))
                .await
                .header("etag")
                .trim_matches('"')
                .to_owned();
            let answer = ready
                .with("if-match", &format!("{before}\"{seen}{after}\""))
                .send()
                .await;
            assert_eq!(answer.status, 200, "{} {}", operation.id, answer.text);
        }
    }
}

#[actix_web::test]
async fn what_the_caller_has_already_answers_304() {
    let (walker, _) = walker().await;
    let mut tagged = 0;
    for operation in walker
        .operations
        .iter()
        .filter(|operation| operation.is_get())
    {
        let (ready, got) = walker.succeed(operation).await;
        let tag = got.header("etag").to_owned();
        assert_eq!(
            tag.is_empty(),
            !operation.statuses().contains(&304),
            "{} and its document differ about 304",
            operation.id
        );
        if tag.is_empty() {
            continue;
        }
        tagged += 1;
        let gzip = format!("{}-gzip\"", tag.trim_end_matches('"'));
        let bare = tag.trim_end_matches("-br\"").trim_end_matches("-gzip\"");
        let bare = format!("{}\"", bare.trim_end_matches('"'));
        for (known, named) in [
            (tag.clone(), tag.clone()),
            (format!("W/{tag}"), format!("W/{tag}")),
            (gzip.clone(), gzip),
            (format!("\"0\", {tag}"), tag.clone()),
            ("*".to_owned(), bare),
        ] {
            let again = ready.with("if-none-match", &known).send().await;
            assert_eq!(
                (again.status, again.text.as_str()),
                (304, ""),
                "{} {known}",
                operation.id
            );
            assert_eq!(again.header("etag"), named);
        }
        assert_eq!(
            ready.with("if-none-match", "\"0\"").send().await.status,
            200
        );
    }
    assert!(tagged > 3, "only {tagged} operations carry a tag");
}

#[actix_web::test]
async fn keys_that_are_no_keys_are_refused() {
    let (walker, admin) = walker().await;
    let keyed = |operation: &&Operation| {
        operation
            .parameters("header")
            .iter()
            .any(|(name, ..)| name == "Idempotency-Key")
    };
    let mut tried = 0;
    for operation in walker.operations.iter().filter(keyed) {
        let ready = walker.ready(operation, &admin).await;
        for key in ["", "with space", "ümlaut", &"k".repeat(256)] {
            let answer = ready.with("idempotency-key", key).send().await;
            blames(
                operation,
                &answer,
                "header",
                "Idempotency-Key",
                "bad_format",
            );
        }
        tried += 1;
    }
    assert!(tried > 5, "only {tried} operations take a key");
}
