//! The second step of a sign-in: the password was right, the second factor is due.

use leptos::prelude::*;
use shared::factors::SecondFactor;
use shared::problem::ProblemCode;

use super::factor_field::{FactorDraft, FactorField};
use super::sign_in::{count_down, refused, waiting};
use crate::session::use_session;
use crate::ui::button::{Button, Weight};
use crate::ui::form::{Form, FormTrouble};
use crate::ui::toasts::use_toasts;

#[component]
pub fn SecondStep() -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
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
    let label = Signal::derive(move || waiting("Sign in", wait_s.get()));
    view! {
        <form class="stack" on:submit=save novalidate>
            <FormTrouble form/>
            <FactorField form draft=factor autofocus=true/>
            <Button
                label
                submit=true
                weight=Weight::Primary
                class="act wide"
                busy=form.busy
                busy_word="Signing in…"
                disabled=Signal::derive(move || wait_s.get() > 0)
            />
            <p><button type="button" class="text-link" on:click=again>"Start again with name and password"</button></p>
        </form>
    }
    .into_any()
}
