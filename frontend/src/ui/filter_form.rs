//! The small forms that the filter row opens: days, amounts, ticks. What cannot be read says so, and the form stays open.

use leptos::prelude::*;
use shared::currency::Currency;
use shared::date::Date;
use shared::field::FieldIssue;
use shared::money::Money;
use shared::problem::{FieldCode, FieldError};
use wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, HtmlInputElement, SubmitEvent};

use super::address::parsed;
use super::button::{Button, Weight};
use super::form::Form;
use super::icon::Icon;
use super::input::MoneyInput;
use super::period::Days;

/// Which boxes of a name are ticked.
pub fn ticked(form: &HtmlFormElement, name: &str) -> Vec<String> {
    let Ok(list) = form.query_selector_all(&format!("[name={name}]:checked")) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|at| list.get(at))
        .filter_map(|node| {
            node.dyn_ref::<HtmlInputElement>()
                .map(HtmlInputElement::value)
        })
        .collect()
}

fn day_in(form: &HtmlFormElement, name: &str) -> Option<Date> {
    let Ok(Some(input)) = form.query_selector(&format!("[name={name}]")) else {
        return None;
    };
    parsed(&input.dyn_ref::<HtmlInputElement>()?.value())
}

/// The form that is sent, which the browser must not send itself.
pub fn form_of(event: &SubmitEvent) -> Option<HtmlFormElement> {
    event.prevent_default();
    let target = event.current_target()?;
    target.dyn_ref::<HtmlFormElement>().cloned()
}

/// From a day to a day, both included.
#[component]
pub fn DatesForm(days: Days, take: Callback<Days>) -> AnyView {
    let wrong = RwSignal::new(false);
    let sent = move |event: SubmitEvent| {
        let Some(form) = form_of(&event) else { return };
        let read = |name| day_in(&form, name);
        let days: Days = (read("from"), read("to"));
        let turned = matches!(days, (Some(from), Some(to)) if to < from);
        wrong.set(turned);
        if !turned {
            take.run(days);
        }
    };
    let said = move || {
        wrong.get().then(|| {
            view! { <span class="error"><Icon name="circle-alert" class="small"/><span>"The last day is before the first."</span></span> }
        })
    };
    view! {
        <form class="stack" on:submit=sent>
            <Day label="From" name="from" day=days.0/>
            <Day label="To, included" name="to" day=days.1/>
            <div class="line-if-any" aria-live="polite">{said}</div>
            <Button label="Show these days" submit=true weight=Weight::Primary/>
        </form>
    }
    .into_any()
}

/// A day of a filter. The browser itself holds the form while it is half filled in.
#[component]
fn Day(label: &'static str, name: &'static str, day: Option<Date>) -> AnyView {
    let value = day.map(|day| day.to_string()).unwrap_or_default();
    view! {
        <label class="field"><span class="label">{label}</span><span class="box"><input type="date" name=name value=value autocomplete="off"/></span></label>
    }
    .into_any()
}

/// The lowest and the highest amount, in minor units; none is open.
pub type Span = (Option<i64>, Option<i64>);

const LEAST: &str = "#/total_min";
const MOST: &str = "#/total_max";

/// The two boxes for totals.
#[derive(Clone, Copy)]
pub struct Totals {
    form: Form,
    least: RwSignal<String>,
    most: RwSignal<String>,
    currency: Currency,
}

impl Totals {
    pub fn new((least, most): Span, currency: Currency) -> Self {
        let typed = |minor: Option<i64>| {
            let money = minor.and_then(|minor| Money::new(minor, currency).into_iter().next());
            RwSignal::new(money.map(Money::in_field).unwrap_or_default())
        };
        let (least, most) = (typed(least), typed(most));
        let wrong = move || read(&least.get(), &most.get(), currency).1;
        Self {
            form: Form::within("filter", wrong),
            least,
            most,
            currency,
        }
    }

    /// What is asked for; none when a box says what is wrong with it.
    pub fn take(self) -> Option<Span> {
        let read = read(
            &self.least.get_untracked(),
            &self.most.get_untracked(),
            self.currency,
        );
        self.form.ready().then_some(read.0)
    }
}

#[component]
pub fn TotalsFields(totals: Totals) -> AnyView {
    let Totals {
        form,
        least,
        most,
        currency,
    } = totals;
    view! {
        <div class="pair">
            <MoneyInput form at=LEAST label="Total from" value=least currency/>
            <MoneyInput form at=MOST label="Total to" value=most currency/>
        </div>
    }
    .into_any()
}

fn read(least: &str, most: &str, currency: Currency) -> (Span, Vec<FieldError>) {
    let mut wrong = Vec::new();
    let mut minor = |text: &str, at: &str| {
        if text.trim().is_empty() {
            return None;
        }
        match Money::parse(text, currency) {
            Ok(money) => Some(money.amount_minor()),
            Err(issue) => {
                wrong.push(FieldError::at_pointer(at, issue));
                None
            }
        }
    };
    let span = (minor(least, LEAST), minor(most, MOST));
    if matches!(span, (Some(least), Some(most)) if most < least) {
        let issue = FieldIssue::new(
            FieldCode::TooSmall,
            "The highest total is below the lowest.",
        );
        wrong.push(FieldError::at_pointer(MOST, issue));
    }
    (span, wrong)
}

/// One box to tick.
#[component]
pub fn Tick(name: &'static str, value: &'static str, label: &'static str, on: bool) -> AnyView {
    view! { <label class="check"><input type="checkbox" name=name value=value checked=on/><span>{label}</span></label> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_that_cannot_be_read_is_never_taken_for_an_open_one() {
        for (least, most, span, wrong) in [
            ("", " ", (None, None), vec![]),
            ("₦5,000", "", (Some(500_000), None), vec![]),
            (
                "5 000",
                "\u{2212}1",
                (Some(500_000), Some(-100)),
                vec![MOST],
            ),
            ("50k", "9,000.00", (None, Some(900_000)), vec![LEAST]),
            ("x", "y", (None, None), vec![LEAST, MOST]),
        ] {
            let (read, errors) = read(least, most, Currency::NGN);
            let at: Vec<_> = errors
                .iter()
                .filter_map(|error| error.pointer.as_deref())
                .collect();
            assert_eq!((read, at), (span, wrong), "{least:?} {most:?}");
        }
    }
}
