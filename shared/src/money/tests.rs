//! What amounts must get right.
use super::*;

fn ngn(minor: i64) -> Money {
    Money::new(minor, Currency::NGN).unwrap()
}

#[test]
fn typed_amounts_become_minor_units() {
    for (input, code, expected) in [
        ("3500", "NGN", Some(350_000)),
        ("3,500.00", "NGN", Some(350_000)),
        (" 3500.5 ", "NGN", Some(350_050)),
        ("₦1,234,567.89", "NGN", Some(123_456_789)),
        ("-12.30", "NGN", Some(-1_230)),
        ("\u{2212}12.30", "NGN", Some(-1_230)),
        ("-0", "NGN", Some(0)),
        ("3500", "JPY", Some(3_500)),
        ("¥3,500", "JPY", Some(3_500)),
        ("1.234", "KWD", Some(1_234)),
        ("CHF\u{a0}2.50", "CHF", Some(250)),
        ("90071992547409.91", "NGN", Some(MAX_MINOR)),
        ("3.500", "NGN", None),
        ("3500.5", "JPY", None),
        ("£3500", "NGN", None),
        ("50k", "NGN", None),
        ("", "NGN", None),
    ] {
        let read = Money::parse(input, code.parse().unwrap());
        assert_eq!(read.ok().map(Money::amount_minor), expected, "{input:?}");
    }
}

#[test]
fn every_amount_we_print_can_be_read_back() {
    for currency in Currency::all() {
        for minor in [
            0,
            1,
            -1,
            99,
            100_000,
            -450_000,
            123_456_789,
            MAX_MINOR,
            -MAX_MINOR,
        ] {
            let money = Money::new(minor, currency).unwrap();
            let with_code = format!("{} {}", currency.code(), money.in_field());
            for text in [money.to_string(), money.in_field(), with_code] {
                assert_eq!(Money::parse(&text, currency), Ok(money), "{text:?}");
            }
        }
    }
}

#[test]
fn too_much_is_told_apart_from_nonsense() {
    for (input, code, detail) in [
        (
            "90071992547409.92",
            FieldCode::TooLarge,
            "Must be at most ₦90,071,992,547,409.91.",
        ),
        (
            "99999999999999999999999",
            FieldCode::TooLarge,
            "Must be at most ₦90,071,992,547,409.91.",
        ),
        (
            "-90071992547409.92",
            FieldCode::TooSmall,
            "Must be at least \u{2212}₦90,071,992,547,409.91.",
        ),
        (
            "abc",
            FieldCode::BadFormat,
            "Write digits, as in 3500 or 3,500.00.",
        ),
    ] {
        let issue = Money::parse(input, Currency::NGN).unwrap_err();
        assert_eq!(
            (issue.code, issue.detail.as_str()),
            (code, detail),
            "{input}"
        );
    }
}

#[test]
fn amounts_are_written_exactly() {
    for (minor, exponent, expected) in [
        (350_000, 2, "3500.00"),
        (5, 2, "0.05"),
        (-5, 2, "-0.05"),
        (3_500, 0, "3500"),
        (1_234, 3, "1.234"),
        (i64::MIN, 2, "-92233720368547758.08"),
    ] {
        assert_eq!(format_amount(minor, exponent), expected);
    }
}

#[test]
fn people_see_sign_groups_and_minor_units() {
    let yen: Currency = "JPY".parse().unwrap();
    for (money, expected) in [
        (ngn(0), "₦0.00"),
        (ngn(450_000), "₦4,500.00"),
        (ngn(99_999), "₦999.99"),
        (ngn(-123_456_789), "\u{2212}₦1,234,567.89"),
        (ngn(MAX_MINOR), "₦90,071,992,547,409.91"),
        (Money::new(1_500, yen).unwrap(), "¥1,500"),
        (
            Money::new(250, "CHF".parse().unwrap()).unwrap(),
            "CHF\u{a0}2.50",
        ),
    ] {
        assert_eq!(money.to_string(), expected);
    }
    let shown = ngn(-350_000).shown();
    assert_eq!(
        (
            shown.negative,
            shown.whole.as_str(),
            shown.fraction.as_str()
        ),
        (true, "3,500", ".00")
    );
}

