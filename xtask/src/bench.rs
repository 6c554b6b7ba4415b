//! `cargo xtask bench`: how fast and how small, beside what the same machine can do without us.
//!
//! Figures are for people to judge; no test waits for them.

mod against;
mod books;
mod browser;
mod floors;
mod import;
mod judgement;
mod load;
mod measure;
mod shop;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};

use self::books::Database;
use self::browser::Browser;
use self::floors::Floors;
use self::measure::Measured;
use self::shop::Shop;
use crate::outcome::{Failure, Outcome};
use crate::prerequisites::{self, BENCH};
use crate::run;
use crate::spa::{self, Flavour};
use crate::{place, start};

const REPORT: &str = "target/xtask/bench/figures.md";
const AGAINST: &str = "target/xtask/bench/against.md";

/// PostgreSQL is thrown away and so seeded anew in each run: larger books would take longer than they tell.
const LARGEST_ON_POSTGRESQL: u32 = 100_000;

#[derive(Args)]
pub struct Options {
    /// Only these parts; all when none is named.
    parts: Vec<Part>,
    /// Numbers of jobs (and of expenditures) to measure with; PostgreSQL only up to 100000.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
    jobs: Vec<u32>,
    /// How long each figure is measured.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Measure with this database only.
    #[arg(long)]
    database: Option<Database>,
    /// Measure this build in turn with another one, on the same books, and tell how they compare.
    #[arg(long, value_name = "BINARY")]
    against: Option<PathBuf>,
}

/// What can be measured alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Requests to shops of each size.
    Requests,
    /// The import of the original application's books.
    Import,
    /// Pages in a real browser.
    Browser,
}

/// What was seen with one database.
pub struct Side {
    database: Database,
    /// From the smallest shop to the largest.
    measured: Vec<Measured>,
    import: Option<Duration>,
}

/// Builds, seeds, measures, and writes the table.
pub fn bench(options: &Options) -> Outcome {
    prerequisites::ensure(&BENCH)?;
    spa::build(Flavour::Release)?;
    let server = start::build_server()?;
    if let Some(other) = &options.against {
        return compare(options, other, &server);
    }
    let mut sides = Vec::new();
    for database in options.databases() {
        sides.push(side(options, &server, database)?);
    }
    let browser = match options.wants(Part::Browser) {
        true => Some(Browser::measure(&server)?),
        false => None,
    };
    let size = fs::metadata(&server)
        .map_err(|cause| Failure::file(&server, cause))?
        .len();
    publish(REPORT, table::report(&sides, browser.as_ref(), size)?)
}

fn compare(options: &Options, other: &Path, ours: &Path) -> Outcome {
    let lasting = Duration::from_secs(options.seconds);
    let mut lines = vec![table::machine()];
    for database in options.databases() {
        for jobs in options.sizes(database) {
            lines.extend(against::report(other, ours, database, jobs, lasting)?);
        }
    }
    publish(AGAINST, lines.join("\n") + "\n")
}

fn publish(path: &str, report: String) -> Outcome {
    run::say(&report);
    place::write(path, report)?;
    run::say(&format!("  The table is in {path}."));
    Ok(())
}

fn side(options: &Options, server: &Path, database: Database) -> Outcome<Side> {
    let import = match options.wants(Part::Import) {
        true => Some(import::measure(server, database)?),
        false => None,
    };
    let mut measured = Vec::new();
    if options.wants(Part::Requests) {
        let floors = Floors::build()?;
        for jobs in options.sizes(database) {
            let shop = Shop::prepare(server, database, jobs)?;
            let lasting = Duration::from_secs(options.seconds);
            measured.push(measure::measure(&shop, &floors, lasting)?);
        }
    }
    Ok(Side {
        database,
        measured,
        import,
    })
}

impl Options {
    fn wants(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }

    fn databases(&self) -> impl Iterator<Item = Database> {
        let only = self.database;
        Database::ALL
            .into_iter()
            .filter(move |database| only.is_none_or(|only| only == *database))
    }

    /// The sizes to measure with this database, the smallest first.
    fn sizes(&self, database: Database) -> Vec<u32> {
        let most = match database {
            Database::Sqlite => u32::MAX,
            Database::Postgresql => LARGEST_ON_POSTGRESQL,
        };
        let mut sizes: Vec<u32> = self
            .jobs
            .iter()
            .copied()
            .filter(|jobs| *jobs <= most)
            .collect();
        sizes.sort_unstable();
        sizes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgresql_is_measured_up_to_its_largest_size_and_small_shops_come_first() {
        let options = Options {
            parts: vec![Part::Requests],
            jobs: vec![1_000_000, 100_000, 10_000],
            seconds: 1,
            database: None,
            against: None,
        };
        assert_eq!(
            options.sizes(Database::Sqlite),
            [10_000, 100_000, 1_000_000]
        );
        assert_eq!(options.sizes(Database::Postgresql), [10_000, 100_000]);
        assert!(options.wants(Part::Requests) && !options.wants(Part::Browser));
    }
}
