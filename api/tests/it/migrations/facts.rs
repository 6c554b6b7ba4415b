//! What books say, by their rows and by the program that serves them, one line for each fact.

use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::{Client, TestApp, TestDatabase};

/// Named by columns that every schema has.
const FACTS: [&str; 10] = [
    "SELECT 'jobs ' || status || ' ' || substr(occurred_on, 1, 7) || ' ' || COUNT(*) || ' ' || SUM(total_minor) AS line
        FROM jobs WHERE deleted_at IS NULL GROUP BY status, substr(occurred_on, 1, 7)",
    "SELECT 'revenue ' || substr(completed_on, 1, 7) || ' ' || COUNT(*) || ' ' || SUM(total_minor) AS line
        FROM jobs WHERE deleted_at IS NULL AND status = 'done' GROUP BY substr(completed_on, 1, 7)",
    "SELECT 'spent ' || substr(occurred_on, 1, 7) || ' ' || COUNT(*) || ' ' || SUM(total_minor) AS line
        FROM expenditures WHERE deleted_at IS NULL GROUP BY substr(occurred_on, 1, 7)",
    "SELECT 'job ' || number || ' ' || status || ' ' || occurred_on || ' ' || COALESCE(completed_on, '-') || ' '
        || payment_method || ' ' || total_minor || ' ' || COALESCE(customers.name, '-') || ' ' || username || ' '
        || jobs.rev || CASE WHEN deleted_at IS NULL THEN '' ELSE ' in the trash' END AS line
        FROM jobs LEFT JOIN customers ON customers.id = customer_id JOIN users ON users.id = created_by",
    "SELECT 'item ' || number || ' ' || position || ' ' || description || ' ' || quantity_milli || ' '
        || unit_price_minor || ' ' || line_total_minor AS line FROM job_items JOIN jobs ON jobs.id = job_id",
    "SELECT 'history ' || number || ' ' || (ROW_NUMBER() OVER (PARTITION BY entity_id ORDER BY seq) - 1) || ' ' || action
        AS line FROM events JOIN jobs ON jobs.id = entity_id",
    "SELECT 'customer ' || name || ' ' || jobs || ' ' || last_job_on AS line FROM customers",
    "SELECT 'expenditure ' || description || ' ' || occurred_on || ' ' || quantity_milli || ' ' || unit_cost_minor || ' '
        || total_minor || CASE WHEN deleted_at IS NULL THEN '' ELSE ' in the trash' END AS line FROM expenditures",
    "SELECT 'user ' || username || ' ' || role || CASE WHEN disabled_at IS NULL THEN '' ELSE ' disabled' END AS line
        FROM users",
    "SELECT 'import ' || id || ' ' || status || ' ' || (SELECT COUNT(*) FROM import_rows WHERE batch_id = import_batches.id)
        AS line FROM import_batches",
];

/// The facts by SQL.
pub fn stored(database: &TestDatabase) -> Vec<String> {
    let mut lines: Vec<String> = FACTS.iter().flat_map(|sql| database.lines(sql)).collect();
    lines.sort();
    lines
}

/// The same facts by HTTP.
pub async fn served(app: &TestApp) -> Vec<String> {
    let admin = app.admin().await;
    let mut lines = sums(&admin).await;
    for job in data(&admin, "/jobs?deleted=any").await {
        lines.extend(job_lines(&admin, &job).await);
    }
    for customer in data(&admin, "/customers").await {
        let [name, jobs, last] = ["name", "jobs", "last_job_on"].map(|key| text(&customer[key]));
        lines.push(format!("customer {name} {jobs} {last}"));
    }
    for spent in data(&admin, "/expenditures?deleted=any").await {
        let [what, on] = ["description", "occurred_on"].map(|key| text(&spent[key]));
        let [quantity, cost] = [milli(&spent["quantity"]), minor(&spent["unit_cost"])];
        let (total, trash) = (minor(&spent["total"]), in_trash(&spent));
        lines.push(format!(
            "expenditure {what} {on} {quantity} {cost} {total}{trash}"
        ));
    }
    for user in data(&admin, "/users").await {
        let disabled = if user["disabled_at"].is_null() {
            ""
        } else {
            " disabled"
        };
        let [name, role] = ["username", "role"].map(|key| text(&user[key]));
        lines.push(format!("user {name} {role}{disabled}"));
    }
    for id in app.database.lines("SELECT id AS line FROM import_batches") {
        let import = admin.get(&format!("/imports/{id}")).await.expect(200);
        let rows = data(&admin, &format!("/imports/{id}/rows")).await.len();
        lines.push(format!("import {id} {} {rows}", import.str("/status")));
    }
    lines.sort();
    lines
}

