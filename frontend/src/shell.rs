//! The frame around every page: top bar, menu, bottom bar on the phone, and what lies over the page.

pub mod bars;
pub mod guarded;
mod hits;
pub mod key_sheet;
pub mod keys;
mod links;
pub mod not_found;
pub mod palette;
mod scroll;
pub mod session_dialogs;
pub mod side_menu;
pub mod unreachable;

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::browser;
use crate::session::use_session;
use crate::ui::effect::effect;
use crate::ui::lazy::{LazyPart, PartLoading};
use crate::ui::message::{Message, Tone};
use crate::ui::page_head::Frame;
use crate::ui::when;

/// What lies over the page; its code comes when it is wanted.
#[derive(Clone, Copy)]
pub struct Parts {
    /// What the palette finds.
    pub find: fn() -> PartLoading,
    /// The sheet of all keys.
    pub keys: fn() -> PartLoading,
    /// The dialog that asks for a proof of who sits there.
    pub proof: fn() -> PartLoading,
    /// The dialog before the session ends for want of work.
    pub idle: fn() -> PartLoading,
    /// The second step of a sign-in.
    pub second: fn() -> PartLoading,
}

/// Whether it was ever wanted: a dialog that is there stays, and gives the focus back each time it closes.
fn once(wanted: impl Fn() -> bool + 'static) -> RwSignal<bool> {
    let ever = RwSignal::new(false);
    effect(move || {
        if wanted() {
            ever.set(true);
        }
    });
    ever
}

/// The frame; the page is its child.
#[component]
pub fn Shell(parts: Parts, children: Children) -> AnyView {
    let session = use_session();
    let frame = Frame::provide();
    let asks_proof = once(move || session.proof_wanted.get());
    let is_idle = once(move || session.ends_in_ms.get().is_some());
    let layers = keys::Layers::provide();
    self::keys::listen(layers, frame);
    links::ask_first(frame);
    scroll::remember();
    let skip = |event: MouseEvent| {
        event.prevent_default();
        browser::focus_soon("#main");
    };
    view! {
        <a class="skip" href="#main" on:click=skip>"Skip to the page"</a>
        <bars::TopBar frame layers/>
        <div class="layout">
            <side_menu::SideMenu layers/>
            <main id="main" tabindex="-1">
                <ConnectionLine/>
                <OutdatedLine/>
                {children()}
            </main>
        </div>
        <bars::BottomBar/>
        <palette::Palette layers find=parts.find/>
        <Show when=move || layers.sheet.get()><LazyPart part=parts.keys/></Show>
        <Show when=move || asks_proof.get()><LazyPart part=parts.proof/></Show>
        <Show when=move || is_idle.get()><LazyPart part=parts.idle/></Show>
        <session_dialogs::SignInDialog second=parts.second/>
    }
    .into_any()
}

/// Quiet while all is well; says since when nothing new was heard.
#[component]
fn ConnectionLine() -> AnyView {
    let session = use_session();
    let since = move || {
        when::short(
            session,
            shared::instant::Instant::from_millis(session.heard_at.get_untracked()),
        )
    };
    view! {
        <div aria-live="polite">
            <Show when=move || !session.connected.get()>
                <Message tone=Tone::Warn icon="wifi-off">
                    <p>{move || format!("Offline: showing what was loaded at {}.", since())}</p>
                </Message>
            </Show>
            <Show when=move || { session.asked_again.get() > 0 }>
                <Message tone=Tone::Warn><p>"No answer came yet: asking again whether it was saved."</p></Message>
            </Show>
        </div>
    }
    .into_any()
}

/// The server has a newer build of this app.
#[component]
fn OutdatedLine() -> AnyView {
    let session = use_session();
    view! {
        <Show when=move || session.outdated.get()>
            <Message tone=Tone::Plain>
                <p>"A new version of Zehmo is here. "<button type="button" on:click=|_| browser::reload()>"Reload to update"</button></p>
            </Message>
        </Show>
    }
    .into_any()
}
