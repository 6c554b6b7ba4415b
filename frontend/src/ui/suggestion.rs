//! One suggestion of a list: its line, with the letters that match what was typed.

use leptos::prelude::*;

use super::icon::Icon;

/// One suggestion.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Suggestion {
    /// What the page knows it by.
    pub key: String,
    pub label: String,
    /// Muted, after the label.
    pub note: String,
    /// At the far right: an amount.
    pub right: String,
    pub icon: Option<&'static str>,
}

/// A suggestion's line with the matching letters strong.
#[component]
pub fn OptionLine(suggestion: Suggestion, query: String) -> AnyView {
    let Suggestion {
        label,
        note,
        right,
        icon,
        ..
    } = suggestion;
    let (before, hit, after) = marked(&label, &query);
    view! {
        {icon.map(|name| view! { <Icon name/> })}
        <span class="cut" dir="auto">{before}<mark>{hit}</mark>{after}</span>
        {(!note.is_empty()).then(|| view! { <span class="note cut" dir="auto">{note}</span> })}
        {(!right.is_empty()).then(|| view! { <span class="push nowrap">{right}</span> })}
    }
    .into_any()
}

/// Cuts a label where the typed text first stands in it, whatever the case.
pub fn marked(label: &str, query: &str) -> (String, String, String) {
    let wanted: Vec<char> = query.trim().chars().flat_map(char::to_lowercase).collect();
    let letters: Vec<char> = label.chars().collect();
    let lower: Vec<char> = letters
        .iter()
        .map(|letter| letter.to_lowercase().next().unwrap_or(*letter))
        .collect();
    let found = (!wanted.is_empty())
        .then(|| {
            lower
                .windows(wanted.len())
                .position(|window| window == wanted)
        })
        .flatten();
    let Some(start) = found else {
        return (label.to_owned(), String::new(), String::new());
    };
    let before = letters.iter().take(start).collect();
    let hit = letters.iter().skip(start).take(wanted.len()).collect();
    let after = letters
        .iter()
        .skip(start.saturating_add(wanted.len()))
        .collect();
    (before, hit, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matching_letters_are_marked() {
        let cases = [
            ("Adaeze & Sons", "ada", ("", "Ada", "eze & Sons")),
            ("Chinada Foods", "ADA", ("Chin", "ada", " Foods")),
            ("Emex", "ada", ("Emex", "", "")),
            ("Emex", " ", ("Emex", "", "")),
            ("Ṣadé Bakery", "ṣad", ("", "Ṣad", "é Bakery")),
        ];
        for (label, query, (before, hit, after)) in cases {
            assert_eq!(
                marked(label, query),
                (before.to_owned(), hit.to_owned(), after.to_owned()),
                "{label} {query}"
            );
        }
    }
}
