//! The own personal access tokens: which there are, and the way to end one.

use leptos::prelude::*;
use shared::instant::Instant;
use shared::page::Page;
use shared::tokens::Token;

use super::calls;
use super::token_form::{Doing, TokenForm};
use super::whose::Whose;
use crate::browser;
use crate::session::use_session;
use crate::task::Scope;
use crate::ui::button::{Button, Weight};
use crate::ui::copy_button::CopyButton;
use crate::ui::each::each;
use crate::ui::effect::live;
use crate::ui::fetched::Fetched;
use crate::ui::icon::Icon;
use crate::ui::loaded::Loaded;
use crate::ui::message::{Message, Tone};
use crate::ui::toasts::use_toasts;
use crate::ui::when;

#[component]
pub fn Tokens() -> AnyView {
    let whose = Whose::Mine;
    let tokens = Fetched::new(|| (), move |()| calls::tokens(whose));
    let doing = RwSignal::new(Doing::Nothing);
    let state = move || match doing.get() {
        Doing::Nothing => {
            let begin = Callback::new(move |()| doing.set(Doing::Making));
            view! { <p><Button label="Make a token" icon="plus" class="act" press=begin/></p> }
                .into_any()
        }
        Doing::Making => view! { <TokenForm doing tokens/> }.into_any(),
        Doing::Made(token) => {
            let done = Callback::new(move |()| doing.set(Doing::Nothing));
            view! { <TokenOnce token done/> }.into_any()
        }
    };
    view! {
        <div class="stack">
            <div><Lines whose tokens/></div>
            {live(state)}
        </div>
    }
    .into_any()
}

/// The tokens, each with the way to end it.
#[component]
pub fn TokenLines(whose: Whose) -> AnyView {
    let tokens = Fetched::new(|| (), move |()| calls::tokens(whose));
    view! { <Lines whose tokens/> }.into_any()
}

#[component]
fn Lines(whose: Whose, tokens: Fetched<Page<Token>>) -> AnyView {
    let lines = move |page: Signal<Page<Token>>| {
        let is_empty = move || page.with(|page| page.data.is_empty());
        view! {
            <Show when=is_empty><p class="muted">"None yet."</p></Show>
            <ul class="lines">
                {each(move || page.get().data, |token| token.id, move |token| view! { <TokenLine token whose tokens/> })}
            </ul>
        }
        .into_any()
    };
    view! { <Loaded what=tokens name="The tokens" rows=1 children=lines/> }.into_any()
}

#[component]
fn TokenOnce(token: Token, done: Callback<()>) -> AnyView {
    let text = token.token.unwrap_or_default();
    view! {
        <Message tone=Tone::Good>
            <div class="stack-2 code-once">
                <p>{format!("This is the token for {}. It is shown only now; keep it where no other program reads it.", token.name)}</p>
                <p class="row"><code class="one-time-code">{text.clone()}</code><CopyButton text/></p>
                <p class="small muted">"Programs send it with each call: " <code>"Authorization: Bearer …"</code>"."</p>
                <p><Button label="I have kept it" weight=Weight::Primary class="act" press=done/></p>
            </div>
        </Message>
    }
    .into_any()
}

#[component]
fn TokenLine(token: Token, whose: Whose, tokens: Fetched<Page<Token>>) -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
    let (busy, scope) = (RwSignal::new(false), Scope::here());
    let (id, name) = (token.id, token.name.clone());
    let revoke = Callback::new(move |()| {
        busy.set(true);
        let name = name.clone();
        let work = async move {
            let outcome = calls::revoke_token(whose, id).await;
            match &outcome {
                Ok(()) => toasts.done("circle-check", format!("Revoked: {name}"), Vec::new()),
                Err(failure) => toasts.failed(
                    format!("The token still counts: {}", failure.sentence()),
                    Vec::new(),
                ),
            }
            outcome.is_ok()
        };
        scope.start(work, move |revoked| {
            busy.set(false);
            if revoked {
                tokens.change(|page| page.data.retain(|token| token.id != id));
            }
        });
    });
    let may: Vec<&str> = token.scopes.iter().map(|scope| scope.label()).collect();
    let from = match token.addresses.as_slice() {
        [] => String::new(),
        some => format!(" From {} only.", some.join(", ")),
    };
    let may = format!("{}.{from}", may.join(" · "));
    let name = token.name.clone();
    let end = format!("…{}", token.last_four);
    let life = move || life(&token, |at| when::long(session, at));
    view! {
        <li>
            <Icon name="lock"/>
            <span>{name} " " <code class="muted">{end}</code></span>
            <span class="push"><Button label="Revoke" weight=Weight::Quiet class="bar" busy busy_word="Revoking…" press=revoke/></span>
            <small class="muted wide">{may} <br/> {life}</small>
        </li>
    }
    .into_any()
}

/// Until when it counts, and how it was used.
fn life(token: &Token, told: impl Fn(Instant) -> String) -> String {
    let is_over = token.expires_at.millis() <= browser::server_now_ms();
    let end = match is_over {
        true => format!("Ended {}", told(token.expires_at)),
        false => format!("Counts until {}", told(token.expires_at)),
    };
    let used = match (token.last_used_at, &token.last_address) {
        (Some(at), Some(address)) => format!("last used {} from {address}", told(at)),
        (Some(at), None) => format!("last used {}", told(at)),
        (None, _) => "never used".to_owned(),
    };
    format!("{end} · {used}")
}
