//! How the databases answer lists: by an index, whatever the filter and the order. Every question that the lists put is
//! recorded while they are asked through HTTP, then explained on tables of many rows.

mod explain;

use std::collections::BTreeSet;
use std::sync::Mutex;

use diesel::connection::{Instrumentation, InstrumentationEvent};
use serde_json::json;

use crate::harness::{TestApp, TestDatabase, make, server};

static ASKED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Writes down each question with a limit: a page of a list, or the look-up of a word; and those that join, which read the
/// page's rows.
struct Recorder;

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            let text = text.split(" -- binds:").next().unwrap();
            let mut tables = TABLES.iter();
            let is_page = text.contains("LIMIT")
                && tables.any(|table| text.contains(&format!("FROM {table} ")));
            if text.starts_with("SELECT") && (is_page || reads_rows(text)) {
                ASKED.lock().unwrap().insert(text.to_owned());
            }
        }
    }
}

fn reads_rows(question: &str) -> bool {
    let of = |table| question.contains(table) && question.contains(" JOIN ");
    of("jobs") || of("expenditures")
}

/// The tables behind the lists, as either database quotes them.
const TABLES: [&str; 10] = [
    "`jobs`",
    "`expenditures`",
    "`customers`",
    "`events`",
    "`search_terms`",
    "\"jobs\"",
    "\"expenditures\"",
    "\"customers\"",
    "\"events\"",
    "\"search_terms\"",
];

const SORTS: [(&str, &[&str]); 4] = [
    (
        "jobs",
        &[
            "",
            "occurred_at",
            "-occurred_at",
            "number",
            "-number",
            "total",
            "-total",
            "updated_at",
            "-updated_at",
        ],
    ),
    (
        "expenditures",
        &[
            "",
            "occurred_at",
            "total",
            "-total",
            "description",
            "-description",
            "updated_at",
            "-updated_at",
        ],
    ),
    (
        "customers",
        &[
            "",
            "-name",
            "jobs",
            "-jobs",
            "last_job_on",
            "-last_job_on",
            "created_at",
            "-created_at",
        ],
    ),
    ("events", &["", "seq", "-seq"]),
];

/// Filters of each list; `ID` is a record's, `USER` a person's id.
const FILTERS: [(&str, &[&str]); 4] = [
    (
        "jobs",
        &[
            "",
            "status=open",
            "status=open&status=ready",
            "status=done",
            "payment_method=cash",
            "customer_id=ID",
            "created_by=USER",
            "occurred_on_from=2026-01-01&occurred_on_to=2026-12-31",
            "completed_on_from=2026-01-01",
            "completed_on_from=2026-01-01&completed_on_to=2026-12-31&status=done",
            "total_min=1",
            "total_max=900",
            "updated_since=2026-01-01T00:00:00Z",
            "deleted=only",
            "deleted=any",
            "q=banner",
            "q=x",
            "q=banner%20x",
            "status=open&created_by=USER&q=banner",
        ],
    ),
    (
        "expenditures",
        &[
            "",
            "created_by=USER",
            "occurred_on_from=2026-01-01&occurred_on_to=2026-12-31",
            "total_min=1",
            "total_max=900",
            "updated_since=2026-01-01T00:00:00Z",
            "deleted=only",
            "deleted=any",
            "q=ink",
            "q=x",
        ],
    ),
    (
        "customers",
        &["", "q=emex", "q=x", "updated_since=2026-01-01T00:00:00Z"],
    ),
    (
        "events",
        &[
            "",
            "after=1",
            "entity=job",
            "entity_id=ID",
            "actor=USER",
            "action=job.created",
            "outcome=failure",
        ],
    ),
];

/// Asks every filter in every order, the second page too.
async fn ask_everything(app: &TestApp) {
    let admin = app.admin().await;
    for n in 0..3 {
        let draft = json!({"customer_name": format!("Emex {n}"), "status": "done", "items": [make::item("Banner", "1", 500)]});
        admin.post("/jobs", &draft).await.expect(201);
        let spent = json!({"description": "Ink", "quantity": "1", "unit_cost": make::naira(500)});
        admin.post("/expenditures", &spent).await.expect(201);
    }
    // A word that more records have than are looked up one by one.
    for job in 0..6 {
        let items: Vec<_> = (0..200)
            .map(|n| make::item(&format!("x{job}y{n}"), "1", 1))
            .collect();
        make::job_of(&admin, &items).await;
    }
    let job = admin.get("/jobs?q=banner&limit=1").await.expect(200);
    let (user, customer) = (
        job.str("/data/0/created_by/id"),
        job.str("/data/0/customer/id"),
    );
    for ((list, filters), (_, sorts)) in FILTERS.iter().zip(SORTS) {
        for filter in *filters {
            let filter = filter.replace("ID", &customer).replace("USER", &user);
            for sort in sorts {
                let sort = if sort.is_empty() {
                    String::new()
                } else {
                    format!("&sort={sort}")
                };
                let path = format!("/{list}?limit=1&include_total=true&{filter}{sort}");
                let page = admin.get(&path).await.expect(200);
                if let Some(cursor) = page.body["page"]["next_cursor"].as_str() {
                    admin
                        .get(&format!("{path}&cursor={cursor}"))
                        .await
                        .expect(200);
                }
            }
        }
    }
}

#[actix_web::test]
async fn no_list_is_answered_by_reading_a_whole_table() {
    diesel::connection::set_default_instrumentation(|| Some(Box::new(Recorder))).unwrap();
    let app = TestApp::start().await;
    ask_everything(&app).await;
    let mut questions = ASKED.lock().unwrap().clone();
    // A backup is a SQLite file, whatever the database: what other tests ask it meanwhile is no list.
    let is_embedded = server().is_none();
    questions.retain(|question| question.contains('`') == is_embedded);
    assert!(
        questions.len() > 150,
        "only {} questions were seen",
        questions.len()
    );
    assert!(questions.iter().any(|question| reads_rows(question)));
    let faults = explain::faults(&TestDatabase::fresh(), &questions);
    assert!(
        faults.is_empty(),
        "{} of {}:\n{}",
        faults.len(),
        questions.len(),
        faults.join("\n")
    );
}
