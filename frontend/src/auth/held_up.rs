//! The way round a wait: somebody else guesses at this account, so new browsers wait; an admin's code ends it.

use leptos::prelude::*;
use shared::auth::SignIn;
use shared::problem::ProblemCode;

use super::factor_field::{FactorDraft, FactorField};
use super::sign_in::{SignInButton, Typed, count_down, refused};
use crate::browser;
use crate::session::use_session;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::{PasswordInput, TextInput};

#[component]
pub fn HeldUp() -> AnyView {
    let session = use_session();
    let typed = expect_context::<Typed>();
    let (code, factor) = (RwSignal::new(String::new()), FactorDraft::begin());
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let draft = move || SignIn {
        username: typed.username.get().trim().to_owned(),
        password: typed.password.get(),
        sign_in_code: given(Some(code.get().trim().to_owned())),
        code: given(factor.code()),
        recovery_code: given(factor.recovery_code()),
    };
    let form = Form::new(move || shared::field::check(&draft()).err().unwrap_or_default());
    // `autofocus` counts for the first field of a page alone, and this one comes later.
    browser::focus_next(format!("#{}", form.field_id("#/sign_in_code")));
    let wait_s = RwSignal::new(0_u32);
    count_down(wait_s);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() || wait_s.get_untracked() > 0 || !form.ready() {
            return;
        }
        let credentials = untrack(draft);
        let wrong = "User name, password or code is not right.";
        form.send(
            async move { session.sign_in(&credentials).await },
            move |outcome| {
                if let Err(failure) = outcome
                    && !failure.is(ProblemCode::MfaRequired)
                {
                    factor.clear();
                    refused(form, wait_s, &failure, wrong);
                }
            },
            |_| {},
        );
    };
    view! {
        <form class="stack" on:submit=save novalidate>
            <FormTrouble form/>
            <p class="muted">"Somebody may be guessing at your password, so new browsers wait. With a code from an admin you need not."</p>
            <TextInput form at="#/sign_in_code" label="Sign-in code" value=code class="mono" hint="An admin gives it to you. It works once."/>
            <TextInput form at="#/username" label="User name" value=typed.username autocomplete="username"/>
            <PasswordInput form at="#/password" label="Password" value=typed.password autocomplete="current-password"/>
            <details>
                <summary>"I have a second factor"</summary>
                <div class="stack"><FactorField form draft=factor/></div>
            </details>
            <SignInButton form wait_s/>
            <p><button type="button" class="text-link" on:click=move |_| typed.has_code.set(false)>"Back to name and password"</button></p>
        </form>
    }
    .into_any()
}
