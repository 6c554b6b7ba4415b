//! A new password: on its own page when one is due, and as a form in the account.

use leptos::prelude::*;
use shared::me::PasswordChange;

use super::calls;
use super::password_rules::{PasswordRules, checked, policy};
use super::sheet::Sheet;
use crate::client::Failure;
use crate::session::use_session;
use crate::ui::button::{Button, Weight};
use crate::ui::check::Check;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::PasswordInput;
use crate::ui::toasts::{Toasts, use_toasts};

/// Nothing else is open before a new password is chosen.
#[component]
pub fn NewPasswordPage() -> AnyView {
    view! {
        <Sheet title="Choose a new password" note="Somebody else set your password, or it falls short of the rules.">
            <NewPasswordForm/>
        </Sheet>
    }
    .into_any()
}

/// Asks for the present password and a new one; the other sessions of this user end.
#[component]
pub fn NewPasswordForm(
    /// For somebody who may have made tokens.
    #[prop(optional)]
    with_tokens: bool,
) -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
    let current = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let revoke_tokens = RwSignal::new(false);
    let draft = move || PasswordChange {
        current: current.get(),
        new: new.get(),
        revoke_tokens: revoke_tokens.get(),
    };
    let policy = policy();
    let form = Form::new(move || checked(&draft(), "#/new", &new.get(), policy.get()));
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() || !form.ready() {
            return;
        }
        let draft = untrack(draft);
        let call = async move {
            let tokens = calls::change_password(&draft).await?;
            session.take_new(&tokens).await;
            let told = "Password changed. Your other sessions have ended.";
            toasts.done("circle-check", told, Vec::new());
            Ok(())
        };
        form.send(
            call,
            move |answer: Result<(), Failure>| match answer {
                Ok(()) => {
                    current.set(String::new());
                    new.set(String::new());
                    form.begin_again();
                }
                Err(failure) => form.refuse_secret("#/current", &failure),
            },
            move |answer| told_elsewhere(toasts, answer),
        );
    };
    view! {
        <form class="stack" on:submit=save novalidate>
            <FormTrouble form/>
            <PasswordInput form at="#/current" label="Present password" value=current autocomplete="current-password"/>
            <PasswordInput form at="#/new" label="New password" value=new autocomplete="new-password"/>
            <PasswordRules password=new policy/>
            {with_tokens.then(|| view! { <Check label="Revoke my personal tokens, too" on=revoke_tokens/> })}
            <Button label="Change password" submit=true weight=Weight::Primary class="act" busy=form.busy/>
        </form>
    }
    .into_any()
}

/// The form was left before the answer came.
fn told_elsewhere(toasts: Toasts, answer: Result<(), Failure>) {
    if let Err(failure) = answer {
        let sentence = format!("The password is as before: {}", failure.sentence());
        toasts.failed(sentence, Vec::new());
    }
}
