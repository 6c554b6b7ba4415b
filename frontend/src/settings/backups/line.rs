//! One backup: when, how much, what it holds, and how its last trial went.

use leptos::prelude::*;
use shared::backups::{Backup, Drill};

use super::calls;
use super::shelf::Shelf;
use crate::session::use_session;
use crate::ui::amount::grouped;
use crate::ui::button::{Button, Weight};
use crate::ui::icon::Icon;
use crate::ui::status::{Look, Status};
use crate::ui::take_button::TakeButton;
use crate::ui::when;

const KB: u64 = 1_000;
const MB: u64 = 1_000_000;

#[component]
pub fn BackupLine(backup: Backup, shelf: Shelf) -> AnyView {
    let session = use_session();
    let id = backup.id;
    let try_out = Callback::new(move |()| {
        shelf.begin(calls::try_out(id), "It is not tried out");
    });
    let gone = backup.clone();
    let remove = Callback::new(move |()| shelf.remove(&gone));
    let is_busy = Signal::derive(move || shelf.is_busy());
    let at = backup.created_at;
    let path = format!("/backups/{id}/file");
    let holds = holds(&backup);
    let file = backup.file.clone();
    let trial = backup.drill.clone();
    let (look, word, icon) = state(trial.as_ref());
    let tried = move || {
        trial
            .as_ref()
            .map(|drill| told(drill, &when::long(session, drill.at)))
    };
    view! {
        <li>
            <Icon name="package-check"/>
            <span><b>{move || when::long(session, at)}</b></span>
            <Status look word icon/>
            <span class="push row">
                <TakeButton label="Download" weight=Weight::Quiet class="bar" path/>
                <Button label="Try it out" weight=Weight::Quiet class="bar" disabled=is_busy press=try_out/>
                <Show when=move || shelf.has_several()><Button label="Remove" weight=Weight::Quiet class="bar" disabled=is_busy press=remove/></Show>
            </span>
            <small class="muted wide">{holds} <br/> <span class="break">{file}</span> {move || tried().map(|told| view! { <br/>{told} })}</small>
        </li>
    }
    .into_any()
}

fn state(drill: Option<&Drill>) -> (Look, &'static str, &'static str) {
    match drill {
        None => (Look::Waiting, "Not tried out", "clock"),
        Some(drill) if drill.ok => (Look::Done, "Can be restored", "circle-check"),
        Some(_) => (Look::Off, "Cannot be restored", "circle-alert"),
    }
}

fn told(drill: &Drill, at: &str) -> String {
    let took = match drill.ms {
        ms if ms < 1_000 => "less than a second".to_owned(),
        ms => format!("{} s", grouped(&ms.div_ceil(1_000).to_string())),
    };
    match drill.ok {
        true => format!("Tried out {at}, in {took}"),
        false => format!("Tried out {at}: {}", drill.findings.join("; ")),
    }
}

/// `40 jobs, 4 expenditures, 69 events · 41 kB`.
fn holds(backup: &Backup) -> String {
    let count = |rows: u64, one: &str, many: &str| {
        let noun = if rows == 1 { one } else { many };
        format!("{} {noun}", grouped(&rows.to_string()))
    };
    let rows = [
        count(backup.rows.jobs, "job", "jobs"),
        count(backup.rows.expenditures, "expenditure", "expenditures"),
        count(backup.rows.customers, "customer", "customers"),
        count(backup.rows.events, "event", "events"),
    ];
    format!("{} · {}", rows.join(", "), size(backup.bytes))
}

fn size(bytes: u64) -> String {
    match bytes {
        _ if bytes >= MB => format!(
            "{}.{} MB",
            grouped(&(bytes / MB).to_string()),
            bytes % MB / (MB / 10)
        ),
        _ => format!("{} kB", bytes.div_ceil(KB)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_unit_that_people_read() {
        for (bytes, told) in [
            (1, "1 kB"),
            (40_752, "41 kB"),
            (999_999, "1000 kB"),
            (1_000_000, "1.0 MB"),
            (12_345_678, "12.3 MB"),
            (1_234_000_000, "1,234.0 MB"),
        ] {
            assert_eq!(size(bytes), told);
        }
    }
}
