//! What the job form suggests.

use serde_json::{Value, json};

use crate::harness::{Client, Start, TestApp, make};

async fn sell(client: &Client, customer: &str, items: &[(&str, i64)]) -> Value {
    let items: Vec<Value> = items
        .iter()
        .map(|(description, price)| make::item(description, "1", *price))
        .collect();
    let draft = json!({"customer_name": customer, "items": items});
    client.post("/jobs", &draft).await.expect(201).body
}

async fn suggested(client: &Client, query: &str) -> Value {
    let path = format!("/jobs/suggestions?{query}");
    client.get(&path).await.expect(200).body
}

/// `name` of each customer, or `description price` of each item.
fn told(suggestions: &Value, of: &str) -> Vec<String> {
    let rows = suggestions[of].as_array().unwrap().iter();
    rows.map(|row| match row["name"].as_str() {
        Some(name) => name.to_owned(),
        None => format!(
            "{} {}",
            row["description"].as_str().unwrap(),
            row["unit_price"]["amount_minor"]
        ),
    })
    .collect()
}

#[actix_web::test]
async fn what_is_exactly_so_called_stands_before_what_begins_so() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    sell(&staff, "Ada", &[("Banner", 500), ("Weißblech", 3)]).await;
    sell(&staff, "Adaeze & Sons", &[("Banner large", 900)]).await;
    for (q, customers, items) in [
        ("ADA", vec!["Ada", "Adaeze & Sons"], vec![]),
        ("adae", vec!["Adaeze & Sons"], vec![]),
        ("BANNER", vec![], vec!["Banner 500", "Banner large 900"]),
        ("weissb", vec![], vec!["Weißblech 3"]),
        ("nobody", vec![], vec![]),
    ] {
        let found = suggested(&staff, &format!("q={q}")).await;
        assert_eq!(told(&found, "customers"), customers, "{q}");
        assert_eq!(told(&found, "items"), items, "{q}");
        assert_eq!(found["all_customers"], true);
        assert_eq!(found["all_items"], true);
    }
}

#[actix_web::test]
async fn each_item_comes_once_as_last_sold_and_the_customers_own_come_first() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    let ada = sell(&staff, "Ada", &[("Banner", 500), ("Flyer", 7)]).await;
    sell(&staff, "Emex", &[("BANNER ", 600), ("Label", 8)]).await;
    let trashed = sell(&staff, "Emex", &[("Mug", 9)]).await;
    let path = format!("/jobs/{}", trashed["id"].as_str().unwrap());
    let read = staff.get(&path).await.expect(200);
    staff.seen(&read).delete(&path).await.expect(204);
    let all = suggested(&staff, "").await;
    assert_eq!(told(&all, "items"), ["BANNER 600", "Label 8", "Flyer 7"]);
    assert_eq!(all["items"][0]["customer"]["name"], "Emex");
    assert_eq!(all["items"][0]["occurred_on"], ada["occurred_on"]);
    let id = ada["customer"]["id"].as_str().unwrap();
    let hers = suggested(&staff, &format!("customer_id={id}")).await;
    assert_eq!(told(&hers, "items"), ["Banner 500", "Flyer 7", "Label 8"]);
}

#[actix_web::test]
async fn suggestions_are_few_and_small_and_say_when_there_are_more() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for n in 0..60_i64 {
        let item = format!("Item {n} of the catalogue of a shop");
        sell(&staff, &format!("Customer {n}"), &[(&item, n)]).await;
    }
    let answer = staff.get("/jobs/suggestions").await.expect(200);
    for (of, all) in [("customers", "all_customers"), ("items", "all_items")] {
        assert_eq!(told(&answer.body, of).len(), 50);
        assert_eq!(answer.body[all], false);
    }
    assert!(answer.text.len() < 25_000, "{}", answer.text.len());
    let found = suggested(&staff, "q=customer%2059").await;
    assert_eq!(told(&found, "customers"), ["Customer 59"]);
}

#[actix_web::test]
async fn who_sees_only_their_own_records_is_suggested_their_own_items() {
    let app = Start::default()
        .with("RECORD_VISIBILITY", "own")
        .start()
        .await;
    sell(&app.admin().await, "Ada", &[("Banner", 500)]).await;
    let staff = app.staff().await;
    sell(&staff, "Emex", &[("Flyer", 7)]).await;
    let found = suggested(&staff, "").await;
    assert_eq!(told(&found, "items"), ["Flyer 7"]);
    assert_eq!(found["customers"][0]["last_job_on"], json!(null));
}
