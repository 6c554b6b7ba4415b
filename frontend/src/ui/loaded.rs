//! Shows exactly one of: waiting, problem, empty, data. Old rows stay, dimmed, while new ones are fetched.

use leptos::prelude::*;

use super::blank::ProblemBlank;
use super::fetched::Fetched;

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
    let showing = Memo::new(move |_| {
        if what.failed.with(Option::is_some) {
            return Showing::Problem;
        }
        what.last.with(|last| match (last, is_empty) {
            (None, _) => Showing::Waiting,
            (Some(answer), Some(is_empty)) if is_empty(answer) => Showing::Empty,
            (Some(_), _) => Showing::Answer,
        })
    });
    let problem = move || {
        let again = Callback::new(move |()| what.again());
        what.failed
            .get()
            .map(|failure| view! { <ProblemBlank what=name failure again/> })
    };
    let answer = move || {
        what.last
            .get_untracked()
            .map(|first| children(following(what, first)))
    };
    view! {
        <div class="loaded" class:busy=move || what.busy.get() && showing.get() != Showing::Waiting aria-busy=move || what.busy.get().to_string()>
            {move || match showing.get() {
                Showing::Waiting => view! { <Skeleton rows/> }.into_any(),
                Showing::Problem => problem.into_any(),
                Showing::Empty => empty.run(),
                Showing::Answer => answer().into_any(),
            }}
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
