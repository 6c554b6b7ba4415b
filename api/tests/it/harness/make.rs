//! Records made through the API, as a person would make them.

use std::time::Duration;

use serde_json::{Value, json};

use super::client::{Answer, Client};
use super::original::Original;

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

/// The id of an import whose dry run is complete. Waits for the one before it: there is one at a time.
pub async fn dry_run(admin: &Client) -> String {
    loop {
        let file = Original::sample().bytes();
        let begun = admin.upload("/imports?time_zone=Africa/Lagos", file).await;
        if begun.status == 409 {
            actix_web::rt::time::sleep(Duration::from_millis(5)).await;
            continue;
        }
        let id = begun.expect(202).str("/id");
        while admin.get(&format!("/imports/{id}")).await.str("/status") == "analysing" {
            actix_web::rt::time::sleep(Duration::from_millis(5)).await;
        }
        return id;
    }
}
