//! The books checked by plain SQL: whatever a test did, every stored sum equals the rows that it counts.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::database::TestDatabase;

#[derive(QueryableByName)]
struct Fault {
    #[diesel(sql_type = Text)]
    what: String,
}

/// Each question names what is wrong; right books answer none of them.
const QUESTIONS: [(&str, &str); 8] = [
    (
        "sums of days",
        "SELECT kind || ' ' || day AS what FROM (
            SELECT kind, day_on AS day, count AS n, amount_minor AS amount FROM day_totals
            UNION ALL SELECT status, occurred_on, -1, -total_minor FROM jobs WHERE deleted_at IS NULL
            UNION ALL SELECT 'revenue', completed_on, -1, -total_minor FROM jobs
                WHERE deleted_at IS NULL AND status = 'done'
            UNION ALL SELECT 'spent', occurred_on, -1, -total_minor FROM expenditures WHERE deleted_at IS NULL
        ) AS entries GROUP BY kind, day HAVING SUM(n) <> 0 OR SUM(amount) <> 0",
    ),
    (
        "jobs of customers",
        "SELECT name AS what FROM customers WHERE jobs <>
            (SELECT COUNT(*) FROM jobs WHERE customer_id = customers.id AND deleted_at IS NULL)",
    ),
    (
        "last jobs of customers",
        "SELECT name AS what FROM customers WHERE last_job_on <> COALESCE(
            (SELECT MAX(occurred_on) FROM jobs WHERE customer_id = customers.id AND deleted_at IS NULL), '')",
    ),
    (
        "totals of lines",
        "SELECT id AS what FROM job_items WHERE line_total_minor <> unit_price_minor * (quantity_milli / 1000)
            + (unit_price_minor * (quantity_milli % 1000) + 500) / 1000",
    ),
    (
        "totals of jobs",
        "SELECT number AS what FROM jobs WHERE total_minor <>
            (SELECT COALESCE(SUM(line_total_minor), 0) FROM job_items WHERE job_id = jobs.id)",
    ),
    (
        "totals of expenditures",
        "SELECT id AS what FROM expenditures WHERE total_minor <> unit_cost_minor * (quantity_milli / 1000)
            + (unit_cost_minor * (quantity_milli % 1000) + 500) / 1000",
    ),
    (
        "staged rows that nobody is at",
        "SELECT id AS what FROM (SELECT id FROM staged_jobs UNION ALL SELECT id FROM staged_items
            UNION ALL SELECT id FROM staged_expenditures UNION ALL SELECT id FROM staged_customers) AS staged
            WHERE NOT EXISTS (SELECT 1 FROM operations WHERE status IN ('queued', 'running'))",
    ),
    (
        "gaps in numbers",
        "SELECT series AS what FROM counters WHERE last <>
            (SELECT COUNT(*) FROM jobs WHERE substr(number, 1, length(counters.series) + 1) = counters.series || '-')",
    ),
];

/// Words of each kind of record, whose table is called after it; while work goes on, records may still be on their way.
fn words_without(kind: &str) -> String {
    format!(
        "SELECT term AS what FROM search_terms WHERE entity = '{kind}'
            AND NOT EXISTS (SELECT 1 FROM {kind}s WHERE id = entity_id)
            AND NOT EXISTS (SELECT 1 FROM operations WHERE status IN ('queued', 'running'))"
    )
}

/// What does not add up; nothing in right books.
pub fn faults(database: &TestDatabase) -> ConnectionResult<Vec<String>> {
    Ok(match database.url() {
        Some(url) => {
            let mut conn = PgConnection::establish(&url)?;
            faults_in(|sql| diesel::sql_query(sql).load(&mut conn))
        }
        None => {
            let file = database.path().join("zehmo.db");
            let mut conn = SqliteConnection::establish(file.to_str().unwrap())?;
            diesel::sql_query("PRAGMA busy_timeout = 5000")
                .execute(&mut conn)
                .unwrap();
            faults_in(|sql| diesel::sql_query(sql).load(&mut conn))
        }
    })
}

fn faults_in(mut ask: impl FnMut(&str) -> QueryResult<Vec<Fault>>) -> Vec<String> {
    let kinds = ask("SELECT DISTINCT entity AS what FROM search_terms").unwrap();
    let words = kinds
        .iter()
        .map(|kind| ("words without a record", words_without(&kind.what)));
    let questions = QUESTIONS.map(|(about, sql)| (about, sql.to_owned()));
    let mut faults = Vec::new();
    for (about, sql) in questions.into_iter().chain(words) {
        let found = ask(&sql).unwrap();
        faults.extend(found.iter().map(|fault| format!("{about}: {}", fault.what)));
    }
    faults
}
