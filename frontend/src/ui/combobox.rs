//! A field with suggestions below it, by the ARIA combobox pattern: the focus stays in the field, arrows move the choice.

use leptos::prelude::*;

use super::field::{Field, Wiring};
use super::form::Form;
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

/// What a key does to the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Move {
    Next,
    Previous,
}

/// Suggestions come from the page, which watches `value`.
#[component]
pub fn Combobox(
    form: Form,
    #[prop(into)] at: String,
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into)] suggestions: Signal<Vec<Suggestion>>,
    /// A suggestion was taken, by Enter or pointer.
    take: Callback<Suggestion>,
    /// Enter on the text itself.
    #[prop(optional)]
    keep: Option<Callback<()>>,
    #[prop(optional)] placeholder: &'static str,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] quiet_label: bool,
    #[prop(optional)] autofocus: bool,
    /// The first suggestion is chosen while typing, so that Enter takes the top hit.
    #[prop(optional)]
    takes_top: bool,
    #[prop(optional, into)] foot: ViewFn,
) -> AnyView {
    form.register(&at, &label);
    let wiring = Wiring::new(form, &at);
    let (id, described_by, error) = (wiring.id.clone(), wiring.described_by.clone(), wiring.error);
    let list_id = format!("{id}-list");
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<usize>);
    let shown = Signal::derive(move || open.get() && suggestions.with(|list| !list.is_empty()));
    let typed = {
        let at = at.clone();
        move |event: web_sys::Event| {
            form.changed(&at);
            value.set(event_target_value(&event));
            chosen.set(takes_top.then_some(0));
            open.set(true);
        }
    };
    let accept = move |index: usize| {
        let taken = suggestions.with_untracked(|list| list.get(index).cloned());
        open.set(false);
        chosen.set(None);
        if let Some(taken) = taken {
            take.run(taken);
        }
    };
    let step = move |to: Move| {
        open.set(true);
        let count = suggestions.with_untracked(Vec::len);
        chosen.update(|chosen| *chosen = stepped(*chosen, count, to));
    };
    let keydown = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        _ if event.ctrl_key() || event.meta_key() || event.is_composing() => {}
        "ArrowDown" => {
            event.prevent_default();
            step(Move::Next);
        }
        "ArrowUp" => {
            event.prevent_default();
            step(Move::Previous);
        }
        "Enter" => {
            event.prevent_default();
            match chosen.get_untracked() {
                Some(index) if shown.get_untracked() => accept(index),
                _ => {
                    open.set(false);
                    if let Some(keep) = keep {
                        keep.run(());
                    }
                }
            }
        }
        "Escape" if shown.get_untracked() => {
            event.prevent_default();
            event.stop_propagation();
            open.set(false);
        }
        _ => {}
    };
    let left = move |_| {
        open.set(false);
        form.left(&at);
    };
    let option_id = { let list_id = list_id.clone(); move |index: usize| format!("{list_id}-{index}") };
    let active = { let option_id = option_id.clone(); move || chosen.get().filter(|_| shown.get()).map(&option_id) };
    let options = move || {
        let query = value.get_untracked();
        let option_id = option_id.clone();
        let lines = suggestions.get().into_iter().enumerate().map(move |(index, suggestion)| {
            view! {
                <li
                    id=option_id(index)
                    class="option"
                    role="option"
                    aria-selected=move || (chosen.get() == Some(index)).to_string()
                    on:pointerdown=move |event| event.prevent_default()
                    on:click=move |_| accept(index)
                >
                    <OptionLine suggestion query=query.clone()/>
                </li>
            }
        });
        lines.collect_view()
    };
    view! {
        <Field wiring label quiet_label>
            <div class="combobox">
                <div class=format!("box {class}")>
                    {icon.map(|name| view! { <Icon name/> })}
                    <input
                        id=id
                        type="text"
                        role="combobox"
                        autocomplete="off"
                        spellcheck="false"
                        placeholder=placeholder
                        autofocus=autofocus
                        aria-expanded=move || shown.get().to_string()
                        aria-controls=list_id.clone()
                        aria-autocomplete="list"
                        aria-activedescendant=active
                        aria-describedby=described_by
                        aria-invalid=move || error.with(Option::is_some).then_some("true")
                        prop:value=move || value.get()
                        on:input=typed
                        on:keydown=keydown
                        on:blur=left
                    />
                </div>
                <div class="suggestions" hidden=move || !shown.get()>
                    <ul id=list_id role="listbox" aria-label="Suggestions">{options}</ul>
                    {foot.run()}
                </div>
            </div>
        </Field>
    }
    .into_any()
}

/// A suggestion's line with the matching letters strong.
#[component]
pub fn OptionLine(suggestion: Suggestion, query: String) -> AnyView {
    let Suggestion { label, note, right, icon, .. } = suggestion;
    let (before, hit, after) = marked(&label, &query);
    view! {
        {icon.map(|name| view! { <Icon name/> })}
        <span class="cut">{before}<mark>{hit}</mark>{after}</span>
        {(!note.is_empty()).then(|| view! { <span class="note cut">{note}</span> })}
        {(!right.is_empty()).then(|| view! { <span class="push nowrap">{right}</span> })}
    }
    .into_any()
}

fn stepped(from: Option<usize>, count: usize, to: Move) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (to, from) {
        (Move::Next, None) => 0,
        (Move::Next, Some(at)) => at.saturating_add(1).min(last),
        (Move::Previous, None) => last,
        (Move::Previous, Some(at)) => at.saturating_sub(1),
    })
}

/// Cuts a label where the typed text first stands in it, whatever the case.
pub fn marked(label: &str, query: &str) -> (String, String, String) {
    let wanted: Vec<char> = query.trim().chars().flat_map(char::to_lowercase).collect();
    let letters: Vec<char> = label.chars().collect();
    let lower: Vec<char> = letters.iter().map(|letter| letter.to_lowercase().next().unwrap_or(*letter)).collect();
    let found = (!wanted.is_empty()).then(|| lower.windows(wanted.len()).position(|window| window == wanted)).flatten();
    let Some(start) = found else { return (label.to_owned(), String::new(), String::new()) };
    let before = letters.iter().take(start).collect();
    let hit = letters.iter().skip(start).take(wanted.len()).collect();
    let after = letters.iter().skip(start.saturating_add(wanted.len())).collect();
    (before, hit, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_moves_within_the_list() {
        let cases = [
            (None, 0, Move::Next, None),
            (None, 3, Move::Next, Some(0)),
            (Some(2), 3, Move::Next, Some(2)),
            (Some(0), 3, Move::Previous, Some(0)),
            (None, 3, Move::Previous, Some(2)),
        ];
        for (from, count, to, expected) in cases {
            assert_eq!(stepped(from, count, to), expected, "{from:?} of {count} {to:?}");
        }
    }

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
            assert_eq!(marked(label, query), (before.to_owned(), hit.to_owned(), after.to_owned()), "{label} {query}");
        }
    }
}
