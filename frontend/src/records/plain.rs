//! Records without acts of their own: they are corrected in their drawer, moved to the trash and brought back.

use std::marker::PhantomData;

use futures::FutureExt;
use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use shared::instant::Instant;
use shared::records::{RecordAction, RecordRights};

use super::drawer::Opened;
use super::query::ListQuery;
use super::{Resource, calls, trash};
use crate::browser;
use crate::client::Failure;
use crate::ui::acts::{Act, Acting, use_acts};
use crate::ui::address::use_go;
use crate::ui::button::{Button, Weight};
use crate::ui::changes::Change;
use crate::ui::status::{Look, Status};
use crate::ui::toasts;

/// Such a kind of record.
pub trait Plain: Resource {
    const RIGHTS: RecordRights;

    /// What sentences call this one: “Diesel is back”.
    fn title(&self) -> String;
}

/// Moves a record to the trash, or brings it back.
pub struct Move<R> {
    to_trash: bool,
    of: PhantomData<fn() -> R>,
}

impl<R> Clone for Move<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Move<R> {}

impl<R: Plain> Move<R> {
    pub const TO_TRASH: Self = Self::new(true);
    pub const BACK: Self = Self::new(false);

    const fn new(to_trash: bool) -> Self {
        Self {
            to_trash,
            of: PhantomData,
        }
    }
}

impl<R: Plain> Act for Move<R> {
    type On = R;

    fn about(record: &R) -> String {
        record.about()
    }

    fn read(record: &R) -> LocalBoxFuture<'static, Result<R, Failure>> {
        calls::find::<R>(record.id()).boxed_local()
    }

    fn is_met(&self, record: &R) -> bool {
        record.trashed_at().is_some() == self.to_trash
    }

    fn guess(&self, record: &R) -> Option<Change<R>> {
        self.to_trash
            .then(|| Change::Now(trash::trashed(record.clone())))
    }

    fn send(&self, record: R) -> LocalBoxFuture<'static, Result<R, Failure>> {
        match self.to_trash {
            true => trash::trash(record).boxed_local(),
            false => trash::restore(record).boxed_local(),
        }
    }

    fn done(&self, app: Acting, _before: &R, after: R) {
        let (about, title) = (after.about(), after.title());
        if self.to_trash {
            let undo = toasts::Act::new("Undo", move || app.run(after.clone(), Self::BACK));
            let sentence = format!("{title} moved to trash");
            app.toasts.undo(about, "trash-2", sentence, undo);
        } else {
            let sentence = format!("{title} is back");
            app.toasts
                .done_about(about, "rotate-ccw", sentence, Vec::new());
        }
    }

    fn still(&self, record: &R) -> String {
        let place = if self.to_trash {
            "here"
        } else {
            "in the trash"
        };
        format!("{} is still {place}", record.title())
    }
}

/// What this user may do to the record in the drawer; `first` is the field that takes the focus when it is corrected.
#[component]
pub fn Acts<R: Plain>(opened: Opened<R>, first: &'static str) -> AnyView {
    let Opened {
        fetched,
        editing,
        close,
        ..
    } = opened;
    let app = use_acts();
    let go = use_go();
    let edit = Callback::new(move |()| {
        editing.set(true);
        browser::focus_soon(first);
    });
    let act = move |act: Move<R>| {
        Callback::new(move |()| {
            if let Some(record) = fetched.last.get_untracked() {
                app.run(record, act);
                go.run(close.get_untracked());
            }
        })
    };
    let (trash, restore) = (act(Move::TO_TRASH), act(Move::BACK));
    let button = move |action| {
        match action {
        RecordAction::Edit => view! { <Button label="Edit" icon="pencil" press=edit/> }.into_any(),
        RecordAction::Restore => view! { <Button label="Restore" icon="rotate-ccw" weight=Weight::Primary press=restore/> }.into_any(),
        RecordAction::Trash => view! { <span class="push trash-act"><Button label="Trash" icon="trash-2" weight=Weight::Danger press=trash/></span> }.into_any(),
    }
    };
    let buttons = move || {
        let record = fetched.last.get()?;
        let me = app.session.me;
        let (user, role) = me.with(|me| me.as_ref().map(|me| (me.user.id, me.user.role)))?;
        let now = Instant::from_millis(browser::server_now_ms());
        let allowed = R::RIGHTS.actions(record.origin(), user, role, now);
        Some(allowed.into_iter().map(button).collect_view())
    };
    view! { <Show when=move || !editing.get()>{buttons}</Show> }.into_any()
}

/// What a row is called, as the link that opens it beside the list; a mark says that it is in the trash.
#[component]
pub fn RowLink<R: Plain>(
    row: R,
    query: Signal<R::Query>,
    /// What is open beside the list.
    open: Memo<Option<String>>,
) -> AnyView {
    let id = row.id().to_string();
    let href = {
        let id = id.clone();
        move || query.with(|query| query.one(&id))
    };
    let current = move || {
        open.with(|open| open.as_deref() == Some(id.as_str()))
            .then_some("true")
    };
    let trashed = row.trashed_at().map(
        |_| view! { <span class="row-note"><Status look=Look::Off word="In the trash"/></span> },
    );
    view! { <a class="row-link" href=href aria-current=current data-noscroll>{row.title()}</a>{trashed} }
        .into_any()
}
