//! The field for the second factor: a code from the phone, or a recovery code for the day on which it is gone.

use leptos::prelude::*;

use crate::browser;
use crate::ui::effect::live;
use crate::ui::form::Form;
use crate::ui::input::TextInput;

/// What is typed, and which of the two it is.
#[derive(Clone, Copy)]
pub struct FactorDraft {
    typed: RwSignal<String>,
    by_recovery: RwSignal<bool>,
}

impl FactorDraft {
    pub fn begin() -> Self {
        Self {
            typed: RwSignal::new(String::new()),
            by_recovery: RwSignal::new(false),
        }
    }

    pub fn code(self) -> Option<String> {
        (!self.by_recovery.get()).then(|| self.typed.get())
    }

    pub fn recovery_code(self) -> Option<String> {
        self.by_recovery.get().then(|| self.typed.get())
    }

    pub fn clear(self) {
        self.typed.set(String::new());
    }

    fn turn(self) {
        self.clear();
        self.by_recovery
            .update(|by_recovery| *by_recovery = !*by_recovery);
    }
}

#[component]
pub fn FactorField(form: Form, draft: FactorDraft, #[prop(optional)] autofocus: bool) -> AnyView {
    // `autofocus` counts for the first field of a page alone, and this one comes later.
    let focus = move |at: &str| browser::focus_next(format!("#{}", form.field_id(at)));
    if autofocus {
        focus("#/code");
    }
    let turn = move |_| {
        draft.turn();
        focus(match draft.by_recovery.get_untracked() {
            true => "#/recovery_code",
            false => "#/code",
        });
    };
    let field = move || match draft.by_recovery.get() {
        false => view! {
            <TextInput
                form
                at="#/code"
                label="Code from your phone"
                hint="Six digits, new ones every half minute."
                value=draft.typed
                autocomplete="one-time-code"
                inputmode="numeric"
            />
        },
        true => view! {
            <TextInput
                form
                at="#/recovery_code"
                label="Recovery code"
                hint="24 letters and digits. Each counts once."
                value=draft.typed
                class="mono"
            />
        },
    };
    let other = move || match draft.by_recovery.get() {
        false => "Use a recovery code",
        true => "Use the code from your phone",
    };
    view! {
        {live(field)}
        <p><button type="button" class="text-link" on:click=turn>{other}</button></p>
    }
    .into_any()
}
