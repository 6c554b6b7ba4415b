//! A view whose code comes over the wire when it is first wanted, and what stands there when it does not arrive.

use std::pin::Pin;

use futures::FutureExt;
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::blank::Blank;
use super::button::{Button, Weight};
use super::page_head::PageHead;
use crate::browser;
use crate::task;

/// The code did not arrive.
pub struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// The coming view: what a split function gives, boxed.
pub type PartLoading = Pin<Box<dyn Future<Output = Result<AnyView, Missing>>>>;

/// A whole screen: what stands there meanwhile, if anything, until the code is there, then the view.
#[component]
pub fn LazyScreen(
    part: fn() -> PartLoading,
    #[prop(default = nothing)] meanwhile: fn() -> AnyView,
) -> AnyView {
    let fetching = Fetching::new(part, Stage::Waiting);
    fetching.ask();
    let problem = move || view! { <main class="outside"><Problem fetching/></main> }.into_any();
    fetching.view(meanwhile, problem)
}

/// A part of what stands already.
#[component]
pub fn LazyPart(part: fn() -> PartLoading) -> AnyView {
    let fetching = Fetching::new(part, Stage::Waiting);
    fetching.ask();
    fetching.view(nothing, move || view! { <Problem fetching/> }.into_any())
}

/// The problem of a page whose code did not arrive, and the page itself once it did.
#[component]
pub fn MissingPage(name: &'static str, page: fn() -> PartLoading) -> AnyView {
    let fetching = Fetching::new(page, Stage::Missing);
    let problem = move || {
        view! {
            <section class="page">
                <div class="page-top"><PageHead title=name/></div>
                <Problem fetching/>
            </section>
        }
        .into_any()
    };
    fetching.view(nothing, problem)
}

fn nothing() -> AnyView {
    ().into_any()
}

enum Stage {
    Waiting,
    Missing,
    Here(AnyView),
    /// The view has been handed over.
    Shown,
}

/// Asks for the code, as often as wanted.
#[derive(Clone, Copy)]
struct Fetching {
    coming: fn() -> PartLoading,
    stage: RwSignal<Stage, LocalStorage>,
    busy: RwSignal<bool>,
    /// What the view is made in: a click has no context of its own.
    owner: StoredValue<Option<Owner>>,
}

impl Fetching {
    fn new(coming: fn() -> PartLoading, stage: Stage) -> Self {
        Self {
            coming,
            stage: RwSignal::new_local(stage),
            busy: RwSignal::new(false),
            owner: StoredValue::new(Owner::current()),
        }
    }

    fn ask(self) {
        let Some(owner) = self.owner.get_value() else {
            return;
        };
        owner.with(|| {
            let mut coming = (self.coming)();
            // Code that is there already shows at once: a fast typist's next key must find its field.
            if let Some(outcome) = (&mut coming).now_or_never() {
                return self.settle(outcome);
            }
            self.busy.set(true);
            task::drawing(async move { self.settle(coming.await) });
        });
    }

    fn settle(self, outcome: Result<AnyView, Missing>) {
        self.stage.try_set(match outcome {
            Ok(view) => Stage::Here(view),
            Err(Missing) => Stage::Missing,
        });
        self.busy.try_set(false);
    }

    fn view(
        self,
        meanwhile: fn() -> AnyView,
        problem: impl Fn() -> AnyView + Send + 'static,
    ) -> AnyView {
        let shown = move || {
            self.stage.with(|_| ());
            let stage = self
                .stage
                .try_update_untracked(|stage| std::mem::replace(stage, Stage::Shown));
            match stage {
                Some(Stage::Here(view)) => view,
                Some(Stage::Missing) => problem(),
                Some(Stage::Waiting) => meanwhile(),
                Some(Stage::Shown) | None => nothing(),
            }
        };
        view! { {shown} }.into_any()
    }
}

/// Offline, or the server has a newer build and no longer this one's files.
#[component]
fn Problem(fetching: Fetching) -> AnyView {
    let again = Callback::new(move |()| fetching.ask());
    let reload = Callback::new(|()| browser::reload());
    view! {
        <Blank icon="wifi-off" title="This page could not be loaded" why="Its part of Zehmo did not arrive: the network may be lost, or there is a newer version. Nothing is lost; what you saved is saved.">
            <div class="blank-acts">
                <Button label="Try again" icon="refresh-cw" weight=Weight::Primary busy=fetching.busy busy_word="Trying…" press=again/>
                <Button label="Reload" press=reload/>
            </div>
        </Blank>
    }
    .into_any()
}
