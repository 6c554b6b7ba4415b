//! The access token: in memory only, renewed before it ends, by one tab at a time, and of one person as long as the
//! page lives.

use std::cell::RefCell;
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{LocalBoxFuture, Shared, pending};
use leptos::prelude::GetUntracked;
use serde::Deserialize;
use shared::auth::{CsrfToken, Session as Tokens};
use shared::id::UserId;
use shared::problem::ProblemCode;

use super::{Nothing, Phase, current, hint, messages};
use crate::browser;
use crate::browser::server_now_ms as now_ms;
use crate::client::{Call, Failure};
use crate::locks;

type Renewal = Shared<LocalBoxFuture<'static, Result<bool, Failure>>>;

/// Never renew more often than this, whatever the clocks say.
const SHORTEST_MS: i64 = 5_000;

/// A renewal that hangs holds up every tab: neither it nor the wait for it takes longer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The tokens are of somebody else than the page.
pub struct Stranger;

#[derive(Default)]
struct Access {
    token: Option<String>,
    csrf: Option<String>,
    renew_at_ms: i64,
    ends_at_ms: i64,
    /// When the session ends for want of work, or for good.
    idle_ends_at_ms: i64,
    taken_at_ms: i64,
    must_change_password: bool,
    /// Whose page this is, from its first token on.
    person: Option<UserId>,
    /// Rises with each token taken.
    turn: u32,
}

thread_local! {
    static ACCESS: RefCell<Access> = RefCell::default();
    static RENEWAL: RefCell<Option<Renewal>> = const { RefCell::new(None) };
    static WAITING: RefCell<Vec<oneshot::Sender<()>>> = const { RefCell::new(Vec::new()) };
}

/// A token that is good for a call now; renews it when it is about to end.
pub async fn bearer() -> Result<String, Failure> {
    let live = ACCESS.with_borrow(|access| {
        access
            .token
            .clone()
            .filter(|_| now_ms() < access.ends_at_ms)
    });
    match live {
        Some(token) => Ok(token),
        None => renewed().await,
    }
}

/// A token other than the one just refused.
pub async fn bearer_instead_of(refused: &str) -> Result<String, Failure> {
    let other = ACCESS.with_borrow(|access| access.token.clone().filter(|token| token != refused));
    match other {
        Some(token) => Ok(token),
        None => renewed().await,
    }
}

/// Renews; when the session is over, waits until the same person has signed in again over the page.
async fn renewed() -> Result<String, Failure> {
    match refresh(true).await {
        Ok(_) => token(),
        Err(failure) if failure.is_end_of_session() => after_sign_in(failure).await,
        Err(failure) => Err(failure),
    }
}

fn token() -> Result<String, Failure> {
    ACCESS
        .with_borrow(|access| access.token.clone())
        .ok_or(Failure::Offline)
}

/// The token of the sign-in over the page; nobody waits on a page that shows no sign-in.
pub async fn after_sign_in(failure: Failure) -> Result<String, Failure> {
    let Some(session) = current() else {
        return Err(failure);
    };
    session.end();
    if session.phase.get_untracked() != Phase::Ended {
        return Err(failure);
    }
    let (tell, told) = oneshot::channel();
    WAITING.with_borrow_mut(|waiting| waiting.push(tell));
    if told.await.is_err() {
        // Somebody else signed in: this call is of a page that is on its way out.
        return pending().await;
    }
    token()
}

/// Drops the calls that wait: they are not the new person's.
pub fn drop_waiting() {
    drop(WAITING.take());
}

/// Lets the calls go on that waited for a new sign-in.
pub fn wake() {
    for waiting in WAITING.take() {
        if waiting.send(()).is_err() {
            leptos::logging::log!("a call that waited for the sign-in is gone");
        }
    }
}

/// Gets a new token, once for all who ask at the same time. Answers whether a new password is due.
pub async fn refresh(by_person: bool) -> Result<bool, Failure> {
    let running = RENEWAL.with_borrow(Clone::clone);
    if let Some(running) = running {
        return running.await;
    }
    let renewal: Renewal = refresh_among_tabs(by_person).boxed_local().shared();
    RENEWAL.set(Some(renewal.clone()));
    let outcome = renewal.await;
    RENEWAL.set(None);
    outcome
}

async fn refresh_among_tabs(by_person: bool) -> Result<bool, Failure> {
    let turn = ACCESS.with_borrow(|access| access.turn);
    let renewal = locks::hold("zehmo-refresh", TIMEOUT, async move {
        let brought = ACCESS.with_borrow(|access| {
            (access.turn != turn && access.token.is_some()).then_some(access.must_change_password)
        });
        match brought {
            Some(must_change) => Ok(Ok(must_change)),
            None => ask(by_person).await,
        }
    });
    match renewal.await {
        Ok(Ok(must_change)) => Ok(must_change),
        Ok(Err(Stranger)) => {
            if let Some(session) = current() {
                session.give_way();
            }
            pending().await
        }
        Err(failure) => Err(failure),
    }
}

