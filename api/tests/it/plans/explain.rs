//! What a database means to do for a question, and whether that is reading a whole table.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use crate::harness::TestDatabase;

/// Tables as a shop of some years has them.
const MANY: &str = "
    INSERT INTO users VALUES ('u', 'u', 'u', NULL, NULL, 'admin', NULL, FALSE, 1, NULL, NULL, 1, 1, 1, NULL, 0);
    INSERT INTO customers
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        SELECT 'c' || i, 'name ' || i, 'name ' || i, 'name ' || i, i % 7, '2026-0' || (1 + i % 9) || '-01', i, i, 1 FROM n;
    INSERT INTO jobs
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        SELECT 'j' || i, 'J-2026-' || i, 'c' || (1 + i % 2000), CASE WHEN i % 10 = 0 THEN 'open' ELSE 'done' END,
            CASE WHEN i % 2 = 0 THEN 'cash' ELSE 'transfer' END, i % 5000, i, '202' || (i % 7) || '-0' || (1 + i % 9) || '-01',
            CASE WHEN i % 10 = 0 THEN NULL ELSE i END,
            CASE WHEN i % 10 = 0 THEN NULL ELSE '202' || (i % 7) || '-0' || (1 + i % 9) || '-01' END,
            'u', i, i, CASE WHEN i % 100 = 0 THEN i END, NULL, 1, FALSE FROM n;
    INSERT INTO expenditures
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        SELECT 'e' || i, 'what ' || i, 'what ' || i, 1000, i, i, i, '202' || (i % 7) || '-0' || (1 + i % 9) || '-01',
            'u', i, i, CASE WHEN i % 100 = 0 THEN i END, NULL, 1 FROM n;
    INSERT INTO search_terms
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        SELECT 'job', 'word' || (i % 3000), 'j' || i FROM n;
    INSERT INTO events
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        SELECT i, 1, i, 'job.' || (i % 40), CASE WHEN i % 500 = 0 THEN 'failure' ELSE 'success' END, 'u' || (i % 9), NULL, NULL,
            NULL, NULL, NULL, 'kind' || (i % 9), 'j' || i, NULL, NULL, '', '', '' FROM n;
";

#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Integer)]
    #[expect(dead_code, reason = "only the words are read")]
    id: i32,
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresLine {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

/// A scan may only walk an index in the order of the list, where it ends with the page, or the small index of the trash.
fn sqlite_fault(plan: &[String]) -> bool {
    let sorts = plan
        .iter()
        .any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
    plan.iter().any(|step| {
        let scans = step.starts_with("SCAN") && !step.contains("_in_trash");
        // Events lie in the order of their numbers, which is the journal's: the table is its own index.
        let in_order = step.contains("USING") || step == "SCAN events";
        scans && (!in_order || sorts)
    })
}

/// The same in the words of PostgreSQL: an index without a condition is walked as a whole.
fn postgres_fault(plan: &[String]) -> bool {
    // An incremental sort orders ties only: the index gives the order.
    let sorts = plan
        .iter()
        .any(|line| line.trim_start().starts_with("->  Sort"));
    plan.iter().enumerate().any(|(at, line)| {
        let whole_index =
            line.contains("Index") && line.contains("Scan") && !line.contains("_in_trash") && {
                let depth = line.find(|letter: char| letter != ' ').unwrap_or(0);
                let own = plan[at + 1..].iter().take_while(|next| {
                    let indent = next.find(|letter: char| letter != ' ').unwrap_or(0);
                    indent > depth && !next.trim_start().starts_with("->")
                });
                !own.into_iter().any(|next| next.contains("Index Cond"))
                    && !line.contains("Bitmap Heap")
            };
        line.contains("Seq Scan on") || (whole_index && sorts)
    })
}

/// The questions whose plans are faulty, with the plans.
pub fn faults(database: &TestDatabase, questions: &BTreeSet<String>) -> Vec<String> {
    let mut faults = Vec::new();
    match database.url() {
        None => {
            let file = database.path().join("zehmo.db");
            let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
            conn.batch_execute(MANY).unwrap();
            for question in questions {
                let steps: Vec<SqliteStep> =
                    diesel::sql_query(format!("EXPLAIN QUERY PLAN {question}"))
                        .load(&mut conn)
                        .unwrap();
                let plan: Vec<String> = steps.into_iter().map(|step| step.detail).collect();
                if sqlite_fault(&plan) {
                    faults.push(format!("{question}\n    {}", plan.join("\n    ")));
                }
            }
        }
        Some(url) => {
            let mut conn = PgConnection::establish(&url).unwrap();
            conn.batch_execute(MANY).unwrap();
            // Without sequential scans: they are right for small tables, and hide here whether an index would serve.
            conn.batch_execute(
                "ANALYZE; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan",
            )
            .unwrap();
            for question in questions {
                let count = (1..500)
                    .take_while(|n| question.contains(&format!("${n}")))
                    .count();
                let nothing = vec!["NULL"; count].join(", ");
                conn.batch_execute(&format!("PREPARE asked AS {question}"))
                    .unwrap();
                let execute = match count {
                    0 => "EXPLAIN EXECUTE asked".to_owned(),
                    _ => format!("EXPLAIN EXECUTE asked({nothing})"),
                };
                let lines: Vec<PostgresLine> = diesel::sql_query(execute).load(&mut conn).unwrap();
                conn.batch_execute("DEALLOCATE asked").unwrap();
                let plan: Vec<String> = lines.into_iter().map(|line| line.line).collect();
                if postgres_fault(&plan) {
                    faults.push(format!("{question}\n    {}", plan.join("\n    ")));
                }
            }
        }
    }
    faults
}

const SORT: &str = "USE TEMP B-TREE FOR ORDER BY";

#[test]
fn a_full_scan_of_sqlite_is_recognised() {
    for (fault, steps) in [
        (true, &["SCAN jobs"][..]),
        (true, &["SCAN jobs USING INDEX jobs_by_total", SORT]),
        (false, &["SCAN jobs USING INDEX jobs_by_total"]),
        (
            false,
            &["SEARCH jobs USING INDEX jobs_by_status (status=?)", SORT],
        ),
        (false, &["SCAN jobs USING INDEX jobs_in_trash", SORT]),
        (false, &["SCAN events"]),
        (true, &["SCAN events", SORT]),
    ] {
        assert_eq!(sqlite_fault(&owned(steps)), fault, "{steps:?}");
    }
}

#[test]
fn a_full_scan_of_postgresql_is_recognised() {
    let index = "        ->  Index Scan using jobs_by_day on jobs";
    for (fault, lines) in [
        (true, &["Limit", "  ->  Seq Scan on jobs"][..]),
        (
            true,
            &["Limit", "  ->  Sort", index, "              Filter: x"],
        ),
        (
            false,
            &["Limit", "  ->  Sort", index, "              Index Cond: x"],
        ),
        (
            false,
            &[
                "Limit",
                "  ->  Incremental Sort",
                index,
                "              Filter: x",
            ],
        ),
        (false, &["Limit", index, "              Filter: x"]),
    ] {
        assert_eq!(postgres_fault(&owned(lines)), fault, "{lines:?}");
    }
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}
