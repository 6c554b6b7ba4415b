//! The recovery codes, shown once: to be copied, kept as a file or printed.

use leptos::prelude::*;
use shared::factors::RecoveryCodes;

use super::factor_text::in_fours;
use crate::browser;
use crate::ui::button::{Button, Weight};
use crate::ui::copy_button::CopyButton;
use crate::ui::message::{Message, Tone};

#[component]
pub fn CodesOnce(codes: RecoveryCodes, done: Callback<()>) -> AnyView {
    let codes: Vec<String> = codes
        .recovery_codes
        .iter()
        .map(|code| in_fours(code))
        .collect();
    let text = codes.join("\n");
    let file = format!(
        "data:text/plain;charset=utf-8,{}",
        text.replace(' ', "%20").replace('\n', "%0A")
    );
    let print = Callback::new(|()| browser::print());
    let lines = codes
        .into_iter()
        .map(|code| view! { <li><code>{code}</code></li> })
        .collect_view();
    view! {
        <div class="stack">
            <Message tone=Tone::Good>
                <p>"The second factor is on. Keep these codes away from the phone: each lets you in once when it is gone. They are shown only now."</p>
            </Message>
            <ol class="recovery-codes">{lines}</ol>
            <p class="row">
                <CopyButton text/>
                <a class="button bar" href=file download="zehmo-recovery-codes.txt">"Download"</a>
                <Button label="Print" icon="printer" class="bar" press=print/>
            </p>
            <p><Button label="I have kept them" weight=Weight::Primary class="act" press=done/></p>
        </div>
    }
    .into_any()
}
