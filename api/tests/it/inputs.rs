//! Input that could be taken in two ways, or that means nothing, is refused or told so.

use serde_json::json;

use crate::harness::TestApp;

#[actix_web::test]
async fn asvs_2_2_3_the_ends_of_a_span_and_the_keys_of_an_order_must_fit_together() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let jobs = [
        (
            "completed_on_from=2027-05-11&completed_on_to=2027-05-10",
            "completed_on_to",
            "too_small",
        ),
        ("sort=number,-number", "sort", "duplicate"),
    ];
    let both = [
        (
            "occurred_on_from=2027-05-11&occurred_on_to=2027-05-10",
            "occurred_on_to",
            "too_small",
        ),
        ("total_min=3&total_max=2", "total_max", "too_small"),
        ("sort=total,total", "sort", "duplicate"),
    ];
    for (list, cases) in [
        ("jobs", &jobs[..]),
        ("jobs", &both),
        ("expenditures", &both),
    ] {
        for (query, parameter, code) in cases {
            let sums = match *parameter {
                "sort" => None,
                _ => Some(format!("/{list}/summary?{query}")),
            };
            for path in [Some(format!("/{list}?{query}")), sums]
                .into_iter()
                .flatten()
            {
                let answer = admin.get(&path).await.expect(400);
                let error = &answer.body["errors"][0];
                assert_eq!(answer.body["code"], "malformed", "{path}");
                assert_eq!(
                    (&error["parameter"], &error["code"]),
                    (&json!(parameter), &json!(code))
                );
            }
        }
    }
    for query in [
        "occurred_on_from=2027-05-10&occurred_on_to=2027-05-10",
        "total_min=2&total_max=2",
    ] {
        admin.get(&format!("/jobs?{query}")).await.expect(200);
    }
}
