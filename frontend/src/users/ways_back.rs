//! The ways back for a user who cannot sign in: the password is lost, the phone is lost, or somebody guesses at the password
//! and new browsers must wait.

use leptos::prelude::*;
use shared::users::User;

use super::calls;
use super::code::{Code, CodeFor, CodeOnce};
use crate::client::Failure;
use crate::task::Scope;
use crate::ui::acts::Acting;
use crate::ui::button::Button;
use crate::ui::changes::Change;
use crate::ui::fetched::Fetched;

#[component]
pub fn WaysBack(
    app: Acting,
    fetched: Fetched<User>,
    code: RwSignal<Option<Code>>,
    own: bool,
    disabled: bool,
) -> AnyView {
    let way = Way {
        app,
        fetched,
        code,
        scope: Scope::here(),
        busy: RwSignal::new(false),
    };
    let no_code = disabled || own;
    let make = move |what_for| Callback::new(move |()| way.make(what_for));
    let remove = Callback::new(move |()| way.act(&NO_FACTOR));
    let unlock = Callback::new(move |()| way.act(&NO_WAIT));
    view! {
        <section class="stack-2">
            <h3 class="label">"If the password is lost"</h3>
            <Shown way what_for=CodeFor::Password/>
            <p><Button label="Make a one-time code" disabled=no_code press=make(CodeFor::Password)/></p>
            <p class="hint">{code_hint(own, disabled)}</p>
        </section>
        <section class="stack-2">
            <h3 class="label">"If the phone is lost"</h3>
            <p><Button label="Remove the second factor" disabled=own busy=way.busy busy_word="Removing…" press=remove/></p>
            <p class="hint">{phone_hint(own)}</p>
        </section>
        <section class="stack-2">
            <h3 class="label">"If the sign-in says to wait"</h3>
            <Shown way what_for=CodeFor::SignIn/>
            <p class="row">
                <Button label="End the wait" press=unlock/>
                <Button label="Make a sign-in code" disabled=no_code press=make(CodeFor::SignIn)/>
            </p>
            <p class="hint">"Wrong passwords make new browsers wait, never those that are known. If somebody goes on guessing, a code lets this person in once all the same."</p>
        </section>
    }
    .into_any()
}

/// The code that was made, where it was asked for.
#[component]
fn Shown(way: Way, what_for: CodeFor) -> AnyView {
    let username = move || {
        way.fetched
            .last
            .with_untracked(|user| user.as_ref().map(|user| user.username.clone()))
            .unwrap_or_default()
    };
    let shown = move || way.code.get().filter(|code| code.what_for == what_for);
    let view = move || shown().map(|code| view! { <CodeOnce username=username() code/> });
    view! { {view} }.into_any()
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

fn phone_hint(own: bool) -> &'static str {
    match own {
        true => "Turn your own second factor off in your account.",
        false => {
            "The second factor is removed and all sessions end; the password is enough until another one is set up."
        }
    }
}

/// What is done at a press, and what is said of it.
struct Deed {
    verb: &'static str,
    done: fn(&str) -> String,
    not_done: &'static str,
}

const NO_FACTOR: Deed = Deed {
    verb: "reset-factors",
    done: |name| format!("{name} signs in with the password alone; all sessions ended"),
    not_done: "Nothing is removed",
};

const NO_WAIT: Deed = Deed {
    verb: "unlock",
    done: |name| format!("{name} need not wait any more"),
    not_done: "The wait goes on",
};

#[derive(Clone, Copy)]
struct Way {
    app: Acting,
    fetched: Fetched<User>,
    /// Shown in the drawer, and nowhere when that is gone.
    code: RwSignal<Option<Code>>,
    scope: Scope,
    busy: RwSignal<bool>,
}

impl Way {
    fn act(self, deed: &'static Deed) {
        let Some(user) = self.fetched.last.get_untracked() else {
            return;
        };
        let app = self.app;
        self.busy.set(true);
        let work = async move {
            match calls::act(&user, deed.verb).await {
                Ok(after) => {
                    let told = (deed.done)(&after.username);
                    app.changes.tell(&Change::Done(after));
                    app.toasts.done("circle-check", told, Vec::new());
                }
                Err(failure) => {
                    let told = format!("{}: {}", deed.not_done, failure.sentence());
                    app.toasts.failed(told, Vec::new());
                }
            }
        };
        self.scope.start(work, move |()| {
            self.busy.set(false);
            self.fetched.again();
        });
    }

    fn make(self, what_for: CodeFor) {
        let Some(user) = self.fetched.last.get_untracked() else {
            return;
        };
        let (app, name) = (self.app, user.username.clone());
        let refused = move |failure: &Failure| {
            app.toasts
                .failed(format!("No code: {}", failure.sentence()), Vec::new());
        };
        self.scope.start_or(
            async move { calls::make_code(&user, what_for.verb()).await },
            move |made| {
                match made {
                    Ok(made) => self.code.set(Some(Code {
                        what_for,
                        code: made.code,
                        expires_at: made.expires_at,
                    })),
                    Err(failure) => refused(&failure),
                }
                self.fetched.again();
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
