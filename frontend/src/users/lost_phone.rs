//! The way back for a user who lost the phone and the recovery codes.

use leptos::prelude::*;
use shared::users::User;

use super::calls;
use crate::task::Scope;
use crate::ui::acts::Acting;
use crate::ui::button::Button;
use crate::ui::changes::Change;
use crate::ui::fetched::Fetched;

#[component]
pub fn LostPhone(app: Acting, fetched: Fetched<User>, own: bool) -> AnyView {
    let (busy, scope) = (RwSignal::new(false), Scope::here());
    let remove = Callback::new(move |()| {
        let Some(user) = fetched.last.get_untracked() else {
            return;
        };
        busy.set(true);
        let work = async move {
            match calls::act(&user, "reset-factors").await {
                Ok(after) => {
                    let name = after.username.clone();
                    app.changes.tell(&Change::Done(after));
                    let told =
                        format!("{name} signs in with the password alone; all sessions ended");
                    app.toasts.done("circle-check", told, Vec::new());
                }
                Err(failure) => {
                    let told = format!("Nothing is removed: {}", failure.sentence());
                    app.toasts.failed(told, Vec::new());
                }
            }
        };
        scope.start(work, move |()| {
            busy.set(false);
            fetched.again();
        });
    });
    let hint = match own {
        true => "Turn your own second factor off in your account.",
        false => {
            "The second factor is removed and all sessions end; the password is enough until another one is set up."
        }
    };
    view! {
        <section class="stack-2">
            <h3 class="label">"If the phone is lost"</h3>
            <p><Button label="Remove the second factor" disabled=own busy busy_word="Removing…" press=remove/></p>
            <p class="hint">{hint}</p>
        </section>
    }
    .into_any()
}
