//! A page's title: names the browser tab, takes the focus after a change of page, and stands in the phone's top bar.

use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::Location;

use super::effect::effect;
use crate::browser;
use crate::session::use_session;

/// What the frame around a page needs to know of it.
#[derive(Clone, Copy)]
pub struct Frame {
    /// The page's title, for the phone's top bar.
    pub title: RwSignal<String>,
    /// What is open beside the page: the browser tab is named after it.
    pub beside: RwSignal<Option<String>>,
    /// Where × leads on the phone; none on pages that are reached by the menu.
    pub leave: RwSignal<Option<String>>,
    /// The first page after a load leaves the focus where the browser put it.
    pub moved: StoredValue<bool>,
    /// Set by a page with something unsaved: it is told where somebody wants to go, and says whether it holds them.
    pub guard: StoredValue<Option<Guard>>,
    trail: StoredValue<Trail>,
    /// The browser's history holds the guarded page twice: its Back leads to the page itself, which is asked.
    twice: StoredValue<bool>,
    /// This page was reached from another of this app, which is the step before it in the browser's history.
    follows: StoredValue<bool>,
    navigate: Callback<(String, bool)>,
}

/// The page that is open and the one before it, as addresses; empty where there was none.
#[derive(Default)]
struct Trail {
    here: String,
    before: String,
}

impl Trail {
    /// Another query is still the same page.
    fn go(&mut self, address: String) {
        if path_of(&self.here) != path_of(&address) {
            self.before = std::mem::take(&mut self.here);
        }
        self.here = address;
    }

    /// What was open before the page with this path.
    fn before(&self, path: &str) -> Option<String> {
        let known = if path_of(&self.here) == path {
            &self.before
        } else {
            &self.here
        };
        Some(known.clone()).filter(|known| !known.is_empty())
    }
}

fn path_of(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or(address)
}

/// Stands for the step before in the browser's history where an address is meant.
pub const BACK: &str = "back";

pub type Guard = Callback<String, bool>;

impl Frame {
    pub fn provide() -> Self {
        let navigate = use_navigate();
        let navigate = Callback::new(move |(to, replace): (String, bool)| {
            let options = NavigateOptions {
                replace,
                ..NavigateOptions::default()
            };
            navigate(&to, options);
        });
        let frame = Self {
            title: RwSignal::new(String::new()),
            beside: RwSignal::new(None),
            leave: RwSignal::new(None),
            moved: StoredValue::new(false),
            guard: StoredValue::new(None),
            trail: StoredValue::new(Trail::default()),
            twice: StoredValue::new(false),
            follows: StoredValue::new(false),
            navigate,
        };
        provide_context(frame);
        let Location {
            pathname, search, ..
        } = use_location();
        effect(move || {
            let (path, search) = (pathname.get(), search.get());
            let question = if search.is_empty() { "" } else { "?" };
            let address = format!("{path}{question}{search}");
            frame.trail.update_value(|trail| trail.go(address));
        });
        frame
    }

    /// Where somebody was before this page, with its query; none on the first page after a load.
    pub fn came_from(self, path: &str) -> Option<String> {
        self.trail
            .try_with_value(|trail| trail.before(path))
            .flatten()
    }

    /// Whether the page holds somebody who wants to go to this address.
    pub fn holds(self, address: &str) -> bool {
        let guard = self.guard.try_get_value().flatten();
        guard.is_some_and(|guard| guard.run(address.to_owned()))
    }

    /// Goes to an address, or back; the guarded page does not stay in the history twice.
    pub fn go(self, to: &str) {
        let twice = self.twice.get_value();
        self.twice.set_value(false);
        if to == BACK {
            browser::go_back(if twice { 2 } else { 1 });
        } else {
            self.follows.set_value(true);
            self.navigate.run((to.to_owned(), twice));
        }
    }

    /// The page is done: back to where one came from, or to this address in its place.
    pub fn leave_to(self, address: &str) {
        let twice = self.twice.get_value();
        self.twice.set_value(false);
        match (self.follows.get_value(), twice) {
            (true, true) => browser::go_back(2),
            (true, false) => browser::go_back(1),
            (false, _) => self.navigate.run((address.to_owned(), true)),
        }
    }

    /// A link of this app is followed. Says whether the page goes there itself.
    pub fn follow(self, address: &str) -> bool {
        if self.twice.get_value() {
            self.go(address);
            return true;
        }
        self.follows.set_value(true);
        false
    }

    /// Something is typed: from now on the browser's Back asks first.
    pub fn typed(self) {
        if self.guard.get_value().is_some() && !self.twice.get_value() {
            self.twice.set_value(browser::enter_again());
        }
    }

    /// The browser went back or forward.
    pub fn went(self) {
        if !self.twice.get_value() {
            return self.follows.set_value(false);
        }
        self.twice.set_value(false);
        if self.holds(BACK) {
            self.twice.set_value(browser::enter_again());
        } else {
            browser::go_back(1);
        }
    }

    /// Lets the page hold people until it is left.
    pub fn guarded_by(self, guard: Guard) {
        self.guard.set_value(Some(guard));
        on_cleanup(move || {
            self.guard.try_update_value(|guard| *guard = None);
            self.twice.try_set_value(false);
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
                    browser::focus_in_place(&heading);
                }
            });
        }
    }
    effect(move || {
        let title = title.get();
        let beside = frame.and_then(|frame| frame.beside.get());
        let tab = beside.unwrap_or_else(|| title.clone());
        document().set_title(&format!("{tab} · {}", session.shop_name()));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_which_one_was_open_before_it() {
        let mut trail = Trail::default();
        trail.go("/jobs/new".to_owned());
        assert_eq!(trail.before("/jobs/new"), None);
        trail.go("/jobs".to_owned());
        trail.go("/jobs?status=done".to_owned());
        // Whether the page hears of the change of address first or the frame does is all the same.
        assert_eq!(
            trail.before("/jobs/new").as_deref(),
            Some("/jobs?status=done")
        );
        trail.go("/jobs/new".to_owned());
        assert_eq!(
            trail.before("/jobs/new").as_deref(),
            Some("/jobs?status=done")
        );
    }
}
