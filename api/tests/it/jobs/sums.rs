//! The sum of a list is that of its rows, whichever way it is found.

use serde_json::json;

use crate::harness::{Client, TestApp, make};

/// Jobs and expenditures of several days, completed and not, some of them in the trash.
async fn books(admin: &Client) {
    for n in 0..12_i64 {
        let day = format!("2027-05-{:02}", 1 + n % 4);
        let draft = json!({
            "items": [make::item("Banner", "1", 100 + n)],
            "occurred_on": day,
            "status": if n % 3 == 0 { "done" } else { "open" },
        });
        let job = admin.post("/jobs", &draft).await.expect(201);
        let path = format!("/jobs/{}", job.str("/id"));
        if n % 3 == 1 {
            admin
                .seen(&job)
                .act(&format!("{path}/complete"))
                .await
                .expect(200);
        }
        if n % 6 == 5 {
            admin.seen(&job).delete(&path).await.expect(204);
        }
        let spent = json!({"description": "Ink", "quantity": "1", "unit_cost": make::naira(7 + n), "occurred_on": day});
        let spent = admin.post("/expenditures", &spent).await.expect(201);
        if n % 5 == 4 {
            let path = format!("/expenditures/{}", spent.str("/id"));
            admin.seen(&spent).delete(&path).await.expect(204);
        }
    }
}

/// Filters by days and statuses alone, which sums of days answer, and others, which rows do.
const FILTERS: [(&str, &str); 19] = [
    ("jobs", ""),
    ("jobs", "status=open"),
    ("jobs", "status=open&status=open"),
    ("jobs", "status=open&status=ready"),
    ("jobs", "status=done"),
    ("jobs", "status=void"),
    ("jobs", "occurred_on_from=2027-05-02"),
    (
        "jobs",
        "status=done&occurred_on_from=2027-05-02&occurred_on_to=2027-05-03",
    ),
    ("jobs", "completed_on_from=2027-05-04"),
    ("jobs", "completed_on_to=2027-05-04&status=done"),
    (
        "jobs",
        "completed_on_from=2027-05-01&status=open&status=done",
    ),
    ("jobs", "completed_on_from=2027-05-01&status=open"),
    (
        "jobs",
        "occurred_on_to=2027-05-02&completed_on_from=2027-05-02",
    ),
    ("jobs", "occurred_on_from=2028-01-01"),
    ("jobs", "q=%20&status=open"),
    ("jobs", "q=banner&status=open"),
    ("jobs", "deleted=only"),
    ("expenditures", ""),
    (
        "expenditures",
        "occurred_on_from=2027-05-02&occurred_on_to=2027-05-03",
    ),
];

#[actix_web::test]
async fn the_sum_of_a_filter_is_that_of_its_rows() {
    let app = TestApp::start().await;
    app.at("2027-05-20T12:00:00Z");
    let admin = app.admin().await;
    books(&admin).await;
    for (list, filter) in FILTERS {
        let rows = admin
            .get(&format!("/{list}?limit=200&{filter}"))
            .await
            .expect(200);
        let rows = rows.body["data"].as_array().unwrap();
        let minor = |row: &serde_json::Value| row["total"]["amount_minor"].as_i64().unwrap();
        let expected =
            json!({"count": rows.len(), "total": make::naira(rows.iter().map(minor).sum())});
        let sum = admin
            .get(&format!("/{list}/summary?{filter}"))
            .await
            .expect(200);
        assert_eq!(sum.body, expected, "{list}?{filter}");
    }
}
