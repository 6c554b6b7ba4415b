//! Label above, control, then hint or error: the frame that every field shares.

use leptos::prelude::*;

use super::form::Form;
use super::icon::Icon;

/// A field's ids and its error, for a control inside the frame.
#[derive(Clone)]
pub struct Wiring {
    pub id: String,
    pub described_by: String,
    pub error: Signal<Option<String>>,
}

impl Wiring {
    pub fn new(form: Form, at: &str) -> Self {
        let id = form.field_id(at);
        let at = at.to_owned();
        Self {
            described_by: format!("{id}-note"),
            id,
            error: Signal::derive(move || form.error(&at)),
        }
    }
}

/// The frame around a control.
#[component]
pub fn Field(
    wiring: Wiring,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: MaybeProp<String>,
    /// The label is only read, as in a table's cell.
    #[prop(optional)]
    quiet_label: bool,
    children: Children,
) -> AnyView {
    let Wiring {
        id,
        described_by,
        error,
    } = wiring;
    let note = move || match (error.get(), hint.get()) {
        (Some(error), _) => view! {
            <span class="error">
                <Icon name="circle-alert" class="small"/>
                <span>{error}</span>
            </span>
        }
        .into_any(),
        (None, Some(hint)) => view! { <span class="hint">{hint}</span> }.into_any(),
        (None, None) => ().into_any(),
    };
    view! {
        <div class="field">
            <label for=id class:seen-by-readers=quiet_label>{label}</label>
            {children()}
            <div id=described_by aria-live="polite">{note}</div>
        </div>
    }
    .into_any()
}
