//! A modal dialog on the browser's own `<dialog>`: it keeps the focus inside, closes on Esc and gives the focus back.

use leptos::html;
use leptos::prelude::*;

use super::effect::effect;
use crate::browser;
use crate::task::while_here;

/// Shows and closes the element as `open` says, and puts the focus where the dialog wants it.
pub fn follow(dialog: NodeRef<html::Dialog>, open: RwSignal<bool>) {
    effect(move || {
        let (Some(dialog), open) = (dialog.get(), open.get()) else {
            return;
        };
        if open && !dialog.open() {
            if dialog.show_modal().is_err() {
                leptos::logging::error!("a dialog could not be shown");
            }
            // Its content is drawn after this effect: the browser's own choice came too early.
            browser::focus_soon("dialog[open] [autofocus], dialog[open] .dialog-foot .primary");
        }
        if !open && dialog.open() {
            dialog.close();
        }
    });
}

/// Shown while `open`; its content is made anew each time.
#[component]
pub fn Dialog(
    /// True while shown. The dialog sets it to false when it is closed by Esc.
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Cannot be closed by Esc.
    #[prop(optional)]
    stays: bool,
    #[prop(optional)] class: &'static str,
    /// The acts: first one `first` (left), primary last.
    #[prop(into)]
    acts: ViewFn,
    children: ChildrenFn,
) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    follow(dialog, open);
    let cancel = move |event: web_sys::Event| {
        if stays {
            event.prevent_default();
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class=format!("dialog {class}")
            aria-label=move || title.get()
            on:cancel=cancel
            on:close=while_here(move |_| open.set(false))
        >
            <Show when=move || open.get()>
                <div class="dialog-body">
                    <h2>{title}</h2>
                    {children()}
                </div>
                <div class="dialog-foot">{acts.run()}</div>
            </Show>
        </dialog>
    }
    .into_any()
}
