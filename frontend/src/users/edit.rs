//! Changing a user's name, address or role, and a code for a lost password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::problem::ProblemCode;
use shared::users::{User, UserPatch};

use super::calls;
use super::code::CodeOnce;
use super::desk::Desk;
use super::form::{Typed, UserFields};
use crate::client::Key;
use crate::ui::button::Button;
use crate::ui::form::{Form, FormTrouble};

#[component]
pub fn UserForm(user: User, desk: Desk) -> AnyView {
    let email = user.email.clone().unwrap_or_default();
    let typed = Typed::new(&user.username, &email, user.role);
    let own = desk
        .session
        .me
        .with_untracked(|me| me.as_ref().is_some_and(|me| me.user.id == user.id));
    let known = user.clone();
    let patch = move || changes(typed, &known);
    let checked = patch.clone();
    let form = Form::new(move || shared::field::check(&checked()).err().unwrap_or_default());
    let username = user.username.clone();
    let disabled = user.disabled_at.is_some();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !form.busy.get_untracked() && form.ready() {
            save(desk, form, user.clone(), untrack(&patch));
        }
    };
    let make = Callback::new(move |()| desk.make_code());
    let code = move || {
        let username = username.clone();
        desk.code
            .get()
            .map(|code| view! { <CodeOnce username code/> })
    };
    view! {
        <form id="user-form" class="stack" on:submit=submit novalidate>
            <FormTrouble form/>
            <UserFields form typed own hint="A new role counts from the next click of this person."/>
            <section class="stack-2">
                <h3 class="label">"If the password is lost"</h3>
                {code}
                <p><Button label="Make a one-time code" disabled={disabled || own} press=make/></p>
                <p class="hint">{code_hint(own, disabled)}</p>
            </section>
        </form>
    }
    .into_any()
}

fn code_hint(own: bool, disabled: bool) -> &'static str {
    match (own, disabled) {
        (true, _) => {
            "Change your own password in your account, or ask another administrator for a code."
        }
        (false, true) => "A disabled user gets no code.",
        (false, false) => "The present password and all sessions end as soon as the code is made.",
    }
}

/// Only what differs.
fn changes(typed: Typed, user: &User) -> UserPatch {
    let username = typed.username.get().trim().to_owned();
    let email = typed.email.get().trim().to_owned();
    let role = typed.role.get();
    let old_email = user.email.as_deref().unwrap_or_default();
    UserPatch {
        username: Some(username).filter(|username| *username != user.username),
        email: Some(email).filter(|email| email != old_email),
        role: Some(role).filter(|role| *role != user.role),
    }
}

fn save(desk: Desk, form: Form, user: User, patch: UserPatch) {
    if patch == UserPatch::default() {
        desk.toasts.done("info", "Nothing is changed", Vec::new());
        return;
    }
    form.busy.set(true);
    spawn_local(async move {
        let answer = calls::update(&user, &patch, &Key::fresh()).await;
        form.busy.try_set(false);
        match answer {
            Ok(saved) => {
                desk.toasts.done(
                    "circle-check",
                    format!("{} saved", saved.username),
                    Vec::new(),
                );
                desk.show(saved);
            }
            Err(failure) if failure.is(ProblemCode::Stale) => {
                desk.user.again();
                desk.toasts.failed(
                    "Somebody changed this user meanwhile. The newest is loaded; change it again.",
                    Vec::new(),
                );
            }
            Err(failure) => form.refuse(&failure),
        }
    });
}
