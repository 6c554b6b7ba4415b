//! The figures as a table for people, each beside its bar.

use std::fs;

use super::measure::{CREATE, DASHBOARD, LIST, Line, Measured, ONE, SIGN_IN};
use crate::outcome::Outcome;
use crate::run;
use crate::verify::budget;

/// Markdown: the machine, the judgement, then every figure.
pub fn report(all: &[Measured], binary_bytes: u64) -> Outcome<String> {
    let mut lines = vec![
        machine(),
        String::new(),
        "| Measure | Bar | Seen |".to_owned(),
        "|---|---|---|".to_owned(),
    ];
    if let (Some(small), Some(large)) = (all.first(), all.last()) {
        lines.extend(
            judgement(small, large)
                .map(|[measure, bar, seen]| format!("| {measure} | {bar} | {seen} |")),
        );
        lines.extend(sizes(small, binary_bytes)?);
    }
    for measured in all {
        lines.extend(section(measured));
    }
    Ok(lines.join("\n") + "\n")
}

/// All that was seen in one shop.
fn section(measured: &Measured) -> Vec<String> {
    let Measured {
        jobs,
        idle_kib,
        busy_kib,
        ..
    } = measured;
    let mut lines = vec![
        String::new(),
        format!(
            "**{jobs} jobs × 3 items, SQLite**; resident {} MiB idle, {} MiB after the load",
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

/// Each bar of the design with what was seen.
fn judgement(small: &Measured, large: &Measured) -> impl Iterator<Item = [String; 3]> {
    let rate = |what, connections| {
        small
            .line(what, connections)
            .map(|figures| figures.per_second())
    };
    let growth = |what| {
        Some(large.line(what, 1)?.percentile_ms(99) / small.line(what, 1)?.percentile_ms(99))
    };
    let worst = [LIST, ONE, DASHBOARD]
        .into_iter()
        .filter_map(growth)
        .reduce(f64::max);
    let list = rate(LIST, 16).map(|seen| seen / small.bytes_floor);
    let sign_in = rate(SIGN_IN, 2).map(|seen| seen / small.hash_floor);
    let dashboard = large
        .line(DASHBOARD, 1)
        .map(|figures| figures.percentile_ms(95));
    [
        (
            "sign-in ÷ raw argon2id, same workers",
            "≥ 0.90",
            number(sign_in, 2),
        ),
        (
            "list of 50 jobs ÷ actix with the same bytes, 16 at once",
            "≥ 0.25",
            number(list, 2),
        ),
        (
            "p99 of list, job, dashboard: largest ÷ smallest shop",
            "≤ 2.0",
            number(worst, 2),
        ),
        (
            "create a job of 3 items, durable, per second",
            "≥ 1 000",
            number(rate(CREATE, 16), 0),
        ),
        (
            "dashboard of the largest shop, p95",
            "≤ 20 ms",
            number(dashboard, 2),
        ),
    ]
    .into_iter()
    .map(|(measure, bar, seen)| [measure.to_owned(), bar.to_owned(), seen])
}

fn sizes(small: &Measured, binary_bytes: u64) -> Outcome<Vec<String>> {
    let (idle, first, binary) = (
        small.idle_kib / 1024,
        small.ready_after.as_millis(),
        binary_bytes / 1_048_576,
    );
    let (visit, jobs) = (
        budget::first_visit_bytes()? / 1000,
        budget::first_load_of_jobs()? / 1000,
    );
    Ok(vec![
        format!(
            "| idle memory / first answer / binary | ≤ 40 MiB / 300 ms / 40 MiB | {idle} MiB / {first} ms / {binary} MiB |"
        ),
        format!(
            "| browser app, brotli: sign-in / dashboard and jobs | ≤ 400 kB | {visit} / {jobs} kB |"
        ),
    ])
}

/// `–` where this run did not measure it.
fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.digits$}"))
}

fn machine() -> String {
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
