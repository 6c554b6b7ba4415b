//! Locks that all tabs of this browser share; where there are none (plain http), everybody just goes on.

use std::future::Future;
use std::time::Duration;

use futures::channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;

use crate::task::{pause, within};

/// Does the work while holding a lock; whoever has waited for as long as `patience` goes on without it.
pub async fn hold<T>(name: &str, patience: Duration, work: impl Future<Output = T>) -> T {
    let Some(Some(release)) = within(patience, acquire(name)).await else {
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
        match tell.send(()) {
            Ok(()) => held.into(),
            // Nobody waits for it any more: it is given back at once.
            Err(()) => JsValue::UNDEFINED,
        }
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

/// A page that is reloaded may find the lock still in the hands of the page before it.
const WAITS: [Duration; 3] = [
    Duration::from_millis(50),
    Duration::from_millis(200),
    Duration::from_millis(500),
];

/// Takes a lock for the life of the page; says whether it is ours, or another tab's.
pub async fn claim(name: &str) -> bool {
    for wait in WAITS {
        if claim_now(name).await {
            return true;
        }
        pause(wait).await;
    }
    claim_now(name).await
}

async fn claim_now(name: &str) -> bool {
    let Some((locks, request)) = lock_manager() else {
        return true;
    };
    let options = Object::new();
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
