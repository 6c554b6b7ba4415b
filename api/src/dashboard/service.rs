//! The figures of the shop's day, week and month, and the months behind them.

use shared::currency::Currency;
use shared::dashboard::{Dashboard, Figure, FigureKey, FigureKind, MonthFigures};
use shared::date::{Date, Month};
use shared::instant::Instant;
use shared::money::Money;
use shared::permission::Permission;

use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::ledger::Sum;
use crate::reports::{Books, Kind};
use crate::settings;
use crate::stored;

/// How many months the chart shows, this one included.
const MONTHS: i64 = 6;

/// The figures at this moment; amounts only for those who may see them. One beyond the largest amount is left untold:
/// it must not take the others away.
pub fn figures(conn: &mut Conn, actor: &Actor, now: Instant) -> Result<Dashboard, ApiError> {
    let shop = settings::shop(conn)?;
    let today = shop.zone.day_of(now)?;
    let this_month = Month::of(today);
    let first = this_month.plus(1 - MONTHS).first();
    let mut board = Board {
        today,
        may_see_money: actor.holds(Permission::FiguresRead),
        currency: shop.currency,
        books: Books::open(conn, actor, first, today)?,
    };
    Ok(Dashboard {
        as_of: now,
        today,
        figures: FigureKey::ALL
            .iter()
            .map(|key| board.figure(*key))
            .collect::<Result<_, _>>()?,
        months: (1 - MONTHS..=0)
            .map(|back| board.month(this_month.plus(back)))
            .collect::<Result<_, _>>()?,
    })
}

/// What is shown on one day.
struct Board<'c> {
    books: Books<'c>,
    currency: Currency,
    today: Date,
    may_see_money: bool,
}

impl Board<'_> {
    fn figure(&mut self, key: FigureKey) -> Result<Figure, ApiError> {
        let kind = key.kind();
        let sum = match (kind, self.may_see_money) {
            (FigureKind::Money, false) => None,
            _ => Some(self.sum(key)?),
        };
        let (count, money) = match (kind, sum) {
            (FigureKind::Count, Some(sum)) => (Some(sum.count), None),
            (FigureKind::Money, Some(sum)) => (None, self.money(sum.amount_minor)),
            (_, None) => (None, None),
        };
        Ok(Figure {
            key,
            kind,
            count,
            money,
            list: key.list(self.today),
        })
    }

    fn sum(&mut self, key: FigureKey) -> Result<Sum, ApiError> {
        let today = self.today;
        let (week, month) = (today.first_of_week(), today.first_of_month());
        match key {
            FigureKey::JobsToday => self.books.between(Kind::Taken, today, today),
            FigureKey::CompletedToday => self.books.between(Kind::Done, today, today),
            FigureKey::Incomplete => self.books.between(Kind::Open, Date::MIN, Date::MAX),
            FigureKey::CompletedWeek => self.books.between(Kind::Done, week, today),
            FigureKey::CompletedMonth | FigureKey::RevenueMonth => {
                self.books.between(Kind::Done, month, today)
            }
            FigureKey::SpentToday => self.books.between(Kind::Spent, today, today),
            FigureKey::SpentMonth => self.books.between(Kind::Spent, month, today),
            FigureKey::NetMonth => {
                let revenue = self.books.between(Kind::Done, month, today)?;
                let spent = self.books.between(Kind::Spent, month, today)?;
                Ok(Sum {
                    count: revenue.count,
                    amount_minor: revenue.amount_minor - spent.amount_minor,
                })
            }
        }
    }

    /// Money in and out of a calendar month; of this month what has come until today, as in the figures.
    fn month(&mut self, month: Month) -> Result<MonthFigures, ApiError> {
        let (money_in, money_out) = match self.may_see_money {
            true => {
                let (first, last) = (month.first(), month.last().min(self.today));
                let revenue = self.books.between(Kind::Done, first, last)?;
                let spent = self.books.between(Kind::Spent, first, last)?;
                (
                    self.money(revenue.amount_minor),
                    self.money(spent.amount_minor),
                )
            }
            false => (None, None),
        };
        Ok(MonthFigures {
            month,
            money_in,
            money_out,
        })
    }

    /// Nothing for what is beyond the largest amount.
    fn money(&self, amount_minor: i128) -> Option<Money> {
        stored::representable(amount_minor, self.currency)
    }
}
