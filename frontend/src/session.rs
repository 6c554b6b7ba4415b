//! Who is signed in, in this tab: the one global of the app, with the access token kept in memory only.

pub mod access;
mod hint;
mod idle;
mod tabs;

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use shared::auth::SignIn;
use shared::currency::Currency;
use shared::me::Me;
use shared::permission::Permission;
use shared::problem::ProblemCode;

use crate::browser;
use crate::client::{Call, Failure, early};
use crate::draft;

/// Which room of the house is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Nobody knows yet.
    Starting,
    /// The server could not be asked who is signed in.
    Unreachable,
    /// The shop has no user yet.
    SetUp,
    SignedOut,
    /// Signed in, but nothing is open before a new password is chosen.
    NewPassword,
    SignedIn,
    /// The session ended under an open page, which stays behind the sign-in dialog.
    Ended,
}

/// The signals everybody may read; made once, at start.
#[derive(Clone, Copy)]
pub struct Session {
    pub phase: RwSignal<Phase>,
    pub me: RwSignal<Option<Me>>,
    pub connected: RwSignal<bool>,
    /// When the last answer came (milliseconds since 1970, this computer's clock).
    pub heard_at: RwSignal<i64>,
    /// Milliseconds until the session ends for want of work; none while that is far away.
    pub ends_in_ms: RwSignal<Option<i64>>,
    /// Rises with every change that this tab made.
    pub changes: RwSignal<u32>,
    /// A newer build than this page's is being served.
    pub outdated: RwSignal<bool>,
}

/// By then the first page has asked for what it shows.
const FIRST_PAGE: Duration = Duration::from_secs(5);

thread_local! {
    static SESSION: std::cell::Cell<Option<Session>> = const { std::cell::Cell::new(None) };
}

#[derive(Serialize)]
pub(crate) struct Nothing {}

impl Session {
    /// Makes the session, asks the server who is signed in, and listens to the other tabs.
    pub fn start() -> Self {
        let session = Self {
            phase: RwSignal::new(Phase::Starting),
            me: RwSignal::new(None),
            connected: RwSignal::new(true),
            heard_at: RwSignal::new(browser::now_ms()),
            ends_in_ms: RwSignal::new(None),
            changes: RwSignal::new(0),
            outdated: RwSignal::new(false),
        };
        SESSION.set(Some(session));
        provide_context(session);
        tabs::listen(session);
        idle::watch(session);
        spawn_local(session.resume());
        session
    }

    /// Whether the signed-in user holds a right (reactive).
    pub fn may(self, permission: Permission) -> bool {
        self.me.with(|me| {
            me.as_ref()
                .is_some_and(|me| me.permissions.contains(&permission))
        })
    }

    /// The user's name, or nothing (reactive).
    pub fn username(self) -> String {
        self.me.with(|me| {
            me.as_ref()
                .map(|me| me.user.username.clone())
                .unwrap_or_default()
        })
    }

    /// The shop's name, or the product's (reactive).
    pub fn shop_name(self) -> String {
        self.me.with(|me| {
            me.as_ref()
                .map_or_else(|| "Zehmo".to_owned(), |me| me.settings.shop_name.clone())
        })
    }

    /// The shop's time zone (reactive).
    pub fn zone(self) -> String {
        self.me.with(|me| {
            me.as_ref()
                .map_or_else(|| "UTC".to_owned(), |me| me.settings.time_zone.clone())
        })
    }

    /// The shop's currency (reactive).
    pub fn currency(self) -> Currency {
        self.me
            .with(|me| me.as_ref().map_or(Currency::NGN, |me| me.settings.currency))
    }

    /// Asks again who is signed in, after the server could not be reached.
    pub fn retry(self) {
        self.phase.set(Phase::Starting);
        spawn_local(self.resume());
    }

    async fn resume(self) {
        draft::claim_tab().await;
        self.ask_who().await;
        set_timeout(early::forget, FIRST_PAGE);
    }

    async fn ask_who(self) {
        if !hint::may_be_alive() {
            self.phase.set(Phase::SignedOut);
            return self.look_for_set_up().await;
        }
        match access::refresh(true).await {
            Ok(must_change) => self.enter(must_change).await,
            Err(Failure::Refused(refusal)) => match refusal.problem.code {
                ProblemCode::SetupRequired => self.phase.set(Phase::SetUp),
                ProblemCode::Busy
                | ProblemCode::OutcomeUnknown
                | ProblemCode::Internal
                | ProblemCode::SlowDown => self.phase.set(Phase::Unreachable),
                _ => {
                    hint::forget();
                    self.phase.set(Phase::SignedOut)
                }
            },
            Err(_) => self.phase.set(Phase::Unreachable),
        }
    }

