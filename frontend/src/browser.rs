//! What the app asks of the browser outside the view: clock, storage, focus, clipboard; knows nothing of pages.

pub mod zones;

use std::cell::Cell;

use leptos::prelude::{document, request_animation_frame, window};
use leptos::task::tick;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, FocusOptions, HtmlElement, HtmlInputElement, MouseEvent, Storage};

/// Milliseconds since 1970 by this computer's clock.
#[expect(
    clippy::as_conversions,
    reason = "a whole number of milliseconds, far inside both types"
)]
pub fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

thread_local! {
    static SKEW_MS: Cell<i64> = const { Cell::new(0) };
}

/// Milliseconds since 1970 by the server's clock, as its last answer told it.
pub fn server_now_ms() -> i64 {
    now_ms().saturating_add(SKEW_MS.get())
}

/// Learns the server's clock from an answer's `Date`; a header tells whole seconds, so less than that is no difference.
#[expect(
    clippy::as_conversions,
    reason = "a whole number of milliseconds, far inside both types"
)]
pub fn learn_server_clock(date: &str) {
    let server_ms = js_sys::Date::parse(date);
    if server_ms.is_finite() {
        let skew = (server_ms as i64).saturating_sub(now_ms());
        SKEW_MS.set(if skew.abs() > 2_000 { skew } else { 0 });
    }
}

/// Whether the browser itself knows that there is no network.
pub fn is_offline() -> bool {
    !window().navigator().on_line()
}

/// Whether nobody sees the page.
pub fn is_hidden() -> bool {
    document().hidden()
}

/// Text in base64url (RFC 4648 §5) of plain characters.
pub fn base64url(text: &str) -> Option<String> {
    let plain = text.replace('-', "+").replace('_', "/");
    window().atob(&plain).into_iter().next()
}

/// 128 random bits in hexadecimal.
pub fn random_hex() -> String {
    let mut words = [0_u32; 4];
    for word in &mut words {
        *word = random_u32();
    }
    words.iter().map(|word| format!("{word:08x}")).collect()
}

fn random_u32() -> u32 {
    let bytes = js_sys::Uint8Array::new_with_length(4);
    let crypto = js_sys::Reflect::get(&window(), &"crypto".into());
    let filled = crypto.and_then(|crypto| {
        let fill: js_sys::Function =
            js_sys::Reflect::get(&crypto, &"getRandomValues".into())?.dyn_into()?;
        fill.call1(&crypto, &bytes)
    });
    match filled {
        Ok(_) => (0..4).fold(0, |word, at| (word << 8) | u32::from(bytes.get_index(at))),
        Err(why) => wasm_bindgen::throw_val(why),
    }
}

/// Storage that ends with the tab; none where the browser forbids it.
pub fn tab_storage() -> Option<Storage> {
    window().session_storage().unwrap_or(None)
}

/// Storage that outlives the tab; none where the browser forbids it.
pub fn lasting_storage() -> Option<Storage> {
    window().local_storage().unwrap_or(None)
}

/// Reads one entry; an unreadable entry counts as absent.
pub fn stored(storage: Option<&Storage>, key: &str) -> Option<String> {
    storage.and_then(|storage| storage.get_item(key).unwrap_or(None))
}

/// Writes one entry and says whether it is kept (storage may be full or forbidden).
pub fn store(storage: Option<&Storage>, key: &str, value: &str) -> bool {
    storage.is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// Removes one entry and says whether it is gone.
pub fn forget(storage: Option<&Storage>, key: &str) -> bool {
    storage.is_some_and(|storage| storage.remove_item(key).is_ok())
}

fn cast(node: impl JsCast) -> Option<HtmlElement> {
    node.dyn_into().into_iter().next()
}

/// The first element that a selector finds.
pub fn find(selector: &str) -> Option<HtmlElement> {
    cast(document().query_selector(selector).unwrap_or(None)?)
}

/// All elements that a selector finds, in document order.
pub fn find_all(selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = document().query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|at| list.get(at))
        .filter_map(cast)
        .collect()
}

/// The element that has the focus.
pub fn focused() -> Option<HtmlElement> {
    document().active_element().and_then(cast)
}

