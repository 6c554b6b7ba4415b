//! The bars of the design, each with what was seen on each database.

use super::Side;
use super::measure::{CREATE, DASHBOARD, LIST, Measured, ONE, ONE_BY_TOKEN, PLAIN_LIST, SIGN_IN};

/// A bar, and how a side answers it; `None` when this run did not measure it.
struct Row {
    measure: &'static str,
    bar: &'static str,
    seen: fn(&Side) -> Option<String>,
}

const ROWS: [Row; 8] = [
    Row {
        measure: "sign-in ÷ raw argon2id, same workers",
        bar: "≥ 0.90",
        seen: sign_in,
    },
    Row {
        measure: "list of 50 jobs ÷ actix with the same bytes, 16 at once",
        bar: "≥ 0.25",
        seen: list,
    },
    Row {
        measure: "one job by personal token ÷ by session, p50, one at a time",
        bar: "≤ 1.1",
        seen: by_token,
    },
    Row {
        measure: "p99 of list, job, dashboard: largest ÷ smallest shop",
        bar: "≤ 2.0",
        seen: growth,
    },
    Row {
        measure: "create a job of 3 items, durable, 16 at once, per second",
        bar: "≥ 1 000",
        seen: create,
    },
    Row {
        measure: "dashboard of the largest shop, p95",
        bar: "≤ 20 ms",
        seen: dashboard,
    },
    Row {
        measure: "import of the original's books, 10 000 jobs",
        bar: "≤ 10 s",
        seen: imported,
    },
    Row {
        measure: "idle memory / first answer",
        bar: "≤ 40 MiB / 300 ms",
        seen: start,
    },
];

/// A bar whose answer does not depend on the database.
pub struct Size {
    pub measure: &'static str,
    pub bar: &'static str,
    pub seen: String,
}

/// Markdown: a line for each bar that was measured, a column for each database.
pub fn table(sides: &[Side], sizes: Vec<Size>) -> Vec<String> {
    let names: Vec<String> = sides
        .iter()
        .map(|side| side.database.name().to_owned())
        .collect();
    let mut lines = vec![
        line("Measure", "Bar", &names),
        format!("|---|---|{}", "---|".repeat(sides.len())),
    ];
    for row in &ROWS {
        let seen: Vec<Option<String>> = sides.iter().map(row.seen).collect();
        if seen.iter().any(Option::is_some) {
            let cells: Vec<String> = seen.into_iter().map(or_dash).collect();
            lines.push(line(row.measure, row.bar, &cells));
        }
    }
    for Size { measure, bar, seen } in sizes {
        lines.push(line(measure, bar, &vec![seen; sides.len()]));
    }
    lines
}

fn line(measure: &str, bar: &str, cells: &[String]) -> String {
    format!("| {measure} | {bar} | {} |", cells.join(" | "))
}

fn or_dash(cell: Option<String>) -> String {
    cell.unwrap_or_else(|| "–".to_owned())
}

fn sign_in(side: &Side) -> Option<String> {
    let small = side.measured.first()?;
    ratio(small.line(SIGN_IN, 2)?.per_second(), small.hash_floor)
}

fn list(side: &Side) -> Option<String> {
    let small = side.measured.first()?;
    ratio(small.line(PLAIN_LIST, 16)?.per_second(), small.bytes_floor)
}

fn by_token(side: &Side) -> Option<String> {
    let small = side.measured.first()?;
    let p50 = |what| Some(small.line(what, 1)?.percentile_ms(50));
    ratio(p50(ONE_BY_TOKEN)?, p50(ONE)?)
}

fn growth(side: &Side) -> Option<String> {
    let (small, large) = (side.measured.first()?, side.measured.last()?);
    let of = |what| grown(small, large, what);
    let worst = [LIST, ONE, DASHBOARD]
        .into_iter()
        .filter_map(of)
        .reduce(f64::max)?;
    let sizes = format!("{} ÷ {}", grouped(large.jobs), grouped(small.jobs));
    (large.jobs > small.jobs).then(|| format!("{worst:.2} ({sizes} jobs)"))
}

fn grown(small: &Measured, large: &Measured, what: &str) -> Option<f64> {
    Some(large.line(what, 1)?.percentile_ms(99) / small.line(what, 1)?.percentile_ms(99))
}

fn create(side: &Side) -> Option<String> {
    let rate = side.measured.first()?.line(CREATE, 16)?.per_second();
    Some(format!("{rate:.0}"))
}

fn dashboard(side: &Side) -> Option<String> {
    let large = side.measured.last()?;
    let p95 = large.line(DASHBOARD, 1)?.percentile_ms(95);
    Some(format!("{p95:.2} ms ({} jobs)", grouped(large.jobs)))
}

fn imported(side: &Side) -> Option<String> {
    Some(format!("{:.1} s", side.import?.as_secs_f64()))
}

fn start(side: &Side) -> Option<String> {
    let small = side.measured.first()?;
    let (idle, first) = (small.idle_kib / 1024, small.ready_after.as_millis());
    Some(format!("{idle} MiB / {first} ms"))
}

fn ratio(seen: f64, floor: f64) -> Option<String> {
    Some(format!("{:.2}", seen / floor))
}

/// `1000000` → `1 000 000`.
pub fn grouped(number: u32) -> String {
    match (number / 1_000, number % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{} {rest:03}", grouped(thousands)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::books::Database;
    use super::super::import;
    use super::*;

    #[test]
    fn each_database_has_its_column_and_what_was_not_measured_has_no_line() {
        assert_eq!(import::JOBS, 10_000, "the line says so");
        let side = |database, import| Side {
            database,
            measured: Vec::new(),
            import,
        };
        let sides = [
            side(Database::Sqlite, Some(Duration::from_millis(2_340))),
            side(Database::Postgresql, None),
        ];
        let size = Size {
            measure: "binary",
            bar: "≤ 40 MiB",
            seen: "36 MiB".to_owned(),
        };
        assert_eq!(
            table(&sides, vec![size]).join("\n"),
            "| Measure | Bar | SQLite | PostgreSQL |\n\
             |---|---|---|---|\n\
             | import of the original's books, 10 000 jobs | ≤ 10 s | 2.3 s | – |\n\
             | binary | ≤ 40 MiB | 36 MiB | 36 MiB |"
        );
    }

    #[test]
    fn thousands_stand_apart() {
        for (number, expected) in [
            (0, "0"),
            (999, "999"),
            (10_000, "10 000"),
            (1_000_050, "1 000 050"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }
}
