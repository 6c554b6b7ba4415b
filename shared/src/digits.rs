//! Runs of decimal digits: read, written in place, and grouped for people.

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

/// Writes the last digits of a number over a place in a text. Lists are full of dates, and `write!` is several times slower.
pub(crate) fn put_digits(place: Option<&mut [u8]>, mut number: i64) {
    for digit in place.into_iter().flatten().rev() {
        *digit = b'0' + u8::try_from(number.rem_euclid(10)).unwrap_or(0);
        number = number.div_euclid(10);
    }
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
