//! One record beside its list: pushes the list where there is room, covers it below, fills the phone.

use leptos::prelude::*;

use super::button::IconButton;
use super::effect::effect;
use super::icon::Icon;
use super::kbd::Kbd;
use super::page_head::Frame;
use crate::browser;

/// Closing is a link back to the list: `Esc` presses it.
#[component]
pub fn Drawer(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] close: Signal<String>,
    /// Addresses of the neighbours in the list.
    #[prop(optional, into)]
    previous: Signal<Option<String>>,
    #[prop(optional, into)] next: Signal<Option<String>>,
    /// Copies the title, where it is a number that people send each other.
    #[prop(optional)]
    copies: bool,
    #[prop(into)] foot: ViewFn,
    children: Children,
) -> AnyView {
    browser::focus_in_place_soon(".drawer h2");
    if let Some(frame) = use_context::<Frame>() {
        effect(move || frame.beside.set(Some(title.get())));
        on_cleanup(move || {
            frame.beside.try_set(None);
        });
    }
    let copy = Callback::new(move |()| {
        let text = title.get_untracked();
        crate::task::background(async move {
            if !browser::copy(&text).await {
                leptos::logging::warn!("the browser did not let the text be copied");
            }
        });
    });
    let step = |name: &'static str, icon: &'static str, href: Signal<Option<String>>| {
        move || {
            href.get().map(|href| {
                view! { <a class="button quiet square bar" href=href aria-label=name title=name data-noscroll><Icon name=icon/></a> }
            })
        }
    };
    view! {
        <aside class="drawer" aria-label=move || title.get()>
            <div class="drawer-head">
                <a class="button quiet square bar only-phone-flex" href=move || close.get() aria-label="Close" data-noscroll><Icon name="x"/></a>
                <h2 tabindex="-1" class="cut">{title}</h2>
                {copies.then(|| view! { <IconButton name="Copy the number" icon="copy" press=copy/> })}
                <span class="push"></span>
                {step("Previous", "chevron-up", previous)}
                {step("Next", "chevron-down", next)}
                <span class="only-wide">
                    <a class="button quiet bar close-drawer" href=move || close.get() title="Close" data-close-drawer data-noscroll><Kbd key="Esc"/><Icon name="x"/><span class="seen-by-readers">"Close"</span></a>
                </span>
            </div>
            <div class="drawer-body">{children()}</div>
            <div class="drawer-foot">{foot.run()}</div>
        </aside>
    }
    .into_any()
}
