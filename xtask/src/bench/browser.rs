//! What the browser app takes of people's time and memory, as `frontend/e2e/figures.mjs` sees it in Chromium.

use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::outcome::{Failure, Outcome};
use crate::place;
use crate::prerequisites;
use crate::run::Step;
use crate::verify::{journeys, packages};

const REMEDY: &str =
    "Run one part alone: node frontend/e2e/figures.mjs routes, with ZEHMO_BINARY and CHROMIUM set.";

/// All that the script prints.
#[derive(Deserialize)]
pub struct Browser {
    loads: Loads,
    pages: Vec<Page>,
    typing: Typing,
    journey: Journey,
    sale: Sale,
    routes: Routes,
    memory: Memory,
}

/// First loads with an empty cache.
#[derive(Deserialize)]
struct Loads {
    sign_in: Load,
    jobs: Load,
}

#[derive(Deserialize)]
struct Load {
    performance: u32,
    fcp_ms: f64,
    lcp_ms: f64,
    cls: f64,
    tbt_ms: f64,
}

/// Lighthouse's marks, and the audits that were not passed.
#[derive(Deserialize)]
struct Page {
    path: String,
    accessibility: u32,
    best_practices: u32,
    short: Vec<String>,
}

#[derive(Deserialize)]
struct Typing {
    p95_ms: f64,
}

/// Three items by keyboard at a person's pace, on a processor four times slower.
#[derive(Deserialize)]
struct Sale {
    keys: u32,
    seconds: f64,
}

#[derive(Deserialize)]
struct Journey {
    inp_ms: f64,
}

#[derive(Deserialize)]
struct Routes {
    changes: u32,
    p95_ms: f64,
}

#[derive(Deserialize)]
struct Memory {
    before: Held,
    after: Held,
}

/// Bytes held after the garbage was collected.
#[derive(Deserialize)]
struct Held {
    script_bytes: u32,
    wasm_bytes: u32,
}

impl Held {
    fn bytes(&self) -> f64 {
        f64::from(self.script_bytes) + f64::from(self.wasm_bytes)
    }
}

impl Browser {
    /// Serves a shop from `binary` and goes through it.
    pub fn measure(binary: &Path) -> Outcome<Self> {
        packages::node(journeys::FOLDER)?;
        let chromium = prerequisites::chromium()
            .ok_or_else(|| Failure::new("Chromium was not found.", "Install Chromium."))?;
        let absolute = |path: &Path| {
            path.canonicalize()
                .map_err(|cause| Failure::file(path, cause))
        };
        let file = absolute(&place::scratch("bench")?)?.join("browser.json");
        let mut command = Command::new("node");
        command
            .arg("figures.mjs")
            .current_dir(journeys::FOLDER)
            .env("ZEHMO_BINARY", absolute(binary)?)
            .env("CHROMIUM", chromium)
            .env("FIGURES", &file);
        Step::new("browser: measure", REMEDY)
            .within(1200)
            .run(&mut command)?;
        serde_json::from_str(&place::read(&file)?).map_err(|cause| Failure::file(&file, cause))
    }

    /// Markdown: each bar with what was seen.
    pub fn section(&self) -> Vec<String> {
        let mut lines = vec![
            String::new(),
            "**In the browser**, headless Chromium; first loads as Lighthouse's phone has them (slow 4G, processor 4 × slower), the middle of three".to_owned(),
            String::new(),
            "| Measure | Bar | Seen |".to_owned(),
            "|---|---|---|".to_owned(),
        ];
        let rows = self.rows();
        lines.extend(rows.map(|[measure, bar, seen]| format!("| {measure} | {bar} | {seen} |")));
        lines
    }

