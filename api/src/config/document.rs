//! The table of variables as text: for `zehmo env doc` and for `.env.example`.

use super::variables::{ALL, Fallback, Kind, Variable};

/// A Markdown table of every variable.
pub fn as_table() -> String {
    let mut table = String::from(
        "| Variable | Value | Default | Required | Meaning |\n|---|---|---|---|---|\n",
    );
    for variable in ALL {
        let default = match variable.default {
            Fallback::Nothing => "–".to_owned(),
            Fallback::Value(value) => format!("`{value}`"),
            Fallback::Derived(description) => description.to_owned(),
        };
        let required = if variable.required.is_empty() {
            "no"
        } else {
            variable.required
        };
        table.push_str(&format!(
            "| `{}` | {} | {default} | {required} | {} |\n",
            variable.name,
            value_form(variable),
            variable.meaning
        ));
    }
    table
}

/// The text of `.env.example`: every variable with what it is, unset, ready to be filled in.
pub fn as_example() -> String {
    let mut example = String::from(EXAMPLE_HEAD);
    for variable in ALL {
        let required = if variable.required.is_empty() {
            String::new()
        } else {
            format!(" Required {}.", variable.required)
        };
        let set_to = match variable.default {
            Fallback::Value(value) => value,
            Fallback::Nothing | Fallback::Derived(_) => "",
        };
        let default = match variable.default {
            Fallback::Nothing => "none".to_owned(),
            Fallback::Value(value) => value.to_owned(),
            Fallback::Derived(description) => description.to_owned(),
        };
        example.push_str(&format!(
            "\n# {}\n# Value: {}. Default: {default}.{required}\n",
            variable.meaning,
            value_form(variable)
        ));
        example.push_str(&format!("#{}={set_to}\n", variable.name));
        if variable.is_secret() {
            example.push_str(&format!("#{}_FILE=\n", variable.name));
        }
    }
    example
}

const EXAMPLE_HEAD: &str = "\
# Every variable that the server reads; `zehmo env doc` prints the same as a table.
# Nothing needs to be set to try it. Copy this file to .env (mode 0600, never committed) for production.
# A secret may stand in a file instead: set NAME_FILE to its path, and not NAME.
";

fn value_form(variable: &Variable) -> String {
    match variable.kind {
        Kind::Text(form) => form.to_owned(),
        Kind::Secret(form) => format!("{form} (secret, also as `{}_FILE`)", variable.name),
        Kind::Flag => "true or false".to_owned(),
        Kind::Choice(words) => words.join(" or "),
        Kind::Number { unit, min, max } => format!("{min} to {max} {unit}"),
    }
}

/// The variables that hold a secret.
pub fn secret_names() -> Vec<&'static str> {
    let secrets = ALL.iter().filter(|variable| variable.is_secret());
    secrets.map(|variable| variable.name).collect()
}
