//! Which screen is open for this visitor, and the address of every page.

use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;

use crate::auth::sign_in::SignInPage;
use crate::pages::{Office, Today, fetch_today_later, office, today};
use crate::prefs::Prefs;
use crate::session::{Phase, Session};
use crate::shell::unreachable::UnreachablePage;
use crate::ui::acts::Acting;
use crate::ui::changes::Changes;
use crate::ui::effect::{live, memo};
use crate::ui::icon::Mark;
use crate::ui::lazy::LazyScreen;
use crate::ui::lost_focus;
use crate::ui::pointer;
use crate::ui::toasts::{ToastRegion, Toasts};

/// The screens; an ended session keeps its own, with a dialog over it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Screen {
    Loading,
    SignIn,
    SetUp,
    NewPassword,
    Enrolment,
    Shell,
    Unreachable,
}

const fn screen(phase: Phase) -> Screen {
    match phase {
        Phase::Starting => Screen::Loading,
        Phase::Unreachable => Screen::Unreachable,
        Phase::SetUp => Screen::SetUp,
        Phase::SignedOut => Screen::SignIn,
        Phase::NewPassword => Screen::NewPassword,
        Phase::Enrolment => Screen::Enrolment,
        Phase::SignedIn | Phase::Ended => Screen::Shell,
    }
}

#[component]
pub fn App() -> AnyView {
    pointer::watch();
    lost_focus::watch();
    let session = Session::start();
    Prefs::provide();
    Toasts::provide();
    Changes::provide();
    Acting::provide();
    let screen = memo(move || screen(session.phase.get()));
    view! {
        <Router>
            {live(move || match screen.get() {
                Screen::Loading => hall(),
                Screen::SignIn => view! { <Outside/> }.into_any(),
                Screen::SetUp => view! { <LazyScreen part=|| Box::pin(office(Office::SetUp))/> }.into_any(),
                Screen::Enrolment => view! { <LazyScreen part=|| Box::pin(office(Office::Enrolment))/> }.into_any(),
                Screen::NewPassword => view! { <LazyScreen part=|| Box::pin(office(Office::NewPassword))/> }.into_any(),
                Screen::Shell => view! { <LazyScreen part=|| Box::pin(today(Today::Layout)) meanwhile=hall/> }.into_any(),
                Screen::Unreachable => view! { <UnreachablePage/> }.into_any(),
            })}
            <ToastRegion/>
        </Router>
    }
    .into_any()
}

/// What index.html shows as well: nobody knows yet who is there.
fn hall() -> AnyView {
    view! {
        <div class="frame-waiting" role="status">
            <div class="top">
                <span class="home"><Mark/><b>"Zehmo"</b></span>
                <span class="seen-by-readers">"is starting."</span>
            </div>
            <p class="slow-start muted" aria-hidden="true">"Zehmo is on its way. On a slow line this takes a moment."</p>
        </div>
    }
    .into_any()
}

/// What a stranger sees: the sign-in at every address, so that signing in leads on to it; and the way in by a code.
#[component]
fn Outside() -> AnyView {
    fetch_today_later();
    let path = use_location().pathname;
    let has_code = memo(move || path.with(|path| path == "/activate"));
    view! {
        {live(move || if has_code.get() { view! { <LazyScreen part=|| Box::pin(office(Office::Activate))/> }.into_any() } else { view! { <SignInPage second=|| Box::pin(office(Office::SecondStep))/> }.into_any() })}
    }
    .into_any()
}
