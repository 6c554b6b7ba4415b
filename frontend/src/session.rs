//! Who is signed in, in this tab: the one global of the app, with the access token kept in memory only.

pub mod access;
mod bearer;
mod hint;
mod idle;
mod messages;
pub mod proof;
mod sign_in;
mod tabs;
mod who;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::{LocalBoxFuture, Shared, pending};
use leptos::prelude::*;
use serde::Serialize;
use shared::auth::Session as Tokens;
use shared::challenge::FactorChallenge;
use shared::me::Me;
use shared::problem::ProblemCode;

use crate::browser;
use crate::client::bearer::carry;
use crate::client::{Call, Failure, early};
use crate::draft;
use crate::task::background;

/// Which screen is open.
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
    /// Signed in, but nothing is open before a second factor is set up.
    Enrolment,
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
    /// Whole minutes since 1970 by the server's clock: what shows the day or the hour follows it.
    pub minute: RwSignal<i64>,
    /// Rises with every change that this tab made.
    pub changes: RwSignal<u32>,
    /// Changes that are sent again, because their answer did not come.
    pub asked_again: RwSignal<u32>,
    /// A newer build than this page's is being served.
    pub outdated: RwSignal<bool>,
    /// A sign-in whose password was right: the second factor is due.
    pub challenge: RwSignal<Option<FactorChallenge>>,
    /// The server asks who sits here.
    pub proof_wanted: RwSignal<bool>,
}

pub(crate) const MINUTE_MS: i64 = 60_000;

/// By then the first page has asked for what it shows.
const FIRST_PAGE: Duration = Duration::from_secs(5);

thread_local! {
    static SESSION: std::cell::Cell<Option<Session>> = const { std::cell::Cell::new(None) };
    /// Once for each page: a second claim would take this page for another tab's.
    static TAB: RefCell<Option<Shared<LocalBoxFuture<'static, ()>>>> = const { RefCell::new(None) };
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
            minute: RwSignal::new(browser::server_now_ms() / MINUTE_MS),
            changes: RwSignal::new(0),
            asked_again: RwSignal::new(0),
            outdated: RwSignal::new(false),
            challenge: RwSignal::new(None),
            proof_wanted: RwSignal::new(false),
        };
        SESSION.set(Some(session));
        TAB.set(Some(draft::claim_tab().boxed_local().shared()));
        provide_context(session);
        carry(Rc::new(session));
        tabs::listen(session);
        idle::watch(session);
        background(session.resume());
        session
    }

    /// Asks again who is signed in, after the server could not be reached.
    pub fn retry(self) {
        self.phase.set(Phase::Starting);
        background(self.resume());
    }

    async fn resume(self) {
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
        if hint::is_set_up() {
            return;
        }
        let asked = Call::get("/auth/password-policy").open().done().await;
        if asked.is_ok() {
            hint::note_set_up();
        }
        let is_due = asked.is_err_and(|failure| failure.is(ProblemCode::SetupRequired));
        if is_due && self.phase.get_untracked() == Phase::SignedOut {
            self.phase.set(Phase::SetUp);
        }
    }

    /// Goes on with new tokens. If they are somebody else's, this page is over: never ends then.
    pub async fn take_new(self, tokens: &Tokens) {
        match access::take(tokens) {
            Ok(must_change) => self.enter(must_change).await,
            Err(access::Stranger) => {
                self.give_way();
                pending().await
            }
        }
    }

    /// Somebody else is signed in now: nothing of this page is sent or done in their name; the page starts anew as theirs.
    pub fn give_way(self) {
        access::drop_waiting();
        access::drop_token();
        // The page is gone from the screen at once, and holds nobody with its draft.
        self.phase.set(Phase::Starting);
        browser::load("/");
    }

    /// Reads who I am and opens the page, or says that a new password is due.
    pub async fn enter(self, must_change: bool) {
        // Whose drafts these are must be sure before a form opens.
        if let Some(tab) = TAB.with_borrow(Clone::clone) {
            tab.await;
        }
        if must_change {
            self.phase.set(Phase::NewPassword);
            return;
        }
        match self.load_me().await {
            Ok(()) if self.must_enrol() => self.phase.set(Phase::Enrolment),
            Ok(()) => {
                self.phase.set(Phase::SignedIn);
                self.ends_in_ms.set(None);
                if let Some(user) = access::person() {
                    messages::tell_signed_in(user);
                }
                access::wake();
                // A sign-in is a proof.
                proof::given(self);
            }
            Err(failure) if failure.is(ProblemCode::MustChangePassword) => {
                self.phase.set(Phase::NewPassword)
            }
            Err(failure) if failure.is_end_of_session() => self.phase.set(Phase::SignedOut),
            Err(_) => self.phase.set(Phase::Unreachable),
        }
    }

    /// Reads the user, the rights and the shop's settings again.
    pub async fn load_me(self) -> Result<(), Failure> {
        self.read_me(Call::get("/me")).await
    }

    /// The same when nobody asked for it: it does not keep the session alive.
    pub async fn look_again(self) -> Result<(), Failure> {
        self.read_me(Call::get("/me").background()).await
    }

    async fn read_me(self, call: Call) -> Result<(), Failure> {
        let me: Me = call.send().await?;
        let newer_build = self
            .me
            .with_untracked(|old| old.as_ref().is_some_and(|old| old.build != me.build));
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
        if let Some(user) = access::person() {
            messages::tell_signed_out(user);
        }
        self.leave();
    }

    fn leave(self) {
        if let Some(user) = access::person() {
            draft::forget_those_of(user);
        }
        access::drop_waiting();
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

/// The person wants to stay signed in.
pub fn stay(session: Session) {
    idle::stay(session);
}

/// The session from inside a component.
///
/// # Panics
/// Never in this app: `App` provides it before anything else is drawn.
pub fn use_session() -> Session {
    expect_context()
}