    /// Beside the sign-in that is shown already: a shop without a user sets itself up first.
    async fn look_for_set_up(self) {
        let asked = Call::get("/auth/password-policy").open().done().await;
        let is_due = asked.is_err_and(|failure| failure.is(ProblemCode::SetupRequired));
        if is_due && self.phase.get_untracked() == Phase::SignedOut {
            self.phase.set(Phase::SetUp);
        }
    }

    /// Signs in with a password and opens the house.
    pub async fn sign_in(self, credentials: &SignIn) -> Result<(), Failure> {
        let session = Call::post("/auth/sign-in")
            .open()
            .json(credentials)
            .send()
            .await?;
        let must_change = access::take(&session);
        self.enter(must_change).await;
        Ok(())
    }

    /// Reads who I am and opens the page, or says that a new password is due.
    pub async fn enter(self, must_change: bool) {
        if must_change {
            self.phase.set(Phase::NewPassword);
            return;
        }
        match self.load_me().await {
            Ok(()) => {
                self.phase.set(Phase::SignedIn);
                self.ends_in_ms.set(None);
                tabs::tell_signed_in(self);
                access::wake();
            }
            Err(failure) if failure.is(ProblemCode::MustChangePassword) => {
                self.phase.set(Phase::NewPassword)
            }
            Err(failure) if access::is_over(&failure) => self.phase.set(Phase::SignedOut),
            Err(_) => self.phase.set(Phase::Unreachable),
        }
    }

    /// Reads the user, the rights and the shop's settings again.
    pub async fn load_me(self) -> Result<(), Failure> {
        let me: Me = Call::get("/me").send().await?;
        let (other_user, newer_build) = self.me.with_untracked(|old| {
            old.as_ref().map_or((false, false), |old| {
                (old.user.id != me.user.id, old.build != me.build)
            })
        });
        if other_user {
            browser::load("/");
        }
        if newer_build {
            self.outdated.set(true);
        }
        self.me.set(Some(me));
        Ok(())
    }

    /// Ends the session here and in all tabs, and leaves nothing of it behind.
    pub async fn sign_out(self) -> Result<(), Failure> {
        let csrf = access::csrf().await?;
        Call::post("/auth/sign-out")
            .open()
            .header("X-CSRF-Token", csrf)
            .json(&Nothing {})
            .done()
            .await?;
        self.gone();
        Ok(())
    }

    /// The session has ended by this person's wish, here and in all tabs.
    pub fn gone(self) {
        tabs::tell_signed_out();
        self.leave();
    }

    fn leave(self) {
        draft::forget_all();
        access::drop_token();
        hint::forget();
        browser::load("/sign-in");
    }

    /// The session is over: the page stays, a dialog asks for the password.
    fn end(self) {
        access::drop_token();
        self.ends_in_ms.set(None);
        if matches!(
            self.phase.get_untracked(),
            Phase::SignedIn | Phase::Starting
        ) {
            self.phase.set(Phase::Ended);
        }
    }
}

/// The session of this tab.
pub fn current() -> Option<Session> {
    SESSION.get()
}

/// Takes this tab's name for the life of the page; says whether no other tab has it.
pub async fn claim_tab(tab: &str) -> bool {
    tabs::claim(&format!("zehmo-tab-{tab}")).await
}

/// The person wants to stay signed in.
pub fn stay(session: Session) {
    idle::stay(session);
}

/// Every call tells whether an answer came.
pub fn note_connection(connected: bool) {
    let Some(session) = current() else { return };
    if connected {
        session.heard_at.set(browser::now_ms());
    }
    if session.connected.get_untracked() != connected {
        session.connected.set(connected);
    }
}

/// Every call that changed something tells so.
pub fn note_change() {
    if let Some(session) = current() {
        session
            .changes
            .update(|changes| *changes = changes.wrapping_add(1));
    }
}

/// The session from inside a component.
///
/// # Panics
/// Never in this app: `App` provides it before anything else is drawn.
pub fn use_session() -> Session {
    expect_context()
}
