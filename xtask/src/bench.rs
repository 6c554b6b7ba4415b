//! `cargo xtask bench`: how fast and how small, beside what the same machine can do without us.
//!
//! Figures are for people to judge; no test waits for them.

mod floors;
mod load;
mod measure;
mod shop;
mod table;

use std::fs;
use std::time::Duration;

use clap::Args;

use self::floors::Floors;
use self::measure::Measured;
use self::shop::Shop;
use crate::outcome::{Failure, Outcome};
use crate::prerequisites::{self, BUILD};
use crate::run;
use crate::spa::{self, Flavour};
use crate::{place, start};

const REPORT: &str = "target/xtask/bench/figures.md";

#[derive(Args)]
pub struct Options {
    /// Numbers of jobs (and of expenditures) to measure with.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    jobs: Vec<u32>,
    /// How long each figure is measured.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

/// Builds, seeds, measures, and writes the table.
pub fn bench(options: &Options) -> Outcome {
    prerequisites::ensure(&BUILD)?;
    spa::build(Flavour::Release)?;
    let server = start::build_server()?;
    let floors = Floors::build()?;
    let lasting = Duration::from_secs(options.seconds);
    let mut all: Vec<Measured> = Vec::new();
    for jobs in &options.jobs {
        let shop = Shop::prepare(&server, *jobs)?;
        all.push(measure::measure(&shop, &floors, lasting)?);
    }
    let size = fs::metadata(&server)
        .map_err(|cause| Failure::file(&server, cause))?
        .len();
    let report = table::report(&all, size)?;
    run::say(&report);
    place::write(REPORT, report)?;
    run::say(&format!("  The table is in {REPORT}."));
    Ok(())
}
