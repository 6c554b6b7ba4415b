//! Figures of the original: binary floats, read by their shortest decimal and rounded half away from zero.

use crate::imports::source::Value;

/// A figure in whole units of its last place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scaled {
    pub units: i64,
    /// More was dropped than the noise of a binary float.
    pub is_rounded: bool,
}

/// Why a value is no figure, as a predicate: "is infinite, not a figure".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotAFigure {
    Infinite,
    NotANumber,
    Missing,
    TooLarge,
    Words(String),
}

impl NotAFigure {
    pub fn predicate(&self) -> String {
        match self {
            Self::Infinite => "is infinite, not a figure".to_owned(),
            Self::NotANumber => "is not a number".to_owned(),
            Self::Missing => "is missing".to_owned(),
            Self::TooLarge => "is beyond every limit".to_owned(),
            Self::Words(words) => format!("“{words}” is no figure"),
        }
    }
}

/// The most digits before the point that any of our amounts can have.
const WHOLE_DIGITS_MAX: usize = 16;
/// So many equal digits after the last place are the noise of a binary float, not a figure somebody typed.
const NOISE_DIGITS: usize = 6;

/// The value with this many decimal places.
pub fn scaled(value: &Value, places: usize) -> Result<Scaled, NotAFigure> {
    match value {
        Value::Integer(whole) => decimal(&whole.to_string(), places),
        Value::Real(real) => float(*real, places),
        Value::Text(text) => match text.beginning.trim().parse::<f64>() {
            Ok(real) => float(real, places),
            Err(_words) => Err(NotAFigure::Words(value.shown())),
        },
        Value::Nothing => Err(NotAFigure::Missing),
        Value::Bytes => Err(NotAFigure::Words(value.shown())),
    }
}

fn float(real: f64, places: usize) -> Result<Scaled, NotAFigure> {
    if real.is_nan() {
        return Err(NotAFigure::NotANumber);
    }
    if real.is_infinite() {
        return Err(NotAFigure::Infinite);
    }
    // Rust writes a float as the shortest decimal that reads back as the same float, without an exponent.
    decimal(&real.to_string(), places)
}

fn decimal(text: &str, places: usize) -> Result<Scaled, NotAFigure> {
    let (sign, bare) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = bare.split_once('.').unwrap_or((bare, ""));
    if whole.len() > WHOLE_DIGITS_MAX {
        return Err(NotAFigure::TooLarge);
    }
    let kept: String = whole
        .chars()
        .chain(part.chars().chain("000".chars()).take(places))
        .collect();
    let dropped = part.get(places..).unwrap_or("");
    let up = i64::from(dropped.starts_with(|digit: char| digit >= '5'));
    let units = match kept.parse::<i64>() {
        Ok(units) => sign * (units + up),
        Err(_digits) => return Err(NotAFigure::TooLarge),
    };
    Ok(Scaled {
        units,
        is_rounded: !is_noise(dropped),
    })
}

fn is_noise(dropped: &str) -> bool {
    let first: String = dropped
        .chars()
        .chain("000000".chars())
        .take(NOISE_DIGITS)
        .collect();
    ["000000", "999999"].contains(&first.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::source::Text;

    fn units(value: Value, places: usize) -> Result<(i64, bool), NotAFigure> {
        scaled(&value, places).map(|figure| (figure.units, figure.is_rounded))
    }

    #[test]
    fn b22_floats_become_whole_minor_units_by_their_shortest_decimal() {
        for (real, expected) in [
            (1500.0, (150_000, false)),
            (0.1 + 0.2, (30, false)),
            (1.005, (101, true)),
            (2.675, (268, true)),
            (-2.675, (-268, true)),
            (45.5, (4550, false)),
            (0.0, (0, false)),
            (-0.0, (0, false)),
            (0.004, (0, true)),
            (99.995, (10_000, true)),
            (1e-320, (0, false)),
            (2.0 - 1e-13, (200, false)),
            (90_071_992_547_409.0, (9_007_199_254_740_900, false)),
        ] {
            assert_eq!(units(Value::Real(real), 2), Ok(expected), "{real}");
        }
        assert_eq!(units(Value::Real(2.5), 3), Ok((2_500, false)));
        assert_eq!(units(Value::Real(10.0 / 3.0), 3), Ok((3_333, true)));
        assert_eq!(units(Value::Integer(1_000), 3), Ok((1_000_000, false)));
        assert_eq!(units(Value::Real(1500.5), 0), Ok((1501, true)));
    }

    #[test]
    fn b27_b28_what_is_no_figure_is_named() {
        let text = |text: &str| Value::Text(Text::of(text.as_bytes()));
        for (value, expected) in [
            (Value::Real(f64::INFINITY), NotAFigure::Infinite),
            (Value::Real(f64::NEG_INFINITY), NotAFigure::Infinite),
            (Value::Real(f64::NAN), NotAFigure::NotANumber),
            (Value::Real(1e308), NotAFigure::TooLarge),
            (Value::Integer(i64::MAX), NotAFigure::TooLarge),
            (Value::Real(9.9e15), NotAFigure::TooLarge),
            (Value::Nothing, NotAFigure::Missing),
            (Value::Bytes, NotAFigure::Words("bytes".to_owned())),
            (text("three"), NotAFigure::Words("three".to_owned())),
            (text("inf"), NotAFigure::Infinite),
        ] {
            let found = match units(value.clone(), 3) {
                Err(found) => found,
                Ok(figure) => panic!("{value:?} is {figure:?}"),
            };
            assert_eq!(found, expected, "{value:?}");
        }
        assert_eq!(units(text(" 2.5 "), 3), Ok((2_500, false)));
    }
}
