//! The table of variables against the code that reads it.

use super::super::variables::{ALL, Fallback, Kind, Variable};
use super::{LOCAL, accepted, refused};

#[test]
fn every_number_keeps_its_bounds() {
    for variable in ALL {
        let Kind::Number { min, max, .. } = variable.kind else {
            continue;
        };
        for outside in [
            (min.wrapping_sub(1)).to_string(),
            (max + 1).to_string(),
            "many".to_owned(),
            "-1".to_owned(),
        ] {
            refused(&[(variable.name, &outside)], variable.name, "whole number");
        }
    }
}

#[test]
fn every_flag_and_choice_is_read_as_the_table_says() {
    // Words that need other variables beside them to be accepted.
    let beside = |variable: &Variable, word: &str| match (variable.name, word) {
        ("APP_ENV", "production") => LOCAL.to_vec(),
        ("FORCE_HTTPS", "true") => vec![("PUBLIC_ORIGIN", "https://shop.example")],
        _ => vec![],
    };
    for variable in ALL {
        let words: &[&str] = match variable.kind {
            Kind::Choice(words) => words,
            Kind::Flag => &["true", "false"],
            _ => continue,
        };
        for word in words {
            let mut pairs = beside(variable, word);
            pairs.push((variable.name, word));
            accepted(&pairs);
        }
        refused(&[(variable.name, "perhaps")], variable.name, "must be");
    }
}

#[test]
fn every_default_can_be_written_out() {
    for variable in ALL {
        if let Fallback::Value(value) = variable.default
            && variable.name != "DATA_DIR"
        {
            accepted(&[(variable.name, value)]);
        }
    }
}
