//! A one-time code: shown once, to be handed over; whoever has it chooses a password.

use leptos::prelude::*;
use shared::instant::Instant;

use crate::session::use_session;
use crate::ui::copy_button::CopyButton;
use crate::ui::message::{Message, Tone};
use crate::ui::when::long;

#[derive(Clone, PartialEq, Eq)]
pub struct Code {
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
                <p class="small muted">{format!("{username} opens “I have a code” at the sign-in and chooses a password. Good until ")}{until}"."</p>
            </div>
        </Message>
    }
    .into_any()
}
