//! What the rules must let through and refuse.
use super::*;
use crate::field::{minor, price};
use crate::money::{MAX_MINOR, Money, PRICE_MAX_MINOR};

fn codes(issues: &[FieldIssue]) -> Vec<FieldCode> {
    issues.iter().map(|issue| issue.code).collect()
}

fn check_username(input: &str, expected: &[FieldCode]) {
    assert_eq!(codes(&username(input)), expected, "{input:?}");
}

#[test]
fn g39_a_username_is_required_and_spaces_are_none() {
    check_username("", &[FieldCode::Required]);
    check_username("   ", &[FieldCode::Required]);
    check_username("\u{3000}", &[FieldCode::Required]);
}

#[test]
fn g40_a_username_has_three_to_twenty_characters() {
    check_username("ab", &[FieldCode::TooShort]);
    check_username("abc", &[]);
    check_username(&"a".repeat(20), &[]);
    check_username(&"a".repeat(21), &[FieldCode::TooLong]);
}

#[test]
fn g41_a_username_has_ascii_letters_digits_and_underscores_only() {
    check_username("Ada_2", &[]);
    check_username("admin\n", &[FieldCode::BadFormat]);
    check_username("\n", &[FieldCode::TooShort, FieldCode::BadFormat]);
    check_username("ada obi", &[FieldCode::BadFormat]);
    check_username("ada-obi", &[FieldCode::BadFormat]);
    check_username("a.", &[FieldCode::TooShort, FieldCode::BadFormat]);
    check_username("аda", &[FieldCode::BadFormat]);
    check_username("ada٣", &[FieldCode::BadFormat]);
    check_username("adá", &[FieldCode::BadFormat]);
    assert_eq!(username_key("Ada_2"), "ada_2");
}

#[test]
fn g42_the_message_about_usernames_is_the_guides() {
    assert_eq!(
        username("ada obi")[0].detail,
        "Only letters, numbers, and underscores allowed"
    );
}

#[test]
fn names_and_descriptions_are_one_clean_line() {
    let (most, too_many) = ("ọ".repeat(NAME_MAX), "ọ".repeat(NAME_MAX + 1));
    let decomposed = "o\u{323}".repeat(NAME_MAX);
    for (input, expected) in [
        ("Emex", vec![]),
        ("  Emex  ", vec![]),
        ("=HYPERLINK(\"x\")", vec![]),
        ("Chukwu & Sons 🙂", vec![]),
        (most.as_str(), vec![]),
        (decomposed.as_str(), vec![]),
        (too_many.as_str(), vec![FieldCode::TooLong]),
        ("", vec![FieldCode::Required]),
        (" \u{3000} ", vec![FieldCode::Required]),
        ("a\tb", vec![FieldCode::BadFormat]),
        ("a\nb", vec![FieldCode::BadFormat]),
        ("a\n", vec![FieldCode::BadFormat]),
        ("\0", vec![FieldCode::BadFormat]),
        ("a\u{202e}b", vec![FieldCode::BadFormat]),
        ("\u{b}", vec![FieldCode::BadFormat]),
    ] {
        assert_eq!(codes(&name(input)), expected, "{input:?}");
    }
    assert_eq!(codes(&description(&"a".repeat(DESCRIPTION_MAX))), []);
    assert_eq!(
        codes(&description(&"a".repeat(DESCRIPTION_MAX + 1))),
        [FieldCode::TooLong]
    );
}

#[test]
fn quantities_lie_between_a_thousandth_and_seven_nines() {
    for (milli, expected) in [
        (1, vec![]),
        (quantity::MAX_MILLI, vec![]),
        (0, vec![FieldCode::TooSmall]),
        (-1, vec![FieldCode::TooSmall]),
        (quantity::MAX_MILLI + 1, vec![FieldCode::TooLarge]),
    ] {
        assert_eq!(
            codes(&super::quantity(&Quantity::from_milli(milli))),
            expected,
            "{milli}"
        );
    }
    let issue = super::quantity(&Quantity::from_milli(0)).remove(0);
    assert_eq!(
        (issue.detail.as_str(), issue.params["min"].as_str()),
        ("Must be at least 0.001.", "0.001")
    );
}

