//! The fields of a user: name, address, role with what it may.

use leptos::prelude::*;
use shared::permission::Role;

use crate::ui::form::Form;
use crate::ui::icon::Icon;
use crate::ui::input::TextInput;

/// What is typed.
#[derive(Clone, Copy)]
pub struct Typed {
    pub username: RwSignal<String>,
    pub email: RwSignal<String>,
    pub role: RwSignal<Role>,
}

impl Typed {
    pub fn new(username: &str, email: &str, role: Role) -> Self {
        Self {
            username: RwSignal::new(username.to_owned()),
            email: RwSignal::new(email.to_owned()),
            role: RwSignal::new(role),
        }
    }
}

#[component]
pub fn UserFields(
    form: Form,
    typed: Typed,
    /// The own role stays as it is.
    #[prop(optional)]
    own: bool,
    hint: &'static str,
) -> AnyView {
    view! {
        <TextInput form at="#/username" label="User name" value=typed.username hint="3 to 20 letters, numbers and underscores"/>
        <TextInput form at="#/email" label="E-mail" value=typed.email kind="email" inputmode="email"/>
        <RoleChoice form role=typed.role own hint/>
    }
    .into_any()
}

const fn may(role: Role) -> &'static str {
    match role {
        Role::Admin => "everything",
        Role::Manager => "corrects, completes, sees all figures",
        Role::Staff => "records jobs and expenditures",
        Role::Auditor => "reads everything, changes nothing",
    }
}

#[component]
fn RoleChoice(form: Form, role: RwSignal<Role>, own: bool, hint: &'static str) -> AnyView {
    form.register("#/role", "Role");
    let wrong = move || form.error("#/role");
    let choice = move |choice: Role| {
        view! {
            <label>
                <input type="radio" name="role" value=choice.as_str() prop:checked=move || role.get() == choice disabled=own on:change=move |_| role.set(choice)/>
                <span>{choice.label()}</span><small>{may(choice)}</small>
            </label>
        }
    };
    let note = move || {
        match wrong() {
        Some(error) => view! { <p class="error"><Icon name="circle-alert" class="small"/><span>{error}</span></p> }.into_any(),
        None if own => view! { <p class="hint">"Nobody changes the own role."</p> }.into_any(),
        None => view! { <p class="hint">{hint}</p> }.into_any(),
    }
    };
    view! {
        <fieldset class="field">
            <legend class="label">"Role"</legend>
            <div class="choices">{Role::ALL.iter().copied().map(choice).collect_view()}</div>
            {note}
        </fieldset>
    }
    .into_any()
}
