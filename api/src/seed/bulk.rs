//! Any number of made-up jobs and as many expenditures, evenly over some months: books to measure with.

use std::collections::HashMap;

use shared::expenditures::ExpenditureId;
use shared::id::{CustomerId, JobId, UserId};
use shared::instant::Instant;
use shared::jobs::PaymentMethod;

use super::dice::Dice;
use super::staff::Credential;
use super::{demo, goods, plan};
use crate::calendar::Zone;
use crate::db::{Actor, Tx};
use crate::error::ApiError;
use crate::instance::Instance;
use crate::{customers, expenditures, jobs, settings, users};

/// Jobs of one transaction.
const STEP: i64 = 2_000;
const ITEMS: i64 = 3;
/// In the place of an import’s id.
const SEED: &str = "seed";

/// How many books of which size.
#[derive(Clone, Copy, Debug)]
pub struct Books {
    pub jobs: i64,
    pub months: i64,
    pub seed: u64,
}

/// Fills the shop; one that is not set up yet gets the made-up people, whose passwords are told this once. Blocks.
pub fn fill(
    app: &Instance,
    books: Books,
    mut progress: impl FnMut(i64, i64),
) -> Result<Vec<Credential>, ApiError> {
    let now = app.db.now();
    let (begin, zone, credentials) = ground(app, books, now)?;
    let authors = app.db.read_blocking(users::everyone)?;
    let mut press = Press {
        dice: Dice::of(books.seed),
        begin,
        span_ms: now.ms_since(begin),
        books,
        zone,
        authors,
        customers: HashMap::new(),
    };
    let mut first = 0;
    while first < books.jobs {
        let last = books.jobs.min(first + STEP);
        app.db.write_blocking(&Actor::host(), |tx| {
            // Its records and events bear the time of its last job, not of this run.
            let (moment, host) = (press.moment(last - 1), Actor::host());
            press.print(&mut demo::then(tx, moment, &host), first, last)
        })?;
        first = last;
        progress(first, books.jobs);
    }
    Ok(credentials)
}

fn ground(
    app: &Instance,
    books: Books,
    now: Instant,
) -> Result<(Instant, Zone, Vec<Credential>), ApiError> {
    let begin_in = |zone: &Zone| plan::midnight(zone, zone.day_of(now)?.add_months(-books.months));
    if app.db.read_blocking(settings::exist)? {
        let zone = app.db.read_blocking(settings::shop)?.zone;
        return Ok((begin_in(&zone)?, zone, Vec::new()));
    }
    let utc = Zone::parse("UTC").ok_or_else(|| ApiError::broken("UTC is unknown"))?;
    let (_, credentials) = demo::found_shop(app, begin_in(&utc)?)?;
    let zone = app.db.read_blocking(settings::shop)?.zone;
    Ok((begin_in(&zone)?, zone, credentials))
}

/// Makes records one after the other, from the first moment of the books to the last.
struct Press {
    dice: Dice,
    begin: Instant,
    span_ms: i64,
    books: Books,
    zone: Zone,
    authors: Vec<UserId>,
    customers: HashMap<i64, CustomerId>,
}

impl Press {
    fn print(&mut self, tx: &mut Tx<'_>, first: i64, last: i64) -> Result<(), ApiError> {
        let mut made = Vec::new();
        let mut spent = Vec::new();
        for number in first..last {
            made.push(self.job(tx, number)?);
            spent.push(self.expenditure(number)?);
        }
        jobs::stage(tx, SEED, &made)?;
        jobs::show(tx, SEED, None)?;
        while jobs::forget_staged(tx, SEED)? > 0 {}
        expenditures::stage(tx, SEED, &spent)?;
        expenditures::show(tx, SEED, None)?;
        while expenditures::forget_staged(tx, SEED)? > 0 {}
        Ok(())
    }

    fn job(&mut self, tx: &mut Tx<'_>, number: i64) -> Result<jobs::Imported, ApiError> {
        let occurred_at = self.moment(number);
        let items = (0..ITEMS).map(|_| self.item()).collect::<Result<_, _>>()?;
        Ok(jobs::Imported {
            id: JobId::from_parts(occurred_at, &self.dice.ten_bytes()),
            customer: self.customer(tx)?,
            done: self.dice.percent(95),
            payment_method: match self.dice.percent(60) {
                true => PaymentMethod::Transfer,
                false => PaymentMethod::Cash,
            },
            occurred_at,
            occurred_on: self.zone.day_of(occurred_at)?,
            created_by: Some(self.author()?),
            items,
            source: format!("made-up job {number}"),
        })
    }

    fn expenditure(&mut self, number: i64) -> Result<expenditures::Imported, ApiError> {
        let occurred_at = self.moment(number);
        let (description, quantity_milli, unit_cost_minor) =
            plan::drawn(&mut self.dice, &goods::BOUGHT);
        Ok(expenditures::Imported {
            id: ExpenditureId::from_parts(occurred_at, &self.dice.ten_bytes()),
            description: description.to_owned(),
            quantity_milli,
            unit_cost_minor,
            total_minor: line(quantity_milli, unit_cost_minor)?,
            occurred_at,
            occurred_on: self.zone.day_of(occurred_at)?,
            created_by: Some(self.author()?),
            source: format!("made-up expenditure {number}"),
        })
    }

    fn item(&mut self) -> Result<jobs::ImportedItem, ApiError> {
        let (description, quantity_milli, unit_price_minor) =
            plan::drawn(&mut self.dice, &goods::SOLD);
        Ok(jobs::ImportedItem {
            description: description.to_owned(),
            quantity_milli,
            unit_price_minor,
            line_total_minor: line(quantity_milli, unit_price_minor)?,
        })
    }

    fn moment(&self, number: i64) -> Instant {
        let share = i128::from(self.span_ms) * i128::from(number) / i128::from(self.books.jobs);
        self.begin.plus_ms(i64::try_from(share).unwrap_or(0))
    }

    /// One customer for twenty jobs, and a walk-in for every tenth.
    fn customer(&mut self, tx: &mut Tx<'_>) -> Result<Option<CustomerId>, ApiError> {
        if self.dice.percent(10) {
            return Ok(None);
        }
        let number = self.dice.roll(self.books.jobs / 20 + 1);
        if let Some(id) = self.customers.get(&number) {
            return Ok(Some(*id));
        }
        let name = match number / goods::CUSTOMERS {
            0 => goods::customer(number),
            round => format!(
                "{} {}",
                goods::customer(number % goods::CUSTOMERS),
                round + 1
            ),
        };
        let id = customers::named(tx, &name)?;
        self.customers.insert(number, id);
        Ok(Some(id))
    }

    fn author(&mut self) -> Result<UserId, ApiError> {
        let author = self.dice.pick(&self.authors).copied();
        author.ok_or_else(|| ApiError::broken("a shop without people"))
    }
}

/// Quantity × price, rounded half away from zero, as in every book.
fn line(quantity_milli: i64, price_minor: i64) -> Result<i64, ApiError> {
    let total = (i128::from(quantity_milli) * i128::from(price_minor) + 500) / 1_000;
    i64::try_from(total).map_err(ApiError::internal)
}
