//! The own second factor: setting it up, its recovery codes, turning it off.

use leptos::prelude::*;
use shared::factors::{Factors, RecoveryCodes, TotpCode, TotpFactor, TotpSecret};

use super::calls;
use super::factor_text::in_fours;
use super::recovery_codes::CodesOnce;
use crate::auth::calls::factors;
use crate::session::use_session;
use crate::task::Scope;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::TextInput;
use crate::ui::loaded::Loaded;
use crate::ui::toasts::use_toasts;
use crate::ui::when;

/// What is being done here.
#[derive(Clone)]
enum Doing {
    Nothing,
    SettingUp(TotpSecret),
    /// Shown this once.
    Codes(RecoveryCodes),
}

#[derive(Clone, Copy)]
struct Own {
    factors: Fetched<Factors>,
    doing: RwSignal<Doing>,
}

/// `done` runs when a factor is on and its recovery codes are kept.
#[component]
pub fn SecondFactor(#[prop(optional)] done: Option<Callback<()>>) -> AnyView {
    let own = Own {
        factors: Fetched::new(|| (), |()| factors()),
        doing: RwSignal::new(Doing::Nothing),
    };
    let shown = move |factors: Signal<Factors>| {
        let state = move || match own.doing.get() {
            Doing::SettingUp(secret) => view! { <SetUp own secret/> }.into_any(),
            Doing::Codes(codes) => {
                let done = Callback::new(move |()| {
                    own.doing.set(Doing::Nothing);
                    if let Some(done) = done {
                        done.run(());
                    }
                });
                view! { <CodesOnce codes done/> }.into_any()
            }
            Doing::Nothing => match factors.get().totp {
                None => view! { <Off own/> }.into_any(),
                Some(totp) => {
                    view! { <On own totp left=factors.get().recovery_codes_left/> }.into_any()
                }
            },
        };
        live(state).into_any()
    };
    view! { <Loaded what=own.factors name="Second factor" rows=2 children=shown/> }.into_any()
}

#[component]
fn Off(own: Own) -> AnyView {
    let session = use_session();
    let due = move || {
        session.factor_due_at().map(|due| view! { <p class="strong">{format!("This shop asks one of you by {}.", when::long(session, due))}</p> })
    };
    let toasts = use_toasts();
    let (busy, scope) = (RwSignal::new(false), Scope::here());
    let begin = Callback::new(move |()| {
        busy.set(true);
        scope.start(calls::begin_totp(), move |begun| {
            busy.set(false);
            match begun {
                Ok(secret) => own.doing.set(Doing::SettingUp(secret)),
                Err(failure) => toasts.failed(failure.sentence(), Vec::new()),
            }
        });
    });
    view! {
        <div class="stack">
            <p>"Off. With it, nobody signs in who has the password alone: a code from your phone is asked, too."</p>
            {due}
            <p><Button label="Set up" weight=Weight::Primary class="act" busy busy_word="Making a secret…" press=begin/></p>
        </div>
    }
    .into_any()
}

#[component]
fn On(own: Own, totp: TotpFactor, left: u8) -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
    let asks = RwSignal::new(false);
    let (busy, scope) = (RwSignal::new(false), Scope::here());
    let renew = Callback::new(move |()| {
        busy.set(true);
        scope.start(calls::new_recovery_codes(), move |made| {
            busy.set(false);
            match made {
                Ok(codes) => {
                    own.factors
                        .change(|factors| factors.recovery_codes_left = 10);
                    own.doing.set(Doing::Codes(codes));
                }
                Err(failure) => toasts.failed(failure.sentence(), Vec::new()),
            }
        });
    });
    let turn_off = Callback::new(move |()| asks.set(true));
    let low =
        (left < 4).then(|| view! { <p class="strong">"Make new ones before they run out."</p> });
    view! {
        <div class="stack">
            <p>"On since " {move || when::long(session, totp.since)} ". " {format!("{left} of 10 recovery codes are left.")}</p>
            {low}
            <p class="row">
                <Button label="New recovery codes" class="act" busy busy_word="Making codes…" press=renew/>
                <Button label="Turn off" weight=Weight::Quiet class="act" press=turn_off/>
            </p>
            <TurnOff own open=asks/>
        </div>
    }
    .into_any()
}

