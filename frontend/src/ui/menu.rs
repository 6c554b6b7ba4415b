//! A button that opens a list of acts below it, on the browser's own popover: Esc and a press elsewhere close it.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::browser;
use crate::task::while_here;

/// `trigger` is drawn inside the button; the children are `MenuLink`s and `MenuAct`s.
#[component]
pub fn Menu(
    id: &'static str,
    /// What is read when the button's content is no word.
    name: &'static str,
    #[prop(default = "button")] class: &'static str,
    #[prop(optional)] list_class: &'static str,
    #[prop(into)] trigger: ViewFn,
    children: Children,
) -> AnyView {
    let list = NodeRef::<html::Div>::new();
    let opened = while_here(move |_| {
        if let Some(list) = list.get_untracked() {
            move_focus(&list, Step::First);
        }
    });
    view! {
        <button type="button" class=class popovertarget=id aria-haspopup="menu" aria-label=(!name.is_empty()).then_some(name)>
            {trigger.run()}
        </button>
        <div node_ref=list id=id popover="auto" class=format!("pop {list_class}") role="menu" aria-label=name on:toggle=opened on:keydown=move |event| roving(&event)>
            {children()}
        </div>
    }
    .into_any()
}

/// An entry that goes somewhere.
#[component]
pub fn MenuLink(
    #[prop(into)] href: Signal<String>,
    icon: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] key: Option<&'static str>,
) -> AnyView {
    view! {
        <a class="option" role="menuitem" tabindex="-1" href=move || href.get() on:click=close_around>
            <super::icon::Icon name=icon/>
            <span>{label}</span>
            {key.map(|key| view! { <span class="push"><super::kbd::Kbd key=key/></span> })}
        </a>
    }
    .into_any()
}

/// An entry that does something. `class="bad"` for what takes away.
#[component]
pub fn MenuAct(
    icon: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] class: &'static str,
    press: Callback<()>,
) -> AnyView {
    let pressed = move |event: web_sys::MouseEvent| {
        close_around(event);
        press.run(());
    };
    view! {
        <button type="button" class=format!("option {class}") role="menuitem" tabindex="-1" on:click=pressed>
            <super::icon::Icon name=icon/>
            <span>{label}</span>
        </button>
    }
    .into_any()
}

fn close_around(event: web_sys::MouseEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_ref::<Element>().map(closest_popover));
    if let Some(Some(list)) = target
        && list.hide_popover().is_err()
    {
        leptos::logging::warn!("a menu could not be closed");
    }
}

fn closest_popover(element: &Element) -> Option<HtmlElement> {
    let Ok(Some(found)) = element.closest("[popover]") else {
        return None;
    };
    found.dyn_ref::<HtmlElement>().cloned()
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Last,
    Next,
    Previous,
}

fn roving(event: &KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowDown" => Step::Next,
        "ArrowUp" => Step::Previous,
        "Home" => Step::First,
        "End" => Step::Last,
        _ => return,
    };
    let target = event
        .current_target()
        .and_then(|target| target.dyn_ref::<Element>().cloned());
    if let Some(list) = target {
        event.prevent_default();
        move_focus(&list, step);
    }
}

fn move_focus(list: &Element, step: Step) {
    let Ok(found) = list.query_selector_all("[role=menuitem]") else {
        return;
    };
    let items: Vec<HtmlElement> = (0..found.length())
        .filter_map(|at| found.get(at))
        .filter_map(|node| node.dyn_ref::<HtmlElement>().cloned())
        .collect();
    let here =
        browser::focused().and_then(|focused| items.iter().position(|item| *item == focused));
    let to = stepped(here, items.len(), step);
    if let Some(item) = to.and_then(|at| items.get(at)) {
        browser::focus(item);
    }
}

fn stepped(here: Option<usize>, count: usize, step: Step) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (step, here) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None) => last,
        (Step::Next, Some(at)) => {
            if at == last {
                0
            } else {
                at + 1
            }
        }
        (Step::Previous, Some(at)) => {
            if at == 0 {
                last
            } else {
                at - 1
            }
        }
    })
}
