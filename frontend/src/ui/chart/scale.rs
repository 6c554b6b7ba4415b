//! The geometry of the chart: pure functions of the figures.

use shared::money::Money;

use super::InOut;

/// The top of the scale: the next 2, 4 or 8 times a power of ten that holds every bar, so that quarters are round.
pub fn scale(months: &[InOut]) -> i64 {
    let tallest = months
        .iter()
        .flat_map(|month| [month.money_in, month.money_out])
        .flatten()
        .map(Money::amount_minor)
        .max()
        .unwrap_or(0);
    let mut power = 100_i64;
    loop {
        for times in [1, 2, 4, 8] {
            let top = power.saturating_mul(times);
            if top >= tallest {
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

/// An amount in few signs: `1.84m`, `612k`, `950`.
pub fn short(minor: i64, exponent: u8) -> String {
    let whole = minor / 10_i64.saturating_pow(u32::from(exponent));
    let (unit, word) = match whole {
        1_000_000_000.. => (1_000_000_000, "bn"),
        1_000_000.. => (1_000_000, "m"),
        1_000.. => (1_000, "k"),
        _ => return whole.to_string(),
    };
    let hundredths = whole / (unit / 100);
    let (units, rest) = (hundredths / 100, hundredths % 100);
    match (units, rest) {
        (100.., _) | (_, 0) => format!("{units}{word}"),
        (10.., _) => format!("{units}.{}{word}", rest / 10).replace(".0", ""),
        _ => format!("{units}.{rest:02}{word}")
            .replace("0m", "m")
            .replace("0k", "k"),
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
            (0, 100),
            (100, 100),
            (150, 200),
            (184_250_000, 200_000_000),
            (300_000_000, 400_000_000),
            (900, 1_000),
        ] {
            assert_eq!(scale(&[month(tallest, 0)]), expected, "{tallest}");
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
        ];
        for (minor, expected) in cases {
            assert_eq!(short(minor, 2), expected, "{minor}");
        }
    }
}
