//! `RECORD_VISIBILITY=own`: staff know of nothing but what they recorded themselves.

use serde_json::{Value, json};

use crate::harness::{Answer, Client, Start, TestApp, make};

async fn spend(client: &Client, unit_cost: i64) -> Answer {
    let draft = json!({"description": "Ink", "quantity": "1", "unit_cost": make::naira(unit_cost)});
    client.post("/expenditures", &draft).await.expect(201)
}

async fn own_records_only() -> TestApp {
    let app = Start::default()
        .with("RECORD_VISIBILITY", "own")
        .start()
        .await;
    let admin = app.admin().await;
    let settings = admin.get("/settings").await.expect(200);
    let patch = json!({"staff_see_figures": true});
    admin
        .seen(&settings)
        .patch("/settings", &patch)
        .await
        .expect(200);
    app
}

#[actix_web::test]
async fn staff_find_their_own_records_only() {
    let app = own_records_only().await;
    let (staff, manager) = (app.staff().await, app.manager().await);
    let own = make::job_of(&staff, &[make::item("Banner", "1", 100)]).await;
    let theirs = make::job_of(&manager, &[make::item("Banner", "1", 30)]).await;
    let (own_spent, their_spent) = (spend(&staff, 7).await, spend(&manager, 2).await);
    for (list, own, theirs, sum) in [
        ("jobs", &own, &theirs, 100),
        ("expenditures", &own_spent, &their_spent, 7),
    ] {
        for query in ["", "?deleted=any", "?sort=-total"] {
            let page = staff.get(&format!("/{list}{query}")).await.expect(200);
            assert_eq!(page.body["data"], json!([own.body]), "{list}{query}");
        }
        let author = theirs.str("/created_by/id");
        let other = staff
            .get(&format!("/{list}?created_by={author}"))
            .await
            .expect(200);
        assert_eq!(other.body["data"], json!([]));
        let summary = staff.get(&format!("/{list}/summary")).await.expect(200);
        assert_eq!(summary.body, json!({"count": 1, "total": make::naira(sum)}));
        let total = staff
            .get(&format!("/{list}?include_total=true"))
            .await
            .expect(200);
        assert_eq!(total.body["page"]["total"], 1);
        let all = manager.get(&format!("/{list}/summary")).await.expect(200);
        assert_eq!(all.body["count"], 2);
    }
}

#[actix_web::test]
async fn what_staff_may_not_know_of_is_not_found() {
    let app = own_records_only().await;
    let (staff, manager) = (app.staff().await, app.manager().await);
    let job = make::job(&manager).await;
    let spent = spend(&manager, 2).await;
    let seen = staff.seen(&job);
    for (record, acts) in [
        (
            format!("/jobs/{}", job.str("/id")),
            vec!["/complete", "/restore"],
        ),
        (
            format!("/expenditures/{}", spent.str("/id")),
            vec!["/restore"],
        ),
    ] {
        for path in [record.clone(), format!("{record}/history")] {
            assert_eq!(seen.get(&path).await.status, 404, "{path}");
        }
        assert_eq!(seen.delete(&record).await.status, 404, "{record}");
        for act in acts {
            assert_eq!(
                seen.act(&format!("{record}{act}")).await.status,
                404,
                "{record}{act}"
            );
        }
    }
}

#[actix_web::test]
async fn staff_learn_of_no_other_peoples_jobs_through_customers() {
    let app = own_records_only().await;
    let (staff, manager) = (app.staff().await, app.manager().await);
    let job_for = async |who: &Client, name: &str| {
        let draft = json!({"customer_name": name, "items": [make::item("Banner", "1", 100)]});
        who.post("/jobs", &draft).await.expect(201)
    };
    let job = job_for(&manager, "Bola").await;
    for (who, name) in [(&manager, "Bola"), (&manager, "Zik"), (&staff, "Ada")] {
        job_for(who, name).await;
    }
    let bola = format!("/customers/{}", job.str("/customer/id"));
    let read = staff.get(&bola).await.expect(200);
    assert_eq!(
        (&read.body["jobs"], &read.body["last_job_on"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(staff.get(&format!("{bola}/history")).await.status, 404);
    // The figures tell themselves neither by their order nor in a cursor.
    for (sort, names) in [
        ("-last_job_on", ["Ada", "Bola", "Zik"]),
        ("jobs", ["Ada", "Bola", "Zik"]),
        ("-jobs,-name", ["Zik", "Bola", "Ada"]),
        ("last_job_on,created_at", ["Bola", "Zik", "Ada"]),
    ] {
        let first = format!("/customers?sort={sort}&limit=1");
        let mut page = staff.get(&first).await.expect(200);
        let theirs = manager.get(&first).await.expect(200);
        for name in names {
            let row = &page.body["data"][0];
            assert_eq!((&row["name"], &row["jobs"]), (&json!(name), &Value::Null));
            if let Some(cursor) = page.body["page"]["next_cursor"].as_str() {
                page = staff
                    .get(&format!("{first}&cursor={cursor}"))
                    .await
                    .expect(200);
            }
        }
        let cursor = theirs.str("/page/next_cursor");
        let foreign = staff.get(&format!("{first}&cursor={cursor}")).await;
        assert_eq!(foreign.status, 400, "{sort}");
    }
    let all = manager.get(&bola).await.expect(200);
    assert_eq!(
        (&all.body["jobs"], &all.body["last_job_on"]),
        (&json!(2), &job.body["occurred_on"])
    );
    manager.get(&format!("{bola}/history")).await.expect(200);
}

#[actix_web::test]
async fn the_dashboard_of_staff_sums_their_own_records() {
    let app = own_records_only().await;
    let (staff, manager) = (app.staff().await, app.manager().await);
    for (who, price) in [(&staff, 100), (&manager, 30)] {
        let draft = json!({"status": "done", "items": [make::item("Banner", "1", price)]});
        who.post("/jobs", &draft).await.expect(201);
        make::job(who).await;
        spend(who, price / 10).await;
    }
    let dashboard = staff.get("/dashboard").await.expect(200).body;
    for figure in dashboard["figures"].as_array().unwrap() {
        if figure["key"] == "net_month" {
            assert_eq!(figure["money"], make::naira(90));
            continue;
        }
        let (path, query) = figure["list"].as_str().unwrap().split_once('?').unwrap();
        let told = staff
            .get(&format!("{path}/summary?{query}"))
            .await
            .expect(200);
        match &figure["count"] {
            Value::Null => assert_eq!(figure["money"], told.body["total"], "{figure}"),
            count => assert_eq!(count, &told.body["count"], "{figure}"),
        }
    }
    assert_eq!(
        dashboard["months"][5],
        json!({"month": dashboard["months"][5]["month"], "in": make::naira(100), "out": make::naira(10)})
    );
    assert_eq!(
        manager.get("/dashboard").await.body["months"][5]["in"],
        make::naira(130)
    );
}
