//! Hears what the other tabs of this browser tell: new tokens, who signed in, who signed out.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::news::{News, speak_through};
use super::{Phase, Session, access};
use crate::browser;
use crate::task::background;

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
    speak_through(channel);
}

fn heard(session: Session, news: News) {
    let mine = access::person();
    let phase = session.phase.get_untracked();
    match news {
        News::SignedOut { user } if mine == Some(user) => session.leave(),
        News::SignedOut { .. } => {}
        News::SignedIn { user } if mine == Some(user) && phase == Phase::Ended => {
            background(async move {
                match access::refresh(false).await {
                    Ok(must_change) => session.enter(must_change).await,
                    Err(failure) => leptos::logging::log!(
                        "the other tab's session is not mine yet: {}",
                        failure.sentence()
                    ),
                }
            })
        }
        News::SignedIn { user } if mine.is_some_and(|mine| mine != user) => {
            session.give_way();
        }
        News::SignedIn { .. } if phase == Phase::SignedOut => browser::reload(),
        News::SignedIn { .. } => {}
        News::Tokens { user, tokens } if mine == Some(user) && phase == Phase::SignedIn => {
            if access::take(&tokens).is_err() {
                session.give_way();
            }
        }
        News::Tokens { .. } => {}
    }
}
