//! The geometry of the chart: pure functions of the figures.

use shared::money::Money;

use super::InOut;

/// The top of the scale: the next 1, 2, 4 or 8 times a power of ten that holds every bar and has quarters of whole units;
/// nothing where there is no bar.
pub fn scale(months: &[InOut], exponent: u8) -> i64 {
    let tallest = months
        .iter()
        .flat_map(|month| [month.money_in, month.money_out])
        .flatten()
        .map(Money::amount_minor)
        .max()
        .unwrap_or(0);
    if tallest <= 0 {
        return 0;
    }
    let unit = 10_i64.saturating_pow(u32::from(exponent));
    let mut power = unit;
    loop {
        for times in [1, 2, 4, 8] {
            let top = power.saturating_mul(times);
            let is_whole = top % unit.saturating_mul(4) == 0 || top == i64::MAX;
            if top >= tallest && is_whole {
                return top;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// A bar's height in the scale; what is beyond the largest amount fills it.
pub fn percent(money: Option<Money>, top: i64) -> String {
    let minor = money.map_or(top, Money::amount_minor);
    let thousandths = i128::from(minor.max(0)) * 1_000 / i128::from(top.max(1));
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// An amount in few signs, rounded: `1.84m`, `612k`, `950`.
pub fn short(minor: i64, exponent: u8) -> String {
    let scale = 10_i64.saturating_pow(u32::from(exponent));
    let whole = rounded(minor, scale);
    if whole < 1_000 {
        return whole.to_string();
    }
    for (unit, word) in [(1_000, "k"), (1_000_000, "m"), (1_000_000_000, "bn")] {
        // Three digits: hundredths below ten, tenths below a hundred.
        let places = if rounded(whole, unit / 100) < 1_000 {
            2
        } else if rounded(whole, unit / 10) < 1_000 {
            1
        } else {
            0
        };
        let steps = rounded(whole, unit / 10_i64.saturating_pow(places));
        if steps < 1_000 || word == "bn" {
            return format!("{}{word}", decimal(steps, places));
        }
    }
    whole.to_string()
}

/// Half away from nothing.
fn rounded(amount: i64, step: i64) -> i64 {
    amount.saturating_add(step / 2) / step.max(1)
}

/// `184` with two places is `1.84`, `150` is `1.5`, `200` is `2`.
fn decimal(steps: i64, places: u32) -> String {
    let scale = 10_i64.saturating_pow(places);
    let width = usize::try_from(places).unwrap_or(0);
    let rest = format!("{:0width$}", steps % scale);
    let text = format!("{}.{rest}", steps / scale);
    match places {
        0 => steps.to_string(),
        _ => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::currency::Currency;
    use shared::date::Month;

    fn naira(minor: i64) -> Option<Money> {
        Some(Money::new(minor, Currency::NGN).unwrap())
    }

    fn month(money_in: i64, money_out: i64) -> InOut {
        let month = Month::of(shared::date::Date::from_ymd(2026, 11, 1).unwrap());
        InOut {
            month,
            money_in: naira(money_in),
            money_out: naira(money_out),
        }
    }

    #[test]
    fn the_scale_holds_every_bar_and_has_round_quarters() {
        for (tallest, expected) in [
            (0, 0),
            (1, 400),
            (100, 400),
            (450, 800),
            (900, 2_000),
            (9_000, 10_000),
            (184_250_000, 200_000_000),
            (300_000_000, 400_000_000),
        ] {
            assert_eq!(scale(&[month(tallest, 0)], 2), expected, "{tallest}");
        }
    }

    #[test]
    fn bars_are_parts_of_the_scale() {
        for (minor, top, expected) in [
            (0, 100, "0.0%"),
            (50, 100, "50.0%"),
            (1, 3, "33.3%"),
            (-5, 100, "0.0%"),
            (100, 100, "100.0%"),
        ] {
            assert_eq!(percent(naira(minor), top), expected);
        }
        assert_eq!(percent(None, 100), "100.0%");
    }

    #[test]
    fn axis_amounts_are_short() {
        let cases = [
            (0, "0"),
            (95_000, "950"),
            (61_230_000, "612k"),
            (184_250_000, "1.84m"),
            (200_000_000, "2m"),
            (150_000_000, "1.5m"),
            (50_000_000, "500k"),
            (1_250_000, "12.5k"),
            (1_200_000, "12k"),
            (666_997_000, "6.67m"),
            (999_950_000, "10m"),
            (9_999_900, "100k"),
            (99_960_000, "1m"),
            (99_940_000, "999k"),
            (99_999, "1k"),
            (151, "2"),
            (999_900_000_000_000, "9999bn"),
        ];
        for (minor, expected) in cases {
            assert_eq!(short(minor, 2), expected, "{minor}");
        }
    }
}