/// Moves the focus to an element now; says whether it took it.
pub fn focus(element: &HtmlElement) -> bool {
    element.focus().is_ok()
}

/// Moves the focus to a heading without moving the page.
pub fn focus_in_place(element: &HtmlElement) -> bool {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}

/// The same for a heading that is drawn in this moment.
pub fn focus_in_place_soon(selector: &'static str) {
    request_animation_frame(move || {
        if let Some(element) = find(selector) {
            focus_in_place(&element);
        }
    });
}

/// Moves the focus to what a selector finds once the view has been drawn.
pub fn focus_soon(selector: impl Into<String>) {
    let selector = selector.into();
    request_animation_frame(move || {
        focus_and_select(&selector);
    });
}

/// Moves the focus before the next key arrives: a fast typist's letters must not land in the field just left.
pub fn focus_next(selector: impl Into<String>) {
    let selector = selector.into();
    crate::task::background(async move {
        tick().await;
        if !focus_and_select(&selector) {
            focus_soon(selector);
        }
    });
}

/// Moves the focus at once, and says whether there was something to take it.
pub fn focus_and_select(selector: &str) -> bool {
    let Some(element) = find(selector) else {
        return false;
    };
    let took = focus(&element);
    if took && let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.select();
    }
    took
}

/// What stands in a field.
pub fn text_in(field: &HtmlElement) -> Option<String> {
    field
        .dyn_ref::<HtmlInputElement>()
        .map(HtmlInputElement::value)
}

/// Whether keys typed at this element are text.
pub fn takes_text(element: &Element) -> bool {
    let tag = element.tag_name();
    let writes = match tag.as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(
            element.get_attribute("type").as_deref(),
            Some("checkbox" | "radio" | "button" | "submit")
        ),
        _ => false,
    };
    writes || element.has_attribute("contenteditable")
}

/// Puts a text on the clipboard; says whether the browser let us.
pub async fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    match js_sys::Reflect::get(&navigator, &"clipboard".into()) {
        Ok(clipboard) if clipboard.is_object() => {
            wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(text))
                .await
                .is_ok()
        }
        _ => false,
    }
}

/// A listener outside the view: it hears until it is dropped.
pub struct Heard(Closure<dyn FnMut(MouseEvent)>);

/// Calls `hear` with every click before anything in the page learns of it.
pub fn first_to_hear_clicks(mut hear: impl FnMut(&MouseEvent) + 'static) -> Heard {
    let heard = Closure::new(move |event: MouseEvent| hear(&event));
    let function = heard.as_ref().unchecked_ref();
    if window()
        .add_event_listener_with_callback_and_bool("click", function, true)
        .is_err()
    {
        leptos::logging::error!("clicks are not heard");
    }
    Heard(heard)
}

impl Drop for Heard {
    fn drop(&mut self) {
        let function = self.0.as_ref().unchecked_ref();
        if window()
            .remove_event_listener_with_callback_and_bool("click", function, true)
            .is_err()
        {
            leptos::logging::error!("clicks are still heard");
        }
    }
}

/// Puts the present address into the history once more; says whether it is there.
pub fn enter_again() -> bool {
    let history = window().history();
    history.is_ok_and(|history| {
        let state = history.state().unwrap_or(wasm_bindgen::JsValue::NULL);
        history.push_state(&state, "").is_ok()
    })
}

/// Goes back in the history.
pub fn go_back(steps: i32) {
    let gone = window()
        .history()
        .and_then(|history| history.go_with_delta(steps.saturating_neg()));
    if gone.is_err() {
        leptos::logging::error!("cannot go back");
    }
}

/// Leaves the app's present state and loads an address anew.
pub fn load(address: &str) {
    if window().location().replace(address).is_err() {
        leptos::logging::error!("cannot load {address}");
    }
}

/// Loads the present address anew.
pub fn reload() {
    if window().location().reload().is_err() {
        leptos::logging::error!("cannot reload");
    }
}

/// Prints what is open.
pub fn print() {
    if window().print().is_err() {
        leptos::logging::error!("cannot print");
    }
}