async fn ask(by_person: bool) -> Result<Result<bool, Stranger>, Failure> {
    let known = ACCESS.with_borrow(|access| access.csrf.clone());
    let csrf = match known {
        Some(csrf) => csrf,
        None => fetch_csrf().await?,
    };
    let first = post_refresh(csrf, by_person).await;
    let tokens = match first {
        Err(failure)
            if failure.is(ProblemCode::CsrfFailed) || failure.is(ProblemCode::CsrfExpired) =>
        {
            let csrf = fetch_csrf().await?;
            post_refresh(csrf, by_person).await?
        }
        other => other?,
    };
    let taken = take(&tokens);
    if let (Ok(_), Some(user)) = (&taken, person()) {
        messages::tell_tokens(user, &tokens);
    }
    Ok(taken)
}

async fn post_refresh(csrf: String, by_person: bool) -> Result<Tokens, Failure> {
    let call = Call::post("/auth/refresh")
        .open()
        .timeout(TIMEOUT)
        .header("X-CSRF-Token", csrf)
        .json(&Nothing {});
    let call = if by_person { call } else { call.background() };
    call.send().await
}

async fn fetch_csrf() -> Result<String, Failure> {
    let token: CsrfToken = Call::get("/auth/csrf")
        .open()
        .timeout(TIMEOUT)
        .send()
        .await?;
    ACCESS.with_borrow_mut(|access| access.csrf = Some(token.csrf_token.clone()));
    Ok(token.csrf_token)
}

/// The token that protects the calls which live on the cookie.
pub async fn csrf() -> Result<String, Failure> {
    fetch_csrf().await
}

/// Keeps a session's tokens in memory, if they are of the person whose page this is. Answers whether a new password is
/// due.
pub fn take(tokens: &Tokens) -> Result<bool, Stranger> {
    hint::keep();
    hint::note_set_up();
    let person = person_of(&tokens.access_token);
    if is_stranger(person) {
        return Err(Stranger);
    }
    let now = now_ms();
    let life = tokens.expires_at.millis().saturating_sub(now).max(0);
    let idle = tokens
        .idle_expires_at
        .millis()
        .min(tokens.session_expires_at.millis());
    ACCESS.with_borrow_mut(|access| {
        access.token = Some(tokens.access_token.clone());
        access.csrf = Some(tokens.csrf_token.clone());
        access.renew_at_ms = now.saturating_add((life.saturating_mul(4) / 5).max(SHORTEST_MS));
        access.ends_at_ms = now.saturating_add(life);
        access.idle_ends_at_ms = idle;
        access.taken_at_ms = now;
        access.must_change_password = tokens.must_change_password;
        access.person = person.or(access.person);
        access.turn = access.turn.wrapping_add(1);
    });
    Ok(tokens.must_change_password)
}

/// Whose page this is; none before the first token.
pub fn person() -> Option<UserId> {
    ACCESS.with_borrow(|access| access.person)
}

fn is_stranger(signed_in: Option<UserId>) -> bool {
    person().is_some_and(|mine| signed_in.is_some_and(|signed_in| signed_in != mine))
}

/// What a JSON web token says of its subject (RFC 7519); the server alone decides whether it is true.
#[derive(Deserialize)]
struct Subject {
    sub: UserId,
}

fn person_of(token: &str) -> Option<UserId> {
    let claims = browser::base64url(token.split('.').nth(1)?)?;
    let subject = serde_json::from_str::<Subject>(&claims);
    subject.map_or(None, |subject| Some(subject.sub))
}

/// Forgets everything that gives access.
pub fn drop_token() {
    ACCESS.with_borrow_mut(|access| {
        access.token = None;
        access.csrf = None;
        access.turn = access.turn.wrapping_add(1);
    });
}

/// The times that matter to the clock of the session.
pub struct Times {
    pub renew_at_ms: i64,
    pub idle_ends_at_ms: i64,
    pub taken_at_ms: i64,
}

/// When to renew and when the session ends; none without a token.
pub fn times() -> Option<Times> {
    ACCESS.with_borrow(|access| {
        access.token.as_ref().map(|_| Times {
            renew_at_ms: access.renew_at_ms,
            idle_ends_at_ms: access.idle_ends_at_ms,
            taken_at_ms: access.taken_at_ms,
        })
    })
}
