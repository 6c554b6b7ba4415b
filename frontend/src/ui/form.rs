//! The state of one form: what the shared rules find wrong, what the server refused, and when to say so.
//!
//! A field is silent until something was typed and it was left; then it follows every key. Saving speaks for all at once.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use shared::field::FieldIssue;
use shared::problem::{FieldCode, FieldError, ProblemCode};

use crate::browser;
use crate::client::Failure;
use crate::task::Scope;
use crate::ui::effect::memo;
use crate::ui::pointer;

/// One form. Belongs to the page that shows it.
#[derive(Clone, Copy)]
pub struct Form {
    /// Tells its fields from those of another form in the same page.
    name: &'static str,
    found: Memo<Vec<FieldError>>,
    refused: RwSignal<Vec<FieldError>>,
    edited: RwSignal<BTreeSet<String>>,
    left: RwSignal<BTreeSet<String>>,
    tried: RwSignal<bool>,
    /// Pointer and label of each field, in the order in which they stand in the form.
    labels: RwSignal<Vec<(String, String)>>,
    /// The texts that are typed, by pointer.
    texts: StoredValue<BTreeMap<String, RwSignal<String>>>,
    /// A save is on its way.
    pub busy: RwSignal<bool>,
    /// What is wrong with the form as a whole.
    pub trouble: RwSignal<Option<String>>,
    scope: Scope,
}

impl Form {
    /// `check` runs the shared rules over the draft; it is a function of the page's signals.
    pub fn new(check: impl Fn() -> Vec<FieldError> + Send + Sync + 'static) -> Self {
        Self::within("f", check)
    }

    /// A second form of a page: the ids of its fields begin with its name.
    pub fn within(
        name: &'static str,
        check: impl Fn() -> Vec<FieldError> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name,
            found: memo(check),
            refused: RwSignal::new(Vec::new()),
            edited: RwSignal::new(BTreeSet::new()),
            left: RwSignal::new(BTreeSet::new()),
            tried: RwSignal::new(false),
            labels: RwSignal::new(Vec::new()),
            texts: StoredValue::new(BTreeMap::new()),
            busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
            scope: Scope::here(),
        }
    }

    /// Sends what the form says; what follows is done in the form, or `elsewhere` when the form was left meanwhile.
    pub fn send<T: 'static>(
        self,
        call: impl Future<Output = T> + 'static,
        then: impl FnOnce(T) + 'static,
        elsewhere: impl FnOnce(T) + 'static,
    ) {
        self.busy.set(true);
        let here = move |answer| {
            self.busy.set(false);
            then(answer);
        };
        self.scope.start_or(call, here, elsewhere);
    }

    /// One more step before the form says how it went.
    pub fn go_on<T: 'static>(
        self,
        call: impl Future<Output = T> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        self.scope.start(call, then);
    }

    /// The element id of the field at a pointer.
    pub fn field_id(self, at: &str) -> String {
        id_in(self.name, at)
    }

    /// A field names itself, so that a summary can name it.
    pub fn register(self, at: &str, label: &str) {
        self.labels
            .update_untracked(|labels| name_field(labels, at, label));
    }

    /// The text that is typed at a pointer, so that it can be read from its field.
    pub fn keep_text(self, at: &str, text: RwSignal<String>) {
        self.texts.update_value(|texts| {
            texts.insert(at.to_owned(), text);
        });
    }

    /// Password managers fill fields without telling: what stands in them counts.
    fn read_fields(self) {
        let texts = self.texts.get_value();
        for (at, text) in texts {
            let field = browser::find(&format!("#{}", self.field_id(&at)));
            let Some(value) = field.as_ref().and_then(browser::text_in) else {
                continue;
            };
            if text.try_with_untracked(|text| *text != value) == Some(true) {
                self.changed(&at);
                text.set(value);
            }
        }
    }

    /// What stands under the field at this JSON pointer (reactive).
    pub fn error(self, at: &str) -> Option<String> {
        let refused = self.refused.with(|errors| details(errors, at));
        let speak = self.tried.get() || self.left.with(|left| left.contains(at));
        let found = if speak {
            self.found.with(|errors| details(errors, at))
        } else {
            None
        };
        found.or(refused)
    }

    /// The field lost the focus; a field that is taken away loses it when its form is gone already.
    ///
    /// What stands below moves when the field speaks, so that it waits until the pointer that took the focus has clicked.
    pub fn left(self, at: &str) {
        let edited = self.edited.try_with_untracked(|edited| edited.contains(at));
        let spoken = self.left.try_with_untracked(|left| left.contains(at));
        if edited == Some(true) && spoken == Some(false) {
            let at = at.to_owned();
            pointer::after_click(move || {
                self.left.try_update(|left| left.insert(at));
            });
        }
    }

    /// The field's value changed: what the server said of the old one no longer counts.
    pub fn changed(self, at: &str) {
        self.edited
            .update_untracked(|edited| edited.insert(at.to_owned()));
        if self.refused.with_untracked(|errors| {
            errors
                .iter()
                .any(|error| error.pointer.as_deref() == Some(at))
        }) {
            self.refused
                .update(|errors| errors.retain(|error| error.pointer.as_deref() != Some(at)));
        }
    }

    /// Whether a person changed this field since the form began.
    pub fn is_edited(self, at: &str) -> bool {
        self.edited.with_untracked(|edited| edited.contains(at))
    }

    /// The field is gone: one that comes in its place has its own past.
    pub fn forget(self, at: &str) {
        self.changed(at);
        self.edited.update_untracked(|edited| edited.remove(at));
        self.left.update(|left| {
            left.remove(at);
        });
    }

    /// The wrong fields that are shown now: pointer and label (reactive).
    pub fn wrong(self) -> Vec<(String, String)> {
        let labels = self.labels.get();
        labels
            .into_iter()
            .filter(|(at, _)| self.error(at).is_some())
            .collect()
    }

    /// Before saving: true when all rules hold; else every wrong field says so and the first gets the focus.
    pub fn ready(self) -> bool {
        self.read_fields();
        self.tried.set(true);
        self.trouble.set(None);
        let right = self.found.with_untracked(Vec::is_empty);
        if !right {
            self.focus_first_wrong();
        }
        right
    }

    /// After a refusal: each field says what the server said of it, the rest is the form's trouble.
    pub fn refuse(self, failure: &Failure) {
        let errors = failure.fields().to_vec();
        let known = |error: &FieldError| {
            let at = error.pointer.as_deref().unwrap_or_default();
            self.labels
                .with_untracked(|labels| labels.iter().any(|(known, _)| known == at))
        };
        let all_placed = !errors.is_empty() && errors.iter().all(known);
        self.refused.set(errors);
        self.trouble.set((!all_placed).then(|| failure.sentence()));
        self.focus_first_wrong();
    }

    /// As `refuse`, where a secret is among the fields: that it is wrong is said under it.
    pub fn refuse_secret(self, at: &str, failure: &Failure) {
        if !failure.is(ProblemCode::BadCredentials) {
            return self.refuse(failure);
        }
        let issue = FieldIssue::new(FieldCode::UnknownReference, failure.sentence());
        self.refused.set(vec![FieldError::at_pointer(at, issue)]);
        self.trouble.set(None);
        self.focus_first_wrong();
    }

    /// Of this form: another one of the page may have its own wrong fields.
    fn focus_first_wrong(self) {
        browser::focus_soon(format!("[id^={}-][aria-invalid=true]", self.name));
    }

    /// As if nothing had been typed yet.
    pub fn begin_again(self) {
        self.refused.set(Vec::new());
        self.edited.update_untracked(BTreeSet::clear);
        self.left.set(BTreeSet::new());
        self.tried.set(false);
        self.trouble.set(None);
        self.busy.set(false);
    }
}

