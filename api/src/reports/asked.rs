//! What a report is asked for, and how its sums become rows.

use shared::currency::Currency;
use shared::date::Date;
use shared::money::Money;
use shared::reports::{Period, ReportRow, ReportSum};

use crate::db::Actor;
use crate::ledger::Sum;
use crate::stored;

/// What a report is made of.
pub struct Asked<'a> {
    pub actor: &'a Actor,
    pub currency: Currency,
    pub today: Date,
    pub period: Period,
    pub compared: Option<Period>,
    pub limit: usize,
}

impl Asked<'_> {
    /// Nothing for what is beyond the largest amount.
    pub fn money(&self, sum: Sum) -> Option<Money> {
        stored::representable(sum.amount_minor, self.currency)
    }

    pub fn sum(&self, sum: Sum) -> ReportSum {
        ReportSum {
            count: sum.count,
            money: self.money(sum),
        }
    }

    /// A row of this sum and nothing beside it.
    pub fn row(&self, (key, label): (String, String), sum: Sum, list: Option<String>) -> ReportRow {
        ReportRow {
            key,
            label,
            count: sum.count,
            money: self.money(sum),
            share_bp: None,
            compared: None,
            out: None,
            list,
        }
    }
}

/// Two sums together.
pub fn plus(one: Sum, other: Sum) -> Sum {
    Sum {
        count: one.count + other.count,
        amount_minor: one.amount_minor + other.amount_minor,
    }
}

/// What is left of a sum without a part of it.
pub fn minus(whole: Sum, part: Sum) -> Sum {
    Sum {
        count: whole.count.saturating_sub(part.count),
        amount_minor: whole.amount_minor - part.amount_minor,
    }
}
