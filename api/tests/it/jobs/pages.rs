//! Pages of jobs: nothing is skipped or repeated, and a cursor opens only its own list.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, make};

/// Follows the cursors of a list, calling `between` after each page. Returns the rows of all pages.
async fn walk(client: &Client, query: &str, mut between: impl AsyncFnMut()) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut path = format!("/jobs?{query}&limit=4");
    loop {
        let page = client.get(&path).await.expect(200);
        rows.extend(page.body["data"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page.body["page"]["next_cursor"].as_str() else {
            assert_eq!(page.header("link"), "");
            return rows;
        };
        path = format!("/jobs?{query}&limit=4&cursor={cursor}");
        assert_eq!(
            page.header("link"),
            format!("</api/v1{path}>; rel=\"next\"")
        );
        between().await;
    }
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

/// Twenty-five jobs of few amounts and days, so that every order has ties.
async fn books(client: &Client) {
    let today = make::job(client).await.str("/occurred_on");
    let month = &today[..7];
    for n in 0..24_i64 {
        let day = format!("{month}-0{}", 1 + n % 2);
        let draft = json!({
            "items": [make::item("Banner", "1", 100 * (n % 3))],
            "occurred_on": if n % 5 == 0 { today.clone() } else { day },
            "status": if n % 4 == 0 { "done" } else { "open" },
        });
        client.post("/jobs", &draft).await.expect(201);
    }
}

const SORTS: [&str; 9] = [
    "sort=-occurred_at",
    "sort=occurred_at",
    "sort=number",
    "sort=-number",
    "sort=total",
    "sort=-total",
    "sort=-total,number",
    "sort=updated_at",
    "status=open&status=done&sort=-updated_at",
];

#[actix_web::test]
async fn paging_neither_skips_nor_repeats_while_jobs_are_added() {
    let app = TestApp::start().await;
    app.at("2027-05-20T09:00:00Z");
    let staff = app.staff().await;
    books(&staff).await;
    for sort in SORTS {
        let before = staff
            .get(&format!("/jobs?{sort}&limit=200"))
            .await
            .expect(200);
        let before = before.body["data"].as_array().unwrap().clone();
        let rows = walk(&staff, sort, async || {
            make::job_of(&staff, &[make::item("Meanwhile", "1", 150)]).await;
        })
        .await;
        let seen = ids(&rows);
        let distinct: BTreeSet<_> = seen.iter().collect();
        assert_eq!(distinct.len(), seen.len(), "{sort} repeats a job");
        // What was there before comes in the same order; what came meanwhile may stand between.
        let old: BTreeSet<_> = ids(&before).into_iter().collect();
        let kept: Vec<_> = seen.into_iter().filter(|id| old.contains(id)).collect();
        assert_eq!(kept, ids(&before), "{sort} skips a job");
    }
}

#[actix_web::test]
async fn each_order_is_the_one_asked_for() {
    let app = TestApp::start().await;
    app.at("2027-05-20T09:00:00Z");
    let staff = app.staff().await;
    books(&staff).await;
    for (sort, keys) in [
        ("deleted=none", vec![("/occurred_at", true), ("/id", true)]),
        (
            "sort=occurred_at",
            vec![("/occurred_at", false), ("/id", false)],
        ),
        ("sort=-number", vec![("/number", true)]),
        (
            "sort=total",
            vec![("/total/amount_minor", false), ("/id", false)],
        ),
        (
            "sort=-total,number",
            vec![("/total/amount_minor", true), ("/number", false)],
        ),
        (
            "sort=updated_at",
            vec![("/updated_at", false), ("/id", false)],
        ),
        (
            "completed_on_from=2027-01-01",
            vec![("/completed_at", true), ("/id", true)],
        ),
    ] {
        let rows = walk(&staff, sort, async || {}).await;
        let mut expected = rows.clone();
        expected.sort_by(|left, right| {
            let compared = keys.iter().map(|(key, descending)| {
                let order = key_of(left, key).cmp(&key_of(right, key));
                if *descending { order.reverse() } else { order }
            });
            compared.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
        assert!(rows.len() >= 6, "{sort}");
        assert_eq!(ids(&rows), ids(&expected), "{sort}");
    }
}

/// A row's value as a text that sorts like it.
fn key_of(row: &Value, pointer: &str) -> String {
    match row.pointer(pointer).unwrap() {
        Value::Number(number) => format!("{:020}", number.as_i64().unwrap()),
        text => text.as_str().unwrap().to_owned(),
    }
}

#[actix_web::test]
async fn a_cursor_of_a_release_that_ordered_by_other_columns_is_refused() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let job = make::job(&staff).await;
    let (number, id) = (job.str("/number"), job.str("/id"));
    let (series, place) = number.rsplit_once('-').unwrap();
    // Sealed by this shop's own key, for this very list.
    let ask = async |keys: &[&str]| {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        let cursor = app.app.cursors.seal("JobQuery?sort=number", &keys).unwrap();
        staff
            .get(&format!("/jobs?sort=number&cursor={cursor}"))
            .await
    };
    ask(&[series, place, &id]).await.expect(200);
    // Numbers were ordered as texts once.
    for old in [&[number.as_str(), id.as_str()][..], &[series, &number, &id]] {
        let refused = ask(old).await;
        assert_eq!(
            refused.status_and_body(),
            "400 malformed: A query parameter cannot be used. cursor bad_format"
        );
    }
}

#[actix_web::test]
async fn a_cursor_opens_only_the_list_it_came_from() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for _ in 0..3 {
        make::job(&staff).await;
    }
    let page = staff.get("/jobs?limit=1&status=open").await.expect(200);
    let cursor = page.body["page"]["next_cursor"]
        .as_str()
        .unwrap()
        .to_owned();
    // Another limit and a wish for the total are the same list.
    staff
        .get(&format!(
            "/jobs?limit=2&status=open&include_total=true&cursor={cursor}"
        ))
        .await
        .expect(200);
    let (head, tail) = cursor.split_at(10);
    let altered = format!(
        "{head}{}{}",
        if tail.starts_with('A') { 'B' } else { 'A' },
        &tail[1..]
    );
    for path in [
        format!("/jobs?status=done&cursor={cursor}"),
        format!("/jobs?status=open&sort=number&cursor={cursor}"),
        format!("/jobs?cursor={cursor}"),
        format!("/jobs?status=open&cursor={altered}"),
        "/jobs?status=open&cursor=rubbish".to_owned(),
        format!("/expenditures?cursor={cursor}"),
        format!("/customers?cursor={cursor}"),
    ] {
        let answer = staff.get(&path).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.text);
        assert_eq!(answer.body["errors"][0]["parameter"], "cursor", "{path}");
    }
}

#[actix_web::test]
async fn a_wrong_parameter_is_named() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for (query, parameter, code) in [
        ("limit=0", "limit", "too_small"),
        ("limit=201", "limit", "too_large"),
        ("limit=many", "limit", "bad_format"),
        ("colour=red", "colour", "unknown_field"),
        ("sort=customer", "sort", "not_one_of"),
        ("sort=", "sort", "not_one_of"),
        ("status=paid", "status", "not_one_of"),
        ("q=a&q=b", "q", "bad_format"),
        ("deleted=yes", "deleted", "not_one_of"),
        (
            "occurred_on_from=2026-02-30",
            "occurred_on_from",
            "bad_format",
        ),
        ("updated_since=yesterday", "updated_since", "bad_format"),
        ("customer_id=1", "customer_id", "bad_format"),
        ("include_total=1", "include_total", "bad_format"),
    ] {
        let answer = staff.get(&format!("/jobs?{query}")).await;
        let error = &answer.body["errors"][0];
        assert_eq!(
            (answer.status, &error["parameter"], &error["code"]),
            (400, &json!(parameter), &json!(code)),
            "{query}: {}",
            answer.text
        );
    }
}

#[actix_web::test]
async fn the_total_is_counted_when_asked_for() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for _ in 0..3 {
        make::job(&staff).await;
    }
    let page = staff
        .get("/jobs?limit=1&include_total=true")
        .await
        .expect(200);
    assert_eq!(page.body["page"]["total"], 3);
    assert_eq!(page.body["page"]["total_capped"], false);
    let plain = staff.get("/jobs?limit=3").await.expect(200);
    assert_eq!(plain.body["page"], json!({"limit": 3, "next_cursor": null}));
}
