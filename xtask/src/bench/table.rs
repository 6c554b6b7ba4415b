//! The figures as tables for people: each bar with what was seen, then every figure.

use std::fs;

use super::Side;
use super::books::Database;
use super::browser::Browser;
use super::judgement::{self, Size, grouped};
use super::measure::{Line, Measured};
use crate::outcome::Outcome;
use crate::run;
use crate::verify::budget;

/// Markdown: the machine, the judgement, the browser, then a table for each shop.
pub fn report(sides: &[Side], browser: Option<&Browser>, binary_bytes: u64) -> Outcome<String> {
    let mut lines = vec![machine(), String::new()];
    lines.extend(judgement::table(sides, sizes(binary_bytes)?));
    lines.extend(browser.map(Browser::section).into_iter().flatten());
    for side in sides {
        for measured in &side.measured {
            lines.extend(section(side.database, measured));
        }
    }
    Ok(lines.join("\n") + "\n")
}

fn sizes(binary_bytes: u64) -> Outcome<Vec<Size>> {
    let (visit, jobs) = (
        budget::first_visit_bytes()? / 1000,
        budget::first_load_of_jobs()? / 1000,
    );
    Ok(vec![
        Size {
            measure: "binary",
            bar: "≤ 40 MiB",
            seen: format!("{} MiB", binary_bytes / 1_048_576),
        },
        Size {
            measure: "browser app, brotli: sign-in / dashboard and jobs",
            bar: "≤ 400 kB",
            seen: format!("{visit} / {jobs} kB"),
        },
    ])
}

/// All that was seen in one shop.
fn section(database: Database, measured: &Measured) -> Vec<String> {
    let Measured {
        jobs,
        idle_kib,
        busy_kib,
        ..
    } = measured;
    let mut lines = vec![
        String::new(),
        format!(
            "**{} jobs × 3 items, {}**; resident {} MiB idle, {} MiB after the load",
            grouped(*jobs),
            database.name(),
            idle_kib / 1024,
            busy_kib / 1024
        ),
        String::new(),
        "| Request | at once | per second | p50 ms | p95 ms | p99 ms |".to_owned(),
        "|---|---|---|---|---|---|".to_owned(),
    ];
    for Line {
        what,
        connections,
        figures,
    } in &measured.lines
    {
        let [p50, p95, p99] = [50, 95, 99].map(|percent| figures.percentile_ms(percent));
        let rate = figures.per_second();
        lines.push(format!(
            "| {what} | {connections} | {rate:.0} | {p50:.2} | {p95:.2} | {p99:.2} |"
        ));
    }
    let floor = |what: &str, connections: u32, rate: f64| {
        format!("| *floor: {what}* | {connections} | {rate:.1} | | | |")
    };
    lines.push(floor(
        "a bare actix handler, the list's bytes",
        16,
        measured.bytes_floor,
    ));
    lines.push(floor("the list's SQL alone", 1, measured.sql_floor));
    lines.push(floor("raw argon2id hashes", 2, measured.hash_floor));
    lines
}

/// What the figures were measured on.
pub fn machine() -> String {
    let cores = run::output_of("nproc", &[]).unwrap_or_else(|| "?".to_owned());
    let model = match fs::read_to_string("/proc/cpuinfo") {
        Ok(text) => text
            .lines()
            .find_map(|line| line.strip_prefix("model name"))
            .map(|name| name.trim_matches([' ', '\t', ':']).to_owned()),
        Err(_) => None,
    };
    let model = model.unwrap_or_else(|| "an unknown processor".to_owned());
    format!("Measured on {cores} cores of {model}, client and server on the same machine.")
}
