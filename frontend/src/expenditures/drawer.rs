//! One expenditure beside the list: what, how much, when, by whom; correct it, trash it, bring it back.

use leptos::prelude::*;
use shared::expenditures::Expenditure;

use super::edit::edit_form;
use super::history::WORDS;
use crate::records::history::Words;
use crate::records::plain_drawer::{Drawn, plain_drawer};
use crate::session::use_session;
use crate::ui::amount::Amount;
use crate::ui::fetched::Fetched;
use crate::ui::when;

/// The drawer of the expenditure that the address names.
#[component]
pub fn ExpenditureDrawer() -> AnyView {
    plain_drawer::<Expenditure>()
}

impl Drawn for Expenditure {
    const TITLE: &'static str = "Expenditure";
    const FIRST_FIELD: &'static str = "#edit-description";
    const WORDS: &'static Words = &WORDS;

    fn facts(self) -> AnyView {
        let session = use_session();
        let fact = |name: &'static str, value: String| view! { <dt>{name}</dt><dd>{value}</dd> };
        view! {
            <p class="drawer-name" dir="auto">{self.description}</p>
            <p class="row drawer-total"><Amount money=self.total out=true class="first"/></p>
            <dl class="facts">
                {fact("Quantity", self.quantity.shown())}
                {fact("Unit cost", self.unit_cost.to_string())}
                {fact("When", untrack(|| when::long(session, self.occurred_at)))}
                {fact("Recorded by", self.created_by.username)}
            </dl>
        }
        .into_any()
    }

    fn edit(fetched: Fetched<Self>, editing: RwSignal<bool>) -> AnyView {
        edit_form(fetched, editing)
    }
}
