//! Runs of decimal digits: read, written in place, and grouped for people.

use std::ops::Range;

/// Reads ASCII digits only: no sign, no space, no other script.
pub(crate) fn digits(text: &str) -> Option<i64> {
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits {
        return None;
    }
    text.bytes().try_fold(0_i64, |sum, byte| {
        sum.checked_mul(10)?.checked_add(i64::from(byte - b'0'))
    })
}

/// Room for the longest text of an id, a date or the like: an id.
pub(crate) type Space = [u8; 36];

/// A text of that length at most, in which the last digits of numbers stand over some places. Lists are full of dates, and
/// `write!` is several times slower.
pub(crate) fn numbers_over<'s, const N: usize>(
    text: &str,
    parts: [(Range<usize>, i64); N],
    space: &'s mut Space,
) -> &'s str {
    let written = space.get_mut(..text.len()).unwrap_or_default();
    written.copy_from_slice(text.get(..written.len()).unwrap_or_default().as_bytes());
    for (place, mut number) in parts {
        for digit in written.get_mut(place).into_iter().flatten().rev() {
            *digit = b'0' + u8::try_from(number.rem_euclid(10)).unwrap_or(0);
            number = number.div_euclid(10);
        }
    }
    std::str::from_utf8(written).unwrap_or_default()
}

/// Whole digits with a comma before each group of three: `grouped("1234567") == "1,234,567"`.
pub(crate) fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
