//! A field with suggestions below it, by the ARIA combobox pattern: the focus stays in the field, arrows move the choice.

use leptos::prelude::*;

use super::field::{Field, Wiring};
use super::form::Form;
use super::icon::Icon;
use super::suggestion::{OptionLine, Suggestion};

/// What a key does to the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Move {
    Next,
    Previous,
}

/// What is open and chosen, and what a key does to it.
#[derive(Clone, Copy)]
struct Choosing {
    value: RwSignal<String>,
    suggestions: Signal<Vec<Suggestion>>,
    open: RwSignal<bool>,
    chosen: RwSignal<Option<usize>>,
    takes_top: bool,
    take: Callback<Suggestion>,
    keep: Option<Callback<()>>,
}

impl Choosing {
    fn shown(self) -> bool {
        self.open.get() && self.suggestions.with(|list| !list.is_empty())
    }

    fn typed(self, text: String) {
        self.value.set(text);
        self.chosen.set(self.takes_top.then_some(0));
        self.open.set(true);
    }

    fn accept(self, index: usize) {
        let taken = self
            .suggestions
            .with_untracked(|list| list.get(index).cloned());
        self.open.set(false);
        self.chosen.set(None);
        if let Some(taken) = taken {
            self.take.run(taken);
        }
    }

    fn step(self, to: Move) {
        self.open.set(true);
        let count = self.suggestions.with_untracked(Vec::len);
        self.chosen
            .update(|chosen| *chosen = stepped(*chosen, count, to));
    }

    fn enter(self) {
        match self.chosen.get_untracked() {
            Some(index) if untrack(|| self.shown()) => self.accept(index),
            _ => {
                self.open.set(false);
                if let Some(keep) = self.keep {
                    keep.run(());
                }
            }
        }
    }

    fn key(self, event: &web_sys::KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => self.step(Move::Next),
            "ArrowUp" => self.step(Move::Previous),
            "Enter" => self.enter(),
            "Escape" if untrack(|| self.shown()) => {
                event.stop_propagation();
                self.open.set(false);
            }
            _ => return,
        }
        event.prevent_default();
    }
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
    let list_id = format!("{}-list", wiring.id);
    let choosing = Choosing {
        value,
        suggestions,
        open: RwSignal::new(false),
        chosen: RwSignal::new(None),
        takes_top,
        take,
        keep,
    };
    let entry = wiring.clone();
    view! {
        <Field wiring label quiet_label>
            <div class="combobox">
                <div class=format!("box {class}")>
                    {icon.map(|name| view! { <Icon name/> })}
                    <Entry form at wiring=entry choosing list_id=list_id.clone() placeholder autofocus/>
                </div>
                <div class="suggestions" hidden=move || !choosing.shown()>
                    <Suggestions choosing list_id/>
                    {foot.run()}
                </div>
            </div>
        </Field>
    }
    .into_any()
}

#[component]
fn Entry(
    form: Form,
    at: String,
    wiring: Wiring,
    choosing: Choosing,
    list_id: String,
    placeholder: &'static str,
    autofocus: bool,
) -> AnyView {
    let Wiring {
        id,
        described_by,
        error,
    } = wiring;
    let chosen_id = list_id.clone();
    let active = move || {
        let chosen = choosing.chosen.get().filter(|_| choosing.shown());
        chosen.map(|index| format!("{chosen_id}-{index}"))
    };
    let typed_at = at.clone();
    let typed = move |event: web_sys::Event| {
        form.changed(&typed_at);
        choosing.typed(event_target_value(&event));
    };
    let left = move |_| {
        // A field that is taken away loses the focus when its signals are gone already.
        choosing.open.try_set(false);
        form.left(&at);
    };
    view! {
        <input
            id=id
            type="text"
            role="combobox"
            autocomplete="off"
            spellcheck="false"
            placeholder=placeholder
            autofocus=autofocus
            aria-expanded=move || choosing.shown().to_string()
            aria-controls=list_id
            aria-autocomplete="list"
            aria-activedescendant=active
            aria-describedby=described_by
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            prop:value=move || choosing.value.get()
            on:input=typed
            on:keydown=move |event| choosing.key(&event)
            on:blur=left
        />
    }
    .into_any()
}

#[component]
fn Suggestions(choosing: Choosing, list_id: String) -> AnyView {
    let option_id = list_id.clone();
    let line = move |(index, suggestion): (usize, Suggestion)| {
        let query = choosing.value.get();
        view! {
            <li
                id=format!("{option_id}-{index}")
                class="option"
                role="option"
                aria-selected=move || (choosing.chosen.get() == Some(index)).to_string()
                on:pointerdown=move |event| event.prevent_default()
                on:click=move |_| choosing.accept(index)
            >
                <OptionLine suggestion query/>
            </li>
        }
    };
    let lines = move || {
        let list = choosing.suggestions.get();
        list.into_iter().enumerate().map(&line).collect_view()
    };
    view! { <ul id=list_id role="listbox" aria-label="Suggestions">{lines}</ul> }.into_any()
}

/// Where a step leads in a list of so many.
pub fn stepped(from: Option<usize>, count: usize, to: Move) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (to, from) {
        (Move::Next, None) => 0,
        (Move::Next, Some(at)) => at.saturating_add(1).min(last),
        (Move::Previous, None) => last,
        (Move::Previous, Some(at)) => at.saturating_sub(1),
    })
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
            assert_eq!(
                stepped(from, count, to),
                expected,
                "{from:?} of {count} {to:?}"
            );
        }
    }
}
