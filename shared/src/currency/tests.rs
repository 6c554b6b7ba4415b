//! What the table of currencies must get right.
use super::*;

#[test]
fn codes_are_unique_sorted_and_upper_case() {
    let codes: Vec<&str> = Currency::all().map(Currency::code).collect();
    assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "{codes:?}");
    assert!(
        codes
            .iter()
            .all(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()))
    );
    assert!(
        Currency::all().all(|currency| currency.exponent() <= 3 && !currency.symbol().is_empty())
    );
}

#[test]
fn every_currency_has_a_name_and_no_name_is_left_over() {
    let named: Vec<&str> = names::NAMES.iter().map(|(code, _)| *code).collect();
    let codes: Vec<&str> = Currency::all().map(Currency::code).collect();
    assert_eq!(named, codes);
    assert_eq!(Currency::NGN.name(), "Nigerian naira");
    assert!(Currency::all().all(|currency| !currency.name().is_empty()));
}

#[test]
fn only_codes_of_the_list_are_currencies() {
    for (input, expected) in [
        ("NGN", Some(2)),
        ("JPY", Some(0)),
        ("KWD", Some(3)),
        ("EUR", Some(2)),
        ("VED", Some(2)),
        ("VES", Some(2)),
        ("ngn", None),
        ("NGN ", None),
        ("XTS", None),
        ("XAU", None),
        ("₦", None),
        ("", None),
    ] {
        assert_eq!(
            input.parse::<Currency>().ok().map(Currency::exponent),
            expected,
            "{input:?}"
        );
    }
}

#[test]
fn the_naira_is_the_row_of_the_table() {
    let naira: Currency = serde_json::from_str("\"NGN\"").unwrap();
    assert_eq!(naira, Currency::NGN);
    assert_eq!(naira.symbol(), Currency::NGN.symbol());
    assert_eq!(serde_json::to_string(&naira).unwrap(), "\"NGN\"");
}
