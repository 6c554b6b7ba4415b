//! What follows on name and password: the second factor of whoever has one, or a code for whoever must wait.

use leptos::prelude::*;
use shared::factors::SecondFactor;
use shared::problem::ProblemCode;

use super::factor_field::{FactorDraft, FactorField};
use super::held_up::HeldUp;
use super::sign_in::{SignInButton, Typed, count_down, refused};
use crate::session::use_session;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::toasts::use_toasts;

#[component]
pub fn SecondStep() -> AnyView {
    match use_session().challenge.with_untracked(Option::is_some) {
        true => view! { <Factor/> }.into_any(),
        false => view! { <HeldUp/> }.into_any(),
    }
}

/// The password was right, the second factor is due.
#[component]
fn Factor() -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
    // A code that led here is used up.
    if let Some(typed) = use_context::<Typed>() {
        typed.has_code.set(false);
    }
    let factor = FactorDraft::begin();
    let draft = move || SecondFactor {
        ticket: session
            .challenge
            .get()
            .map(|challenge| challenge.ticket)
            .unwrap_or_default(),
        code: factor.code(),
        recovery_code: factor.recovery_code(),
    };
    let form = Form::new(move || shared::field::check(&draft()).err().unwrap_or_default());
    let wait_s = RwSignal::new(0_u32);
    count_down(wait_s);
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() || wait_s.get_untracked() > 0 || !form.ready() {
            return;
        }
        let draft = untrack(draft);
        form.send(
            async move { session.sign_in_with_factor(&draft).await },
            move |outcome| {
                let Err(failure) = outcome else { return };
                factor.clear();
                match failure.is(ProblemCode::SignIn) {
                    true => {
                        session.challenge.set(None);
                        toasts.failed(failure.sentence(), Vec::new());
                    }
                    false => refused(form, wait_s, &failure, &failure.sentence()),
                }
            },
            |_| {},
        );
    };
    let again = move |_| session.challenge.set(None);
    view! {
        <form class="stack" on:submit=save novalidate>
            <FormTrouble form/>
            <FactorField form draft=factor autofocus=true/>
            <SignInButton form wait_s/>
            <p><button type="button" class="text-link" on:click=again>"Start again with name and password"</button></p>
        </form>
    }
    .into_any()
}
