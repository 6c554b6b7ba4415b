//! Somebody was quicker: what differs between mine and theirs, and the choice between the two.

use leptos::prelude::*;
use shared::currency::Currency;
use shared::jobs::Job;

use super::state::FormState;
use super::typed::{Days, Line, Sheet};
use crate::browser;
use crate::jobs::text;
use crate::ui::address::parsed;
use crate::ui::button::{Button, Weight};
use crate::ui::dialog::Dialog;
use crate::ui::message::{Message, Tone};
use crate::ui::when::{date_words, short};

/// One thing that differs: its name, mine, theirs.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Difference {
    what: String,
    mine: String,
    theirs: String,
}

#[component]
pub fn StaleDialog(state: FormState) -> AnyView {
    let who = move || {
        state.stale.with(|stale| {
            stale
                .as_ref()
                .map(|stale| stale.who.clone())
                .unwrap_or_default()
        })
    };
    let title = Signal::derive(move || {
        let at = state
            .stale
            .with(|stale| stale.as_ref().and_then(|stale| stale.at));
        let at = at.map(|at| format!(" at {}", short(state.session, at)));
        format!("{} changed this job{}", who(), at.unwrap_or_default())
    });
    let acts = move || {
        let load = Signal::derive(move || format!("Load {}’s", who()));
        let keep = Callback::new(move |()| keep_mine(state));
        let take = Callback::new(move |()| load_theirs(state));
        view! {
            <Button label="Keep editing mine" press=keep/>
            <Button label=load weight=Weight::Primary press=take/>
        }
    };
    view! {
        <Dialog open=state.stale_open title class="stale" acts>
            <p class="muted">{move || format!("You both had it open. Nothing of yours is lost: it stays beside {}’s until you decide.", who())}</p>
            <Differences state/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Differences(state: FormState) -> AnyView {
    let found = move || {
        let stale = state.stale.get()?;
        let base = state.base.get_untracked()?;
        let mine = untrack(|| state.typed.sheet());
        Some((
            stale.who,
            differences(&mine, &base, &stale.theirs, state.session.currency()),
        ))
    };
    let row = |difference: Difference| view! { <tr><th scope="row">{difference.what}</th><td>{difference.mine}</td><td>{difference.theirs}</td></tr> };
    let table = move || {
        found().map(|(who, found)| {
            view! {
                <table class="stale-table">
                    <thead><tr><td></td><th scope="col">"Yours, not saved"</th><th scope="col">{who}"’s, saved"</th></tr></thead>
                    <tbody>{found.into_iter().map(row).collect_view()}</tbody>
                </table>
            }
        })
    };
    view! { {table} }.into_any()
}

/// What had the focus is gone: the form takes it, so that its keys go on working.
fn focus_form() {
    browser::focus_soon("#f-customer_name");
}

/// The next save is meant to go over theirs, which was shown.
fn keep_mine(state: FormState) {
    if let Some(stale) = state.stale.get_untracked() {
        state.base.set(Some(stale.theirs));
        state.key.set_value(crate::client::Key::fresh());
    }
    state.stale_open.set(false);
    focus_form();
}

fn load_theirs(state: FormState) {
    let mine = untrack(|| state.typed.sheet());
    if let Some(stale) = state.stale.get_untracked() {
        state.typed.first_days.set(Days::of(&stale.theirs));
        state.typed.put(Sheet::of(&stale.theirs));
        state.base.set(Some(stale.theirs));
        state.key.set_value(crate::client::Key::fresh());
        state.form.begin_again();
        state.set_aside.set(Some(mine));
    }
    state.stale_open.set(false);
    focus_form();
}

/// After theirs was loaded: mine is still to be had.
#[component]
pub fn SetAside(state: FormState) -> AnyView {
    let show = move |_| {
        if let Some(mine) = state.set_aside.get_untracked() {
            state.typed.put(mine);
        }
        focus_form();
        state.set_aside.set(None);
    };
    let discard = move |_| {
        state.set_aside.set(None);
        focus_form();
    };
    view! {
        <Show when=move || state.set_aside.with(Option::is_some)>
            <Message tone=Tone::Plain>
                <p>"Your draft is kept."</p>
                <span class="push"><button type="button" on:click=show>"Show"</button><button type="button" on:click=discard>"Discard"</button></span>
            </Message>
        </Show>
    }
    .into_any()
}

fn differences(mine: &Sheet, base: &Job, theirs: &Job, currency: Currency) -> Vec<Difference> {
    let other = Sheet::of(theirs);
    let name = |sheet: &Sheet| match sheet.customer.trim() {
        "" => "Walk-in".to_owned(),
        name => name.to_owned(),
    };
    let day = |sheet: &Sheet, job: &Job| {
        let day = sheet.date.as_deref().and_then(parsed);
        date_words(day.unwrap_or(job.occurred_on))
    };
    let completed = |sheet: &Sheet, job: &Job| {
        let day = sheet.completed.as_deref().and_then(parsed);
        day.or(job.completed_on)
            .map_or_else(|| "–".to_owned(), date_words)
    };
    let total = |sheet: &Sheet| {
        sheet
            .total(currency)
            .0
            .map_or_else(|| "–".to_owned(), |money| money.to_string())
    };
    let status = |job: &Job| text::status(job.status).1.to_owned();
    let mut rows = vec![
        ("Customer".to_owned(), name(mine), name(&other)),
        ("Status".to_owned(), status(base), status(theirs)),
        (
            "Paid by".to_owned(),
            payment_word(&mine.payment).to_owned(),
            payment_word(&other.payment).to_owned(),
        ),
        ("Date".to_owned(), day(mine, base), day(&other, theirs)),
        (
            "Completed on".to_owned(),
            completed(mine, base),
            completed(&other, theirs),
        ),
    ];
    rows.extend(lines(&mine.lines, &other.lines));
    rows.push(("Total".to_owned(), total(mine), total(&other)));
    let differs = |(what, mine, theirs): (String, String, String)| {
        (mine != theirs).then_some(Difference { what, mine, theirs })
    };
    rows.into_iter().filter_map(differs).collect()
}

/// Lines are the same line when they have the same id; new ones have none.
fn lines(mine: &[Line], theirs: &[Line]) -> Vec<(String, String, String)> {
    let times = |line: &Line| format!("{} × {}", line.quantity, line.price);
    let gone = || "–".to_owned();
    let mut rows = Vec::new();
    for line in mine.iter().filter(|line| !line.is_empty()) {
        let same = theirs
            .iter()
            .find(|other| line.id.is_some() && other.id == line.id);
        match same {
            Some(other) if other.description != line.description => rows.push((
                "Item".to_owned(),
                format!("{}, {}", line.description, times(line)),
                format!("{}, {}", other.description, times(other)),
            )),
            Some(other) => rows.push((line.description.clone(), times(line), times(other))),
            None => rows.push((line.description.clone(), times(line), gone())),
        }
    }
    let only_theirs = theirs
        .iter()
        .filter(|line| !line.is_empty() && mine.iter().all(|other| other.id != line.id));
    rows.extend(only_theirs.map(|line| (line.description.clone(), gone(), times(line))));
    rows
}

/// How a job is paid, in words.
fn payment_word(word: &str) -> &'static str {
    word.parse().map_or("", text::payment)
}
