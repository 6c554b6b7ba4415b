//! Records made through the API, as a person would make them.

use serde_json::{Value, json};

use super::client::{Answer, Client};

/// A naira amount on the wire, from kobo.
pub fn naira(minor: i64) -> Value {
    json!({"amount_minor": minor, "currency": "NGN"})
}

pub fn item(description: &str, quantity: &str, unit_price_minor: i64) -> Value {
    json!({"description": description, "quantity": quantity, "unit_price": naira(unit_price_minor)})
}

/// A walk-in's open job of one item.
pub async fn job(client: &Client) -> Answer {
    job_of(client, &[item("Banner 2 m", "1", 450_000)]).await
}

pub async fn job_of(client: &Client, items: &[Value]) -> Answer {
    client
        .post("/jobs", &json!({"items": items}))
        .await
        .expect(201)
}
