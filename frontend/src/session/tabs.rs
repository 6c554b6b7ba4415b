//! Hears what the other tabs of this browser tell: new tokens, who signed in, who signed out.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::messages::{Message, speak_through};
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
            Ok(message) => heard(session, message),
            Err(why) => leptos::logging::warn!("a tab of another version speaks: {why}"),
        }
    });
    channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    speak_through(channel);
}

fn heard(session: Session, message: Message) {
    let mine = access::person();
    let phase = session.phase.get_untracked();
    match message {
        Message::SignedOut { user } if mine == Some(user) => session.leave(),
        Message::SignedOut { .. } => {}
        Message::SignedIn { user } if mine == Some(user) && phase == Phase::Ended => {
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
        Message::SignedIn { user } if mine.is_some_and(|mine| mine != user) => {
            session.give_way();
        }
        Message::SignedIn { .. } if phase == Phase::SignedOut => browser::reload(),
        Message::SignedIn { .. } => {}
        Message::Tokens { user, tokens } if mine == Some(user) && phase == Phase::SignedIn => {
            if access::take(&tokens).is_err() {
                session.give_way();
            }
        }
        Message::Tokens { .. } => {}
    }
}
