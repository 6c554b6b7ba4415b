//! Billed work and spending as double entries, in words that `beancount` and `hledger` both read: to the second, a line that
//! opens an account or states a balance is a transaction without postings.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

use shared::currency::Currency;
use shared::date::Date;
use shared::expenditures::{Expenditure, ExpenditureQuery, ExpenditureSort};
use shared::jobs::{Job, JobQuery, JobSort, JobStatus, PaymentMethod};
use shared::page::Sort;
use shared::takeout::ExportOrder;

use super::pace::Pace;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::expenditures;
use crate::exports::{decimal, no_room};
use crate::jobs::JobRecord;
use crate::records::{self, between};

const BILLED: &str = "Income:Jobs";
const SPENDING: &str = "Expenses:Spending";
const SPENT: &str = "Assets:Spent";
const WALK_IN: &str = "Walk-in";

/// The days of a journal.
#[derive(Clone, Copy)]
pub struct Days {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Days {
    pub fn of(order: &ExportOrder) -> Self {
        let ExportOrder { from, to, .. } = *order;
        Self { from, to }
    }

    /// Which these are, and what is to be known of the accounts.
    pub fn in_words(self) -> Vec<(&'static str, String)> {
        let days = between(self.from, self.to).unwrap_or_else(|| "all".to_owned());
        let spent = format!(
            "a record of spending does not say from where the money came: it is taken from {SPENT}"
        );
        let jobs = "completed ones, on the day of their completion";
        vec![
            ("Days", days),
            ("Jobs", jobs.to_owned()),
            ("Spending", spent),
        ]
    }
}

/// Writes all of it; the number of entries.
pub fn write(
    conn: &mut Conn,
    actor: &Actor,
    (currency, about, days): (Currency, &[(&str, String)], Days),
    file: impl Write,
    pace: &mut Pace<'_>,
) -> Result<u64, ApiError> {
    let (billed, spent) = (billed(days), spent(days));
    let jobs = records::total::<JobRecord>(conn, actor, &billed.filter())?.count;
    let times = records::total::<expenditures::Row>(conn, actor, &spent.filter())?.count;
    pace.expect(jobs + times)?;
    let mut ledger = Ledger::open(file, currency, about)?;
    records::each::<JobRecord>(conn, actor, &billed, &mut |job| {
        pace.row()?;
        ledger.bill(job)
    })?;
    records::each::<expenditures::Row>(conn, actor, &spent, &mut |one| {
        pace.row()?;
        ledger.spend(one)
    })?;
    ledger.close()
}

/// Completed jobs, by the day of their completion, as revenue counts.
fn billed(days: Days) -> JobQuery {
    JobQuery {
        status: vec![JobStatus::Done],
        completed_on_from: Some(days.from.unwrap_or(Date::MIN)),
        completed_on_to: days.to,
        sort: Some(Sort::by(JobSort::OccurredAt, false)),
        ..JobQuery::default()
    }
}

fn spent(days: Days) -> ExpenditureQuery {
    ExpenditureQuery {
        occurred_on_from: days.from,
        occurred_on_to: days.to,
        sort: Some(Sort::by(ExpenditureSort::OccurredAt, false)),
        ..ExpenditureQuery::default()
    }
}

struct Ledger<W: Write> {
    file: BufWriter<W>,
    currency: Currency,
    balances: BTreeMap<String, i128>,
    entries: u64,
    /// The latest day of an entry.
    last: Date,
}

impl<W: Write> Ledger<W> {
    fn open(file: W, currency: Currency, about: &[(&str, String)]) -> Result<Self, ApiError> {
        let received = PaymentMethod::ALL.iter().map(|method| received(*method));
        let accounts = received.chain([BILLED, SPENDING, SPENT].map(str::to_owned));
        let mut ledger = Self {
            file: BufWriter::new(file),
            currency,
            balances: accounts.map(|account| (account, 0)).collect(),
            entries: 0,
            last: Date::MIN,
        };
        for (what, told) in about {
            ledger.line(&format!("; {what}: {told}"))?;
        }
        ledger.line("")?;
        for account in ledger.balances.keys().cloned().collect::<Vec<_>>() {
            let (first, code) = (Date::MIN, currency.code());
            ledger.line(&format!("{first} open {account} {code}"))?;
        }
        Ok(ledger)
    }

    fn bill(&mut self, job: &Job) -> Result<(), ApiError> {
        let customer = job.customer.as_ref();
        let customer = customer.map_or(WALK_IN, |customer| customer.name.as_str());
        let day = job.completed_on.unwrap_or(job.occurred_on);
        let total = job.total.amount_minor().into();
        let into = received(job.payment_method);
        self.entry((day, customer, &job.number), total, (&into, BILLED))
    }

    fn spend(&mut self, one: &Expenditure) -> Result<(), ApiError> {
        let how = format!("Quantity {}", one.quantity.shown());
        let total = one.total.amount_minor().into();
        let words = (one.occurred_on, one.description.as_str(), how.as_str());
        self.entry(words, total, (SPENDING, SPENT))
    }

    /// So much comes to the first account from the second.
    fn entry(
        &mut self,
        (day, payee, narration): (Date, &str, &str),
        minor: i128,
        (to, from): (&str, &str),
    ) -> Result<(), ApiError> {
        let (payee, narration) = (quoted(payee), quoted(narration));
        self.line(&format!("\n{day} * {payee} {narration}"))?;
        for (account, minor) in [(to, minor), (from, -minor)] {
            let amount = self.amount(minor);
            self.line(&format!("  {account}  {amount}"))?;
            *self.balances.entry(account.to_owned()).or_default() += minor;
        }
        self.entries += 1;
        self.last = self.last.max(day);
        Ok(())
    }

    /// States what each account must have come to: `beancount` refuses a journal of which a part is missing.
    fn close(mut self) -> Result<u64, ApiError> {
        self.line("")?;
        let next = self.last.add_days(1);
        for (account, minor) in self.balances.clone() {
            let amount = self.amount(minor);
            self.line(&format!("{next} balance {account}  {amount}"))?;
        }
        let entries = self.entries;
        self.line(&format!("; The end of {entries} entries."))?;
        self.file.flush().map_err(no_room)?;
        Ok(entries)
    }

    fn amount(&self, minor: i128) -> String {
        let exact = decimal(minor, self.currency.exponent());
        format!("{exact} {}", self.currency.code())
    }

    fn line(&mut self, line: &str) -> Result<(), ApiError> {
        writeln!(self.file, "{line}").map_err(no_room)
    }
}

fn received(method: PaymentMethod) -> String {
    format!("Assets:Received:{}", method.label())
}

/// A text between quotes. What one of the programs would take for something else gives way to what looks like it: a quote or
/// backslash to `beancount`, a comment to `hledger`.
fn quoted(text: &str) -> String {
    let plain = |letter: char| match letter {
        '"' => '\'',
        '\\' => '/',
        ';' => ',',
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    let plain: String = text.chars().map(plain).collect();
    format!("\"{plain}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_quotes_or_begins_a_comment() {
        for (text, expected) in [
            ("Ọlá & Ṣadé", "\"Ọlá & Ṣadé\""),
            ("say \"x\"; date:2020-01-01", "\"say 'x', date:2020-01-01\""),
            ("C:\\n\tx\ny", "\"C:/n x y\""),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }
}