    fn rows(&self) -> impl Iterator<Item = [String; 3]> {
        const LOAD: &str = "≤ 1.2 s / 2.5 s / 0.05 / 200 ms";
        let changes = self.routes.changes;
        let marks = [self.loads.sign_in.performance, self.loads.jobs.performance];
        let rows = [
            (
                "sign-in page: FCP / LCP / CLS / TBT".to_owned(),
                LOAD,
                self.loads.sign_in.told(),
            ),
            (
                "jobs, signed in: FCP / LCP / CLS / TBT".to_owned(),
                LOAD,
                self.loads.jobs.told(),
            ),
            (
                "Lighthouse performance: sign-in page / jobs".to_owned(),
                "≥ 90",
                marks.map(|mark| mark.to_string()).join(" / "),
            ),
            (
                format!(
                    "Lighthouse accessibility / best practices, worst of {} pages",
                    self.pages.len()
                ),
                "100 / 100",
                worst(&self.pages),
            ),
            (
                "key press → paint in a job of 20 rows, p95".to_owned(),
                "≤ 50 ms",
                format!("≤ {:.0} ms", self.typing.p95_ms),
            ),
            (
                format!(
                    "a sale of 3 items, {} keys at a person's pace, processor 4 × slower",
                    self.sale.keys
                ),
                "≤ 20 s",
                format!("{:.1} s", self.sale.seconds),
            ),
            (
                "INP over a working day, scripted".to_owned(),
                "≤ 150 ms",
                format!("{:.0} ms", self.journey.inp_ms),
            ),
            (
                format!("route change with its data, warm API, p95 of {changes}"),
                "≤ 200 ms",
                format!("{:.0} ms", self.routes.p95_ms),
            ),
            (
                format!("memory after {changes} route changes"),
                "≤ + 10 %",
                self.memory.growth(),
            ),
        ];
        rows.into_iter()
            .map(|(measure, bar, seen)| [measure, bar.to_owned(), seen])
    }
}

impl Load {
    fn told(&self) -> String {
        let (fcp, lcp) = (self.fcp_ms / 1000.0, self.lcp_ms / 1000.0);
        format!(
            "{fcp:.1} s / {lcp:.1} s / {:.2} / {:.0} ms",
            self.cls, self.tbt_ms
        )
    }
}

impl Memory {
    fn growth(&self) -> String {
        let percent = (self.after.bytes() / self.before.bytes() - 1.0) * 100.0;
        format!("{percent:+.0} %")
            .replace('+', "+ ")
            .replace('-', "− ")
    }
}

/// The lowest marks, and which audits of which page were not passed.
fn worst(pages: &[Page]) -> String {
    let lowest = |mark: fn(&Page) -> u32| pages.iter().map(mark).min().unwrap_or_default();
    let marks = format!(
        "{} / {}",
        lowest(|page| page.accessibility),
        lowest(|page| page.best_practices)
    );
    let short: Vec<String> = pages
        .iter()
        .filter(|page| !page.short.is_empty())
        .map(|page| format!("{}: {}", page.path, page.short.join(", ")))
        .collect();
    match short.is_empty() {
        true => marks,
        false => format!("{marks} ({})", short.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the script prints it.
    const PRINTED: &str = r#"{
        "typing": { "keys": 104, "p95_ms": 16, "worst_ms": 24 },
        "journey": { "interactions": 79, "inp_ms": 72, "what": "keydown" },
        "sale": { "keys": 31, "seconds": 13.42 },
        "routes": { "changes": 200, "p50_ms": 65.7, "p95_ms": 126.9 },
        "memory": {
            "changes": 200,
            "before": { "script_bytes": 3000000, "wasm_bytes": 2000000, "nodes": 5114, "listeners": 60 },
            "after": { "script_bytes": 3000000, "wasm_bytes": 2150000, "nodes": 5114, "listeners": 60 }
        },
        "loads": {
            "sign_in": { "performance": 97, "fcp_ms": 1135.2, "lcp_ms": 2468.3, "cls": 0, "tbt_ms": 55 },
            "jobs": { "performance": 93, "fcp_ms": 1160.2, "lcp_ms": 2492.6, "cls": 0.004, "tbt_ms": 133 }
        },
        "pages": [
            { "path": "/", "accessibility": 100, "best_practices": 96, "short": ["errors-in-console"] },
            { "path": "/jobs", "accessibility": 100, "best_practices": 100, "short": [] }
        ]
    }"#;

    #[test]
    fn each_bar_stands_beside_what_was_seen() {
        let browser: Browser = serde_json::from_str(PRINTED).unwrap();
        let seen: Vec<String> = browser
            .rows()
            .map(|[_, bar, seen]| format!("{bar}: {seen}"))
            .collect();
        assert_eq!(
            seen,
            [
                "≤ 1.2 s / 2.5 s / 0.05 / 200 ms: 1.1 s / 2.5 s / 0.00 / 55 ms",
                "≤ 1.2 s / 2.5 s / 0.05 / 200 ms: 1.2 s / 2.5 s / 0.00 / 133 ms",
                "≥ 90: 97 / 93",
                "100 / 100: 100 / 96 (/: errors-in-console)",
                "≤ 50 ms: ≤ 16 ms",
                "≤ 20 s: 13.4 s",
                "≤ 150 ms: 72 ms",
                "≤ 200 ms: 127 ms",
                "≤ + 10 %: + 3 %",
            ]
        );
    }
}