#[test]
fn a_line_is_rounded_half_away_from_zero() {
    for (milli, price, expected) in [
        (3_000, 150_000, Some(450_000)),
        (2_500, 1, Some(3)),
        (500, 1, Some(1)),
        (499, 1, Some(0)),
        (-2_500, 1, Some(-3)),
        (2_500, -1, Some(-3)),
        (1, 1, Some(0)),
        (1_000, MAX_MINOR, Some(MAX_MINOR)),
        (1_001, MAX_MINOR, None),
        (i64::MAX, MAX_MINOR, None),
        (i64::MIN, -MAX_MINOR, None),
        (crate::quantity::MAX_MILLI, PRICE_MAX_MINOR, None),
    ] {
        let line = Money::line(Quantity::from_milli(milli), ngn(price));
        assert_eq!(line.map(Money::amount_minor), expected, "{milli} x {price}");
    }
}

#[test]
fn sums_stop_at_the_limit_and_never_mix_currencies() {
    let euro = Money::new(1, "EUR".parse().unwrap()).unwrap();
    assert_eq!(ngn(1).checked_add(ngn(2)), Some(ngn(3)));
    assert_eq!(ngn(1).checked_sub(ngn(2)), Some(ngn(-1)));
    assert_eq!(ngn(MAX_MINOR).checked_add(ngn(1)), None);
    assert_eq!(ngn(-MAX_MINOR).checked_sub(ngn(1)), None);
    assert_eq!(ngn(1).checked_add(euro), None);
    assert_eq!(
        Money::sum(Currency::NGN, [ngn(1), ngn(2), ngn(3)]),
        Some(ngn(6))
    );
    assert_eq!(Money::sum(Currency::NGN, []), Some(ngn(0)));
    assert_eq!(Money::sum(Currency::NGN, [euro]), None);
}

#[test]
fn the_wire_holds_minor_units_and_code_only() {
    assert_eq!(
        serde_json::to_string(&ngn(450_000)).unwrap(),
        r#"{"amount_minor":450000,"currency":"NGN"}"#
    );
    for (input, expected) in [
        (r#"{"amount_minor":450000,"currency":"NGN"}"#, true),
        (
            r#"{"amount_minor":9007199254740991,"currency":"NGN"}"#,
            true,
        ),
        (
            r#"{"amount_minor":9007199254740992,"currency":"NGN"}"#,
            false,
        ),
        (
            r#"{"amount_minor":-9007199254740992,"currency":"NGN"}"#,
            false,
        ),
        (r#"{"amount_minor":4500.00,"currency":"NGN"}"#, false),
        (r#"{"amount_minor":"450000","currency":"NGN"}"#, false),
        (r#"{"amount_minor":450000,"currency":"ngn"}"#, false),
        (r#"{"amount_minor":450000}"#, false),
        (r#"{"amount_minor":450000,"currency":"NGN","x":1}"#, false),
        (
            r#"{"amount_minor":1,"amount_minor":2,"currency":"NGN"}"#,
            false,
        ),
        ("4500", false),
    ] {
        assert_eq!(
            serde_json::from_str::<Money>(input).is_ok(),
            expected,
            "{input}"
        );
    }
}

#[test]
fn a_wrong_amount_says_why_through_serde() {
    let error =
        serde_json::from_str::<Money>(r#"{"amount_minor":9007199254740992,"currency":"NGN"}"#)
            .unwrap_err();
    assert_eq!(
        FieldIssue::of_message(&error.to_string()).map(|issues| issues[0].code),
        Some(FieldCode::TooLarge)
    );
}
