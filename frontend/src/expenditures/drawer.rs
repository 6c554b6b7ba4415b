//! One expenditure beside the list: what, how much, when, by whom; correct it, trash it, bring it back.

use leptos::prelude::*;
use shared::expenditures::{Expenditure, ExpenditureAction, actions};
use shared::instant::Instant;

use super::acts::ExpenditureAct;
use super::edit::EditForm;
use super::history::WORDS;
use crate::browser;
use crate::records::drawer::{Opened, Parts, drawer};
use crate::records::history::history;
use crate::session::use_session;
use crate::ui::acts::use_acts;
use crate::ui::address::use_go;
use crate::ui::amount::Amount;
use crate::ui::button::{Button, Weight};
use crate::ui::message::{Message, Tone};
use crate::ui::when;

/// The drawer of the expenditure that the address names.
#[component]
pub fn ExpenditureDrawer() -> AnyView {
    drawer(Parts {
        title: |_| "Expenditure".to_owned(),
        copies: false,
        body,
        foot: |opened| {
            view! { <Show when=move || !opened.editing.get()><Acts opened/></Show> }.into_any()
        },
    })
}

fn body(opened: Opened<Expenditure>, shown: Signal<Expenditure>) -> AnyView {
    let Opened {
        id,
        fetched,
        editing,
        ..
    } = opened;
    let rev = Signal::derive(move || shown.with(|shown| shown.rev.0));
    let content = move || {
        if editing.get() {
            return view! { <EditForm fetched editing/> }.into_any();
        }
        view! { <Facts expenditure=shown.get()/> }.into_any()
    };
    view! { <div class="stack drawer-job">{content}{history::<Expenditure>(id, rev, &WORDS)}</div> }
        .into_any()
}

#[component]
fn Facts(expenditure: Expenditure) -> AnyView {
    let session = use_session();
    let fact = |name: &'static str, value: String| view! { <dt>{name}</dt><dd>{value}</dd> };
    let trashed = expenditure.deleted_at.map(|at| {
        view! { <Message tone=Tone::Warn icon="trash-2"><p>{move || format!("In the trash since {}.", when::long(session, at))}</p></Message> }
    });
    let cost = expenditure.unit_cost;
    view! {
        {trashed}
        <p class="drawer-name" dir="auto">{expenditure.description}</p>
        <p class="row drawer-total"><Amount money=expenditure.total out=true class="first"/></p>
        <dl class="facts">
            {fact("Quantity", expenditure.quantity.shown())}
            {fact("Unit cost", cost.to_string())}
            {fact("When", untrack(|| when::long(session, expenditure.occurred_at)))}
            {fact("Recorded by", expenditure.created_by.username)}
        </dl>
    }
    .into_any()
}

#[component]
fn Acts(opened: Opened<Expenditure>) -> AnyView {
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
        browser::focus_soon("#edit-description");
    });
    let act = move |act| {
        Callback::new(move |()| {
            if let Some(expenditure) = fetched.last.get_untracked() {
                app.run(expenditure, act);
                go.run(close.get_untracked());
            }
        })
    };
    let (trash, restore) = (act(ExpenditureAct::Trash), act(ExpenditureAct::Restore));
    let button = move |action| {
        match action {
        ExpenditureAction::Edit => view! { <Button label="Edit" icon="pencil" press=edit/> }.into_any(),
        ExpenditureAction::Restore => view! { <Button label="Restore" icon="rotate-ccw" weight=Weight::Primary press=restore/> }.into_any(),
        ExpenditureAction::Trash => view! { <span class="push trash-act"><Button label="Trash" icon="trash-2" weight=Weight::Danger press=trash/></span> }.into_any(),
    }
    };
    move_view(move || {
        let expenditure = fetched.last.get()?;
        let (user, role) = app
            .session
            .me
            .with(|me| me.as_ref().map(|me| (me.user.id, me.user.role)))?;
        let now = Instant::from_millis(browser::server_now_ms());
        let allowed = actions(&expenditure, user, role, now);
        Some(allowed.into_iter().map(button).collect_view())
    })
}

fn move_view<V: IntoView + 'static>(view: impl Fn() -> V + Send + 'static) -> AnyView {
    view! { {view} }.into_any()
}
