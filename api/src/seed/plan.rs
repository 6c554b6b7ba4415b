//! What happens in a year of the made-up shop, in order: sales, completions, corrections, spending.

use shared::currency::Currency;
use shared::date::Date;
use shared::expenditures::ExpenditureDraft;
use shared::id::JobId;
use shared::instant::Instant;
use shared::jobs::{DraftStatus, ItemDraft, JobDraft, JobPatch, PaymentMethod};
use shared::money::Money;
use shared::quantity::Quantity;

use super::dice::Dice;
use super::goods::{self, Good};
use super::staff::{ADMIN, COUNTER, MANAGER, SECOND_COUNTER};
use crate::calendar::Zone;
use crate::error::ApiError;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// The shop opens at half past eight and closes ten hours later.
const OPENS_MS: i64 = 8 * HOUR_MS + 30 * MINUTE_MS;
const OPEN_MS: i64 = 10 * HOUR_MS;

/// Something that somebody does at a moment.
pub struct Act {
    pub at: Instant,
    /// The person's place among the staff.
    pub by: usize,
    pub action: Action,
}

pub enum Action {
    Sell(JobDraft),
    Complete(JobId),
    Correct(JobId, JobPatch),
    Trash(JobId),
    Spend(ExpenditureDraft),
}

/// When the day begins. Fails for one that the zone's calendar skipped.
pub fn midnight(zone: &Zone, day: Date) -> Result<Instant, ApiError> {
    zone.start_of(day)?
        .ok_or_else(|| ApiError::broken(format!("there was no {day}")))
}

/// All acts of the days up to now, in their order.
pub fn year(dice: &mut Dice, zone: &Zone, now: Instant, days: i64) -> Result<Vec<Act>, ApiError> {
    let today = zone.day_of(now)?;
    let mut acts = Vec::new();
    for back in (0..days).rev() {
        let day = today.add_days(-back);
        let hours = Hours::of(zone, day, now)?;
        let busy = business(day, days - back);
        for _ in 0..dice.between(busy / 2, busy) {
            sale(dice, &hours, &mut acts)?;
        }
        if day.weekday() < 6 && dice.percent(70) {
            for _ in 0..dice.between(1, 3) {
                acts.push(spending(dice, &hours)?);
            }
        }
    }
    acts.retain(|act| act.at <= now);
    acts.sort_by_key(|act| act.at);
    Ok(acts)
}

/// When the shop is open on a day; of today, what has passed of it.
struct Hours {
    from: Instant,
    length_ms: i64,
}

impl Hours {
    fn of(zone: &Zone, day: Date, now: Instant) -> Result<Self, ApiError> {
        let midnight = midnight(zone, day)?;
        let opens = midnight.plus_ms(OPENS_MS);
        let closes = opens.plus_ms(OPEN_MS);
        // Whoever looks at the books at night shall see something of today, too.
        let from = match now < opens {
            true => midnight,
            false => opens,
        };
        let until = now.min(closes);
        Ok(Self {
            from,
            length_ms: until.ms_since(from).max(1),
        })
    }

    fn moment(&self, dice: &mut Dice) -> Instant {
        self.from.plus_ms(dice.roll(self.length_ms))
    }
}

/// The most jobs of a day: the shop grows, has its best month in December, and rests on Sunday.
fn business(day: Date, nth: i64) -> i64 {
    let season = match day.month() {
        12 => 5,
        4 | 9 => 2,
        _ => 0,
    };
    match day.weekday() {
        6 => 1,
        5 => 8 + season + nth / 120,
        _ => 5 + season + nth / 120,
    }
}

