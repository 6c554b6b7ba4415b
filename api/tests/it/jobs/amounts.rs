//! Amounts, quantities and texts of jobs: what the original let in cannot get in here (B22–B32).

use serde_json::{Value, json};

use crate::harness::{Client, TestApp, make};

async fn refused(client: &Client, draft: &str) -> String {
    let answer = client
        .send("POST".parse().unwrap(), "/jobs", Some(draft.to_owned()))
        .await;
    assert!(
        (400..500).contains(&answer.status),
        "{draft}: {}",
        answer.text
    );
    let error = &answer.body["errors"][0];
    format!(
        "{} {} {}",
        answer.status,
        error["pointer"].as_str().unwrap_or("-"),
        error["code"].as_str().unwrap_or("-")
    )
}

fn one(quantity: &str, price: &str) -> String {
    format!(
        r#"{{"items":[{{"description":"Banner","quantity":{quantity},"unit_price":{{"amount_minor":{price},"currency":"NGN"}}}}]}}"#
    )
}

#[actix_web::test]
async fn b22_amounts_are_whole_minor_units_and_lines_round_half_away() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for (quantity, price, total) in [
        ("3", 10, 30),
        ("0.001", 1, 0),
        ("0.5", 1, 1),
        ("1.5", 3, 5),
        ("0.333", 1_000, 333),
        ("2.5", 45_001, 112_503),
        ("9999999", 900_719_925, 9_007_198_349_280_075),
    ] {
        let job = make::job_of(&staff, &[make::item("Banner", quantity, price)]).await;
        assert_eq!(
            job.body["items"][0]["line_total"],
            make::naira(total),
            "{quantity} × {price}"
        );
        assert_eq!(job.body["total"], make::naira(total));
    }
    // Each line is rounded, then they are summed.
    let job = make::job_of(
        &staff,
        &[make::item("a", "0.5", 1), make::item("b", "0.5", 1)],
    )
    .await;
    assert_eq!(job.body["total"], make::naira(2));
    assert_eq!(
        refused(&staff, &one(r#""1""#, "0.1")).await,
        "400 #/items/0/unit_price/amount_minor bad_format"
    );
    assert_eq!(
        refused(&staff, &one(r#""1""#, "\"5\"")).await,
        "400 #/items/0/unit_price/amount_minor bad_format"
    );
}

#[actix_web::test]
async fn b23_a_fractional_quantity_is_kept_and_can_be_saved_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let job = make::job_of(&admin, &[make::item("Label", "2.5", 10_000)]).await;
    assert_eq!(job.body["items"][0]["quantity"], "2.5");
    let item = &job.body["items"][0];
    let same = json!({"id": item["id"], "description": item["description"], "quantity": item["quantity"], "unit_price": item["unit_price"]});
    let path = format!("/jobs/{}", job.str("/id"));
    let saved = admin
        .seen(&job)
        .patch(&path, &json!({"items": [same]}))
        .await
        .expect(200);
    assert_eq!(saved.body["items"], job.body["items"]);
    assert_eq!(saved.body["total"], make::naira(25_000));
}

#[actix_web::test]
async fn b25_b27_b28_no_negative_zero_or_endless_figure_gets_in() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for (quantity, price, expected) in [
        (r#""-5""#, "100", "#/items/0/quantity"),
        (r#""0""#, "100", "#/items/0/quantity"),
        (r#""0.0001""#, "100", "#/items/0/quantity"),
        (r#""10000000""#, "100", "#/items/0/quantity"),
        (r#""inf""#, "100", "#/items/0/quantity"),
        (r#""nan""#, "100", "#/items/0/quantity"),
        (r#""1e3""#, "100", "#/items/0/quantity"),
        ("2.5", "100", "#/items/0/quantity"),
        (r#""""#, "100", "#/items/0/quantity"),
        (r#""1""#, "-1", "#/items/0/unit_price"),
        (r#""1""#, "1000000000001", "#/items/0/unit_price"),
        (r#""1""#, "1e308", "#/items/0/unit_price/amount_minor"),
        (
            r#""1""#,
            "9223372036854775808",
            "#/items/0/unit_price/amount_minor",
        ),
    ] {
        let answer = refused(&staff, &one(quantity, price)).await;
        assert!(answer.contains(expected), "{quantity} × {price}: {answer}");
    }
    // `Infinity` and `NaN` are no JSON at all.
    for price in ["Infinity", "NaN"] {
        refused(&staff, &one(r#""1""#, price)).await;
    }
    let too_much = one(r#""9999999""#, "1000000000000");
    assert!(refused(&staff, &too_much).await.ends_with("too_large"));
    assert_eq!(
        staff.get("/jobs/summary").await.expect(200).body["count"],
        0
    );
}

#[actix_web::test]
async fn a_total_beyond_the_limit_is_refused_and_a_sum_beyond_it_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let largest = || make::item("Gold", "9007.199", 1_000_000_000_000);
    let two: Vec<Value> = (0..2).map(|_| largest()).collect();
    let answer = admin.post("/jobs", &json!({"items": two})).await;
    assert_eq!(
        (answer.status, &answer.body["errors"][0]["code"]),
        (422, &json!("too_large")),
        "{}",
        answer.text
    );
    for _ in 0..2 {
        make::job_of(&admin, &[largest()]).await;
    }
    let sum = admin.get("/jobs/summary").await;
    insta::assert_snapshot!(sum.status_and_body(), @"413 too_large: The sum of these records is beyond the largest amount. Narrow the filter.");
    // The list still works, so that the rows can be corrected, and so does the dashboard of who sees no sums.
    assert_eq!(
        admin.get("/jobs").await.expect(200).body["data"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    app.staff().await.get("/dashboard").await.expect(200);
}

#[actix_web::test]
async fn b26_only_the_two_statuses_of_a_new_job_are_taken() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for status in ["Whatever", "ready", "void", "DONE", ""] {
        let draft = json!({"status": status, "items": [make::item("Banner", "1", 100)]});
        assert_eq!(
            refused(&staff, &draft.to_string()).await,
            "400 #/status not_one_of"
        );
    }
    let draft = json!({"payment_method": "card", "items": [make::item("Banner", "1", 100)]});
    assert_eq!(
        refused(&staff, &draft.to_string()).await,
        "400 #/payment_method not_one_of"
    );
}

#[actix_web::test]
async fn b30_b31_a_job_keeps_at_least_one_whole_line() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    assert_eq!(
        refused(&admin, r#"{"items":[]}"#).await,
        "422 #/items too_short"
    );
    assert_eq!(refused(&admin, "{}").await, "422 #/items required");
    assert_eq!(
        refused(&admin, r#"{"items":null}"#).await,
        "400 #/items bad_format"
    );
    let blank = r#"{"items":[{"description":"Banner","quantity":"1"}]}"#;
    assert_eq!(
        refused(&admin, blank).await,
        "422 #/items/0/unit_price required"
    );
    let many: Vec<Value> = (0..201).map(|_| make::item("Banner", "1", 1)).collect();
    assert_eq!(
        refused(&admin, &json!({"items": many}).to_string()).await,
        "422 #/items too_long"
    );
    let job = make::job(&admin).await;
    let path = format!("/jobs/{}", job.str("/id"));
    for empty in [json!({"items": []}), json!({"items": null})] {
        let answer = admin.seen(&job).patch(&path, &empty).await;
        assert!(
            answer.status == 422 || answer.status == 400,
            "{}",
            answer.text
        );
    }
    assert_eq!(admin.get(&path).await.expect(200).body, job.body);
}

#[actix_web::test]
async fn b32_names_and_descriptions_have_their_bounds() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let with_name = |name: &str| {
        json!({"customer_name": name, "items": [make::item("Banner", "1", 1)]}).to_string()
    };
    let with_text = |text: &str| json!({"items": [make::item(text, "1", 1)]}).to_string();
    for name in ["", "   ", &"é".repeat(121), "a\u{0}b", "a\nb", "a\u{202e}b"] {
        assert!(
            refused(&staff, &with_name(name))
                .await
                .contains("#/customer_name"),
            "{name:?}"
        );
    }
    for text in ["", "  ", &"é".repeat(201), "a\u{7}b", "a\tb"] {
        assert!(
            refused(&staff, &with_text(text))
                .await
                .contains("#/items/0/description"),
            "{text:?}"
        );
    }
    let draft = json!({"customer_name": format!("  {} ", "é".repeat(120)), "items": [make::item(&"ọ".repeat(200), "1", 1)]});
    let job = staff.post("/jobs", &draft).await.expect(201);
    assert_eq!(job.str("/customer/name"), "é".repeat(120));
    assert_eq!(job.str("/items/0/description").chars().count(), 200);
}

#[actix_web::test]
async fn another_currency_is_refused() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let mut item = make::item("Banner", "1", 100);
    item["unit_price"]["currency"] = json!("USD");
    let answer = staff.post("/jobs", &json!({"items": [item]})).await;
    insta::assert_snapshot!(answer.status_and_body(), @"422 invalid: 1 field needs attention. #/items/0/unit_price/currency not_one_of");
}

#[actix_web::test]
async fn what_the_server_computes_cannot_be_typed() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for field in [
        "total",
        "number",
        "created_by",
        "created_at",
        "rev",
        "completed_on",
        "deleted_at",
        "colour",
    ] {
        let mut draft = json!({"items": [make::item("Banner", "1", 1)]});
        draft[field] = json!("1");
        let answer = refused(&staff, &draft.to_string()).await;
        assert!(
            answer.starts_with("400 #/") && answer.contains(field),
            "{field}: {answer}"
        );
    }
}
