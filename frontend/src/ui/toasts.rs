//! Short news at the lower left: an undo that goes after eight seconds of rest, an error that stays until closed.

use std::sync::Arc;
use std::time::Duration;

use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;

use super::each::each;
use super::effect::effect;
use super::icon::Icon;
use crate::task::while_here;

const STAYS: Duration = Duration::from_secs(8);

/// What may be done about a piece of news. It outlives the page that gave the news, so it holds handles of the app only.
#[derive(Clone)]
pub struct Act {
    label: String,
    /// Where it leads, if it is a link: a page with something unsaved is asked first.
    href: Option<String>,
    run: Arc<dyn Fn() + Send + Sync>,
}

impl Act {
    pub fn new(label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            label: label.into(),
            href: None,
            run: Arc::new(run),
        }
    }

    /// A link; `run` is called when it is followed.
    pub fn link(
        label: impl Into<String>,
        href: impl Into<String>,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            href: Some(href.into()),
            ..Self::new(label, run)
        }
    }
}

#[derive(Clone)]
struct Toast {
    id: u32,
    /// What it is about, where the next news of the same takes its place.
    about: Option<String>,
    icon: &'static str,
    sentence: String,
    acts: Vec<Act>,
    lasts: bool,
}

impl Toast {
    fn new(icon: &'static str, sentence: String, acts: Vec<Act>) -> Self {
        Self {
            id: 0,
            about: None,
            icon,
            sentence,
            acts,
            lasts: false,
        }
    }
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
        self.push(Toast::new(icon, sentence.into(), acts));
    }

    /// As `done`, in the place of what was said of the same record before.
    pub fn done_about(self, about: String, icon: &'static str, sentence: String, acts: Vec<Act>) {
        self.push(Toast {
            about: Some(about),
            ..Toast::new(icon, sentence, acts)
        });
    }

    /// As `done_about`, where what had the focus is gone: the act takes it.
    pub fn undo(self, about: String, icon: &'static str, sentence: String, undo: Act) {
        self.done_about(about, icon, sentence, vec![undo]);
        crate::browser::focus_soon(".toast:last-child button");
    }

    /// Something is not done; stays until closed.
    pub fn failed(self, sentence: impl Into<String>, acts: Vec<Act>) {
        self.push(Toast {
            lasts: true,
            ..Toast::new("circle-alert", sentence.into(), acts)
        });
    }

    /// As `failed`, in the place of what was said of the same record before.
    pub fn failed_about(self, about: String, sentence: String, acts: Vec<Act>) {
        self.push(Toast {
            about: Some(about),
            lasts: true,
            ..Toast::new("circle-alert", sentence, acts)
        });
    }

    fn push(self, mut toast: Toast) {
        toast.id = self.next.get_value().wrapping_add(1);
        self.next.set_value(toast.id);
        self.shown.update(|shown| {
            shown.retain(|old| old.about.is_none() || old.about != toast.about);
            shown.push(toast);
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
        let Act { label, href, run } = act;
        let pressed = move |event: MouseEvent| {
            // A page with something unsaved holds who wants to leave it.
            if !event.default_prevented() {
                toasts.close(id);
                run();
            }
        };
        match href {
            // The router hears the click after it: the link is still there then.
            Some(href) => view! { <a href=href on:click=pressed>{label}</a> }.into_any(),
            None => view! { <button type="button" on:click=pressed>{label}</button> }.into_any(),
        }
    };
    view! {
        <div
            class="toast"
            role=if toast.lasts { "alert" } else { "status" }
            on:mouseenter=move |_| watched.set(true)
            on:mouseleave=while_here(move |_| watched.set(false))
            on:focusin=move |_| watched.set(true)
            on:focusout=while_here(move |_| watched.set(false))
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
