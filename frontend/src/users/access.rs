//! Where somebody is signed in, with which second factor, and which programs act in their name: what an administrator ends
//! when a phone is lost or a person has left.

use leptos::prelude::*;
use shared::factors::Factors;
use shared::id::UserId;
use shared::users::User;

use super::calls;
use crate::me::{SessionLines, TokenLines, Whose};
use crate::session::use_session;
use crate::task::Scope;
use crate::ui::acts::use_acts;
use crate::ui::button::Button;
use crate::ui::changes::Change;
use crate::ui::fetched::Fetched;
use crate::ui::icon::Icon;
use crate::ui::loaded::Loaded;
use crate::ui::when;

#[component]
pub fn Access(id: UserId, user: Fetched<User>) -> AnyView {
    let whose = Whose::User(id);
    let again = RwSignal::new(0);
    let factors = Fetched::new(move || again.get(), move |_| calls::factors(id));
    let factor = move |factors: Signal<Factors>| view! { <Factor factors/> }.into_any();
    view! {
        <div class="stack">
        <section class="stack-2">
            <h3 class="label">"Signed in"</h3>
            <div><SessionLines whose again=again.into()/></div>
            <EndAll id user again/>
        </section>
        <section class="stack-2">
            <h3 class="label">"Second factor"</h3>
            <div><Loaded what=factors name="The second factor" rows=1 children=factor/></div>
        </section>
        <section class="stack-2">
            <h3 class="label">"Personal tokens"</h3>
            <div><TokenLines whose/></div>
        </section>
        </div>
    }
    .into_any()
}

#[component]
fn Factor(factors: Signal<Factors>) -> AnyView {
    let session = use_session();
    let line = move || {
        let factors = factors.get();
        let Some(totp) = factors.totp else {
            return view! { <p class="muted">"None: the password is enough."</p> }.into_any();
        };
        let left = match factors.recovery_codes_left {
            1 => "1 recovery code left".to_owned(),
            left => format!("{left} recovery codes left"),
        };
        view! {
            <ul class="lines"><li>
                <Icon name="shield"/>
                <span>"An app on the phone"</span>
                <small class="muted">"since " {move || when::long(session, totp.since)} " · " {left}</small>
            </li></ul>
        }
        .into_any()
    };
    view! { {line} }.into_any()
}

/// Ends every session of this person; their own are ended in the account.
#[component]
fn EndAll(id: UserId, user: Fetched<User>, again: RwSignal<u32>) -> AnyView {
    let app = use_acts();
    let own = move || {
        let me = app.session.me;
        me.with(|me| me.as_ref().is_some_and(|me| me.user.id == id))
    };
    let (busy, scope) = (RwSignal::new(false), Scope::here());
    let end = Callback::new(move |()| {
        let Some(user) = user.last.get_untracked() else {
            return;
        };
        busy.set(true);
        let work = async move {
            match calls::act(&user, "end-sessions").await {
                Ok(after) => {
                    let told = format!("{} is signed out everywhere", after.username);
                    app.changes.tell(&Change::Done(after));
                    app.toasts.done("log-out", told, Vec::new());
                }
                Err(failure) => {
                    let told = format!("Nobody was signed out: {}", failure.sentence());
                    app.toasts.failed(told, Vec::new());
                }
            }
        };
        scope.start(work, move |()| {
            busy.set(false);
            again.update(|again| *again += 1);
        });
    });
    view! {
        <Show when=move || !own() fallback=|| view! { <p class="hint">"End your own in your account."</p> }>
            <p><Button label="Sign out everywhere" busy busy_word="Signing out…" press=end/></p>
        </Show>
    }
    .into_any()
}
