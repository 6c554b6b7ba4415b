//! The account page.

use leptos::prelude::*;

use super::devices::Devices;
use super::factor::SecondFactor;
use super::notices::Notices;
use super::sessions::Sessions;
use super::tokens::Tokens;
use crate::auth::new_password::NewPasswordForm;
use crate::prefs::use_prefs;
use crate::session::use_session;
use crate::shell::bars::sign_out;
use crate::ui::button::Button;
use crate::ui::page_head::PageHead;
use crate::ui::segments::{Choice, Segments};
use crate::ui::toasts::use_toasts;

const fn choice(value: &'static str, label: &'static str, icon: Option<&'static str>) -> Choice {
    Choice { value, label, icon }
}

const THEMES: [Choice; 3] = [
    choice("", "System", Some("monitor")),
    choice("light", "Light", Some("sun")),
    choice("dark", "Dark", Some("moon")),
];
const DENSITIES: [Choice; 2] = [
    choice("", "Comfortable", None),
    choice("compact", "Compact", None),
];
const KEYS: [Choice; 2] = [choice("", "On", None), choice("off", "Off", None)];

#[component]
pub fn AccountPage() -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
    let who = Signal::derive(move || {
        session.me.with(|me| {
            let me = me.as_ref()?;
            Some(format!("{}, {}", me.user.username, me.user.role.label()))
        })
    });
    let leave = Callback::new(move |()| sign_out(session, toasts));
    view! {
        <section class="page">
            <div class="page-top">
                <PageHead title="Account" note=Signal::derive(move || who.get().unwrap_or_default())>
                    <Button label="Sign out" icon="log-out" press=leave/>
                </PageHead>
            </div>
            <div class="page-body account">
                <Part title="Password" why="All your other sessions end when it changes."><NewPasswordForm with_tokens=true/></Part>
                <Part title="Second factor" why="A code from your phone, beside the password. What you do with users and settings asks for it, too."><SecondFactor/></Part>
                <Part title="Sessions" why="Where you are signed in. End what you do not know, then change the password."><Sessions/></Part>
                <Part title="Known browsers" why="You signed in with them before: whoever guesses your password elsewhere does not slow them down."><Devices/></Part>
                <Part title="Personal tokens" why="For programs that call Zehmo in your name. Whoever has one can do what it allows."><Tokens/></Part>
                <Part title="Notices" id="notices" why="What happened to your account, the newest first. What you cannot explain, tell an admin."><Notices/></Part>
                <Part title="Look" why="For this browser only."><Look/></Part>
                <Part title="Keys" id="keys" why="Single letters such as n and / act outside fields. Ctrl K, Ctrl Enter and Esc always work."><Keys/></Part>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Part(
    title: &'static str,
    why: &'static str,
    #[prop(optional)] id: &'static str,
    children: Children,
) -> AnyView {
    view! {
        <section class="part" id=id>
            <div><h2>{title}</h2><p class="small muted">{why}</p></div>
            <div class="panel-box">{children()}</div>
        </section>
    }
    .into_any()
}

#[component]
fn Look() -> AnyView {
    let prefs = use_prefs();
    view! {
        <div class="stack">
            <Segments label="Theme" name="theme" choices=&THEMES value=prefs.theme choose=Callback::new(move |to| prefs.theme.set(to))/>
            <Segments label="Rows" name="density" choices=&DENSITIES value=prefs.density choose=Callback::new(move |to| prefs.density.set(to))/>
        </div>
    }
    .into_any()
}

#[component]
fn Keys() -> AnyView {
    let prefs = use_prefs();
    view! { <Segments label="Single letters" name="single-keys" choices=&KEYS value=prefs.keys choose=Callback::new(move |to| prefs.keys.set(to))/> }.into_any()
}
