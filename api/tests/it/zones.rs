//! Days: those that a zone never had are refused, and the server counts them as PostgreSQL does, over all zones.

use api::calendar::{Rules, Zone};
use diesel::sql_types::Bool;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl};
use serde_json::json;
use shared::date::Date;

use crate::harness::{Start, make, server};

const DAYS: i64 = 2 * 366;

#[actix_web::test]
async fn a_day_that_the_shops_zone_skipped_is_refused_at_its_field() {
    let app = Start::default().start().await;
    let admin = app.admin().await;
    let settings = admin.get("/settings").await.expect(200);
    admin
        .seen(&settings)
        .patch("/settings", &json!({"time_zone": "Pacific/Apia"}))
        .await
        .expect(200);
    let job = |day: &str| json!({"occurred_on": day, "items": [make::item("Label", "1", 100)]});
    let expense = |day: &str| {
        let cost = json!({"amount_minor": 100, "currency": "NGN"});
        json!({"occurred_on": day, "description": "Ink", "quantity": "1", "unit_cost": cost})
    };
    let skipped = "2011-12-30";
    for (path, draft) in [("/jobs", job(skipped)), ("/expenditures", expense(skipped))] {
        let answer = admin.post(path, &draft).await.expect(422);
        assert!(
            answer.status_and_body().contains("#/occurred_on"),
            "{}",
            answer.text
        );
    }
    let sold = admin.post("/jobs", &job("2011-12-29")).await.expect(201);
    let path = format!("/jobs/{}", sold.str("/id"));
    let moved = json!({"occurred_on": skipped});
    let answer = admin.seen(&sold).patch(&path, &moved).await.expect(422);
    assert!(
        answer.status_and_body().contains("#/occurred_on"),
        "{}",
        answer.text
    );
    let done = admin
        .seen(&sold)
        .act(&format!("{path}/complete"))
        .await
        .expect(200);
    let moved = json!({"completed_on": skipped});
    let answer = admin.seen(&done).patch(&path, &moved).await.expect(422);
    assert!(
        answer.status_and_body().contains("#/completed_on"),
        "{}",
        answer.text
    );
}

#[actix_web::test]
async fn a_newest_event_that_lies_ahead_of_the_clock_is_told() {
    let app = Start::default().start().await;
    assert_eq!(api::audit::newest_ahead(&app.app.db).unwrap(), None);
    app.clock.advance(-3_600_000);
    let told = api::audit::newest_ahead(&app.app.db).unwrap().unwrap();
    assert!(told.contains("ahead of this computer's clock"), "{told}");
}

#[derive(QueryableByName)]
struct Agreed {
    #[diesel(sql_type = Bool)]
    agreed: bool,
}

/// Debian's PostgreSQL reads the system's rules, so they are compared by those of the same release.
#[test]
fn postgresql_begins_every_day_of_the_next_two_years_when_the_server_does_in_all_zones() {
    let (Some(server), Some(rules)) = (server(), Rules::system()) else {
        return;
    };
    let mut postgres = PgConnection::establish(&server).unwrap();
    let first: Date = "2026-11-01".parse().unwrap();
    let names = rules.names();
    assert!(names.len() > 400, "{}", names.len());
    for name in names {
        // PostgreSQL takes `CET` and its like for an abbreviation, which is one offset all the year.
        let Some(zone) = rules.zone(&name).filter(|_| name.contains('/')) else {
            continue;
        };
        let starts = starts(&zone, first);
        let instants: Vec<String> = starts.iter().map(ToString::to_string).collect();
        let question = format!(
            "SELECT coalesce(bool_and((to_timestamp(ms / 1000.0) AT TIME ZONE '{name}')::date = '{first}'::date + n::int - 1 \
             AND (to_timestamp((ms - 1) / 1000.0) AT TIME ZONE '{name}')::date = '{first}'::date + n::int - 2), false) AS agreed \
             FROM unnest(ARRAY[{}]::bigint[]) WITH ORDINALITY AS starts(ms, n)",
            instants.join(",")
        );
        let found: Agreed = diesel::sql_query(question)
            .get_result(&mut postgres)
            .unwrap();
        assert!(found.agreed, "{name}");
    }
}

/// What this program brings along is what the system's newest release says.
#[test]
fn the_rules_inside_the_program_are_those_of_the_system_of_the_same_release() {
    let bundled = Rules::bundled();
    let Some(system) = Rules::system().filter(|system| system.release == bundled.release) else {
        return;
    };
    let first: Date = "2026-11-01".parse().unwrap();
    for name in bundled.names() {
        if let (Some(ours), Some(theirs)) = (bundled.zone(&name), system.zone(&name)) {
            assert_eq!(starts(&ours, first), starts(&theirs, first), "{name}");
        }
    }
    assert!(Rules::used().release >= bundled.release);
}

fn starts(zone: &Zone, first: Date) -> Vec<i64> {
    let start = |number| zone.start_of(first.add_days(number)).unwrap().unwrap();
    (0..DAYS).map(|number| start(number).millis()).collect()
}
