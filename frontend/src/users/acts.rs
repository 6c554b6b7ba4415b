//! What may be done to a user: disabled, and let in again; ui/acts.rs does it.

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use shared::money::Money;
use shared::users::User;

use super::calls;
use crate::client::Failure;
use crate::ui::acts::{Act, Acting};
use crate::ui::changes::{Change, Record};
use crate::ui::toasts;

impl Record for User {
    fn same(&self, other: &Self) -> bool {
        self.id == other.id
    }

    fn amount(&self) -> Option<Money> {
        None
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum UserAct {
    Disable,
    Enable,
}

impl Act for UserAct {
    type On = User;

    fn about(user: &User) -> String {
        format!("user/{}", user.id)
    }

    fn read(user: &User) -> LocalBoxFuture<'static, Result<User, Failure>> {
        calls::find(user.id).boxed_local()
    }

    fn is_met(&self, user: &User) -> bool {
        user.disabled_at.is_some() == (*self == Self::Disable)
    }

    /// Who may come in is never guessed.
    fn guess(&self, _user: &User) -> Option<Change<User>> {
        None
    }

    fn send(&self, user: User) -> LocalBoxFuture<'static, Result<User, Failure>> {
        let verb = match self {
            Self::Disable => "disable",
            Self::Enable => "enable",
        };
        async move { calls::act(&user, verb).await }.boxed_local()
    }

    fn done(&self, app: Acting, _before: &User, after: User) {
        let (about, name) = (Self::about(&after), after.username.clone());
        match self {
            Self::Disable => {
                let undo = toasts::Act::new("Undo", move || app.run(after.clone(), Self::Enable));
                let sentence = format!("{name} is disabled; all sessions ended");
                app.toasts.undo(about, "ban", sentence, undo);
            }
            Self::Enable => {
                let sentence = format!("{name} may sign in again");
                app.toasts
                    .done_about(about, "circle-check", sentence, Vec::new());
            }
        }
    }

    fn still(&self, user: &User) -> String {
        let so = match self {
            Self::Disable => "is still let in",
            Self::Enable => "is still disabled",
        };
        format!("{} {so}", user.username)
    }
}
