//! The small forms that the filter row of the jobs list opens; their code comes after the list.

use leptos::prelude::*;
use shared::id::UserId;
use shared::jobs::{Job, JobQuery, JobStatus, PaymentMethod};
use shared::page::Deleted;
use web_sys::{HtmlFormElement, SubmitEvent};

use super::text;
use crate::records::export::{ExportForm, whole};
use crate::records::filters::dates;
use crate::records::list::RecordList;
use crate::records::query::ListQuery;
use crate::session::use_session;
use crate::ui::address::{parsed, use_go};
use crate::ui::button::{Button, Weight};
use crate::ui::filter_form::{DatesForm, Span, Tick, Totals, TotalsFields, form_of, ticked};
use crate::ui::popover;

pub const DATES: &str = "jobs-dates";
pub const FILTER: &str = "jobs-filter";

/// Days that no period names.
#[component]
pub fn JobDates() -> AnyView {
    let (days, take) = dates(expect_context::<RecordList<Job>>().query, DATES);
    view! { <DatesForm days take/> }.into_any()
}

/// Status, payment, amounts, whose, and the trash.
#[component]
pub fn JobFilter() -> AnyView {
    let query = expect_context::<RecordList<Job>>().query;
    let session = use_session();
    let go = use_go();
    let now = query.get_untracked();
    let currency = untrack(|| session.currency());
    let me = session
        .me
        .with_untracked(|me| me.as_ref().map(|me| me.user.id));
    let totals = Totals::new((now.total_min, now.total_max), currency);
    let take = move |event: SubmitEvent| {
        let Some(form) = form_of(&event) else { return };
        let Some(span) = totals.take() else { return };
        let found = chosen(&form, query.get_untracked(), me, span);
        popover::close(FILTER);
        go.run(found.first_page());
    };
    let status = |status: JobStatus| view! { <Tick name="status" value=status.as_str() label=text::status(status).1 on=now.status.contains(&status)/> };
    let payment = |method: PaymentMethod| view! { <Tick name="payment" value=method.as_str() label=text::payment(method) on=now.payment_method.contains(&method)/> };
    view! {
        <form class="stack" on:submit=take novalidate>
            <fieldset class="stack-2"><legend class="label">"Status"</legend>{[JobStatus::Open, JobStatus::Done].map(status).collect_view()}</fieldset>
            <fieldset class="stack-2"><legend class="label">"Paid by"</legend>{[PaymentMethod::Cash, PaymentMethod::Transfer].map(payment).collect_view()}</fieldset>
            <TotalsFields totals/>
            <Tick name="mine" value="mine" label="Recorded by me" on=!now.created_by.is_empty()/>
            <Tick name="trash" value="only" label="In the trash" on=now.deleted == Deleted::Only/>
            <Button label="Show jobs" submit=true weight=Weight::Primary/>
        </form>
    }
    .into_any()
}

/// In which form the list goes out.
#[component]
pub fn JobExport() -> AnyView {
    let list = expect_context::<RecordList<Job>>();
    let count = list
        .summary
        .last
        .with_untracked(|sum| Some(sum.as_ref()?.count));
    let address = list
        .query
        .with_untracked(|query| whole(JobQuery::PATH, query));
    view! { <ExportForm list=address count noun=("job", "jobs") has_items=true/> }.into_any()
}

/// What the form asks for, beside what it does not speak of.
fn chosen(form: &HtmlFormElement, query: JobQuery, me: Option<UserId>, span: Span) -> JobQuery {
    let mine = !ticked(form, "mine").is_empty();
    JobQuery {
        status: ticked(form, "status")
            .iter()
            .filter_map(|word| parsed(word))
            .collect(),
        payment_method: ticked(form, "payment")
            .iter()
            .filter_map(|word| parsed(word))
            .collect(),
        created_by: me.filter(|_| mine).into_iter().collect(),
        total_min: span.0,
        total_max: span.1,
        deleted: if ticked(form, "trash").is_empty() {
            Deleted::None
        } else {
            Deleted::Only
        },
        ..query
    }
}
