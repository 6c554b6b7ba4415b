//! A one-time code from an admin sets the password of its user. A link carries the code behind `#`.

use leptos::prelude::*;
use shared::auth::Activate;

use super::calls;
use super::password_rules::{PasswordRules, checked, policy};
use super::sheet::Sheet;
use crate::ui::button::{Button, Weight};
use crate::ui::effect::live;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::{PasswordInput, TextInput};
use crate::ui::message::{Message, Tone};

#[component]
pub fn ActivatePage() -> AnyView {
    let linked = location_hash().unwrap_or_default();
    let code = RwSignal::new(linked);
    let password = RwSignal::new(String::new());
    let done = RwSignal::new(false);
    let draft = move || Activate {
        code: code.get().trim().to_owned(),
        password: password.get(),
    };
    let policy = policy();
    let form = Form::new(move || checked(&draft(), "#/password", &password.get(), policy.get()));
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() || !form.ready() {
            return;
        }
        let draft = untrack(draft);
        form.send(
            async move { calls::activate(&draft).await },
            move |answer| match answer {
                Ok(()) => done.set(true),
                Err(failure) => form.refuse_secret("#/code", &failure),
            },
            |_| {},
        );
    };
    let fields = move || {
        view! {
            <form class="stack" on:submit=save novalidate>
                <FormTrouble form/>
                <TextInput form at="#/code" label="Code" value=code class="mono" hint="An admin gives it to you. It works once." autofocus=true/>
                <PasswordInput form at="#/password" label="New password" value=password autocomplete="new-password"/>
                <PasswordRules password policy/>
                <Button label="Set password" submit=true weight=Weight::Primary class="act wide" busy=form.busy/>
            </form>
        }
        .into_any()
    };
    let told = || {
        view! { <Message tone=Tone::Good><p>"The password is set. Sign in with it."</p></Message> }
            .into_any()
    };
    view! {
        <Sheet title="Set your password">
            {live(move || if done.get() { told() } else { fields() })}
            <hr/>
            <p class="small"><a href="/sign-in">"Go to the sign-in"</a></p>
        </Sheet>
    }
    .into_any()
}
