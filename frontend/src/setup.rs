//! First run: prove that it is you, name the shop, make the first admin.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::auth::{PasswordPolicy, SignIn};
use shared::currency::Currency;
use shared::problem::ProblemCode;
use shared::setup::SetupDraft;

use crate::auth::password_rules::{PasswordRules, checked};
use crate::browser;
use crate::client::{Call, Failure};
use crate::session::{Phase, Session, use_session};
use crate::ui::button::{Button, Weight};
use crate::ui::form::{Form, FormSummary, FormTrouble};
use crate::ui::icon::Mark;
use crate::ui::input::{PasswordInput, Select, TextInput};

/// What is typed, before it is a draft.
#[derive(Clone, Copy)]
struct Typed {
    token: RwSignal<String>,
    shop_name: RwSignal<String>,
    currency: RwSignal<String>,
    time_zone: RwSignal<String>,
    username: RwSignal<String>,
    email: RwSignal<String>,
    password: RwSignal<String>,
}

impl Typed {
    fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            token: empty(),
            shop_name: empty(),
            currency: RwSignal::new("NGN".to_owned()),
            time_zone: RwSignal::new(browser::zones::own()),
            username: empty(),
            email: empty(),
            password: empty(),
        }
    }

    fn draft(self) -> SetupDraft {
        SetupDraft {
            token: self.token.get().trim().to_owned(),
            username: self.username.get().trim().to_owned(),
            email: self.email.get().trim().to_owned(),
            password: self.password.get(),
            shop_name: shared::text::clean(&self.shop_name.get()),
            currency: self
                .currency
                .with(|code| code.parse())
                .unwrap_or(Currency::NGN),
            time_zone: self.time_zone.get(),
        }
    }
}

#[component]
pub fn SetupPage() -> AnyView {
    document().set_title("Set up · Zehmo");
    view! {
        <main class="setup">
            <Explanation/>
            <SetupForm/>
        </main>
    }
    .into_any()
}

#[component]
fn Explanation() -> AnyView {
    let steps = [
        (
            "Prove that it is you",
            "The set-up token shows that you can read the files of this computer.",
        ),
        (
            "Name the shop",
            "Currency and time zone rule every figure and every “today”.",
        ),
        (
            "Make the first admin",
            "You add the others afterwards, each with an own password.",
        ),
    ];
    let step = |(at, (title, why)): (usize, (&'static str, &'static str))| {
        view! {
            <li>
                <span class="step-number" aria-hidden="true">{at.saturating_add(1)}</span>
                <div><b>{title}</b><p class="small muted">{why}</p></div>
            </li>
        }
    };
    view! {
        <section class="setup-side">
            <p class="row brand"><Mark large=true/><b>"Zehmo"</b></p>
            <h1>"Set up your shop"</h1>
            <p class="muted">"This page is seen once. Nobody can sign in until it is done, and there is no password to begin with."</p>
            <ol class="stack">{steps.into_iter().enumerate().map(step).collect_view()}</ol>
        </section>
    }
    .into_any()
}

#[component]
fn SetupForm() -> AnyView {
    let session = use_session();
    let typed = Typed::new();
    let form = Form::new(move || {
        checked(
            &typed.draft(),
            "#/password",
            &typed.password.get(),
            PasswordPolicy::GUIDE,
        )
    });
    let save = move || save(session, form, typed);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        save();
    };
    let keys = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save();
        }
    };
    view! {
        <form class="setup-sheet" on:submit=submit on:keydown=keys novalidate>
            <FormTrouble form/>
            <FormSummary form/>
            <TextInput form at="#/token" label="Set-up token" value=typed.token class="mono" autofocus=true
                hint="The line in the file setup-token. The window in which Zehmo was started says where it lies. It is good for 24 hours."/>
            <hr/>
            <ShopFields form typed/>
            <hr/>
            <AdminFields form typed/>
            <div class="row">
                <span class="push"></span>
                <Button label="Create shop and admin" submit=true weight=Weight::Primary class="act" keys=&["Ctrl", "Enter"] busy=form.busy busy_word="Creating…"/>
            </div>
        </form>
    }
    .into_any()
}

/// Makes shop and admin, and signs the admin in.
fn save(session: Session, form: Form, typed: Typed) {
    if form.busy.get_untracked() || !form.ready() {
        return;
    }
    let draft = untrack(|| typed.draft());
    let call = async move {
        Call::post("/setup").open().json(&draft).done().await?;
        let credentials = SignIn {
            username: draft.username,
            password: draft.password,
            ..SignIn::default()
        };
        session.sign_in(&credentials).await
    };
    form.send(
        call,
        move |outcome: Result<(), Failure>| match outcome {
            Ok(()) => {}
            // Somebody else was quicker: the shop is set up.
            Err(failure) if failure.is(ProblemCode::NotFound) => {
                session.phase.set(Phase::SignedOut);
            }
            Err(failure) => form.refuse_secret("#/token", &failure),
        },
        |_| {},
    );
}

#[component]
fn ShopFields(form: Form, typed: Typed) -> AnyView {
    let currencies: Vec<(String, String)> = Currency::all()
        .map(|currency| {
            (
                currency.code().to_owned(),
                format!(
                    "{} {} ({})",
                    currency.symbol(),
                    currency.name(),
                    currency.code()
                ),
            )
        })
        .collect();
    let zones: Vec<(String, String)> = browser::zones::all()
        .into_iter()
        .map(|zone| (zone.clone(), zone))
        .collect();
    view! {
        <TextInput form at="#/shop_name" label="Shop name" value=typed.shop_name autocomplete="organization"/>
        <div class="pair">
            <Select form at="#/currency" label="Currency" value=typed.currency options=currencies hint="Fixed once the first sale is saved."/>
            <Select form at="#/time_zone" label="Time zone" value=typed.time_zone options=zones/>
        </div>
    }
    .into_any()
}

#[component]
fn AdminFields(form: Form, typed: Typed) -> AnyView {
    view! {
        <div class="pair">
            <TextInput form at="#/username" label="User name" value=typed.username autocomplete="username" hint="3 to 20 letters, numbers and underscores"/>
            <TextInput form at="#/email" label="E-mail" value=typed.email kind="email" autocomplete="email" inputmode="email"/>
        </div>
        <div class="stack-2">
            <PasswordInput form at="#/password" label="Password" value=typed.password autocomplete="new-password"/>
            <PasswordRules password=typed.password policy=PasswordPolicy::GUIDE/>
        </div>
    }
    .into_any()
}
