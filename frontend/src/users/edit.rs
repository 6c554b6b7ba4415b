//! Changing a user's name, address or role, and a code for a lost password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::problem::ProblemCode;
use shared::users::{User, UserPatch};

use super::calls;
use super::code::Code;
use super::form::{Typed, UserFields};
use super::ways_back::WaysBack;
use crate::client::Key;
use crate::ui::acts::{Acting, changed_by, use_acts};
use crate::ui::changes::Change;
use crate::ui::fetched::Fetched;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::unsaved::Unsaved;

#[component]
pub fn UserForm(user: User, fetched: Fetched<User>, code: RwSignal<Option<Code>>) -> AnyView {
    let app = use_acts();
    let email = user.email.clone().unwrap_or_default();
    let typed = Typed::new(&user.username, &email, user.role);
    let own = app
        .session
        .me
        .with_untracked(|me| me.as_ref().is_some_and(|me| me.user.id == user.id));
    let known = user.clone();
    let patch = move || changes(typed, &known);
    let (checked, looked_at) = (patch.clone(), patch.clone());
    let changed = Signal::derive(move || looked_at() != UserPatch::default());
    let form = Form::new(move || shared::field::check(&checked()).err().unwrap_or_default());
    let disabled = user.disabled_at.is_some();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !form.busy.get_untracked() && form.ready() {
            save(app, fetched, form, user.clone(), untrack(&patch));
        }
    };
    view! {
        <form id="user-form" class="stack" on:submit=submit novalidate>
            <Unsaved form changed/>
            <FormTrouble form/>
            <UserFields form typed own hint="A new role counts from the next click of this person."/>
            <WaysBack app fetched code own disabled/>
        </form>
    }
    .into_any()
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

fn save(app: Acting, fetched: Fetched<User>, form: Form, user: User, patch: UserPatch) {
    if patch == UserPatch::default() {
        app.toasts.done("info", "Nothing is changed", Vec::new());
        return;
    }
    let name = user.username.clone();
    let call = async move { calls::update(&user, &patch, &Key::fresh()).await };
    form.send(
        call,
        move |answer| match answer {
            Ok(saved) => tell_saved(app, saved),
            Err(failure) if failure.is(ProblemCode::Stale) => {
                fetched.again();
                let who = changed_by(app.session, &failure);
                let sentence = format!("{who}. The newest is loaded; change it again.");
                app.toasts.failed(sentence, Vec::new());
            }
            Err(failure) => form.refuse(&failure),
        },
        move |answer| match answer {
            Ok(saved) => tell_saved(app, saved),
            Err(failure) => app.toasts.failed(
                format!("{name} is as before: {}", failure.sentence()),
                Vec::new(),
            ),
        },
    );
}

fn tell_saved(app: Acting, saved: User) {
    let sentence = format!("{} saved", saved.username);
    app.changes.tell(&Change::Done(saved));
    app.toasts.done("circle-check", sentence, Vec::new());
}
