//! Sign-in: name and password, one neutral refusal, and the wait when there were too many tries.

use std::time::Duration;

use leptos::prelude::*;
use shared::auth::SignIn;
use shared::problem::ProblemCode;

use super::sheet::Sheet;
use crate::client::Failure;
use crate::session::use_session;
use crate::task::every;
use crate::ui::button::{Button, Weight};
use crate::ui::effect::{live, memo};
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::{PasswordInput, TextInput};
use crate::ui::lazy::{LazyPart, PartLoading};

/// The page.
#[component]
pub fn SignInPage(
    /// The second step, and the way round a wait; their code comes when it is wanted.
    second: fn() -> PartLoading,
) -> AnyView {
    view! {
        <Sheet title="Sign in" note="You are signed out when nothing is done for a while, and when you close the browser.">
            <SignInForm second/>
            <hr/>
            <p class="small muted">"Forgot the password? Ask an admin for a code."<br/><a href="/activate">"I have a code"</a></p>
        </Sheet>
    }
    .into_any()
}

/// The form, on the page and in the dialog over a page whose session ended: the password, then the second factor of
/// whoever has one.
#[component]
pub fn SignInForm(
    second: fn() -> PartLoading,
    /// Who was signed in: the name stands there already.
    #[prop(optional, into)]
    username: String,
) -> AnyView {
    let session = use_session();
    let is_due = memo(move || session.challenge.with(Option::is_some));
    let known = !username.is_empty();
    let typed = Typed {
        username: RwSignal::new(username),
        password: RwSignal::new(String::new()),
        has_code: RwSignal::new(false),
    };
    provide_context(typed);
    live(move || match is_due.get() || typed.has_code.get() {
        true => view! { <LazyPart part=second/> }.into_any(),
        false => view! { <PasswordForm typed known/> }.into_any(),
    })
    .into_any()
}

/// What is typed, for whichever form of the sign-in stands there.
#[derive(Clone, Copy)]
pub struct Typed {
    pub username: RwSignal<String>,
    pub password: RwSignal<String>,
    /// Whoever must wait may have a code that ends it.
    pub has_code: RwSignal<bool>,
}

#[component]
fn PasswordForm(
    typed: Typed,
    /// The name stands there already.
    known: bool,
) -> AnyView {
    let session = use_session();
    let Typed {
        username, password, ..
    } = typed;
    let must_wait = RwSignal::new(false);
    let draft = move || SignIn {
        username: username.get().trim().to_owned(),
        password: password.get(),
        ..SignIn::default()
    };
    let form = Form::new(move || shared::field::check(&draft()).err().unwrap_or_default());
    let wait_s = RwSignal::new(0_u32);
    count_down(wait_s);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() || wait_s.get_untracked() > 0 || !form.ready() {
            return;
        }
        let credentials = untrack(draft);
        form.send(
            async move { session.sign_in(&credentials).await },
            move |outcome| {
                if let Err(failure) = outcome
                    && !failure.is(ProblemCode::MfaRequired)
                {
                    refused(
                        form,
                        wait_s,
                        &failure,
                        "User name or password is not right.",
                    );
                    must_wait.set(wait_s.get_untracked() > 0);
                }
            },
            |_| {},
        );
    };
    view! {
        <form class="stack" on:submit=save novalidate>
            <FormTrouble form/>
            <TextInput form at="#/username" label="User name" value=username autocomplete="username" autofocus=!known/>
            <PasswordInput form at="#/password" label="Password" value=password autocomplete="current-password" autofocus=known/>
            <SignInButton form wait_s/>
            <Show when=move || must_wait.get()>
                <p><button type="button" class="text-link" on:click=move |_| typed.has_code.set(true)>"I have a sign-in code"</button></p>
            </Show>
        </form>
    }
    .into_any()
}

/// Sends the form, once its user need not wait.
#[component]
pub fn SignInButton(form: Form, wait_s: RwSignal<u32>) -> AnyView {
    view! {
        <Button
            label=Signal::derive(move || waiting("Sign in", wait_s.get()))
            submit=true
            weight=Weight::Primary
            class="act wide"
            busy=form.busy
            busy_word="Signing in…"
            disabled=Signal::derive(move || wait_s.get() > 0)
        />
    }
    .into_any()
}

/// Shows why a secret was not taken: `wrong`, or how long to wait.
pub fn refused(form: Form, wait_s: RwSignal<u32>, failure: &Failure, wrong: &str) {
    let wait = failure
        .refusal()
        .filter(|_| failure.is(ProblemCode::SlowDown))
        .and_then(|refusal| refusal.retry_after_s);
    match wait {
        Some(seconds) => {
            let unit = if seconds == 1 { "second" } else { "seconds" };
            form.trouble.set(Some(format!(
                "Too many tries. Try again in {seconds} {unit}."
            )));
            wait_s.set(seconds);
        }
        None if failure.is(ProblemCode::BadCredentials) => {
            form.trouble.set(Some(wrong.to_owned()));
        }
        None => form.refuse(failure),
    }
}

/// `Sign in in 12 s`
pub fn waiting(act: &str, seconds: u32) -> String {
    match seconds {
        0 => act.to_owned(),
        seconds => format!("{act} in {seconds} s"),
    }
}

/// Counts the seconds of a wait down to nothing.
pub fn count_down(wait_s: RwSignal<u32>) {
    every(Duration::from_secs(1), move || {
        if wait_s.get_untracked() > 0 {
            wait_s.update(|seconds| *seconds = seconds.saturating_sub(1));
        }
    });
}
