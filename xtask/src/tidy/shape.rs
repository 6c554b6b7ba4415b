//! Sizes and names: a file tells one story, a function fits on a screen.

use super::Rule;
use super::source::Source;

const FILE_LINES: usize = 300;
const FUNCTION_LINES: usize = 60;
const VIEW_LINES: usize = 80;
const BANNED_NAMES: [&str; 9] = [
    "util", "utils", "helper", "helpers", "common", "manager", "data", "info", "misc",
];

pub const RULES: [Rule; 5] = [
    Rule {
        name: "a file has at most 300 lines: look for the missing noun",
        applies: is_code,
        broken: long_file,
    },
    Rule {
        name: "a function has at most 60 lines",
        applies: Source::is_rust,
        broken: long_functions,
    },
    Rule {
        name: "a `view!` has at most 80 lines",
        applies: Source::is_rust,
        broken: long_views,
    },
    Rule {
        name: "a file begins with `//!` and a sentence that says what it is",
        applies: Source::is_rust,
        broken: no_opening,
    },
    Rule {
        name: "a name like utils, helpers, common, manager, data or info says nothing",
        applies: is_code,
        broken: empty_name,
    },
];

fn is_code(source: &Source) -> bool {
    [".rs", ".css", ".js", ".mjs"]
        .iter()
        .any(|ending| source.path.ends_with(ending))
}

fn long_file(source: &Source) -> Vec<usize> {
    match source.text.lines().count() {
        count if count > FILE_LINES => vec![count],
        _ => Vec::new(),
    }
}

fn no_opening(source: &Source) -> Vec<usize> {
    match source.text.starts_with("//! ") {
        true => Vec::new(),
        false => vec![1],
    }
}

fn empty_name(source: &Source) -> Vec<usize> {
    let named = source
        .path
        .split(['/', '.'])
        .any(|part| BANNED_NAMES.contains(&part));
    if named { vec![1] } else { Vec::new() }
}

fn long_functions(source: &Source) -> Vec<usize> {
    let starts = source.numbered().filter(|(_, line)| begins_function(line));
    starts
        .filter(|(number, _)| block_lines(source, *number) > FUNCTION_LINES)
        .map(|(number, _)| number)
        .collect()
}

fn long_views(source: &Source) -> Vec<usize> {
    let starts = source
        .numbered()
        .filter(|(_, line)| line.contains("view! {"));
    starts
        .filter(|(number, _)| block_lines(source, *number) > VIEW_LINES)
        .map(|(number, _)| number)
        .collect()
}

fn begins_function(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let qualifiers = [
        "pub",
        "async",
        "const",
        "unsafe",
        "pub(crate)",
        "pub(super)",
    ];
    words.find(|word| !qualifiers.contains(word)) == Some("fn")
}

/// How many lines the block has whose first `{` stands on or after the line `from`; 0 when a `;` comes first.
fn block_lines(source: &Source, from: usize) -> usize {
    let mut braces = 0_usize;
    let mut others = 0_usize;
    for (index, line) in source.code.lines().skip(from - 1).enumerate() {
        for letter in line.chars() {
            match letter {
                '{' => braces += 1,
                '}' => {
                    braces = braces.saturating_sub(1);
                    if braces == 0 {
                        return index + 1;
                    }
                }
                '(' | '[' => others += 1,
                ')' | ']' => others = others.saturating_sub(1),
                ';' if braces == 0 && others == 0 => return 0,
                _ => {}
            }
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(text: String) -> Source {
        Source::new("api/src/jobs/service.rs", text)
    }

    #[test]
    fn a_long_function_is_found_at_its_first_line() {
        let long = format!(
            "//! A.\n\npub async fn f(a: [u8; 2]) -> u8 {{\n{}}}\n",
            "    let a = '}';\n".repeat(60)
        );
        assert_eq!(long_functions(&rust(long)), [3]);
        let short = format!("fn f() {{\n{}}}\nfn g();\n", "    a();\n".repeat(58));
        assert!(long_functions(&rust(short)).is_empty());
    }

    #[test]
    fn a_long_file_and_a_missing_opening_are_found() {
        assert_eq!(long_file(&rust("a\n".repeat(301))), [301]);
        assert_eq!(no_opening(&rust("use a;\n".to_owned())), [1]);
        assert!(no_opening(&rust("//! Says.\n".to_owned())).is_empty());
    }

    #[test]
    fn an_empty_name_is_found_in_any_part_of_the_path() {
        assert_eq!(
            empty_name(&Source::new("api/src/utils/money.rs", String::new())),
            [1]
        );
        assert_eq!(
            empty_name(&Source::new("shared/src/data.rs", String::new())),
            [1]
        );
        assert!(empty_name(&Source::new("shared/src/database.rs", String::new())).is_empty());
    }
}