#[test]
fn prices_lie_between_nothing_and_ten_to_the_twelfth() {
    let ngn = |minor| Money::new(minor, crate::currency::Currency::NGN).unwrap();
    for (minor, expected) in [
        (0, vec![]),
        (PRICE_MAX_MINOR, vec![]),
        (-1, vec![FieldCode::TooSmall]),
        (PRICE_MAX_MINOR + 1, vec![FieldCode::TooLarge]),
    ] {
        assert_eq!(codes(&price(&ngn(minor))), expected, "{minor}");
    }
}

#[test]
fn a_job_has_one_to_two_hundred_lines() {
    for (count, expected) in [
        (0, vec![FieldCode::TooShort]),
        (1, vec![]),
        (200, vec![]),
        (201, vec![FieldCode::TooLong]),
    ] {
        assert_eq!(codes(&items(&vec![(); count])), expected, "{count}");
    }
    assert_eq!(codes(&values(&[(); VALUES_MAX])), []);
    assert_eq!(codes(&values(&[(); VALUES_MAX + 1])), [FieldCode::TooLong]);
}

#[test]
fn passwords_are_bounded_before_any_work() {
    for (input, expected) in [
        ("a".repeat(128), vec![]),
        ("a".repeat(129), vec![FieldCode::TooLong]),
        ("🙂".repeat(128), vec![]),
        ("🙂".repeat(129), vec![FieldCode::TooLong]),
        (String::new(), vec![]),
    ] {
        assert_eq!(codes(&password_size(&input)), expected);
    }
    assert_eq!(codes(&new_password("")), [FieldCode::Required]);
}

#[test]
fn tokens_zones_searches_and_cursors_have_a_sane_form() {
    for (issues, expected) in [
        (token("01934f3c"), vec![]),
        (token(" "), vec![FieldCode::Required]),
        (token(&"x".repeat(TOKEN_MAX + 1)), vec![FieldCode::TooLong]),
        (time_zone("Africa/Lagos"), vec![]),
        (time_zone("Etc/GMT+1"), vec![]),
        (time_zone(""), vec![FieldCode::Required]),
        (time_zone("../etc/passwd"), vec![FieldCode::BadFormat]),
        (time_zone("Africa/Lagos\n"), vec![FieldCode::BadFormat]),
        (
            time_zone(&"x".repeat(TIME_ZONE_MAX + 1)),
            vec![FieldCode::BadFormat],
        ),
        (search(""), vec![]),
        (search("banner 2m"), vec![]),
        (search("a\0"), vec![FieldCode::BadFormat]),
        (
            search(&"x".repeat(SEARCH_MAX + 1)),
            vec![FieldCode::TooLong],
        ),
        (cursor("eyJ0Ijox"), vec![]),
        (cursor(""), vec![FieldCode::BadFormat]),
        (cursor("a b"), vec![FieldCode::BadFormat]),
    ] {
        assert_eq!(codes(&issues), expected);
    }
}

#[test]
fn filters_over_amounts_and_places_are_bounded() {
    for (issues, expected) in [
        (minor(&MAX_MINOR), vec![]),
        (minor(&-MAX_MINOR), vec![]),
        (minor(&(MAX_MINOR + 1)), vec![FieldCode::TooLarge]),
        (minor(&(-MAX_MINOR - 1)), vec![FieldCode::TooSmall]),
        (place(&0), vec![]),
        (place(&-1), vec![FieldCode::TooSmall]),
    ] {
        assert_eq!(codes(&issues), expected);
    }
}

#[test]
fn a_character_that_nobody_sees_is_named_with_its_place() {
    for (text, told) in [
        ("Ada\tObi", "remove U+0009, character 4."),
        ("\u{202e}Ada", "remove U+202E, character 1."),
    ] {
        let detail = name(text).remove(0).detail;
        assert!(detail.ends_with(told), "{detail}");
    }
}
