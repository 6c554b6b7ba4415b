//! The only page while a second factor is overdue.

use leptos::prelude::*;

use super::factor::SecondFactor;
use crate::auth::sheet::Sheet;
use crate::session::use_session;
use crate::shell::bars::sign_out;
use crate::task::background;
use crate::ui::button::{Button, Weight};
use crate::ui::toasts::use_toasts;

#[component]
pub fn EnrolmentPage() -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
    let go_on = Callback::new(move |()| background(session.enter(false)));
    let leave = Callback::new(move |()| sign_out(session, toasts));
    view! {
        <Sheet title="Set up a second factor" note="This shop asks one of everybody whose work reaches this far. Your work goes on after it.">
            <SecondFactor done=go_on/>
            <p><Button label="Sign out" weight=Weight::Quiet press=leave/></p>
        </Sheet>
    }
    .into_any()
}
