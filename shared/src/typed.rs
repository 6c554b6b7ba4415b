//! Numbers as people type and paste them: with a currency's sign, groups of three, and every space and minus that
//! programs print. What we print ourselves can be read back.

use crate::text::is_invisible;

/// A number taken apart: `−₦4,500.5` is negative, `4500` and `5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    pub negative: bool,
    /// ASCII digits, at least one.
    pub whole: String,
    /// ASCII digits after the point, maybe none.
    pub places: String,
}

impl Decimal {
    /// In units of the given decimal place, without the sign: `4500.5` with 2 is 450 050. The inner `None` is too large.
    ///
    /// None when there are more places than that: `3.500` may mean 3500.
    #[must_use]
    pub fn scaled(&self, places: usize) -> Option<Option<i64>> {
        if self.places.len() > places {
            return None;
        }
        let digits = format!("{}{:0<places$}", self.whole, self.places);
        Some(digits.parse().map_or(None, Some))
    }
}

/// Reads a number that may carry one of these units before or behind it: `₦4,500.00`, ` 4 500 `, `NGN -4500.`, `.5`.
///
/// Groups are three digits each and all separated alike, so that `3,5` is not taken for 35.
#[must_use]
pub fn decimal(text: &str, units: &[&str]) -> Option<Decimal> {
    let text = plain(text);
    let (before, rest) = without_sign(text.trim());
    let rest = units
        .iter()
        .find_map(|unit| without_unit(rest, plain(unit).trim()))
        .unwrap_or(rest);
    let (behind, bare) = if before {
        (false, rest)
    } else {
        without_sign(rest)
    };
    let (whole, places) = bare.split_once('.').unwrap_or((bare, ""));
    let whole = ungrouped(whole)?;
    if !is_digits(places) || (whole.is_empty() && places.is_empty()) {
        return None;
    }
    Some(Decimal {
        negative: before || behind,
        whole: if whole.is_empty() {
            "0".to_owned()
        } else {
            whole
        },
        places: places.to_owned(),
    })
}

/// Every space as a space and every minus as a hyphen; what nobody sees is left out.
fn plain(text: &str) -> String {
    let plain = |character| match character {
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => Some('-'),
        space if char::is_whitespace(space) => Some(' '),
        unseen if is_invisible(unseen) => None,
        other => Some(other),
    };
    text.chars().filter_map(plain).collect()
}

fn without_sign(text: &str) -> (bool, &str) {
    text.strip_prefix('-')
        .map_or((false, text), |rest| (true, rest.trim_start()))
}

fn without_unit<'a>(text: &'a str, unit: &str) -> Option<&'a str> {
    let rest = match text.get(..unit.len()) {
        Some(start) if start.eq_ignore_ascii_case(unit) => text.get(unit.len()..)?,
        _ => {
            let at = text.len().checked_sub(unit.len())?;
            let end = text.get(at..)?;
            text.get(..at).filter(|_| end.eq_ignore_ascii_case(unit))?
        }
    };
    Some(rest.trim())
}

/// The digits of a whole number whose separators, if any, are of one kind and stand between groups of three.
fn ungrouped(whole: &str) -> Option<String> {
    let separator = whole
        .chars()
        .find(|character| matches!(character, ',' | ' '));
    let Some(separator) = separator else {
        return is_digits(whole).then(|| whole.to_owned());
    };
    let mut groups = whole.split(separator);
    let first = groups
        .next()
        .filter(|first| (1..=3).contains(&first.len()))?;
    let all_fit = is_digits(first) && groups.all(|group| group.len() == 3 && is_digits(group));
    all_fit.then(|| whole.replace(separator, ""))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let Decimal {
            negative,
            whole,
            places,
        } = decimal(text, &["₦", "NGN"])?;
        Some(format!(
            "{}{whole}|{places}",
            if negative { "-" } else { "" }
        ))
    }

    #[test]
    fn what_programs_print_is_read() {
        for (text, expected) in [
            ("4500", "4500|"),
            ("4500.", "4500|"),
            ("4500.5", "4500|5"),
            (".5", "0|5"),
            ("007", "007|"),
            ("4,500.00", "4500|00"),
            ("₦4,500.00", "4500|00"),
            ("₦ 4,500.00", "4500|00"),
            ("NGN\u{a0}4,500.00", "4500|00"),
            ("4500 ngn", "4500|"),
            ("4,500.00 ₦", "4500|00"),
            (" 4 500 ", "4500|"),
            ("1\u{202f}234\u{202f}567.5", "1234567|5"),
            ("4\u{a0}500", "4500|"),
            ("4\u{2009}500", "4500|"),
            ("\t4500\u{3000}", "4500|"),
            ("\u{200e}4500\u{200f}", "4500|"),
            ("-5", "-5|"),
            ("\u{2212}5", "-5|"),
            ("\u{2013}5", "-5|"),
            ("\u{2011}5", "-5|"),
            ("- 5", "-5|"),
            ("\u{2212}₦1,234.00", "-1234|00"),
            ("₦-5", "-5|"),
            ("NGN \u{2212}5", "-5|"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn what_may_mean_something_else_is_not_read() {
        for text in [
            "",
            " ",
            "-",
            ".",
            "₦",
            "-₦",
            "NGN",
            "--5",
            "-₦-5",
            "5-",
            "3,5",
            "35,00",
            "3500,000",
            "3,,500",
            ",500",
            "3,500,",
            "3 50",
            "1,234 567",
            "3.5.0",
            "1.234,5",
            "1 .5",
            "50k",
            "1.8m",
            "1e3",
            "+5",
            "(5)",
            "$5",
            "٣",
            "inf",
            "NaN",
            "₦₦5",
            "4.500 5",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn digits_are_scaled_to_the_places_that_there_are() {
        for (text, places, expected) in [
            ("3500.5", 2, Some(Some(350_050))),
            ("3500", 0, Some(Some(3_500))),
            ("3.500", 2, None),
            ("3500.5", 0, None),
            ("99999999999999999999", 0, Some(None)),
        ] {
            let scaled = decimal(text, &[]).and_then(|decimal| decimal.scaled(places));
            assert_eq!(scaled, expected, "{text}");
        }
    }
}