/// Sums of every month since the oldest book.
async fn sums(admin: &Client) -> Vec<String> {
    let months =
        (2025..=2026).flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}")));
    let mut lines = Vec::new();
    for month in months {
        let within =
            |field: &str| format!("{field}_from={month}-01&{field}_to={}", last_day(&month));
        let occurred = within("occurred_on");
        let completed = within("completed_on");
        let mut questions = vec![
            (
                format!("revenue {month}"),
                format!("/jobs/summary?status=done&{completed}"),
            ),
            (
                format!("spent {month}"),
                format!("/expenditures/summary?{occurred}"),
            ),
        ];
        for status in ["open", "ready", "done", "void"] {
            let path = format!("/jobs/summary?status={status}&{occurred}");
            questions.push((format!("jobs {status} {month}"), path));
        }
        for (what, path) in questions {
            let sum = admin.get(&path).await.expect(200).body;
            if sum["count"] != 0 {
                lines.push(format!("{what} {} {}", sum["count"], minor(&sum["total"])));
            }
        }
    }
    lines
}

fn last_day(month: &str) -> String {
    let days = match &month[5..] {
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    };
    format!("{month}-{days}")
}

async fn job_lines(admin: &Client, job: &Value) -> Vec<String> {
    let path = format!("/jobs/{}", text(&job["id"]));
    let number = text(&job["number"]);
    let facts =
        ["status", "occurred_on", "completed_on", "payment_method"].map(|key| text(&job[key]));
    let mut line = format!("job {number} {} {}", facts.join(" "), minor(&job["total"]));
    let customer = text(&job["customer"]["name"]);
    let by = text(&job["created_by"]["username"]);
    write!(line, " {customer} {by} {}{}", job["rev"], in_trash(job)).unwrap();
    let mut lines = vec![line];
    let read = admin.get(&path).await.expect(200).body;
    for (position, item) in read["items"].as_array().unwrap().iter().enumerate() {
        let [quantity, price] = [milli(&item["quantity"]), minor(&item["unit_price"])];
        let (what, total) = (text(&item["description"]), minor(&item["line_total"]));
        lines.push(format!(
            "item {number} {position} {what} {quantity} {price} {total}"
        ));
    }
    let history = data(admin, &format!("{path}/history")).await;
    for (place, entry) in history.iter().enumerate() {
        lines.push(format!(
            "history {number} {place} {}",
            text(&entry["action"])
        ));
    }
    lines
}

pub async fn data(admin: &Client, path: &str) -> Vec<Value> {
    let answer = admin.get(path).await.expect(200);
    assert!(answer.body["page"]["next_cursor"].is_null(), "{path}");
    answer.body["data"].as_array().unwrap().clone()
}

pub fn text(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn minor(money: &Value) -> i64 {
    money["amount_minor"].as_i64().unwrap()
}

fn milli(quantity: &Value) -> i64 {
    let quantity: shared::quantity::Quantity = serde_json::from_value(quantity.clone()).unwrap();
    quantity.milli()
}

fn in_trash(record: &Value) -> &'static str {
    if record["deleted_at"].is_null() {
        ""
    } else {
        " in the trash"
    }
}
