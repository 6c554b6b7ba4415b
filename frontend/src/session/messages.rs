//! What tabs of one browser tell each other; who hears it is in tabs.rs.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};
use shared::auth::Session as Tokens;
use shared::id::UserId;
use web_sys::BroadcastChannel;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// A tab has new tokens for this user.
    Tokens { user: UserId, tokens: Box<Tokens> },
    /// A user has signed in.
    SignedIn { user: UserId },
    /// This user has signed out.
    SignedOut { user: UserId },
}

thread_local! {
    static CHANNEL: RefCell<Option<BroadcastChannel>> = const { RefCell::new(None) };
}

/// Speaks through this channel from here on.
pub fn speak_through(channel: BroadcastChannel) {
    CHANNEL.set(Some(channel));
}

fn tell(message: &Message) {
    let Ok(text) = serde_json::to_string(message) else {
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

/// Hands new tokens to the other tabs of the same user.
pub fn tell_tokens(user: UserId, tokens: &Tokens) {
    tell(&Message::Tokens {
        user,
        tokens: Box::new(tokens.clone()),
    });
}

pub fn tell_signed_in(user: UserId) {
    tell(&Message::SignedIn { user });
}

pub fn tell_signed_out(user: UserId) {
    tell(&Message::SignedOut { user });
}
