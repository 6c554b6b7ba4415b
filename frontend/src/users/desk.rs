//! What may be done to the user of the drawer, and where it is seen.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::users::User;

use super::calls;
use super::code::Code;
use super::list::People;
use crate::client::Failure;
use crate::session::Session;
use crate::ui::fetched::Fetched;
use crate::ui::toasts::{Act, Toasts};

/// The drawer's user, and where the effects of an act are seen.
#[derive(Clone, Copy)]
pub struct Desk {
    pub session: Session,
    pub toasts: Toasts,
    pub people: People,
    pub user: Fetched<User>,
    pub code: RwSignal<Option<Code>>,
}

impl Desk {
    pub fn show(self, changed: User) {
        self.people.show(&changed);
        self.user.change(|shown| *shown = changed);
    }

    /// A refused act: the user is read again, and the reason stays on the screen.
    fn refused(self, failure: &Failure) {
        self.user.again();
        self.toasts.failed(failure.sentence(), Vec::new());
    }

    pub fn disable(self) {
        let Some(user) = self.user.last.get_untracked() else {
            return;
        };
        spawn_local(async move {
            match calls::act(&user, "disable").await {
                Ok(disabled) => {
                    let sentence = format!("{} is disabled; all sessions ended", disabled.username);
                    self.show(disabled);
                    self.toasts
                        .undo("ban", sentence, Act::new("Undo", move || self.enable()));
                }
                Err(failure) => self.refused(&failure),
            }
        });
    }

    pub fn enable(self) {
        let Some(Some(user)) = self.user.last.try_get_untracked() else {
            return;
        };
        spawn_local(async move {
            match calls::act(&user, "enable").await {
                Ok(enabled) => {
                    let sentence = format!("{} may sign in again", enabled.username);
                    self.show(enabled);
                    self.toasts.done("circle-check", sentence, Vec::new());
                }
                Err(failure) => self.refused(&failure),
            }
        });
    }

    pub fn make_code(self) {
        let Some(user) = self.user.last.get_untracked() else {
            return;
        };
        spawn_local(async move {
            match calls::make_code(&user).await {
                Ok(made) => {
                    self.code.set(Some(Code {
                        code: made.code,
                        expires_at: made.expires_at,
                    }));
                    self.user.again();
                }
                Err(failure) => self.refused(&failure),
            }
        });
    }
}
