//! The drawer of a record without acts of its own: its facts or the form that corrects it, and its history.

use leptos::prelude::*;

use super::drawer::{Opened, Parts, drawer};
use super::history::{Words, history};
use super::plain::{Acts, Plain};
use crate::session::use_session;
use crate::ui::fetched::Fetched;
use crate::ui::message::{Message, Tone};
use crate::ui::when;

/// What such a record shows in its drawer.
pub trait Drawn: Plain {
    /// “Expenditure”
    const TITLE: &'static str;
    /// The field that takes the focus when it is corrected: `#edit-description`.
    const FIRST_FIELD: &'static str;
    /// What is said of its events.
    const WORDS: &'static Words;

    fn facts(self) -> AnyView;
    /// The form that corrects it, as long as `editing` says so.
    fn edit(fetched: Fetched<Self>, editing: RwSignal<bool>) -> AnyView;
}

/// The drawer of the record that the address names.
pub fn plain_drawer<R: Drawn>() -> AnyView {
    drawer::<R>(Parts {
        title: |_| R::TITLE.to_owned(),
        copies: false,
        body,
        foot: |opened| view! { <Acts opened first=R::FIRST_FIELD/> }.into_any(),
    })
}

fn body<R: Drawn>(opened: Opened<R>, shown: Signal<R>) -> AnyView {
    let session = use_session();
    let Opened {
        id,
        fetched,
        editing,
        ..
    } = opened;
    let rev = Signal::derive(move || shown.with(|shown| shown.rev().0));
    let trashed = move |at| {
        view! { <Message tone=Tone::Warn icon="trash-2"><p>{move || format!("In the trash since {}.", when::long(session, at))}</p></Message> }
    };
    let content = move || {
        if editing.get() {
            return R::edit(fetched, editing);
        }
        let record = shown.get();
        view! { {record.trashed_at().map(trashed)}{record.facts()} }.into_any()
    };
    view! { <div class="stack drawer-job">{content}{history::<R>(id, rev, R::WORDS)}</div> }
        .into_any()
}