fn sale(dice: &mut Dice, hours: &Hours, acts: &mut Vec<Act>) -> Result<(), ApiError> {
    let at = hours.moment(dice);
    let by = match dice.roll(20) {
        0 => ADMIN,
        1 | 2 => MANAGER,
        3..=9 => SECOND_COUNTER,
        _ => COUNTER,
    };
    let id = JobId::from_parts(at, &dice.ten_bytes());
    let done = dice.percent(55);
    let draft = draft(dice, id, done)?;
    let mut act = |after_ms: i64, by: usize, action: Action| {
        acts.push(Act {
            at: at.plus_ms(after_ms),
            by,
            action,
        });
    };
    let fate = dice.roll(100);
    match fate {
        0 => act(dice.between(1, 8) * MINUTE_MS, by, Action::Trash(id)),
        1..=3 => {
            let items = Some(vec![item(dice)?, item(dice)?]);
            let patch = JobPatch {
                items,
                ..JobPatch::default()
            };
            act(
                dice.between(10, 90) * MINUTE_MS,
                MANAGER,
                Action::Correct(id, patch),
            );
        }
        _ => {}
    }
    // One in a hundred is never fetched.
    if !done && fate > 4 {
        let days = dice.between(1, 5);
        act(
            days * 24 * HOUR_MS + dice.roll(HOUR_MS),
            COUNTER,
            Action::Complete(id),
        );
    }
    act(0, by, Action::Sell(draft));
    Ok(())
}

fn draft(dice: &mut Dice, id: JobId, done: bool) -> Result<JobDraft, ApiError> {
    let lines = dice.between(1, 4).min(dice.between(1, 4));
    let items = (0..lines).map(|_| item(dice)).collect::<Result<_, _>>()?;
    // A few customers come again and again; one in six does not give a name.
    let regular = dice.roll(goods::CUSTOMERS).min(dice.roll(goods::CUSTOMERS)) / 6;
    let customer_name = (!dice.percent(17)).then(|| goods::customer(regular));
    let payment_method = match dice.percent(58) {
        true => PaymentMethod::Transfer,
        false => PaymentMethod::Cash,
    };
    Ok(JobDraft {
        id: Some(id),
        customer_id: None,
        customer_name,
        items,
        payment_method: Some(payment_method),
        occurred_on: None,
        status: done.then_some(DraftStatus::Done),
    })
}

fn item(dice: &mut Dice) -> Result<ItemDraft, ApiError> {
    let (description, quantity_milli, price_minor) = drawn(dice, &goods::SOLD);
    Ok(ItemDraft {
        id: None,
        description: description.to_owned(),
        quantity: Quantity::from_milli(quantity_milli),
        unit_price: naira(price_minor)?,
    })
}

fn spending(dice: &mut Dice, hours: &Hours) -> Result<Act, ApiError> {
    let (description, quantity_milli, price_minor) = drawn(dice, &goods::BOUGHT);
    let by = match dice.percent(40) {
        true => MANAGER,
        false => COUNTER,
    };
    let draft = ExpenditureDraft {
        id: None,
        description: description.to_owned(),
        quantity: Quantity::from_milli(quantity_milli),
        unit_cost: naira(price_minor)?,
        occurred_on: None,
    };
    Ok(Act {
        at: hours.moment(dice),
        by,
        action: Action::Spend(draft),
    })
}

/// A good with a quantity and a price of one in kobo, rounded to five naira.
pub fn drawn(dice: &mut Dice, goods: &'static [Good]) -> (&'static str, i64, i64) {
    let Some(good) = dice.pick(goods) else {
        return ("", 1_000, 0);
    };
    let (low, high, step) = good.quantity_milli;
    // Small quantities are the usual ones.
    let steps = dice
        .roll((high - low) / step + 1)
        .min(dice.roll((high - low) / step + 1));
    let (cheap, dear) = good.price_minor;
    let price = dice.between(cheap / 500, dear / 500) * 500;
    (good.name, low + steps * step, price)
}

fn naira(minor: i64) -> Result<Money, ApiError> {
    Money::new(minor, Currency::NGN).map_err(|_beyond| ApiError::broken("a made-up price"))
}
