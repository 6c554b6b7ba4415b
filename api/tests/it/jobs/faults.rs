//! What is wrong with a job is told whole, each fault at its place.

use serde_json::{Value, json};

use crate::harness::{TestApp, make};

#[actix_web::test]
async fn names_and_descriptions_are_measured_as_they_are_kept() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    // Each letter comes in two code points, and is kept as one.
    let (name, description) = ("e\u{301}".repeat(120), "o\u{323}".repeat(200));
    let draft = json!({"customer_name": name, "items": [make::item(&description, "1", 1)]});
    let job = staff.post("/jobs", &draft).await.expect(201);
    assert_eq!(job.str("/customer/name"), "é".repeat(120));
    assert_eq!(job.str("/items/0/description"), "ọ".repeat(200));
    let words = "e%CC%81".repeat(100);
    staff.get(&format!("/jobs?q={words}")).await.expect(200);
    let long = staff.get(&format!("/jobs?q={words}e")).await;
    insta::assert_snapshot!(long.status_and_body(), @"400 malformed: A query parameter cannot be used. q too_long");
}

#[actix_web::test]
async fn what_one_line_breaks_is_told_at_that_line_and_every_fault_is_told() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let post = async |draft: Value| staff.post("/jobs", &draft).await.status_and_body();
    let (fine, huge) = (make::item("Banner", "1", 100), 1_000_000_000_000);
    let beyond = make::item("Banner", "9999999", huge);
    let (negative, dear) = (make::item("a", "1", -1), make::item("b", "1", huge + 1));
    let mut euro = fine.clone();
    euro["unit_price"]["currency"] = json!("EUR");
    insta::assert_snapshot!(post(json!({"items": [fine, beyond]})).await, @"422 invalid: 1 field needs attention. #/items/1/unit_price too_large");
    insta::assert_snapshot!(post(json!({"items": [negative, fine, dear]})).await, @"422 invalid: 2 fields need attention. #/items/0/unit_price too_small #/items/2/unit_price too_large");
    insta::assert_snapshot!(post(json!({"items": [fine, euro, euro]})).await, @"422 invalid: 2 fields need attention. #/items/1/unit_price/currency not_one_of #/items/2/unit_price/currency not_one_of");
    let full = make::item("Banner", "9000", huge);
    insta::assert_snapshot!(post(json!({"items": [full, full]})).await, @"422 invalid: 1 field needs attention. #/items too_large");
    let wrong = json!({
        "colour": "red", "total": 1, "occurred_on": "tomorrow", "payment_method": "shells",
        "items": [{"description": "Banner", "quantity": "1"}, {"quantity": "x", "price": 1}],
    });
    insta::assert_snapshot!(post(wrong).await, @"400 malformed: The body cannot be read. #/colour unknown_field #/items/0/unit_price required #/items/1/description required #/items/1/unit_price required #/items/1/price unknown_field #/total read_only #/items/1/quantity bad_format #/occurred_on bad_format #/payment_method not_one_of");
    let unknown = "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f";
    let three = json!({"items": [euro], "customer_id": unknown, "occurred_on": "2199-01-01"});
    insta::assert_snapshot!(post(three).await, @"422 invalid: 3 fields need attention. #/items/0/unit_price/currency not_one_of #/customer_id unknown_reference #/occurred_on out_of_period");
    let query = staff
        .get("/jobs?limit=x&colour=red&status=lost&sort=number")
        .await;
    insta::assert_snapshot!(query.status_and_body(), @"400 malformed: A query parameter cannot be used. colour unknown_field limit bad_format status not_one_of");
}
