//! Filters, search and sums of jobs.

use serde::de::DeserializeOwned;
use serde_json::json;
use shared::jobs::{Job, JobFilter};

use crate::harness::{Answer, Client, TestApp, make};

/// Filters, and the totals of the jobs that they find; `EMEX`, `TOBI` and `ADA` stand for ids.
const FILTERS: &[(&str, &[i64])] = &[
    ("", &[1, 2, 3, 4]),
    ("status=open", &[1, 3]),
    ("status=done", &[2, 4]),
    ("status=open&status=done", &[1, 2, 3, 4]),
    ("status=ready", &[]),
    ("payment_method=cash", &[1, 2]),
    ("payment_method=transfer&status=done", &[4]),
    ("customer_id=EMEX", &[2, 3]),
    ("created_by=TOBI", &[1, 2]),
    ("created_by=TOBI&created_by=ADA", &[1, 2, 3, 4]),
    ("occurred_on_from=2027-05-10", &[2, 3, 4]),
    ("occurred_on_to=2027-05-10", &[1, 2]),
    (
        "occurred_on_from=2027-05-10&occurred_on_to=2027-05-10",
        &[2],
    ),
    ("completed_on_from=2027-05-11", &[4]),
    ("completed_on_to=2027-05-10", &[2]),
    ("total_min=2&total_max=3", &[2, 3]),
    ("total_min=5", &[]),
    ("deleted=only", &[5]),
    ("deleted=any", &[1, 2, 3, 4, 5]),
    ("updated_since=2027-05-20T09:00:00Z", &[1, 2, 3, 4]),
    ("updated_since=2027-05-20T11:00:00%2B01:00", &[]),
    ("q=banner", &[1, 4]),
    ("q=bann", &[1, 4]),
    ("q=anner", &[]),
    ("q=OLANREWAJU", &[1]),
    ("q=ol%C3%A1%20ban", &[1]),
    ("q=emex", &[2, 3]),
    ("q=emex%20label", &[2]),
    ("q=label%20label", &[2]),
    ("q=J-2027-00003", &[3]),
    ("q=00003", &[3]),
    ("q=banner%20emex", &[]),
    ("q=%F4%8F%BF%BF", &[]),
    ("q=%20", &[1, 2, 3, 4]),
];

/// Five jobs, told apart by their last item's price: 1 to 5 kobo.
async fn books(app: &TestApp) -> (Client, Client) {
    app.at("2027-05-20T09:00:00Z");
    let (staff, admin) = (app.staff().await, app.admin().await);
    let item = |text: &str, n: i64| make::item(text, "1", n);
    for (who, draft) in [
        (
            &staff,
            json!({"customer_name": "Ọláńrewájú & Sons", "items": [item("Banner 3 × 2 ft", 1)], "occurred_on": "2027-05-01"}),
        ),
        (
            &staff,
            json!({"customer_name": "Emex Ltd", "items": [item("Melow label", 2)], "occurred_on": "2027-05-10", "status": "done"}),
        ),
        (
            &admin,
            json!({"customer_name": "emex  LTD", "items": [item("Business cards", 3)], "payment_method": "transfer"}),
        ),
        (
            &admin,
            json!({"items": [item("Bánner stand", 4)], "status": "done", "payment_method": "transfer"}),
        ),
        (&admin, json!({"items": [item("Sticker", 5)]})),
    ] {
        let made = who.post("/jobs", &draft).await.expect(201);
        if made.body["total"]["amount_minor"] == 5 {
            let path = format!("/jobs/{}", made.str("/id"));
            who.seen(&made).delete(&path).await.expect(204);
        }
    }
    (staff, admin)
}

/// The totals of the jobs that a filter finds.
async fn found(client: &Client, query: &str) -> Vec<i64> {
    let page = client
        .get(&format!("/jobs?sort=total&{query}"))
        .await
        .expect(200);
    let rows = page.body["data"].as_array().unwrap();
    rows.iter()
        .map(|row| row["total"]["amount_minor"].as_i64().unwrap())
        .collect()
}

