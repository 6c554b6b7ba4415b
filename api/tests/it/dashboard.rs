//! The dashboard: whatever the books, the day and the zone, each figure is the sum of the list that it names (B16–B21).

mod agreement;
mod books;

use serde_json::{Value, json};

use crate::harness::{TestApp, make};
use agreement::agrees;
use books::random_books;

fn months(dashboard: &Value) -> Vec<&str> {
    let months = dashboard["months"].as_array().unwrap().iter();
    months
        .map(|entry| entry["month"].as_str().unwrap())
        .collect()
}

#[actix_web::test]
async fn b16_b19_b20_each_figure_is_the_sum_of_its_list_for_any_books() {
    for seed in [1, 2] {
        let app = TestApp::start().await;
        app.at("2027-05-17T12:00:00Z");
        random_books(&app.admin().await, seed).await;
        let admin = app.admin().await;
        let first = agrees(&admin).await;
        assert!(first["figures"][2]["count"].as_i64().unwrap() > 3);
        // B16: the same question has the same answer.
        let again = agrees(&admin).await;
        assert_eq!(first["figures"], again["figures"]);
        assert_eq!(first["months"], again["months"]);
        for later in [
            "2027-05-18T09:00:00Z",
            "2027-05-23T22:59:59Z",
            "2027-05-31T23:00:00Z",
            "2027-07-01T00:00:00Z",
        ] {
            app.at(later);
            agrees(&app.admin().await).await;
        }
    }
}

#[actix_web::test]
async fn b17_b18_months_are_calendar_months_on_every_day_of_the_year() {
    let app = TestApp::start().await;
    for (now, today, expected) in [
        (
            "2026-12-31T23:30:00Z",
            "2027-01-01",
            [
                "2026-08", "2026-09", "2026-10", "2026-11", "2026-12", "2027-01",
            ],
        ),
        (
            "2027-03-01T00:30:00Z",
            "2027-03-01",
            [
                "2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03",
            ],
        ),
        (
            "2027-03-31T22:30:00Z",
            "2027-03-31",
            [
                "2026-10", "2026-11", "2026-12", "2027-01", "2027-02", "2027-03",
            ],
        ),
        (
            "2027-04-30T12:00:00Z",
            "2027-04-30",
            [
                "2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04",
            ],
        ),
        (
            "2027-05-31T12:00:00Z",
            "2027-05-31",
            [
                "2026-12", "2027-01", "2027-02", "2027-03", "2027-04", "2027-05",
            ],
        ),
        (
            "2028-02-29T12:00:00Z",
            "2028-02-29",
            [
                "2027-09", "2027-10", "2027-11", "2027-12", "2028-01", "2028-02",
            ],
        ),
    ] {
        app.at(now);
        let admin = app.admin().await;
        let draft = json!({"status": "done", "items": [make::item("Banner", "1", 700)]});
        admin.post("/jobs", &draft).await.expect(201);
        let dashboard = agrees(&admin).await;
        assert_eq!(dashboard["today"], today, "{now}");
        assert_eq!(months(&dashboard), expected, "{now}");
    }
}

#[actix_web::test]
async fn b18_the_first_and_last_hours_of_a_month_count() {
    let app = TestApp::start().await;
    let sold = async |at: &str| {
        app.at(at);
        let draft = json!({"status": "done", "items": [make::item("Banner", "1", 100)]});
        app.admin().await.post("/jobs", &draft).await.expect(201);
    };
    // Lagos is an hour ahead of UTC: the first of these is in January, the last in March.
    for at in [
        "2027-01-31T22:59:59Z",
        "2027-01-31T23:00:00Z",
        "2027-02-14T12:00:00Z",
        "2027-02-28T22:59:59Z",
        "2027-02-28T23:00:00Z",
    ] {
        sold(at).await;
    }
    let dashboard = agrees(&app.admin().await).await;
    let taken: Vec<&Value> = dashboard["months"]
        .as_array()
        .unwrap()
        .iter()
        .map(|month| &month["in"]["amount_minor"])
        .collect();
    assert_eq!(
        taken,
        [
            &json!(0),
            &json!(0),
            &json!(0),
            &json!(100),
            &json!(300),
            &json!(100)
        ]
    );
}

