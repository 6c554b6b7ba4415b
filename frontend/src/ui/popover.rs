//! A button that opens a small form below it, on the browser's own popover.

use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::task::while_here;

/// Closes an open pop by its id, after its form was taken over.
pub fn close(id: &str) {
    let open = browser::find(&format!("#{id}:popover-open"));
    if let Some(open) = open
        && open.hide_popover().is_err()
    {
        leptos::logging::warn!("a pop could not be closed");
    }
}

/// `trigger` is drawn inside the button; the form is made anew each time it opens.
#[component]
pub fn Popover(
    id: &'static str,
    name: &'static str,
    #[prop(default = "button")] class: &'static str,
    #[prop(into)] trigger: ViewFn,
    children: ChildrenFn,
) -> AnyView {
    let pop = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let toggled = while_here(move |_| {
        let now = pop
            .get_untracked()
            .is_some_and(|pop| pop.matches(":popover-open").unwrap_or(false));
        open.set(now);
        if now {
            browser::focus_soon(format!("#{id} :is(input, select, button)"));
        }
    });
    view! {
        <button type="button" class=class popovertarget=id aria-haspopup="dialog">{trigger.run()}</button>
        <div node_ref=pop id=id popover="auto" class="pop panel from-start" role="dialog" aria-label=name on:toggle=toggled>
            <Show when=move || open.get()>{children()}</Show>
        </div>
    }
    .into_any()
}
