//! Making a personal access token: what it is for, what it may do, until when and from where.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::issue::{FieldCode, FieldIssue};
use shared::page::Page;
use shared::permission::Scope;
use shared::problem::FieldError;
use shared::tokens::{DAYS_DEFAULT, DAYS_MAX, Token, TokenDraft};

use super::calls;
use crate::session::{Session, use_session};
use crate::ui::button::{Button, Weight};
use crate::ui::check::Check;
use crate::ui::fetched::Fetched;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::{DateInput, TextInput};
use crate::ui::toasts::use_toasts;
use crate::ui::when;

/// What is being done with tokens.
#[derive(Clone)]
pub enum Doing {
    Nothing,
    Making,
    /// Shown this once.
    Made(Token),
}

/// What is typed and ticked.
#[derive(Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    scopes: StoredValue<Vec<(Scope, RwSignal<bool>)>>,
    expires_on: RwSignal<String>,
    addresses: RwSignal<String>,
}

impl Typed {
    fn new(session: Session) -> Self {
        let last = untrack(|| when::today(session)).add_days(DAYS_DEFAULT);
        let held = |scope: &Scope| {
            session.me.with_untracked(|me| {
                let mut rights = me.iter().flat_map(|me| &me.permissions);
                rights.any(|right| right.scope() == Some(*scope))
            })
        };
        let held = Scope::ALL.iter().copied().filter(held);
        Self {
            name: RwSignal::new(String::new()),
            scopes: StoredValue::new(held.map(|scope| (scope, RwSignal::new(false))).collect()),
            expires_on: RwSignal::new(last.to_string()),
            addresses: RwSignal::new(String::new()),
        }
    }

    fn draft(self) -> TokenDraft {
        let ticked = self.scopes.get_value().into_iter();
        let addresses = self.addresses.get();
        let addresses = addresses.split([',', ' ', '\n']).map(str::trim);
        TokenDraft {
            name: shared::text::clean(&self.name.get()),
            scopes: ticked
                .filter(|(_, on)| on.get())
                .map(|(scope, _)| scope)
                .collect(),
            expires_on: self.expires_on.get().parse().ok(),
            addresses: addresses
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// By the shared rules, with the faults of several addresses at the one field that they are typed in.
    fn faults(self, session: Session) -> Vec<FieldError> {
        let draft = self.draft();
        let mut faults = shared::field::check(&draft).err().unwrap_or_default();
        for fault in &mut faults {
            if fault
                .pointer
                .as_ref()
                .is_some_and(|at| at.starts_with("#/addresses"))
            {
                fault.pointer = Some("#/addresses".to_owned());
            }
        }
        let today = when::today(session);
        let is_fit = draft
            .expires_on
            .is_some_and(|day| day >= today && day <= today.add_days(DAYS_MAX));
        if !is_fit {
            let detail = "Must be a day from today to a year ahead.";
            let issue = FieldIssue::new(FieldCode::OutOfPeriod, detail);
            faults.push(FieldError::at_pointer("#/expires_on", issue));
        }
        faults
    }
}

#[component]
pub fn TokenForm(doing: RwSignal<Doing>, tokens: Fetched<Page<Token>>) -> AnyView {
    let session = use_session();
    let toasts = use_toasts();
    let typed = Typed::new(session);
    let form = Form::within("token", move || typed.faults(session));
    form.register("#/scopes", "What it may do");
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() || !form.ready() {
            return;
        }
        let draft = untrack(|| typed.draft());
        form.send(
            async move { calls::make_token(&draft).await },
            move |answer| match answer {
                Ok(made) => {
                    let listed = Token {
                        token: None,
                        ..made.clone()
                    };
                    tokens.change(|page| page.data.insert(0, listed));
                    doing.set(Doing::Made(made));
                }
                Err(failure) => form.refuse(&failure),
            },
            move |answer| {
                if let Ok(made) = answer {
                    let told = format!("A token was made and not shown: revoke {}.", made.name);
                    toasts.failed(told, Vec::new());
                }
            },
        );
    };
    let cancel = Callback::new(move |()| doing.set(Doing::Nothing));
    let boxes = typed.scopes.get_value().into_iter();
    let boxes = boxes
        .map(|(scope, on)| view! { <Check label=scope.label() on/> })
        .collect_view();
    let wrong = move || form.error("#/scopes");
    view! {
        <form class="stack" on:submit=save novalidate>
            <FormTrouble form/>
            <TextInput form at="#/name" label="What it is for" value=typed.name placeholder="Till in Yaba" autofocus=true/>
            <fieldset class="stack-2" id=form.field_id("#/scopes") tabindex="-1">
                <legend class="label">"What it may do"</legend>
                {boxes}
                <div aria-live="polite">{move || wrong().map(|error| view! { <span class="error">{error}</span> })}</div>
            </fieldset>
            <div class="pair">
                <DateInput form at="#/expires_on" label="Counts until the end of" value=typed.expires_on/>
                <TextInput form at="#/addresses" label="Only from (addresses, optional)" value=typed.addresses placeholder="192.0.2.0/24" class="mono"/>
            </div>
            <p class="row">
                <Button label="Make token" submit=true weight=Weight::Primary class="act" busy=form.busy busy_word="Making…"/>
                <Button label="Cancel" weight=Weight::Quiet class="act" press=cancel/>
            </p>
        </form>
    }
    .into_any()
}
