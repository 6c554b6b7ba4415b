//! Shows exactly one of: waiting, problem, empty, data. Old rows stay, dimmed, while new ones are fetched.

use leptos::prelude::*;

use super::blank::ProblemBlank;
use super::effect::{live, memo};
use super::fetched::Fetched;
use super::message::{Message, Tone};
use crate::client::Failure;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Showing {
    Waiting,
    Problem,
    Empty,
    Answer,
}

/// `children` gets the answer as a signal, so that rows stay the same elements when they are fetched again.
#[component]
pub fn Loaded<T: Clone + Send + Sync + 'static>(
    what: Fetched<T>,
    /// With its article: “The jobs”.
    name: &'static str,
    #[prop(optional)] is_empty: Option<fn(&T) -> bool>,
    #[prop(optional, into)] empty: ViewFn,
    /// Rows of the skeleton: as many as the data will likely have.
    #[prop(default = 8)]
    rows: usize,
    children: impl Fn(Signal<T>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let showing = memo(move || {
        if what.failed.with(Option::is_some) {
            return Showing::Problem;
        }
        what.last.with(|last| match (last, is_empty) {
            (None, _) => Showing::Waiting,
            (Some(answer), Some(is_empty)) if is_empty(answer) => Showing::Empty,
            (Some(_), _) => Showing::Answer,
        })
    });
    let answer = move || {
        what.last
            .get_untracked()
            .map(|first| children(following(what, first)))
    };
    let state = State {
        showing,
        failed: what.failed,
        busy: what.busy,
        late: what.late,
        again: Callback::new(move |()| what.again()),
    };
    view! { <Answer state name empty rows answer=Box::new(answer)/> }.into_any()
}

/// What is known of the thing that is loaded, whatever its kind.
#[derive(Clone, Copy)]
struct State {
    showing: Memo<Showing>,
    failed: RwSignal<Option<Failure>>,
    busy: RwSignal<bool>,
    late: RwSignal<bool>,
    again: Callback<()>,
}

#[component]
fn Answer(
    state: State,
    name: &'static str,
    empty: ViewFn,
    rows: usize,
    answer: Box<dyn Fn() -> Option<AnyView> + Send + Sync>,
) -> AnyView {
    let State {
        showing,
        failed,
        busy,
        late,
        again,
    } = state;
    let problem = move || {
        failed
            .get()
            .map(|failure| view! { <ProblemBlank what=name failure again/> })
    };
    view! {
        <Show when=move || late.get()>
            <Message tone=Tone::Warn icon="wifi-off"><p>"There is no connection: this is what was shown before. What you asked for comes as soon as there is one."</p></Message>
        </Show>
        <div class="loaded" class:busy=move || (busy.get() || late.get()) && showing.get() != Showing::Waiting aria-busy=move || busy.get().to_string()>
            {live(move || match showing.get() {
                Showing::Waiting => view! { <Skeleton rows/> }.into_any(),
                Showing::Problem => problem.into_any(),
                Showing::Empty => empty.run(),
                Showing::Answer => answer().into_any(),
            })}
        </div>
    }
    .into_any()
}

/// The newest answer; the last one known while there is none.
fn following<T: Clone + Send + Sync + 'static>(what: Fetched<T>, first: T) -> Signal<T> {
    Signal::derive(move || what.last.get().unwrap_or_else(|| first.clone()))
}

/// Grey lines in the height of the rows that will come; they appear only after a moment.
#[component]
pub fn Skeleton(rows: usize) -> AnyView {
    view! {
        <div role="status">
            <span class="seen-by-readers">"Loading"</span>
            <ul class="skeleton" aria-hidden="true">{(0..rows).map(|_| view! { <li></li> }).collect_view()}</ul>
        </div>
    }
    .into_any()
}
