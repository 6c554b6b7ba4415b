//! A one-time code: shown once, to be handed over; whoever has it chooses a password, or need not wait at the sign-in.

use leptos::prelude::*;
use shared::instant::Instant;

use crate::session::use_session;
use crate::ui::copy_button::CopyButton;
use crate::ui::message::{Message, Tone};
use crate::ui::when::long;

/// What a code is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CodeFor {
    Password,
    SignIn,
}

impl CodeFor {
    /// What the call that makes one is named.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Password => "code",
            Self::SignIn => "sign-in-code",
        }
    }

    fn how(self, username: &str) -> String {
        match self {
            Self::Password => format!(
                "{username} opens “I have a code” at the sign-in and chooses a password. Good until "
            ),
            Self::SignIn => format!(
                "{username} opens “I have a sign-in code” at the sign-in, where it says to wait. Good until "
            ),
        }
    }
}

#[derive(Clone, PartialEq, Eq)]
pub struct Code {
    pub what_for: CodeFor,
    pub code: String,
    pub expires_at: Instant,
}

#[component]
pub fn CodeOnce(username: String, code: Code) -> AnyView {
    let session = use_session();
    let text = code.code.clone();
    let until = move || long(session, code.expires_at);
    view! {
        <Message tone=Tone::Good>
            <div class="stack-2 code-once">
                <p>{format!("Hand this code to {username}. It is shown only now.")}</p>
                <p class="row"><code class="one-time-code">{code.code.clone()}</code><CopyButton text/></p>
                <p class="small muted">{code.what_for.how(&username)}{until}"."</p>
            </div>
        </Message>
    }
    .into_any()
}
