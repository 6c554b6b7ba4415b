//! What the browser app must not contain: styles that the content policy blocks, literals outside the tokens.

use super::Rule;
use super::source::Source;

const UNITS: [&str; 6] = ["px", "rem", "em", "pt", "ms", "s"];
const COLOURS: [&str; 6] = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab("];

pub const RULES: [Rule; 5] = [
    Rule {
        name: "inline styles are blocked by the content policy: use a class or `style:name=`",
        applies: is_page,
        broken: inline_style,
    },
    Rule {
        name: "`inner_html` is not used: text is text",
        applies: is_page,
        broken: inner_html,
    },
    Rule {
        name: "colours and sizes come from tokens.css",
        applies: is_sheet,
        broken: literals,
    },
    Rule {
        name: "`!important` is not used: the layers decide",
        applies: is_css,
        broken: important,
    },
    Rule {
        name: "`.ok()` loses an error: say what happens then",
        applies: is_product,
        broken: lost_error,
    },
];

fn is_page(source: &Source) -> bool {
    source.path.starts_with("frontend/src/") && source.is_rust()
        || source.path == "frontend/index.html"
}

fn is_css(source: &Source) -> bool {
    source.path.starts_with("frontend/") && source.path.ends_with(".css")
}

fn is_sheet(source: &Source) -> bool {
    is_css(source) && !source.path.ends_with("/tokens.css")
}

fn is_product(source: &Source) -> bool {
    source.is_rust() && source.path.contains("/src/")
}

fn inline_style(source: &Source) -> Vec<usize> {
    source.product_lines_with(&[
        " style=\"",
        " style={",
        " style=move",
        "<style",
        "leptos_meta::Style",
        "<Style",
    ])
}

fn inner_html(source: &Source) -> Vec<usize> {
    source.product_lines_with(&[
        "inner_html",
        "set_inner_html",
        "set_outer_html",
        "insert_adjacent_html",
    ])
}

/// Where a text may simply not be such a value, the error has nothing to say.
const CONVERSIONS: [&str; 8] = [
    "decode",
    "from_slice",
    "parse",
    "try_from",
    "try_into",
    "from_str",
    "from_utf8",
    "from_ymd",
];

fn lost_error(source: &Source) -> Vec<usize> {
    let mut found = source.product_lines_with(&[".ok()"]);
    let lines: Vec<&str> = source.code.lines().collect();
    let conversion = |number: usize| {
        let around = lines
            .get(number.saturating_sub(3)..number)
            .unwrap_or_default();
        around
            .iter()
            .any(|line| CONVERSIONS.iter().any(|word| line.contains(word)))
    };
    found.retain(|number| !conversion(*number));
    found
}

fn important(source: &Source) -> Vec<usize> {
    source.product_lines_with(&["!important"])
}

/// Lines with a literal colour or size. Queries may hold sizes: a custom property does not work there.
fn literals(source: &Source) -> Vec<usize> {
    let lines = without_comments(&source.text);
    let found = lines.lines().enumerate().filter(|(_, line)| {
        let declarations = line
            .split_once('{')
            .filter(|_| line.trim_start().starts_with('@'))
            .map_or(*line, |(_, rest)| rest);
        let query = line.trim_start().starts_with('@') && !line.contains('{');
        !query && (has_size(declarations) || has_colour(declarations))
    });
    found.map(|(index, _)| index + 1).collect()
}

fn has_colour(line: &str) -> bool {
    let hex = line.split_once(':').is_some_and(|(_, value)| {
        value
            .split('#')
            .skip(1)
            .any(|rest| rest.chars().take_while(char::is_ascii_hexdigit).count() >= 3)
    });
    hex || COLOURS.iter().any(|colour| line.contains(colour))
}

fn has_size(line: &str) -> bool {
    line.split(|letter: char| {
        !letter.is_alphanumeric() && letter != '.' && letter != '-' && letter != '_'
    })
    .any(|word| {
        let number = word
            .trim_start_matches('-')
            .trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let is_number = !number.is_empty()
            && number
                .chars()
                .all(|letter| letter.is_ascii_digit() || letter == '.');
        is_number && UNITS.contains(&word.trim_start_matches('-').trim_start_matches(number))
    })
}

/// Comments blanked, lines kept.
fn without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        let (comment, following) = after.split_once("*/").unwrap_or((after, ""));
        kept.extend(comment.chars().filter(|letter| *letter == '\n'));
        rest = following;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str) -> Vec<usize> {
        let source = Source::new(path, text.to_owned());
        RULES
            .iter()
            .filter(|rule| (rule.applies)(&source))
            .flat_map(|rule| (rule.broken)(&source))
            .collect()
    }

    #[test]
    fn the_page_holds_no_style_of_its_own() {
        let view = |inside: &str| check("frontend/src/a.rs", &format!("view! {{ {inside} }}"));
        assert_eq!(view(r#"<p style="color:red">"x"</p>"#), [1]);
        assert!(view(r#"<p style:width=w class="a">"<style"</p>"#).is_empty());
        assert_eq!(view("<div inner_html=x/>"), [1]);
        assert_eq!(check("frontend/index.html", "<style>a{}</style>"), [1]);
    }

    #[test]
    fn a_lost_error_is_found_unless_a_text_was_read() {
        assert_eq!(check("shared/src/a.rs", "store.save().ok()"), [1]);
        assert!(check("shared/src/a.rs", "let a = x\n    .parse()\n    .ok();").is_empty());
    }

    #[test]
    fn colours_and_sizes_stand_in_the_tokens_only() {
        let cases: [(&str, &[usize]); 7] = [
            ("a { color: #fff; }", &[1]),
            (
                "a { color: var(--a); }\n/* 3px */\nb { margin: 4px; }",
                &[3],
            ),
            ("@media (width < 48rem) { a { top: 0; } }", &[]),
            ("@media (width < 48rem) { a { top: 1rem; } }", &[1]),
            ("#app { inset: 50%; width: 100dvh; flex: 1; }", &[]),
            ("a { transition: opacity 120ms; }", &[1]),
            ("a { padding: var(--s4) var(--t12); z-index: 2; }", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(check("frontend/styles/ui.css", text), expected, "{text}");
        }
        assert!(check("frontend/styles/tokens.css", "a { color: #fff; }").is_empty());
        assert_eq!(
            check(
                "frontend/styles/tokens.css",
                "a { color: #fff !important; }"
            ),
            [1]
        );
    }
}
