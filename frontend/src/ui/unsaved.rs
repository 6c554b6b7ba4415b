//! A form that keeps no draft asks once before what was changed in it is left.

use leptos::prelude::*;

use super::button::{Button, Weight};
use super::dialog::Dialog;
use super::form::Form;
use super::page_head::Frame;

/// Menu, keys, search, a drawer's “Close” and the browser's own Back ask; so does closing the tab. What is being saved
/// may be left: its answer finds the person wherever they are.
#[component]
pub fn Unsaved(form: Form, #[prop(into)] changed: Signal<bool>) -> AnyView {
    let frame = expect_context::<Frame>();
    let leaving = RwSignal::new(false);
    let away = StoredValue::new(String::new());
    let is_lost = move || changed.get_untracked() && !form.busy.get_untracked();
    frame.guarded_by(Callback::new(move |to: String| {
        let is_lost = is_lost();
        if is_lost {
            away.set_value(to);
            leaving.set(true);
        }
        is_lost
    }));
    let closing = window_event_listener(leptos::ev::beforeunload, move |event| {
        if is_lost() {
            event.prevent_default();
        }
    });
    on_cleanup(move || closing.remove());
    let acts = move || {
        let discard = Callback::new(move |()| {
            leaving.set(false);
            frame.go(&away.get_value());
        });
        let stay = Callback::new(move |()| leaving.set(false));
        view! {
            <Button label="Discard the changes" icon="trash-2" weight=Weight::Danger class="first" press=discard/>
            <Button label="Keep editing" weight=Weight::Primary press=stay/>
        }
    };
    view! {
        <Dialog open=leaving title="Leave without saving?" class="narrow" acts>
            <p class="muted">"What you changed here is not saved, and no draft of it is kept."</p>
        </Dialog>
    }
    .into_any()
}
