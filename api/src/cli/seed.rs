//! `zehmo seed`: made-up books, to look at or to measure with. Never in production.

use std::io::{self, IsTerminal as _, Write as _};

use super::outcome::{Failure, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::instance::Instance;
use crate::logging;
use crate::seed::{self, Books, Credential};

/// What is to be made.
#[derive(clap::Args)]
pub struct Options {
    /// A year of believable books with a user of each role, in an empty data folder.
    #[arg(long, conflicts_with_all = ["jobs", "months"])]
    demo: bool,
    /// So many jobs of three items, and as many expenditures.
    #[arg(long, required_unless_present = "demo", value_parser = clap::value_parser!(i64).range(1..=10_000_000))]
    jobs: Option<i64>,
    /// Over so many months up to now.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(i64).range(1..=240))]
    months: i64,
    /// Another number makes other books; the same one the same.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub fn seed(options: &Options) -> Result<(), Failure> {
    let config = Config::load()?;
    if config.is_production() {
        return Err(Failure::new(
            "made-up books are refused in production (APP_ENV=production)",
        ));
    }
    let logs = logging::start(&config.log).map_err(Failure::new)?;
    let app = Instance::start(config, Clock::system()).map_err(Failure::new)?;
    let made = match options.jobs {
        Some(jobs) => {
            let books = Books {
                jobs,
                months: options.months,
                seed: options.seed,
            };
            seed::fill(&app, books, |done, all| show(&done, &all))
        }
        None => seed::demo(&app, options.seed, |done, all| show(&done, &all)),
    };
    logs.flush();
    tell(&made.map_err(Failure::new)?)
}

/// One line that counts up, where somebody watches it.
fn show(done: &impl ToString, all: &impl ToString) {
    let (done, all) = (done.to_string(), all.to_string());
    let mut err = io::stderr().lock();
    let written = match (err.is_terminal(), done == all) {
        (true, true) => writeln!(err, "\rseed: {done} of {all}"),
        (true, false) => write!(err, "\rseed: {done} of {all}"),
        (false, true) => writeln!(err, "seed: {done} of {all}"),
        (false, false) => Ok(()),
    };
    if let Err(cause) = written {
        log::debug!("progress cannot be shown: {cause}");
    }
}

fn tell(credentials: &[Credential]) -> Result<(), Failure> {
    if credentials.is_empty() {
        return Ok(());
    }
    let mut text = "Made-up books. These passwords are random and shown only now:\n".to_owned();
    for one in credentials {
        text.push_str(&format!(
            "  {:8} {:14} {}\n",
            one.username,
            one.role.label(),
            one.password
        ));
    }
    say(&text)
}