fn details(errors: &[FieldError], at: &str) -> Option<String> {
    let texts: Vec<&str> = errors
        .iter()
        .filter(|error| error.pointer.as_deref() == Some(at))
        .map(|error| error.detail.as_str())
        .collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// A field is named after those before it; one of a list, which may come late, after the others of its list.
fn name_field(labels: &mut Vec<(String, String)>, at: &str, label: &str) {
    if let Some((_, known)) = labels.iter_mut().find(|(known, _)| known == at) {
        label.clone_into(known);
        return;
    }
    let list = |at: &str| at.split('/').nth(1).map(str::to_owned);
    let last = labels
        .iter()
        .rposition(|(known, _)| list(known) == list(at));
    let place = last.map_or(labels.len(), |last| last.saturating_add(1));
    labels.insert(place, (at.to_owned(), label.to_owned()));
}

/// `#/items/0/quantity` of the form `f` is `f-items-0-quantity`.
fn id_in(form: &str, at: &str) -> String {
    let path = at.trim_start_matches("#/").replace('/', "-");
    format!("{form}-{path}")
}

/// Says how many fields are wrong and leads to each, from three wrong fields on.
#[component]
pub fn FormSummary(form: Form) -> AnyView {
    let lines = move || {
        let wrong = form.wrong();
        if wrong.len() < 3 {
            return None;
        }
        let count = wrong.len();
        let links: Vec<_> = wrong.into_iter().map(|(at, label)| {
            let target = format!("#{}", form.field_id(&at));
            view! { <button type="button" on:click=move |_| browser::focus_soon(target.clone())>{label}</button> }
        }).collect();
        Some(view! {
            <super::message::Message tone=super::message::Tone::Bad>
                <p class="row"><b>{format!("{count} fields need attention:")}</b> {links}</p>
            </super::message::Message>
        })
    };
    view! { <div class="line-if-any" aria-live="polite">{lines}</div> }.into_any()
}

/// What is wrong with the form as a whole.
#[component]
pub fn FormTrouble(form: Form) -> AnyView {
    let line = move || {
        form.trouble.get().map(|trouble| {
            view! { <super::message::Message tone=super::message::Tone::Bad><p>{trouble}</p></super::message::Message> }
        })
    };
    view! { <div class="line-if-any">{line}</div> }.into_any()
}

#[cfg(test)]
mod tests;
