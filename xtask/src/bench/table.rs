//! The figures as a table for people, each beside its bar.

use std::fmt::Write as _;
use std::fs;

use super::measure::{CREATE, DASHBOARD, LIST, Line, Measured, ONE, SIGN_IN};
use crate::run;
use crate::verify::budget;

/// Markdown: the machine, the judgement, then every figure.
pub fn report(all: &[Measured], binary_bytes: u64) -> String {
    let mut out = format!("{}\n\n| Measure | Bar | Seen |\n|---|---|---|\n", machine());
    for (measure, bar, seen) in judgement(all, binary_bytes) {
        line(&mut out, format_args!("| {measure} | {bar} | {seen} |"));
    }
    for measured in all {
        line(
            &mut out,
            format_args!(
                "\n**{} jobs × 3 items, SQLite**; resident {} MiB idle, {} MiB after the load",
                measured.jobs,
                measured.idle_kib / 1024,
                measured.busy_kib / 1024
            ),
        );
        line(
            &mut out,
            format_args!(
                "\n| Request | at once | per second | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|---|"
            ),
        );
        for Line {
            what,
            connections,
            figures,
        } in &measured.lines
        {
            let (p50, p95, p99) = (
                figures.percentile_ms(50),
                figures.percentile_ms(95),
                figures.percentile_ms(99),
            );
            line(
                &mut out,
                format_args!(
                    "| {what} | {connections} | {:.0} | {p50:.2} | {p95:.2} | {p99:.2} |",
                    figures.per_second()
                ),
            );
        }
        line(
            &mut out,
            format_args!(
                "| *floor: a bare actix handler, the list's bytes* | 16 | {:.0} | | | |",
                measured.bytes_floor
            ),
        );
        line(
            &mut out,
            format_args!(
                "| *floor: the list's SQL alone* | 1 | {:.0} | | | |",
                measured.sql_floor
            ),
        );
        line(
            &mut out,
            format_args!(
                "| *floor: raw argon2id hashes* | 2 | {:.1} | | | |",
                measured.hash_floor
            ),
        );
    }
    out
}

/// Each bar of the design with what was seen; `–` where this run did not measure it.
fn judgement(all: &[Measured], binary_bytes: u64) -> Vec<(&'static str, &'static str, String)> {
    let (Some(small), Some(large)) = (all.first(), all.last()) else {
        return Vec::new();
    };
    let rate = |measured: &Measured, what, connections| {
        measured
            .line(what, connections)
            .map(|figures| figures.per_second())
    };
    let p99_growth = |what| {
        Some(large.line(what, 1)?.percentile_ms(99) / small.line(what, 1)?.percentile_ms(99))
    };
    let worst = [LIST, ONE, DASHBOARD]
        .into_iter()
        .filter_map(p99_growth)
        .reduce(f64::max);
    let number = |value: Option<f64>, digits: usize| {
        value.map_or("–".to_owned(), |value| format!("{value:.digits$}"))
    };
    let bundle =
        budget::first_load_bytes().map_or("–".to_owned(), |bytes| format!("{} kB", bytes / 1000));
    vec![
        (
            "sign-in ÷ raw argon2id, same workers",
            "≥ 0.90",
            number(
                rate(small, SIGN_IN, 2).map(|seen| seen / small.hash_floor),
                2,
            ),
        ),
        (
            "list of 50 jobs ÷ actix with the same bytes, 16 at once",
            "≥ 0.25",
            number(
                rate(small, LIST, 16).map(|seen| seen / small.bytes_floor),
                2,
            ),
        ),
        (
            "p99 of list, job, dashboard: largest ÷ smallest shop",
            "≤ 2.0",
            number(worst, 2),
        ),
        (
            "create a job of 3 items, durable, per second",
            "≥ 1 000",
            number(rate(small, CREATE, 16), 0),
        ),
        (
            "dashboard of the largest shop, p95",
            "≤ 20 ms",
            number(
                large
                    .line(DASHBOARD, 1)
                    .map(|figures| figures.percentile_ms(95)),
                2,
            ),
        ),
        (
            "idle memory / first answer / binary",
            "≤ 40 MiB / 300 ms / 40 MiB",
            format!(
                "{} MiB / {} ms / {} MiB",
                small.idle_kib / 1024,
                small.ready_after.as_millis(),
                binary_bytes / 1_048_576
            ),
        ),
        ("browser app, first load, brotli", "≤ 400 kB", bundle),
    ]
}

fn machine() -> String {
    let cores = run::output_of("nproc", &[]).unwrap_or_else(|| "?".to_owned());
    let model = fs::read_to_string("/proc/cpuinfo").map(|text| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("model name"));
        line.unwrap_or("unknown")
            .trim_matches([' ', '\t', ':'])
            .to_owned()
    });
    let model = model.unwrap_or_else(|_| "unknown processor".to_owned());
    format!("Measured on {cores} cores of {model}, client and server on the same machine.")
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    if writeln!(out, "{text}").is_err() {
        run::say("The table could not be written.");
    }
}
