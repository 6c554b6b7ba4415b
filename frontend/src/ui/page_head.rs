//! A page's title: names the browser tab, takes the focus after a change of page, and stands in the phone's top bar.

use leptos::html;
use leptos::prelude::*;

use super::effect::effect;
use crate::session::use_session;

/// What the frame around a page needs to know of it.
#[derive(Clone, Copy)]
pub struct Frame {
    /// The page's title, for the phone's top bar.
    pub title: RwSignal<String>,
    /// Where × leads on the phone; none on pages that are reached by the menu.
    pub leave: RwSignal<Option<String>>,
    /// The first page after a load leaves the focus where the browser put it.
    pub moved: StoredValue<bool>,
    /// Set by a page with something unsaved: it is told where somebody wants to go, and says whether it holds them.
    pub guard: StoredValue<Option<Guard>>,
}

pub type Guard = Callback<String, bool>;

impl Frame {
    pub fn provide() -> Self {
        let frame = Self {
            title: RwSignal::new(String::new()),
            leave: RwSignal::new(None),
            moved: StoredValue::new(false),
            guard: StoredValue::new(None),
        };
        provide_context(frame);
        frame
    }

    /// Whether the page holds somebody who wants to go to this address.
    pub fn holds(self, address: &str) -> bool {
        let guard = self.guard.try_get_value().flatten();
        guard.is_some_and(|guard| guard.run(address.to_owned()))
    }

    /// Lets the page hold people until it is left.
    pub fn guarded_by(self, guard: Guard) {
        self.guard.set_value(Some(guard));
        on_cleanup(move || {
            self.guard.try_update_value(|guard| *guard = None);
        });
    }
}

/// The head of a page: title, a muted note, and the page's acts as children.
#[component]
pub fn PageHead(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] note: Signal<String>,
    /// A form sets the focus itself.
    #[prop(optional)]
    keeps_focus: bool,
    /// Where × leads on the phone.
    #[prop(optional, into)]
    leave: Option<String>,
    #[prop(optional)] children: Option<Children>,
) -> AnyView {
    let session = use_session();
    let heading = NodeRef::<html::H1>::new();
    let frame = use_context::<Frame>();
    if let Some(frame) = frame {
        frame.leave.set(leave);
        let moved = frame
            .moved
            .try_update_value(|moved| std::mem::replace(moved, true))
            .unwrap_or(false);
        if moved && !keeps_focus {
            request_animation_frame(move || {
                if let Some(heading) = heading.try_get_untracked().flatten() {
                    crate::browser::focus_in_place(&heading);
                }
            });
        }
    }
    effect(move || {
        let title = title.get();
        document().set_title(&format!("{title} · {}", session.shop_name()));
        if let Some(frame) = frame {
            frame.title.set(title);
        }
    });
    view! {
        <div class="page-head">
            <h1 node_ref=heading tabindex="-1">{title}</h1>
            <span class="muted">{note}</span>
            {children.map(|children| view! { <div class="push row only-wide-flex">{children()}</div> })}
        </div>
    }
    .into_any()
}
