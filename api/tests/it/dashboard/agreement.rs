//! Whether a dashboard says what its lists say.

use serde_json::{Value, json};

use crate::harness::{Client, make};

/// The list's own count and sum.
async fn summary(client: &Client, list: &str) -> Value {
    let (path, query) = list.split_once('?').unwrap();
    client
        .get(&format!("{path}/summary?{query}"))
        .await
        .expect(200)
        .body
}

/// Compares every figure and month with the lists; returns the dashboard.
pub async fn agrees(client: &Client) -> Value {
    let dashboard = client.get("/dashboard").await.expect(200).body;
    let mut month = (0, 0);
    for figure in dashboard["figures"].as_array().unwrap() {
        let key = figure["key"].as_str().unwrap();
        let told = match figure["list"].as_str() {
            Some(list) => summary(client, list).await,
            // The net is the difference of two lists.
            None => json!(null),
        };
        assert_eq!(told.is_null(), key == "net_month", "{figure}");
        match (key, figure["kind"].as_str().unwrap()) {
            ("net_month", _) => {
                assert_eq!(figure["money"], make::naira(month.0 - month.1), "{key}")
            }
            (_, "count") => assert_eq!(
                (&figure["count"], &figure["money"]),
                (&told["count"], &json!(null)),
                "{key}"
            ),
            _ => assert_eq!(
                (&figure["money"], &figure["count"]),
                (&told["total"], &json!(null)),
                "{key}"
            ),
        }
        match key {
            "revenue_month" => month.0 = told["total"]["amount_minor"].as_i64().unwrap(),
            "spent_month" => month.1 = told["total"]["amount_minor"].as_i64().unwrap(),
            _ => {}
        }
    }
    let months = dashboard["months"].as_array().unwrap();
    let today = dashboard["today"].as_str().unwrap();
    for entry in months {
        let name = entry["month"].as_str().unwrap();
        let (from, to) = (format!("{name}-01"), last_day(name).min(today.to_owned()));
        let taken = summary(
            client,
            &format!("/jobs?status=done&completed_on_from={from}&completed_on_to={to}"),
        )
        .await;
        let spent = summary(
            client,
            &format!("/expenditures?occurred_on_from={from}&occurred_on_to={to}"),
        )
        .await;
        assert_eq!(
            (&entry["in"], &entry["out"]),
            (&taken["total"], &spent["total"]),
            "{name}"
        );
    }
    // B19: the chart's current month and the figures of the month are the same.
    let this = months.last().unwrap();
    assert_eq!(this["in"], make::naira(month.0));
    assert_eq!(this["out"], make::naira(month.1));
    dashboard
}

fn last_day(month: &str) -> String {
    let first: shared::date::Date = format!("{month}-01").parse().unwrap();
    first.last_of_month().to_string()
}
