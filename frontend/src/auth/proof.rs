//! Over the page: is it still you? What waits for the answer goes on by itself.

use leptos::prelude::*;
use shared::auth::StepUp;

use super::calls;
use super::factor_field::{FactorDraft, FactorField};
use super::sign_in::{count_down, refused, waiting};
use crate::session::{Session, proof, use_session};
use crate::task::Scope;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::effect::effect;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::PasswordInput;

#[component]
pub fn ProofDialog() -> AnyView {
    let session = use_session();
    let open = RwSignal::new(false);
    let wait_s = RwSignal::new(0_u32);
    count_down(wait_s);
    let password = RwSignal::new(String::new());
    let (factor, has_factor) = (FactorDraft::begin(), RwSignal::new(false));
    let draft = move || StepUp {
        password: password.get(),
        code: has_factor.get().then(|| factor.code()).flatten(),
        recovery_code: has_factor.get().then(|| factor.recovery_code()).flatten(),
    };
    let form = Form::new(move || shared::field::check(&draft()).err().unwrap_or_default());
    follow(session, open, move || {
        password.set(String::new());
        factor.clear();
        form.begin_again();
    });
    look_for_factor(session, form, has_factor);
    let prove = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() || wait_s.get_untracked() > 0 || !form.ready() {
            return;
        }
        let draft = untrack(draft);
        form.send(
            async move { proof::give(session, &draft).await },
            move |outcome| {
                if let Err(failure) = outcome {
                    refused(form, wait_s, &failure, &failure.sentence());
                }
            },
            |_| {},
        );
    };
    let cancel = Callback::new(move |()| open.set(false));
    let label = Signal::derive(move || waiting("Go on", wait_s.get()));
    let acts =
        move || view! { <Button label="Cancel" weight=Weight::Quiet class="first" press=cancel/> };
    view! {
        <Dialog open title=Signal::derive(move || format!("Is it still you, {}?", session.username())) class="narrow" acts>
            <p class="muted">"This needs your password again, because you signed in more than ten minutes ago."</p>
            <form class="stack" on:submit=prove novalidate>
                <FormTrouble form/>
                <PasswordInput form at="#/password" label="Password" value=password autocomplete="current-password" autofocus=true/>
                <Show when=move || has_factor.get()><FactorField form draft=factor/></Show>
                <Button
                    label
                    submit=true
                    weight=Weight::Primary
                    class="act wide"
                    busy=form.busy
                    busy_word="Checking…"
                    disabled=Signal::derive(move || wait_s.get() > 0)
                />
            </form>
        </Dialog>
    }
    .into_any()
}

/// Opens when the server asks, closes when it has its proof. Esc and Cancel close it without one.
fn follow(session: Session, open: RwSignal<bool>, begin_again: impl Fn() + 'static) {
    effect(move || {
        let wanted = session.proof_wanted.get();
        open.set(wanted);
        if !wanted {
            begin_again();
        }
    });
    effect(move || {
        if !open.get() && session.proof_wanted.get_untracked() {
            proof::withheld(session);
        }
    });
}

/// Whoever has a second factor shows that, too.
fn look_for_factor(session: Session, form: Form, has_factor: RwSignal<bool>) {
    let scope = Scope::here();
    effect(move || {
        if session.proof_wanted.get() {
            scope.start(calls::factors(), move |factors| match factors {
                Ok(factors) => has_factor.set(factors.totp.is_some()),
                Err(failure) => form.trouble.set(Some(failure.sentence())),
            });
        }
    });
}
