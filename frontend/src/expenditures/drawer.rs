//! One expenditure beside the list: what, how much, when, by whom; correct it, trash it, bring it back.

use leptos::prelude::*;
use shared::expenditures::Expenditure;

use super::edit::EditForm;
use super::history::WORDS;
use crate::records::drawer::{Opened, Parts, drawer};
use crate::records::history::history;
use crate::records::plain::Acts;
use crate::session::use_session;
use crate::ui::amount::Amount;
use crate::ui::message::{Message, Tone};
use crate::ui::when;

/// The drawer of the expenditure that the address names.
#[component]
pub fn ExpenditureDrawer() -> AnyView {
    drawer(Parts {
        title: |_| "Expenditure".to_owned(),
        copies: false,
        body,
        foot: |opened| view! { <Acts opened first="#edit-description"/> }.into_any(),
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