/// The filters with the ids that they stand for.
async fn filters(admin: &Client) -> Vec<(String, &'static [i64])> {
    let emex = admin
        .get("/customers?q=emex")
        .await
        .expect(200)
        .str("/data/0/id");
    let tobi = admin
        .get("/jobs?q=melow")
        .await
        .expect(200)
        .str("/data/0/created_by/id");
    let ada = admin
        .get("/jobs?q=cards")
        .await
        .expect(200)
        .str("/data/0/created_by/id");
    let filled = |query: &str| {
        let query = query.replace("EMEX", &emex);
        query.replace("TOBI", &tobi).replace("ADA", &ada)
    };
    let filters = FILTERS.iter();
    filters
        .map(|(query, found)| (filled(query), *found))
        .collect()
}

/// The rows of a page, as the browser app reads them.
fn read<T: DeserializeOwned>(page: &Answer) -> Vec<T> {
    serde_json::from_value(page.body["data"].clone()).unwrap()
}

#[actix_web::test]
async fn what_the_browser_app_expects_in_a_list_is_what_the_server_finds() {
    let app = TestApp::start().await;
    let (_, admin) = books(&app).await;
    let all: Vec<Job> = read(&admin.get("/jobs?deleted=any&sort=total").await.expect(200));
    assert_eq!(all.len(), 5);
    for (query, expected) in filters(&admin).await {
        let filter: JobFilter = serde_html_form::from_str(&query).unwrap();
        let taken = all.iter().filter(|job| filter.takes(job));
        let taken: Vec<i64> = taken.map(|job| job.total.amount_minor()).collect();
        assert_eq!(taken, expected, "{query}");
    }
}

#[actix_web::test]
async fn each_filter_finds_its_jobs_and_the_summary_sums_them() {
    let app = TestApp::start().await;
    let (staff, admin) = books(&app).await;
    for (query, expected) in filters(&admin).await {
        assert_eq!(found(&staff, &query).await, *expected, "{query}");
        let summary = admin
            .get(&format!("/jobs/summary?{query}"))
            .await
            .expect(200);
        let sum: i64 = expected.iter().sum();
        let expected = json!({"count": expected.len(), "total": make::naira(sum)});
        assert_eq!(summary.body, expected, "{query}");
    }
}

#[actix_web::test]
async fn sums_are_for_those_who_may_see_figures() {
    let app = TestApp::start().await;
    let (staff, admin) = books(&app).await;
    let hidden = json!({"count": 4, "total": null});
    assert_eq!(staff.get("/jobs/summary").await.expect(200).body, hidden);
    for who in [app.manager().await, app.auditor().await, admin.clone()] {
        let shown = who.get("/jobs/summary").await.expect(200);
        assert_eq!(shown.body, json!({"count": 4, "total": make::naira(10)}));
    }
    let settings = admin.get("/settings").await.expect(200);
    let patch = json!({"staff_see_figures": true});
    admin
        .seen(&settings)
        .patch("/settings", &patch)
        .await
        .expect(200);
    let shown = staff.get("/jobs/summary").await.expect(200);
    assert_eq!(shown.body["total"], make::naira(10));
}

#[actix_web::test]
async fn a_changed_description_is_found_by_its_new_words_only() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let job = make::job_of(&admin, &[make::item("Banner", "1", 1)]).await;
    let path = format!("/jobs/{}", job.str("/id"));
    let patch = json!({"items": [make::item("Poster", "1", 1)]});
    admin.seen(&job).patch(&path, &patch).await.expect(200);
    assert_eq!(found(&admin, "q=poster").await, [1]);
    assert_eq!(found(&admin, "q=banner").await, Vec::<i64>::new());
}

#[actix_web::test]
async fn a_word_that_most_jobs_have_is_found_like_a_rare_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    // More than a thousand matches: 200 lines that begin with the same letter in each of six jobs.
    for job in 0..6 {
        let items: Vec<_> = (0..200)
            .map(|n| make::item(&format!("x{job}y{n}"), "1", 1))
            .collect();
        make::job_of(&admin, &items).await;
    }
    make::job_of(&admin, &[make::item("other", "1", 7)]).await;
    assert_eq!(found(&admin, "q=x").await, [200; 6]);
    assert_eq!(found(&admin, "q=x3y7").await, [200]);
    assert_eq!(found(&admin, "q=x%20x3y").await, [200]);
    assert_eq!(found(&admin, "q=x%20other").await, Vec::<i64>::new());
}
