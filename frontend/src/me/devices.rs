//! The browsers that are known of this user, and the way to forget one.

use leptos::prelude::*;
use shared::me::MyDevice;
use shared::page::Page;

use super::browser_name::browser_name;
use super::calls;
use crate::session::use_session;
use crate::task::Scope;
use crate::ui::button::{Button, Weight};
use crate::ui::each::each;
use crate::ui::fetched::Fetched;
use crate::ui::icon::Icon;
use crate::ui::loaded::Loaded;
use crate::ui::toasts::use_toasts;
use crate::ui::when;

#[component]
pub fn Devices() -> AnyView {
    let devices = Fetched::new(|| (), |()| calls::devices());
    let lines = move |page: Signal<Page<MyDevice>>| {
        let is_empty = move || page.with(|page| page.data.is_empty());
        view! {
            <Show when=is_empty><p class="muted">"None: each sign-in counts as a stranger's."</p></Show>
            <ul class="lines">
                {each(move || page.get().data, |device| device.id, move |device| view! { <DeviceLine device devices/> })}
            </ul>
        }
        .into_any()
    };
    view! { <Loaded what=devices name="Known browsers" rows=1 children=lines/> }.into_any()
}

#[component]
fn DeviceLine(device: MyDevice, devices: Fetched<Page<MyDevice>>) -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
    let (busy, scope) = (RwSignal::new(false), Scope::here());
    let id = device.id;
    let name = browser_name(device.user_agent.as_deref().unwrap_or_default());
    let forget = Callback::new(move |()| {
        busy.set(true);
        scope.start(calls::forget_device(id), move |outcome| {
            busy.set(false);
            match outcome {
                Ok(()) => devices.change(|page| page.data.retain(|device| device.id != id)),
                Err(failure) => {
                    let told = format!("The browser is still known: {}", failure.sentence());
                    toasts.failed(told, Vec::new());
                }
            }
        });
    });
    let here = device.current.then(|| view! { <b>"this browser"</b>" " });
    view! {
        <li>
            <Icon name="monitor"/>
            <span>{name}</span>
            <small class="muted">{here}"last sign-in " {move || when::long(session, device.last_used_at)}</small>
            <span class="push"><Button label="Forget" weight=Weight::Quiet class="bar" busy busy_word="Forgetting…" press=forget/></span>
        </li>
    }
    .into_any()
}