#[component]
fn TurnOff(own: Own, open: RwSignal<bool>) -> AnyView {
    let toasts = use_toasts();
    let (busy, scope) = (RwSignal::new(false), Scope::here());
    let turn_off = Callback::new(move |()| {
        busy.set(true);
        scope.start(calls::remove_totp(), move |outcome| {
            busy.set(false);
            open.set(false);
            match outcome {
                Ok(()) => {
                    own.factors.change(|factors| factors.totp = None);
                    let told = "The second factor is off. Your other sessions have ended.";
                    toasts.done("circle-check", told, Vec::new());
                }
                Err(failure) => {
                    let told = format!("The second factor is still on: {}", failure.sentence());
                    toasts.failed(told, Vec::new());
                }
            }
        });
    });
    let keep = Callback::new(move |()| open.set(false));
    let acts = move || {
        view! {
            <Button label="Keep it on" weight=Weight::Quiet class="first" press=keep/>
            <Button label="Turn off" weight=Weight::Danger busy busy_word="Turning off…" press=turn_off/>
        }
    };
    view! {
        <Dialog open title="Turn the second factor off?" class="narrow" acts>
            <p class="muted">"The password alone is enough then. The recovery codes count no more, and your other sessions end."</p>
        </Dialog>
    }
    .into_any()
}

#[component]
fn SetUp(own: Own, secret: TotpSecret) -> AnyView {
    let code = RwSignal::new(String::new());
    let draft = move || TotpCode { code: code.get() };
    let form = Form::new(move || shared::field::check(&draft()).err().unwrap_or_default());
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() || !form.ready() {
            return;
        }
        let draft = untrack(draft);
        form.send(
            async move { calls::activate_totp(&draft).await },
            move |answer| match answer {
                Ok(codes) => {
                    own.factors.again();
                    own.doing.set(Doing::Codes(codes));
                }
                Err(failure) => form.refuse_secret("#/code", &failure),
            },
            |_| {},
        );
    };
    let cancel = Callback::new(move |()| own.doing.set(Doing::Nothing));
    let groups = in_fours(&secret.secret);
    view! {
        <form class="stack" on:submit=save novalidate>
            <FormTrouble form/>
            <p>"1. Open an app for such codes on your phone (Aegis, FreeOTP, Google Authenticator, 1Password) and let it take this picture."</p>
            <QrPicture qr=secret.qr/>
            <p>"Or type the secret: " <code class="one-time-code">{groups}</code></p>
            <p>"2. Type the code that the app shows now."</p>
            <TextInput form at="#/code" label="Code from your phone" value=code autocomplete="one-time-code" inputmode="numeric" autofocus=true/>
            <p class="row">
                <Button label="Turn on" submit=true weight=Weight::Primary class="act" busy=form.busy busy_word="Checking…"/>
                <Button label="Cancel" weight=Weight::Quiet class="act" press=cancel/>
            </p>
        </form>
    }
    .into_any()
}

/// Black on white in both themes, with the quiet border that readers need.
#[component]
fn QrPicture(qr: shared::factors::Qr) -> AnyView {
    let side = qr.size.saturating_add(8);
    view! {
        <svg class="qr" role="img" aria-label="The secret as a picture for the phone" viewBox=format!("-4 -4 {side} {side}") shape-rendering="crispEdges">
            <path fill="white" d=format!("M-4 -4h{side}v{side}h-{side}z")/>
            <path fill="black" d=qr.path/>
        </svg>
    }
    .into_any()
}
