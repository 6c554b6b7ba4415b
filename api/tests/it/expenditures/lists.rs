//! Filters, sums, orders and pages of expenditures.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::expenditures::{Expenditure, ExpenditureFilter};

use super::{path, spend};
use crate::harness::{Client, TestApp, make};

/// The trash too, the smallest total first.
async fn everything(reader: &Client) -> Vec<Expenditure> {
    let list = reader.get("/expenditures?deleted=any&sort=total").await;
    serde_json::from_value(list.expect(200).body["data"].clone()).unwrap()
}

/// The totals of what the browser app would expect in the list.
fn taken(filter: &ExpenditureFilter, all: &[Expenditure]) -> Vec<i64> {
    let taken = all.iter().filter(|row| filter.takes(row));
    taken.map(|row| row.total.amount_minor()).collect()
}

#[actix_web::test]
async fn each_filter_finds_its_expenditures_and_the_summary_sums_them() {
    let app = TestApp::start().await;
    app.at("2027-05-20T09:00:00Z");
    let (staff, admin) = (app.staff().await, app.admin().await);
    for (who, description, day, total) in [
        (&staff, "Vinyl roll", "2027-05-01", 1),
        (&staff, "Àgbàdo lunch", "2027-05-10", 2),
        (&admin, "vinyl cutter blade", "2027-05-20", 3),
    ] {
        let draft = json!({"description": description, "quantity": "1", "unit_cost": make::naira(total), "occurred_on": day});
        who.post("/expenditures", &draft).await.expect(201);
    }
    let gone = spend(&admin, "Mistake", "1", 4).await;
    admin.seen(&gone).delete(&path(&gone)).await.expect(204);
    let rolls = admin.get("/expenditures?q=roll").await;
    let tobi = rolls.str("/data/0/created_by/id");
    let all = everything(&admin).await;
    for (query, expected) in [
        ("", vec![1, 2, 3]),
        (&format!("created_by={tobi}"), vec![1, 2]),
        ("occurred_on_from=2027-05-10", vec![2, 3]),
        ("occurred_on_to=2027-05-10", vec![1, 2]),
        ("total_min=2&total_max=2", vec![2]),
        ("q=vinyl", vec![1, 3]),
        ("q=vinyl%20bla", vec![3]),
        ("q=agbado", vec![2]),
        ("updated_since=2027-05-20T09:00:00Z", vec![1, 2, 3]),
        ("updated_since=2027-05-21T09:00:00Z", vec![]),
        ("deleted=only", vec![4]),
        ("deleted=any", vec![1, 2, 3, 4]),
    ] {
        let list = staff
            .get(&format!("/expenditures?sort=total&{query}"))
            .await
            .expect(200);
        let filter: ExpenditureFilter = serde_html_form::from_str(query).unwrap();
        let taken = taken(&filter, &all);
        assert_eq!(taken, expected, "the browser app expects {query}");
        let rows = list.body["data"].as_array().unwrap().iter();
        let totals: Vec<i64> = rows
            .map(|row| row["total"]["amount_minor"].as_i64().unwrap())
            .collect();
        assert_eq!(totals, expected, "{query}");
        let sum: i64 = expected.iter().sum();
        let summary = admin
            .get(&format!("/expenditures/summary?{query}"))
            .await
            .expect(200);
        assert_eq!(
            summary.body,
            json!({"count": expected.len(), "total": make::naira(sum)}),
            "{query}"
        );
        let hidden = format!("/expenditures/summary?{query}");
        let hidden = staff.get(&hidden).await.expect(200);
        assert_eq!(hidden.body["total"], json!(null));
    }
}

#[actix_web::test]
async fn every_order_pages_through_each_expenditure_once() {
    let app = TestApp::start().await;
    let staff = app.staff().await;
    for n in 0..11_i64 {
        let name = ["zip", "Ink", "ink", "Àlà", "apple"][usize::try_from(n % 5).unwrap()];
        spend(&staff, name, "1", n % 3).await;
    }
    for sort in [
        "",
        "sort=occurred_at",
        "sort=total",
        "sort=-total",
        "sort=description",
        "sort=-description",
        "sort=-updated_at",
    ] {
        let whole = staff
            .get(&format!("/expenditures?{sort}"))
            .await
            .expect(200);
        let whole = whole.body["data"].as_array().unwrap().clone();
        let mut rows: Vec<Value> = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = staff
                .get(&format!("/expenditures?{sort}&limit=3{cursor}"))
                .await
                .expect(200);
            rows.extend(page.body["data"].as_array().unwrap().iter().cloned());
            spend(&staff, "meanwhile", "1", 1).await;
            match page.body["page"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let ids: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
        assert_eq!(
            ids.iter()
                .map(|id| id.as_str())
                .collect::<BTreeSet<_>>()
                .len(),
            ids.len(),
            "{sort}"
        );
        let kept: Vec<&Value> = rows.iter().filter(|row| whole.contains(row)).collect();
        assert_eq!(kept, whole.iter().collect::<Vec<_>>(), "{sort}");
    }
    let sorted = staff
        .get("/expenditures?sort=description&q=a")
        .await
        .expect(200);
    assert_eq!(sorted.body["data"][0]["description"], "Àlà");
    assert_eq!(sorted.body["data"][2]["description"], "apple");
}
