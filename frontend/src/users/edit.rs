//! Changing a user's name, address or role, and a code for a lost password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::problem::ProblemCode;
use shared::users::{User, UserPatch};

use super::calls;
use super::code::{Code, CodeOnce};
use super::form::{Typed, UserFields};
use super::lost_phone::LostPhone;
use crate::client::{Failure, Key};
use crate::task::Scope;
use crate::ui::acts::{Acting, changed_by, use_acts};
use crate::ui::button::Button;
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
    let username = user.username.clone();
    let disabled = user.disabled_at.is_some();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !form.busy.get_untracked() && form.ready() {
            save(app, fetched, form, user.clone(), untrack(&patch));
        }
    };
    let making = Making {
        app,
        fetched,
        code,
        scope: Scope::here(),
    };
    let make = Callback::new(move |()| making.run());
    let code = move || {
        let username = username.clone();
        code.get().map(|code| view! { <CodeOnce username code/> })
    };
    view! {
        <form id="user-form" class="stack" on:submit=submit novalidate>
            <Unsaved form changed/>
            <FormTrouble form/>
            <UserFields form typed own hint="A new role counts from the next click of this person."/>
            <section class="stack-2">
                <h3 class="label">"If the password is lost"</h3>
                {code}
                <p><Button label="Make a one-time code" disabled={disabled || own} press=make/></p>
                <p class="hint">{code_hint(own, disabled)}</p>
            </section>
            <LostPhone app fetched own/>
        </form>
    }
    .into_any()
}

fn code_hint(own: bool, disabled: bool) -> &'static str {
    match (own, disabled) {
        (true, _) => {
            "Change your own password in your account, or ask another administrator for a code."
        }
        (false, true) => "A disabled user gets no code.",
        (false, false) => "The present password and all sessions end as soon as the code is made.",
    }
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

/// A one-time code: shown in the drawer, and nowhere when that is gone.
#[derive(Clone, Copy)]
struct Making {
    app: Acting,
    fetched: Fetched<User>,
    code: RwSignal<Option<Code>>,
    scope: Scope,
}

impl Making {
    fn run(self) {
        let Some(user) = self.fetched.last.get_untracked() else {
            return;
        };
        let (app, name) = (self.app, user.username.clone());
        let refused = move |failure: &Failure| {
            app.toasts
                .failed(format!("No code: {}", failure.sentence()), Vec::new());
        };
        self.scope.start_or(
            async move { calls::make_code(&user).await },
            move |made| match made {
                Ok(made) => {
                    self.code.set(Some(Code {
                        code: made.code,
                        expires_at: made.expires_at,
                    }));
                    self.fetched.again();
                }
                Err(failure) => {
                    self.fetched.again();
                    refused(&failure);
                }
            },
            move |made| match made {
                Ok(_) => {
                    let sentence =
                        format!("A code for {name} was made and not seen. Make another one.");
                    app.toasts.done("info", sentence, Vec::new());
                }
                Err(failure) => refused(&failure),
            },
        );
    }
}
