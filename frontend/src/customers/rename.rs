//! A new name for a customer, in a small dialog.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::customers::{Customer, CustomerPatch};
use shared::problem::{FieldCode, FieldError, ProblemCode};

use super::calls;
use crate::client::{Failure, Key};
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::effect::effect;
use crate::ui::fetched::Fetched;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::TextInput;
use crate::ui::toasts::use_toasts;

#[component]
pub fn RenameDialog(
    open: RwSignal<bool>,
    customer: Signal<Customer>,
    fetched: Fetched<Customer>,
) -> AnyView {
    let name = RwSignal::new(String::new());
    let draft = move || CustomerPatch {
        name: shared::text::clean(&name.get()),
    };
    let form = Form::new(move || shared::field::check(&draft()).err().unwrap_or_default());
    let save = Rename {
        open,
        name,
        form,
        fetched,
    };
    // Each opening begins with the name as it stands.
    effect(move || {
        if open.get() {
            name.set(customer.with_untracked(|customer| customer.name.clone()));
            form.begin_again();
        }
    });
    let toasts = use_toasts();
    let press = Callback::new(move |()| save.run(toasts));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        save.run(toasts);
    };
    let acts = move || {
        let close = Callback::new(move |()| open.set(false));
        view! {
            <Button label="Cancel" press=close/>
            <Button label="Save name" weight=Weight::Primary busy=form.busy press/>
        }
    };
    view! {
        <Dialog open title="Rename the customer" acts>
            <form on:submit=submit novalidate class="stack">
                <FormTrouble form/>
                <TextInput form at="#/name" label="Name" value=name autofocus=true hint="All jobs of this customer follow."/>
            </form>
        </Dialog>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Rename {
    open: RwSignal<bool>,
    name: RwSignal<String>,
    form: Form,
    fetched: Fetched<Customer>,
}

impl Rename {
    fn run(self, toasts: crate::ui::toasts::Toasts) {
        let form = self.form;
        if form.busy.get_untracked() || !form.ready() {
            return;
        }
        let Some(customer) = self.fetched.last.get_untracked() else {
            return;
        };
        let patch = CustomerPatch {
            name: shared::text::clean(&self.name.get_untracked()),
        };
        let was = customer.name.clone();
        let tell = move |renamed: &Customer| {
            let sentence = format!("{was} is now {}", renamed.name);
            toasts.done("pencil", sentence, Vec::new());
        };
        let (name, tell_later) = (customer.name.clone(), tell.clone());
        let call = async move { calls::rename(&customer, &patch, &Key::fresh()).await };
        form.send(
            call,
            move |answer| match answer {
                Ok(renamed) => {
                    self.open.set(false);
                    tell(&renamed);
                    self.fetched.change(|shown| *shown = renamed);
                }
                Err(failure) if failure.is(ProblemCode::Stale) => {
                    self.fetched.again();
                    form.trouble.set(Some("This customer was changed meanwhile. The name is loaded anew; save again to put yours in its place.".to_owned()));
                }
                Err(failure) => form.refuse(&placed(failure)),
            },
            move |answer| match answer {
                Ok(renamed) => tell_later(&renamed),
                Err(failure) => toasts.failed(
                    format!("The name is still {name}: {}", failure.sentence()),
                    Vec::new(),
                ),
            },
        );
    }
}

/// A name that another customer has is the field's trouble.
fn placed(failure: Failure) -> Failure {
    let Failure::Refused(mut refusal) = failure else {
        return failure;
    };
    if refusal.problem.code == ProblemCode::Taken && refusal.problem.errors.is_empty() {
        let issue =
            shared::field::FieldIssue::new(FieldCode::Duplicate, refusal.problem.detail.clone());
        refusal.problem.errors = vec![FieldError::at_pointer("#/name", issue)];
    }
    Failure::Refused(refusal)
}
