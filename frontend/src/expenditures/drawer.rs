//! One expenditure beside the list: what, how much, when, by whom; correct it, trash it, bring it back.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::expenditures::{Expenditure, ExpenditureAction, actions};
use shared::id::ExpenditureId;
use shared::instant::Instant;

use super::acts::ExpenditureAct;
use super::edit::EditForm;
use super::history::History;
use super::list_state::ListState;
use super::{address, calls};
use crate::browser;
use crate::session::use_session;
use crate::ui::acts::use_acts;
use crate::ui::address::{parsed, use_go};
use crate::ui::amount::Amount;
use crate::ui::blank::Blank;
use crate::ui::button::{Button, Weight};
use crate::ui::changes::follow_one;
use crate::ui::drawer::Drawer;
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::loaded::Loaded;
use crate::ui::message::{Message, Tone};
use crate::ui::when;

/// The drawer of the expenditure that the address names.
#[component]
pub fn ExpenditureDrawer() -> AnyView {
    let params = use_params_map();
    let id = memo(move || {
        params.with(|params| params.get("id").and_then(|id| parsed::<ExpenditureId>(&id)))
    });
    let state = expect_context::<ListState>();
    let close = Signal::derive(move || state.query.with(address::page));
    let unknown = move || {
        view! {
            <Drawer title="No such expenditure" close foot=|| ()>
                <Blank icon="search" title="No such expenditure" why="The address names no expenditure. It may have been cut off on its way here." narrow=true/>
            </Drawer>
        }
        .into_any()
    };
    view! {
        {live(move || id.get().map_or_else(unknown, |id| view! { <One id state close/> }.into_any()))}
    }
    .into_any()
}

#[component]
fn One(id: ExpenditureId, state: ListState, close: Signal<String>) -> AnyView {
    let row = state.page.last.with_untracked(|page| {
        page.as_ref()
            .and_then(|page| page.data.iter().find(|row| row.id == id).cloned())
    });
    let fetched = Fetched::new(|| (), move |()| calls::find(id)).begin_with(row);
    follow_one(fetched);
    let neighbour = move |step: isize| {
        Signal::derive(move || {
            state.page.last.with(|page| {
                let rows = &page.as_ref()?.data;
                let here = rows.iter().position(|row| row.id == id)?;
                let there = rows.get(here.checked_add_signed(step)?)?;
                Some(state.query.with(|query| address::one(&there.id, query)))
            })
        })
    };
    let editing = RwSignal::new(false);
    on_cleanup(move || browser::focus_soon(format!(".row-link[href*='{id}']")));
    let foot =
        move || view! { <Show when=move || !editing.get()><Acts fetched editing close/></Show> };
    let body =
        move |shown: Signal<Expenditure>| view! { <Body shown id fetched editing/> }.into_any();
    view! {
        <Drawer title="Expenditure" close previous=neighbour(-1) next=neighbour(1) foot>
            <Loaded what=fetched name="The expenditure" rows=5 children=body/>
        </Drawer>
    }
    .into_any()
}

#[component]
fn Body(
    shown: Signal<Expenditure>,
    id: ExpenditureId,
    fetched: Fetched<Expenditure>,
    editing: RwSignal<bool>,
) -> AnyView {
    let rev = Signal::derive(move || shown.with(|shown| shown.rev.0));
    let content = move || {
        if editing.get() {
            return view! { <EditForm fetched editing/> }.into_any();
        }
        view! { <Facts expenditure=shown.get()/> }.into_any()
    };
    view! { <div class="stack drawer-job">{content}<History id rev/></div> }.into_any()
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
fn Acts(fetched: Fetched<Expenditure>, editing: RwSignal<bool>, close: Signal<String>) -> AnyView {
    let app = use_acts();
    let go = use_go();
    let edit = Callback::new(move |()| {
        editing.set(true);
        browser::focus_soon("#edit-description");
    });
    let trash = Callback::new(move |()| {
        if let Some(expenditure) = fetched.last.get_untracked() {
            app.run(expenditure, ExpenditureAct::Trash);
            go.run(close.get_untracked());
        }
    });
    let restore = Callback::new(move |()| {
        if let Some(expenditure) = fetched.last.get_untracked() {
            app.run(expenditure, ExpenditureAct::Restore);
            go.run(close.get_untracked());
        }
    });
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
