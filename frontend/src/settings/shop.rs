//! The shop: its name, currency, time zone, and whether staff see business figures.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::currency::Currency;
use shared::field::FieldIssue;
use shared::problem::{FieldCode, FieldError, ProblemCode};
use shared::settings::{Settings, SettingsPatch};

use super::calls;
use super::frame::{SettingsHead, Tab};
use crate::browser;
use crate::client::{Failure, Key};
use crate::session::{Session, use_session};
use crate::ui::acts::changed_by;
use crate::ui::button::{Button, Weight};
use crate::ui::check::Check;
use crate::ui::effect::{live, memo};
use crate::ui::fetched::Fetched;
use crate::ui::form::{Form, FormTrouble};
use crate::ui::input::{Select, TextInput};
use crate::ui::loaded::Loaded;
use crate::ui::toasts::{Toasts, use_toasts};
use crate::ui::unsaved::Unsaved;

#[component]
pub fn ShopPage() -> AnyView {
    let settings = Fetched::new(|| (), |()| calls::settings());
    let rev = memo(move || {
        settings
            .last
            .with(|last| last.as_ref().map(|last| last.rev))
    });
    let body = move |shown: Signal<Settings>| {
        // The form begins anew with every revision.
        view! { {live(move || { rev.with(|_| ()); view! { <ShopForm settings=shown.get_untracked() fetched=settings/> } })} }.into_any()
    };
    view! {
        <section class="page">
            <SettingsHead tab=Tab::Shop/>
            <Loaded what=settings name="The settings" rows=6 children=body/>
        </section>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Typed {
    shop_name: RwSignal<String>,
    currency: RwSignal<String>,
    time_zone: RwSignal<String>,
    staff_see_figures: RwSignal<bool>,
}

impl Typed {
    fn of(settings: &Settings) -> Self {
        Self {
            shop_name: RwSignal::new(settings.shop_name.clone()),
            currency: RwSignal::new(settings.currency.code().to_owned()),
            time_zone: RwSignal::new(settings.time_zone.clone()),
            staff_see_figures: RwSignal::new(settings.staff_see_figures),
        }
    }

    /// Only what differs (reactive).
    fn changes(self, settings: &Settings) -> SettingsPatch {
        let shop_name = shared::text::clean(&self.shop_name.get());
        let currency = self
            .currency
            .with(|code| code.parse::<Currency>().unwrap_or(settings.currency));
        let time_zone = self.time_zone.get();
        let staff_see_figures = self.staff_see_figures.get();
        SettingsPatch {
            shop_name: Some(shop_name).filter(|name| *name != settings.shop_name),
            currency: Some(currency).filter(|currency| *currency != settings.currency),
            time_zone: Some(time_zone).filter(|zone| *zone != settings.time_zone),
            staff_see_figures: Some(staff_see_figures)
                .filter(|see| *see != settings.staff_see_figures),
        }
    }
}

#[component]
fn ShopForm(settings: Settings, fetched: Fetched<Settings>) -> AnyView {
    let typed = Typed::of(&settings);
    let known = StoredValue::new(settings);
    let changes = move || known.with_value(|settings| typed.changes(settings));
    let form = Form::new(move || shared::field::check(&changes()).err().unwrap_or_default());
    let changed = memo(move || changes() != SettingsPatch::default());
    let saving = Saving {
        session: use_session(),
        toasts: use_toasts(),
        form,
        fetched,
    };
    let amounts = Fetched::new(|| (), |()| calls::has_amounts());
    let is_fixed = move || amounts.last.get() == Some(true);
    let fixed = Signal::derive(is_fixed);
    let why = Signal::derive(move || {
        if is_fixed() {
            "Amounts are recorded in it, so it stays.".to_owned()
        } else {
            "Fixed once the first amount is recorded.".to_owned()
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !form.busy.get_untracked() && changed.get_untracked() && form.ready() {
            saving.run(known.get_value(), untrack(changes));
        }
    };
    let zones: Vec<(String, String)> = browser::zones::all()
        .into_iter()
        .map(|zone| (zone.clone(), zone))
        .collect();
    view! {
        <form class="settings-form" on:submit=submit novalidate>
            <Unsaved form changed/>
            <FormTrouble form/>
            <TextInput form at="#/shop_name" label="Shop name" value=typed.shop_name autocomplete="organization" hint="Stands in the top bar and in every page's title."/>
            <div class="pair">
                <Select form at="#/currency" label="Currency" value=typed.currency options=currencies() fixed hint=why/>
                <Select form at="#/time_zone" label="Time zone" value=typed.time_zone options=zones hint="Where the shop's day begins and ends. Days already recorded stay as they are."/>
            </div>
            <fieldset class="stack-2" id="figures">
                <legend class="label">"Figures"</legend>
                <Check label="Staff see business figures" on=typed.staff_see_figures/>
                <p class="hint">"Revenue, spending, net and the sums under the lists. Admins, managers and auditors see them in any case."</p>
            </fieldset>
            <div class="row"><Button label="Save settings" submit=true weight=Weight::Primary class="act" keys=&["Ctrl", "Enter"] busy=form.busy disabled=Signal::derive(move || !changed.get())/></div>
        </form>
    }
    .into_any()
}

fn currencies() -> Vec<(String, String)> {
    let words = |currency: Currency| {
        format!(
            "{} {} ({})",
            currency.symbol(),
            currency.name(),
            currency.code()
        )
    };
    Currency::all()
        .map(|currency| (currency.code().to_owned(), words(currency)))
        .collect()
}

#[derive(Clone, Copy)]
struct Saving {
    session: Session,
    toasts: Toasts,
    form: Form,
    fetched: Fetched<Settings>,
}

impl Saving {
    fn run(self, settings: Settings, patch: SettingsPatch) {
        let Self {
            session,
            toasts,
            form,
            fetched,
        } = self;
        let call = async move {
            let saved = calls::change(&settings, &patch, &Key::fresh()).await?;
            // Top bar, amounts and dates follow.
            if let Err(failure) = session.load_me().await {
                leptos::logging::warn!(
                    "the page shows the old settings until it is reloaded: {}",
                    failure.sentence()
                );
            }
            toasts.done("circle-check", "Settings saved", Vec::new());
            Ok(saved)
        };
        form.send(
            call,
            move |answer: Result<Settings, Failure>| match answer {
                Ok(saved) => fetched.change(|shown| *shown = saved),
                Err(failure) if failure.is(ProblemCode::Stale) => {
                    fetched.again();
                    let who = changed_by(session, &failure);
                    let sentence = format!("{who}. The newest are loaded; change them again.");
                    toasts.failed(sentence, Vec::new());
                }
                Err(failure) => form.refuse(&placed(failure)),
            },
            move |answer| {
                if let Err(failure) = answer {
                    let sentence = format!("The settings are as before: {}", failure.sentence());
                    toasts.failed(sentence, Vec::new());
                }
            },
        );
    }
}

/// A currency that stays is the field's trouble.
fn placed(failure: Failure) -> Failure {
    let Failure::Refused(mut refusal) = failure else {
        return failure;
    };
    if refusal.problem.code == ProblemCode::InUse && refusal.problem.errors.is_empty() {
        let issue = FieldIssue::new(FieldCode::ReadOnly, refusal.problem.detail.clone());
        refusal.problem.errors = vec![FieldError::at_pointer("#/currency", issue)];
    }
    Failure::Refused(refusal)
}
