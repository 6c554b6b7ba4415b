//! One suggestion of a list: its line, with the letters that match what was typed.

use leptos::prelude::*;
use shared::text::fold;

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

/// Cuts a label where the typed text first stands in it, folded as the search folds it: `kehinde` marks `Kẹ́hìndé`.
pub fn marked(label: &str, query: &str) -> (String, String, String) {
    let wanted: Vec<char> = fold(query).chars().collect();
    let letters: Vec<(usize, char)> = label.char_indices().flat_map(folded).collect();
    let found = letters
        .windows(wanted.len().max(1))
        .position(|window| window.iter().map(|(_, letter)| letter).eq(&wanted));
    let place = |index: usize| letters.get(index).map_or(label.len(), |(at, _)| *at);
    let Some(start) = found else {
        return (label.to_owned(), String::new(), String::new());
    };
    let last = start.saturating_add(wanted.len()).saturating_sub(1);
    // Of a letter that is folded to two, the whole; marks belong to the letter before them.
    let end = (last..letters.len())
        .map(place)
        .find(|at| *at > place(last))
        .unwrap_or(label.len());
    let (before, rest) = label.split_at(place(start));
    let (hit, after) = rest.split_at(end.saturating_sub(before.len()));
    (before.to_owned(), hit.to_owned(), after.to_owned())
}

/// What one letter is folded to, each with the letter's place.
fn folded((at, letter): (usize, char)) -> Vec<(usize, char)> {
    if letter.is_whitespace() {
        return vec![(at, ' ')];
    }
    fold(&letter.to_string())
        .chars()
        .map(|letter| (at, letter))
        .collect()
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
            ("Mama Kẹ́hìndé", "kehinde", ("Mama ", "Kẹ́hìndé", "")),
            ("Straße 7", "STRASS", ("", "Straß", "e 7")),
            ("Straße 7", "stras", ("", "Straß", "e 7")),
            ("Straße 7", "e  7", ("Straß", "e 7", "")),
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
