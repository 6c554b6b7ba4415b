//! Which handlers must outlive their page.

use crate::tidy::source::Source;

/// Events that the browser also sends when their element is taken away, after the signals of its page are gone.
const LAST_EVENTS: [&str; 5] = [
    "on:blur=",
    "on:close=",
    "on:focusout=",
    "on:mouseleave=",
    "on:toggle=",
];

pub fn heard_after_the_end(source: &Source) -> Vec<usize> {
    let product: Vec<_> = source.product().collect();
    let bound: Vec<_> = product
        .iter()
        .filter_map(|(_, line)| {
            line.trim()
                .strip_prefix("let ")?
                .split_once(" = while_here(")
        })
        .map(|(name, _)| name)
        .collect();
    let is_bound = |heard: &str| {
        let name_end = heard.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        heard.starts_with("while_here(")
            || bound.contains(&&heard[..name_end.unwrap_or(heard.len())])
    };
    let breaks = |line: &str| {
        LAST_EVENTS
            .iter()
            .flat_map(|event| line.split(event).skip(1))
            .any(|heard| !is_bound(heard))
    };
    product
        .iter()
        .filter(|(_, line)| breaks(line))
        .map(|(number, _)| *number)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_comes_after_its_page_is_bound_to_it() {
        let cases: [(&str, &[usize]); 4] = [
            ("on:toggle=move |_| open.set(false)>", &[1]),
            ("let left = move |_| a();\n<input on:blur=left/>", &[2]),
            (
                "let left = while_here(move |_| a());\n<input on:blur=left/>",
                &[],
            ),
            ("<i on:close=while_here(f) on:click=g/>", &[]),
        ];
        for (text, expected) in cases {
            let source = Source::new("frontend/src/ui/a.rs", text.to_owned());
            assert_eq!(heard_after_the_end(&source), expected, "{text}");
        }
    }
}
