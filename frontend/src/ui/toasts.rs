//! Short news at the lower left: an undo that goes after eight seconds of rest, an error that stays until closed.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use super::each::each;
use super::effect::effect;
use super::icon::Icon;

const STAYS: Duration = Duration::from_secs(8);

/// What may be done about a piece of news.
#[derive(Clone)]
pub struct Act {
    pub label: String,
    pub run: Callback<()>,
}

impl Act {
    pub fn new(label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            label: label.into(),
            run: Callback::new(move |()| run()),
        }
    }
}

#[derive(Clone)]
struct Toast {
    id: u32,
    icon: &'static str,
    sentence: String,
    acts: Vec<Act>,
    lasts: bool,
}

/// The pieces of news now shown; `use_toasts()` gives it to pages.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next: StoredValue<u32>,
}

/// The news from inside a component.
///
/// # Panics
/// Never in this app: `App` provides it before anything else is drawn.
pub fn use_toasts() -> Toasts {
    expect_context()
}

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self {
            shown: RwSignal::new(Vec::new()),
            next: StoredValue::new(0),
        };
        provide_context(toasts);
        toasts
    }

    /// Something is done; it can be undone or followed.
    pub fn done(self, icon: &'static str, sentence: impl Into<String>, acts: Vec<Act>) {
        self.push(icon, sentence.into(), acts, false);
    }

    /// As `done`, where what had the focus is gone: the undo takes it.
    pub fn undo(self, icon: &'static str, sentence: impl Into<String>, undo: Act) {
        self.push(icon, sentence.into(), vec![undo], false);
        crate::browser::focus_soon(".toast:last-child button");
    }

    /// Something is not done; stays until closed.
    pub fn failed(self, sentence: impl Into<String>, acts: Vec<Act>) {
        self.push("circle-alert", sentence.into(), acts, true);
    }

    fn push(self, icon: &'static str, sentence: String, acts: Vec<Act>, lasts: bool) {
        let id = self.next.try_update_value(|next| {
            *next = next.wrapping_add(1);
            *next
        });
        let Some(id) = id else { return };
        self.shown.update(|shown| {
            shown.push(Toast {
                id,
                icon,
                sentence,
                acts,
                lasts,
            })
        });
    }

    fn close(self, id: u32) {
        self.shown
            .update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// The region that reads news out; once in the page.
#[component]
pub fn ToastRegion() -> AnyView {
    let toasts = use_toasts();
    let region = NodeRef::<html::Div>::new();
    // The top layer: news must stay in reach while a modal dialog makes the rest of the page inert.
    effect(move || {
        let any = toasts.shown.with(|shown| !shown.is_empty());
        let Some(region) = region.get() else { return };
        let open = region.matches(":popover-open").unwrap_or(false);
        let changed = match (any, open) {
            (true, false) => region.show_popover(),
            (false, true) => region.hide_popover(),
            _ => return,
        };
        if let Err(why) = changed {
            leptos::logging::error!("the news cannot be shown: {why:?}");
        }
    });
    view! {
        <div node_ref=region class="toasts" popover="manual" role="region" aria-label="News">
            {each(move || toasts.shown.get(), |toast| toast.id, move |toast| view! { <ToastLine toast/> })}
        </div>
    }
    .into_any()
}

#[component]
fn ToastLine(toast: Toast) -> AnyView {
    let toasts = use_toasts();
    let id = toast.id;
    let watched = RwSignal::new(false);
    if !toast.lasts {
        leave_after_rest(toasts, id, watched);
    }
    let act = move |act: Act| {
        let pressed = move |_| {
            toasts.close(id);
            act.run.run(());
        };
        view! { <button type="button" on:click=pressed>{act.label}</button> }
    };
    view! {
        <div
            class="toast"
            role=if toast.lasts { "alert" } else { "status" }
            on:mouseenter=move |_| watched.set(true)
            on:mouseleave=move |_| watched.set(false)
            on:focusin=move |_| watched.set(true)
            on:focusout=move |_| watched.set(false)
        >
            <Icon name=toast.icon/>
            <span>{toast.sentence}</span>
            {toast.acts.into_iter().map(act).collect_view()}
            <button type="button" class="close" aria-label="Close" title="Close" on:click=move |_| toasts.close(id)>
                <Icon name="x"/>
            </button>
        </div>
    }
    .into_any()
}

/// The clock starts again whenever pointer or focus leaves.
fn leave_after_rest(toasts: Toasts, id: u32, watched: RwSignal<bool>) {
    let mut running = None::<TimeoutHandle>;
    effect(move || {
        if let Some(running) = running.take() {
            running.clear();
        }
        if !watched.get() {
            let leave = set_timeout_with_handle(move || toasts.close(id), STAYS);
            running = leave.into_iter().next();
        }
    });
}
