//! Keeps the tabs of one browser together: one lock for the renewal, one channel for new tokens and for the sign-out.

use std::cell::RefCell;
use std::future::Future;

use futures::channel::oneshot;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use shared::auth::Session as Tokens;
use shared::id::UserId;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::{Phase, Session, access, current};
use crate::browser;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum News {
    /// A tab has new tokens for this user.
    Tokens {
        user: UserId,
        tokens: Box<Tokens>,
    },
    /// A user has signed in.
    SignedIn {
        user: UserId,
    },
    SignedOut,
}

thread_local! {
    static CHANNEL: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// Listens to the other tabs for as long as the page lives.
pub fn listen(session: Session) {
    let Ok(channel) = BroadcastChannel::new("zehmo-session") else {
        return;
    };
    let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(text) = event.data().as_string() else {
            return;
        };
        match serde_json::from_str(&text) {
            Ok(news) => heard(session, news),
            Err(why) => leptos::logging::warn!("a tab of another version speaks: {why}"),
        }
    });
    channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    CHANNEL.set(Some(channel));
}

fn heard(session: Session, news: News) {
    let mine = session
        .me
        .with_untracked(|me| me.as_ref().map(|me| me.user.id));
    let phase = session.phase.get_untracked();
    match news {
        News::SignedOut if matches!(phase, Phase::SignedIn | Phase::Ended | Phase::NewPassword) => {
            session.leave()
        }
        News::SignedOut => {}
        News::SignedIn { user } if mine == Some(user) && phase == Phase::Ended => {
            spawn_local(async move {
                match access::refresh(false).await {
                    Ok(must_change) => session.enter(must_change).await,
                    Err(failure) => leptos::logging::log!(
                        "the other tab's session is not mine yet: {}",
                        failure.sentence()
                    ),
                }
            })
        }
        News::SignedIn { user } if mine.is_some_and(|mine| mine != user) => browser::load("/"),
        News::SignedIn { .. } if phase == Phase::SignedOut => browser::reload(),
        News::SignedIn { .. } => {}
        News::Tokens { user, tokens } if mine == Some(user) && phase == Phase::SignedIn => {
            access::take(&tokens);
        }
        News::Tokens { .. } => {}
    }
}

fn tell(news: &News) {
    let Ok(text) = serde_json::to_string(news) else {
        return;
    };
    CHANNEL.with_borrow(|channel| {
        let told = channel
            .as_ref()
            .map(|channel| channel.post_message(&text.into()));
        if let Some(Err(why)) = told {
            leptos::logging::warn!("the other tabs could not be told: {why:?}");
        }
    });
}

fn my_id() -> Option<UserId> {
    current().and_then(|session| {
        session
            .me
            .with_untracked(|me| me.as_ref().map(|me| me.user.id))
    })
}

/// Hands new tokens to the other tabs of the same user.
pub fn tell_tokens(tokens: &Tokens) {
    if let Some(user) = my_id() {
        tell(&News::Tokens {
            user,
            tokens: Box::new(tokens.clone()),
        });
    }
}

pub fn tell_signed_in(_session: Session) {
    if let Some(user) = my_id() {
        tell(&News::SignedIn { user });
    }
}

pub fn tell_signed_out() {
    tell(&News::SignedOut);
}

/// Does the work while holding a lock that all tabs share; without such locks (plain http) it just does it.
pub async fn hold<T>(name: &str, work: impl Future<Output = T>) -> T {
    let Some(release) = acquire(name).await else {
        return work.await;
    };
    let outcome = work.await;
    if release.call0(&JsValue::NULL).is_err() {
        leptos::logging::warn!("a lock could not be given back");
    }
    outcome
}

/// Waits for the lock; calling the function that it gives back releases it.
async fn acquire(name: &str) -> Option<Function> {
    let (locks, request) = lock_manager()?;
    let (tell, told) = oneshot::channel::<()>();
    let mut release = None;
    let held = Promise::new(&mut |resolve, _| release = Some(resolve));
    let granted = Closure::once_into_js(move |_lock: JsValue| -> JsValue {
        if tell.send(()).is_err() {
            leptos::logging::warn!("a lock came too late");
        }
        held.into()
    });
    if request.call2(&locks, &name.into(), &granted).is_err() || told.await.is_err() {
        return None;
    }
    release
}

/// The browser's locks and the function that asks for one; absent where the page came by plain http.
fn lock_manager() -> Option<(JsValue, Function)> {
    let Ok(locks) = Reflect::get(&window().navigator(), &"locks".into()) else {
        return None;
    };
    if !locks.is_object() {
        return None;
    }
    match Reflect::get(&locks, &"request".into()).map(Function::from) {
        Ok(request) if request.is_function() => Some((locks, request)),
        _ => None,
    }
}

/// Takes a lock for the life of the page if no other tab holds it; says whether it is ours.
pub async fn claim(name: &str) -> bool {
    let Some((locks, request)) = lock_manager() else {
        return true;
    };
    let options = js_sys::Object::new();
    if Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE).is_err() {
        return true;
    }
    let (tell, told) = oneshot::channel::<bool>();
    let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let ours = lock.is_object();
        if tell.send(ours).is_err() {
            leptos::logging::warn!("nobody waits for the lock of this tab");
        }
        if ours {
            Promise::new(&mut |_, _| {}).into()
        } else {
            JsValue::UNDEFINED
        }
    });
    if request
        .call3(&locks, &name.into(), &options, &granted)
        .is_err()
    {
        return true;
    }
    told.await.unwrap_or(true)
}
