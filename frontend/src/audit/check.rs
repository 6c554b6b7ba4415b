//! Whether the journal is as it was written: the newest verification, and a button for another one.

use std::time::Duration;

use leptos::prelude::*;
use shared::audit::Verification;
use shared::id::OperationId;
use shared::operations::{Operation, OperationStatus};
use shared::page::Page;

use super::address::around;
use super::calls;
use crate::session::{Session, use_session};
use crate::task::{Scope, every};
use crate::ui::amount::grouped;
use crate::ui::button::Button;
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::message::{Message, Tone};
use crate::ui::toasts::{Toasts, use_toasts};
use crate::ui::when;

const LOOK_EVERY: Duration = Duration::from_millis(700);

/// The newest verification, and the one that goes on.
#[derive(Clone, Copy)]
pub struct Check {
    newest: Fetched<Page<Verification>>,
    going_on: RwSignal<Option<OperationId>>,
    /// How far it is.
    done: RwSignal<(u64, u64)>,
    toasts: Toasts,
    scope: Scope,
}

impl Check {
    pub fn new() -> Self {
        let check = Self {
            newest: Fetched::new(|| (), |()| calls::verified()),
            going_on: RwSignal::new(None),
            done: RwSignal::new((0, 0)),
            toasts: use_toasts(),
            scope: Scope::here(),
        };
        every(LOOK_EVERY, move || check.look());
        check
    }

    pub fn button(self) -> AnyView {
        let busy = Signal::derive(move || self.going_on.with(Option::is_some));
        let press = Callback::new(move |()| self.begin());
        view! { <Button label="Verify the journal" icon="circle-check" busy busy_word="Verifying…" press/> }
            .into_any()
    }

    fn begin(self) {
        self.scope
            .start(calls::verify(), move |answer| match answer {
                Ok(begun) => self.follow(&begun),
                Err(failure) => {
                    let told = format!("The journal is not verified: {}", failure.sentence());
                    self.toasts.failed(told, Vec::new());
                }
            });
    }

    fn follow(self, operation: &Operation) {
        let progress = operation.progress;
        self.done.set((progress.done, progress.total));
        self.going_on.set(Some(operation.id));
    }

    fn look(self) {
        let Some(id) = self.going_on.get_untracked() else {
            return;
        };
        self.scope.start(calls::look(id), move |answer| {
            // An answer that does not come is asked for again.
            let Ok(operation) = answer else { return };
            if !operation.status.is_over() {
                return self.follow(&operation);
            }
            self.going_on.set(None);
            self.newest.again();
            if operation.status != OperationStatus::Done {
                let why = operation.problem.map(|problem| problem.detail);
                let told = format!("The journal is not verified. {}", why.unwrap_or_default());
                self.toasts.failed(told, Vec::new());
            }
        });
    }

    /// What is known of it, in a line.
    pub fn told(self) -> AnyView {
        let session = use_session();
        let newest = move || {
            let last = self.newest.last;
            last.with(|page| page.as_ref().and_then(|page| page.data.first().cloned()))
        };
        let line = move || {
            if self.going_on.with(Option::is_some) {
                let (done, total) = self.done.get();
                let count = |events: u64| grouped(&events.to_string());
                let told = format!(
                    "Verified so far: {} of {} events.",
                    count(done),
                    count(total)
                );
                return view! { <Message tone=Tone::Plain><p>{told}</p></Message> }.into_any();
            }
            match newest() {
                Some(found) => view! { <Found found session/> }.into_any(),
                None => ().into_any(),
            }
        };
        view! { <div role="status">{live(line)}</div> }.into_any()
    }
}

#[component]
fn Found(found: Verification, session: Session) -> AnyView {
    let at = found.created_at;
    let who = found
        .created_by
        .map(|user| format!(" by {}", user.username));
    let when = move || {
        format!(
            "{}{}",
            when::long(session, at),
            who.clone().unwrap_or_default()
        )
    };
    let events = grouped(&found.events.to_string());
    match found.bad {
        Some(bad) => view! {
            <Message tone=Tone::Bad>
                <p>
                    <b>"Event "{grouped(&bad.seq.to_string())}": "{bad.what}"."</b>" Verified "{when}". The "{events}" events before it are in their place. "
                    "Somebody was at the database itself: keep it as it is, and compare it with a backup. "
                    <a href=around(bad.seq)>"What lies around it"</a>
                </p>
            </Message>
        }
        .into_any(),
        None => {
            let checkpoints = match found.checkpoints {
                0 => String::new(),
                1 => " One signed checkpoint agrees.".to_owned(),
                count => format!(" {} signed checkpoints agree.", grouped(&count.to_string())),
            };
            let foreign = match found.foreign {
                0 => String::new(),
                count => format!(
                    " {} checkpoints in the server’s log are of another journal: was this one begun anew?",
                    grouped(&count.to_string())
                ),
            };
            let erased = match found.erased {
                0 => String::new(),
                count => format!(" The facts of {} were erased by law, as it tells.", grouped(&count.to_string())),
            };
            let pruned = match found.pruned {
                0 => String::new(),
                count => format!(" The {} before them were cut off, as it tells.", grouped(&count.to_string())),
            };
            view! {
                <Message tone=Tone::Good>
                    <p>"Verified "{when}": "{events}" events, each as it was written, none missing."{pruned}{checkpoints}{foreign}{erased}</p>
                </Message>
            }
            .into_any()
        }
    }
}
