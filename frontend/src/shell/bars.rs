//! The top bar, and the phone's bottom bar.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use shared::permission::Permission;

use super::keys::Layers;
use crate::session::{Session, use_session};
use crate::task::background;
use crate::ui::button::IconButton;
use crate::ui::can::Can;
use crate::ui::effect::{live, memo};
use crate::ui::icon::{Icon, Initials, Mark};
use crate::ui::kbd::Kbd;
use crate::ui::menu::{Menu, MenuAct, MenuLink};
use crate::ui::page_head::Frame;
use crate::ui::toasts::{Act, Toasts, use_toasts};

/// Shop, search, connection, new, help, account. On the phone: mark or ×, title, search, account.
#[component]
pub fn TopBar(frame: Frame, layers: Layers) -> AnyView {
    let session = use_session();
    let name = Signal::derive(move || session.username());
    let sheet = Callback::new(move |()| layers.sheet.set(true));
    view! {
        <header class="top">
            <Home frame/>
            <SearchOpener layers/>
            <span class="only-wide"><Connection/></span>
            <span class="only-wide"><NewMenu/></span>
            <span class="only-wide"><IconButton name="All keys" icon="circle-question-mark" press=sheet/></span>
            <Bell/>
            <AccountMenu name layers/>
        </header>
    }
    .into_any()
}

#[component]
fn Home(frame: Frame) -> AnyView {
    let session = use_session();
    let corner = move || {
        match frame.leave.get() {
        Some(href) => view! { <a class="button quiet square bar only-phone-flex" href=href aria-label="Close"><Icon name="x" class="large"/></a> }.into_any(),
        None => view! { <a class="only-phone-flex" href="/dashboard" aria-label="Dashboard"><Mark/></a> }.into_any(),
    }
    };
    view! {
        <a class="home only-wide-flex" href="/dashboard"><Mark/><b class="cut">{move || session.shop_name()}</b></a>
        {corner}
        <span class="phone-title cut only-phone-flex" aria-hidden="true">{frame.title}</span>
    }
    .into_any()
}

/// Looks like a field, opens the palette.
#[component]
fn SearchOpener(layers: Layers) -> AnyView {
    view! {
        <button type="button" class="search-open" aria-keyshortcuts="Control+K" on:click=move |_| layers.palette.set(true)>
            <Icon name="search"/>
            <span class="cut">"Search jobs, customers, pages"</span>
            <span class="push keys"><Kbd key="Ctrl"/><Kbd key="K"/></span>
        </button>
    }
    .into_any()
}

#[component]
fn Connection() -> AnyView {
    let session = use_session();
    let connected = move || session.connected.get();
    view! {
        <span class="connection" class:warn=move || !connected() role="status">
            {live(move || view! { <Icon name=if connected() { "wifi" } else { "wifi-off" } class="small"/> })}
            {move || if connected() { "Connected" } else { "Offline" }}
        </span>
    }
    .into_any()
}

/// How much of the own account was not read of; on the phone only when there is something.
#[component]
fn Bell() -> AnyView {
    let session = use_session();
    let count = memo(move || {
        session
            .me
            .with(|me| me.as_ref().map_or(0, |me| me.unread_notices))
    });
    let name = move || match count.get() {
        0 => "Notices".to_owned(),
        some => format!("Notices, {some} new"),
    };
    view! {
        <a class="button quiet bar" class:square=move || count.get() == 0 class:only-wide-flex=move || count.get() == 0 href="/account#notices" aria-label=name title=name>
            <Icon name="bell"/>
            <Show when=move || { count.get() > 0 }><b aria-hidden="true">{move || count.get().min(99)}</b></Show>
        </a>
    }
    .into_any()
}

#[component]
fn NewMenu() -> AnyView {
    let trigger =
        || view! { <Icon name="plus"/><span>"New"</span><Icon name="chevron-down" class="small"/> };
    view! {
        <Menu id="new-menu" name="" class="button bar" trigger=trigger>
            <Can permission=Permission::JobsWrite><MenuLink href="/jobs/new" icon="clipboard-list" label="New job" key="n"/></Can>
            <Can permission=Permission::ExpendituresWrite><MenuLink href="/expenditures#new" icon="receipt-text" label="New expenditure" key="e"/></Can>
        </Menu>
    }
    .into_any()
}

#[component]
fn AccountMenu(name: Signal<String>, layers: Layers) -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
    let sign_out = Callback::new(move |()| sign_out(session, toasts));
    let sheet = Callback::new(move |()| layers.sheet.set(true));
    let trigger = move || {
        view! {
            <Initials name/>
            <span class="only-wide"><span>{name}</span><Icon name="chevron-down" class="small"/></span>
            <span class="seen-by-readers">", account"</span>
        }
    };
    view! {
        <Menu id="account-menu" name="" class="account-button" trigger=trigger>
            <MenuLink href="/account" icon="user" label="Account"/>
            <MenuAct icon="keyboard" label="All keys" press=sheet/>
            <hr/>
            <MenuAct icon="log-out" label="Sign out" press=sign_out/>
        </Menu>
    }
    .into_any()
}

/// Signs out, and says so when that was not possible.
pub fn sign_out(session: Session, toasts: Toasts) {
    background(async move {
        if let Err(failure) = session.sign_out().await {
            let again = Act::new("Try again", move || sign_out(session, toasts));
            toasts.failed(
                format!("You are still signed in: {}", failure.sentence()),
                vec![again],
            );
        }
    });
}

/// Four equal parts; the fourth holds the rest of the menu.
#[component]
pub fn BottomBar() -> AnyView {
    let session = use_session();
    let path = use_location().pathname;
    let here = move |start: &'static str| path.with(|path| path.starts_with(start));
    let current = move |start: &'static str| move || here(start).then_some("page");
    let rest = move || {
        let entries = session.me.with(|me| {
            me.as_ref()
                .map(|me| shared::nav::menu(&me.permissions).collect::<Vec<_>>())
                .unwrap_or_default()
        });
        let entries = entries
            .into_iter()
            .filter(|entry| !matches!(entry.path, "/jobs" | "/expenditures"));
        entries
            .map(|entry| view! { <MenuLink href=entry.path icon=entry.icon label=entry.label/> })
            .collect_view()
    };
    let more = || view! { <Icon name="menu" class="large"/><span>"More"</span> };
    let elsewhere = move || !here("/jobs") && !here("/expenditures");
    view! {
        <nav class="bottom" aria-label="Main">
            <a href="/jobs" aria-current=move || (here("/jobs") && !here("/jobs/new")).then_some("page")><Icon name="clipboard-list" class="large"/><span>"Jobs"</span></a>
            <Can permission=Permission::JobsWrite><a href="/jobs/new" aria-current=current("/jobs/new")><Icon name="plus" class="large"/><span>"New"</span></a></Can>
            <a href="/expenditures" aria-current=current("/expenditures")><Icon name="receipt-text" class="large"/><span>"Spend"</span></a>
            <div class="more" class:here=elsewhere>
                <Menu id="more-menu" name="" class="bottom-more" trigger=more>{rest}</Menu>
            </div>
        </nav>
    }
    .into_any()
}