#[actix_web::test]
async fn b20_a_week_begins_on_monday() {
    let app = TestApp::start().await;
    let admin = {
        app.at("2027-05-16T12:00:00Z");
        app.admin().await
    };
    // A Sunday, then a Monday.
    for (day, week) in [("2027-05-10", 1), ("2027-05-16", 2), ("2027-05-09", 2)] {
        let draft = json!({"status": "done", "occurred_on": day, "items": [make::item("Banner", "1", 100)]});
        admin.post("/jobs", &draft).await.expect(201);
        assert_eq!(agrees(&admin).await["figures"][3]["count"], week, "{day}");
    }
    app.at("2027-05-17T12:00:00Z");
    let monday = agrees(&app.admin().await).await;
    assert_eq!(monday["figures"][3]["count"], 0);
    assert_eq!(
        monday["figures"][3]["list"],
        "/jobs?status=done&completed_on_from=2027-05-17&completed_on_to=2027-05-17"
    );
}

#[actix_web::test]
async fn b21_what_another_zone_dated_tomorrow_is_not_of_today() {
    let app = TestApp::start().await;
    app.at("2027-05-31T11:00:00Z");
    let admin = app.admin().await;
    let mut settings = admin.get("/settings").await.expect(200);
    for zone in ["Pacific/Kiritimati", "Pacific/Honolulu", "America/Santiago"] {
        settings = admin
            .seen(&settings)
            .patch("/settings", &json!({"time_zone": zone}))
            .await
            .expect(200);
        let draft = json!({"status": "done", "items": [make::item("Banner", "1", 100)]});
        admin.post("/jobs", &draft).await.expect(201);
        let spent = json!({"description": "Ink", "quantity": "1", "unit_cost": make::naira(30)});
        admin.post("/expenditures", &spent).await.expect(201);
        agrees(&admin).await;
    }
    let dashboard = agrees(&admin).await;
    assert_eq!(dashboard["today"], "2027-05-31");
    // The job of Kiritimati is of 1 June and waits for its day.
    assert_eq!(dashboard["figures"][0]["count"], 2);
}

#[actix_web::test]
async fn money_is_for_those_who_may_see_figures() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let draft = json!({"status": "done", "items": [make::item("Banner", "1", 100)]});
    admin.post("/jobs", &draft).await.expect(201);
    let staff = app.staff().await;
    let hidden = staff.get("/dashboard").await.expect(200).body;
    for figure in hidden["figures"].as_array().unwrap() {
        assert_eq!(figure["money"], json!(null));
        assert_eq!(
            figure["count"].is_null(),
            figure["kind"] == "money",
            "{figure}"
        );
    }
    for month in hidden["months"].as_array().unwrap() {
        assert_eq!((&month["in"], &month["out"]), (&json!(null), &json!(null)));
    }
    for who in [app.manager().await, app.auditor().await] {
        agrees(&who).await;
    }
    let settings = admin.get("/settings").await.expect(200);
    admin
        .seen(&settings)
        .patch("/settings", &json!({"staff_see_figures": true}))
        .await
        .expect(200);
    agrees(&staff).await;
    assert_eq!(app.nobody().get("/dashboard").await.status, 401);
}

#[actix_web::test]
async fn b27_a_figure_that_no_amount_can_tell_takes_no_other_away() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let spent = json!({"description": "Ink", "quantity": "1", "unit_cost": make::naira(30)});
    admin.post("/expenditures", &spent).await.expect(201);
    let staff = app.staff().await;
    let draft =
        json!({"status": "done", "items": [make::item("Gold", "9007.199", 1_000_000_000_000)]});
    for _ in 0..2 {
        staff.post("/jobs", &draft).await.expect(201);
    }
    let dashboard = admin.get("/dashboard").await.expect(200).body;
    for figure in dashboard["figures"].as_array().unwrap() {
        let (told, expected) = match figure["key"].as_str().unwrap() {
            "revenue_month" | "net_month" => (&figure["money"], json!(null)),
            "spent_today" | "spent_month" => (&figure["money"], make::naira(30)),
            "incomplete" => (&figure["count"], json!(0)),
            _ => (&figure["count"], json!(2)),
        };
        assert_eq!(told, &expected, "{figure}");
    }
    let this = dashboard["months"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&this["in"], &this["out"]),
        (&json!(null), &make::naira(30))
    );
    let summary = admin.get("/jobs/summary").await;
    insta::assert_snapshot!(summary.status_and_body(), @"413 too_large: The sum of these records is beyond the largest amount. Narrow the filter.");
    // One of them gone, everything is told again.
    let list = admin.get("/jobs?limit=1").await.expect(200);
    let path = format!("/jobs/{}", list.str("/data/0/id"));
    let job = admin.get(&path).await.expect(200);
    admin.seen(&job).delete(&path).await.expect(204);
    agrees(&admin).await;
}
