//! Input that could be taken in two ways, or that means nothing, is refused or told so.

use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::json;

use crate::harness::{Answer, Client, TestApp, make};

#[actix_web::test]
async fn asvs_2_2_3_the_ends_of_a_span_and_the_keys_of_an_order_must_fit_together() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let jobs = [
        (
            "completed_on_from=2027-05-11&completed_on_to=2027-05-10",
            "completed_on_to",
            "too_small",
        ),
        ("sort=number,-number", "sort", "duplicate"),
    ];
    let both = [
        (
            "occurred_on_from=2027-05-11&occurred_on_to=2027-05-10",
            "occurred_on_to",
            "too_small",
        ),
        ("total_min=3&total_max=2", "total_max", "too_small"),
        ("sort=total,total", "sort", "duplicate"),
    ];
    for (list, cases) in [
        ("jobs", &jobs[..]),
        ("jobs", &both),
        ("expenditures", &both),
    ] {
        for (query, parameter, code) in cases {
            let sums = match *parameter {
                "sort" => None,
                _ => Some(format!("/{list}/summary?{query}")),
            };
            for path in [Some(format!("/{list}?{query}")), sums]
                .into_iter()
                .flatten()
            {
                let answer = admin.get(&path).await.expect(400);
                let error = &answer.body["errors"][0];
                assert_eq!(answer.body["code"], "malformed", "{path}");
                assert_eq!(
                    (&error["parameter"], &error["code"]),
                    (&json!(parameter), &json!(code))
                );
            }
        }
    }
    for query in [
        "occurred_on_from=2027-05-10&occurred_on_to=2027-05-10",
        "total_min=2&total_max=2",
    ] {
        admin.get(&format!("/jobs?{query}")).await.expect(200);
    }
}

#[actix_web::test]
async fn a_search_without_a_word_finds_nothing_and_broken_text_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = json!({"customer_name": "Emex", "items": [make::item("Banner", "1", 5)]});
    admin.post("/jobs", &draft).await.expect(201);
    for (q, count) in [
        ("%E2%82%A6", 0),
        ("%25", 0),
        ("%22", 0),
        ("%F0%9F%99%82", 0),
        ("", 1),
        ("+", 1),
        ("%E2%80%8B", 1),
    ] {
        for list in ["jobs", "customers"] {
            let page = admin.get(&format!("/{list}?q={q}")).await.expect(200);
            assert_eq!(
                page.body["data"].as_array().unwrap().len(),
                count,
                "{list} {q}"
            );
        }
        let sums = admin.get(&format!("/jobs/summary?q={q}")).await.expect(200);
        assert_eq!(sums.body["count"], count, "{q}");
    }
    for path in ["/jobs?q=%ff", "/jobs/summary?q=ban%C3", "/customers?q=a%80"] {
        let refused = admin.get(path).await.expect(400);
        assert_eq!(refused.body["errors"][0]["parameter"], "q", "{path}");
    }
}

#[actix_web::test]
async fn text_that_shows_nothing_is_none_and_tells_no_two_customers_apart() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for unseen in ["\u{200b}", " \u{ad}\u{feff} ", "\u{2060}\u{fe0f}"] {
        let item = json!({"items": [make::item(unseen, "1", 5)]});
        let refused = admin.post("/jobs", &item).await.expect(422);
        assert_eq!(refused.body["errors"][0]["code"], "required", "{unseen:?}");
        let named = json!({"customer_name": unseen, "items": [make::item("Card", "1", 5)]});
        admin.post("/jobs", &named).await.expect(422);
        let cost = json!({"description": unseen, "quantity": "1", "unit_cost": make::naira(5)});
        admin.post("/expenditures", &cost).await.expect(422);
    }
    for name in [
        "Look",
        "Lo\u{200b}ok",
        "Lo\u{ad}ok",
        "\u{feff}Look",
        "l\u{200d}OOK",
    ] {
        let draft = json!({"customer_name": name, "items": [make::item("Card", "1", 5)]});
        admin.post("/jobs", &draft).await.expect(201);
    }
    let customers = admin.get("/customers?q=look").await.expect(200);
    assert_eq!(
        customers.body["data"].as_array().unwrap().len(),
        1,
        "{}",
        customers.text
    );
    assert_eq!(customers.body["data"][0]["jobs"], 5);
}

/// Sends a change that changes nothing; the same answer comes back, and no event.
async fn unchanged(admin: &Client, path: &str, same: &serde_json::Value) {
    let before = admin.get(path).await.expect(200);
    let events = admin.get("/events?include_total=true").await.expect(200);
    for patch in [&json!({}), same] {
        let after = admin.seen(&before).patch(path, patch).await;
        if patch == &json!({}) && after.status == 422 {
            // A customer's name is required.
            continue;
        }
        let after = after.expect(200);
        assert_eq!(after.text, before.text, "{path} {patch}");
        assert_eq!(after.header("etag"), before.header("etag"));
    }
    let later = admin.get("/events?include_total=true").await.expect(200);
    let total = |page: &Answer| page.body["page"]["total"].as_u64().unwrap();
    // Reading the journal is an event itself.
    assert_eq!(total(&later), total(&events) + 1, "{path}");
}

#[actix_web::test]
async fn a_change_that_changes_nothing_leaves_revision_and_journal_alone() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = json!({"customer_name": "Emex", "items": [make::item("Banner", "1", 5)]});
    let job = admin.post("/jobs", &draft).await.expect(201);
    let path = format!("/jobs/{}", job.str("/id"));
    app.advance_seconds(60);
    let same = json!({"items": job.body["items"].as_array().unwrap().iter().map(|item| json!({
        "id": item["id"], "description": item["description"], "quantity": item["quantity"],
        "unit_price": item["unit_price"],
    })).collect::<Vec<_>>(), "customer_name": "EMEX ", "payment_method": job.body["payment_method"],
        "occurred_on": job.body["occurred_on"]});
    unchanged(&admin, &path, &same).await;
    let customer = format!("/customers/{}", job.str("/customer/id"));
    unchanged(&admin, &customer, &json!({"name": "Emex"})).await;
    let draft = json!({"description": "Ink", "quantity": "2", "unit_cost": make::naira(5)});
    let cost = admin.post("/expenditures", &draft).await.expect(201);
    let path = format!("/expenditures/{}", cost.str("/id"));
    unchanged(&admin, &path, &draft).await;
    let settings = admin.get("/settings").await.expect(200);
    let same = json!({"shop_name": settings.body["shop_name"], "currency": settings.body["currency"],
        "time_zone": settings.body["time_zone"], "staff_see_figures": settings.body["staff_see_figures"]});
    unchanged(&admin, "/settings", &same).await;
}

#[actix_web::test]
async fn asvs_4_1_4_two_tokens_are_none() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let token = admin.token.clone().unwrap();
    for (first, second) in [
        (token.as_str(), "rubbish"),
        ("rubbish", token.as_str()),
        (&token, &token),
    ] {
        let twice = reqwest::Client::new().get(format!("http://{}/api/v1/me", app.address));
        let bearer = |text: &str| HeaderValue::from_str(&format!("Bearer {text}")).unwrap();
        let mut headers = reqwest::header::HeaderMap::new();
        headers.append(AUTHORIZATION, bearer(first));
        headers.append(AUTHORIZATION, bearer(second));
        let answer = twice.headers(headers).send().await.unwrap();
        assert_eq!(answer.status(), 400);
        let body: serde_json::Value = answer.json().await.unwrap();
        assert_eq!(body["errors"][0]["header"], "Authorization");
    }
}
