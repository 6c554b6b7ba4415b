//! What the report says in a line: that nothing is saved yet, that the books are in, who needs a code.

use leptos::prelude::*;
use shared::imports::{ImportReport, ImportTable};

use super::sums::{all_add_up, coming_in, staying_out};
use crate::ui::amount::grouped;
use crate::ui::button::LinkButton;
use crate::ui::message::{Message, Tone};

/// `1,203 jobs`, `1 job`, `0 jobs`.
fn counted(report: &ImportReport, table: ImportTable) -> String {
    let (one, many) = match table {
        ImportTable::Jobs => ("job", "jobs"),
        ImportTable::Expenditures => ("expenditure", "expenditures"),
        ImportTable::Users => ("user", "users"),
        ImportTable::JobItems => ("item", "items"),
    };
    match coming_in(report, table) {
        1 => format!("1 {one}"),
        count => format!("{} {many}", grouped(&count.to_string())),
    }
}

/// `Import 1,203 jobs and 411 expenditures`; none when nothing comes in.
pub fn commit_label(report: &ImportReport) -> Option<String> {
    let tables = [
        ImportTable::Jobs,
        ImportTable::Expenditures,
        ImportTable::Users,
    ];
    let named: Vec<String> = tables
        .into_iter()
        .filter(|table| coming_in(report, *table) > 0)
        .map(|table| counted(report, table))
        .take(2)
        .collect();
    (!named.is_empty()).then(|| format!("Import {}", named.join(" and ")))
}

#[component]
pub fn DryRunMessage(report: ImportReport) -> AnyView {
    if !all_add_up(&report) {
        return view! {
            <Message tone=Tone::Bad><p><b>"The sums do not agree."</b>" Nothing can be imported from this file; the lines below show where they part."</p></Message>
        }
        .into_any();
    }
    let (read, out) = staying_out(&report);
    let (read, shown) = (grouped(&read.to_string()), grouped(&out.to_string()));
    let rest = match out {
        0 if read == "1" => "The one row is accounted for.".to_owned(),
        0 => format!("All {read} rows are accounted for."),
        1 => format!("1 of {read} rows stays out; it is named below."),
        _ => format!("{shown} of {read} rows stay out; each is named below."),
    };
    let nothing = commit_label(&report).is_none();
    let news = if nothing {
        " Nothing new is in the file."
    } else {
        ""
    };
    view! {
        <Message tone=Tone::Good><p><b>"Nothing is saved yet."</b>{format!(" All sums agree to the last digit. {rest} Running it again adds nothing.{news}")}</p></Message>
    }
    .into_any()
}

#[component]
pub fn DoneMessage(report: ImportReport) -> AnyView {
    let jobs = counted(&report, ImportTable::Jobs);
    let spent = counted(&report, ImportTable::Expenditures);
    view! {
        <Message tone=Tone::Good>
            <p><b>"The books are in."</b>{format!(" {jobs} and {spent} came in.")}</p>
            <span class="push"><a href="/jobs">"See the jobs"</a></span>
        </Message>
    }
    .into_any()
}

#[component]
pub fn NeedCodes(names: Vec<String>) -> AnyView {
    let count = names.len();
    let word = if count == 1 {
        "1 user needs a code".to_owned()
    } else {
        format!("{count} users need a code")
    };
    let line = (count > 0).then(|| view! {
        <Message tone=Tone::Warn>
            <p><b>{word}": "</b>{names.join(", ")}". The old password is published or missing, so nobody may sign in with it."</p>
            <span class="push"><LinkButton label="Users" href="/users" class="bar"/></span>
        </Message>
    });
    view! { {line} }.into_any()
}

/// What is to be known of the file itself.
#[component]
pub fn Warnings(sentences: Vec<String>) -> AnyView {
    sentences
        .into_iter()
        .map(|sentence| view! { <Message tone=Tone::Warn><p>{sentence}</p></Message> })
        .collect_view()
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::imports::TableReport;

    fn table(table: ImportTable, new: u64, adjusted: u64) -> TableReport {
        TableReport {
            table,
            status: None,
            read: new + adjusted,
            new,
            adjusted,
            already_here: 0,
            changed_since: 0,
            left_out: 0,
            vanished: 0,
        }
    }

    #[test]
    fn the_act_names_what_comes_in() {
        let report = |tables| ImportReport {
            time_zone: "Africa/Lagos".to_owned(),
            bytes: 1,
            names: 0,
            customers: 0,
            renamed: Vec::new(),
            tables,
            sums: Vec::new(),
            users_without_password: Vec::new(),
            warnings: Vec::new(),
        };
        let label = |tables| commit_label(&report(tables));
        let jobs = table(ImportTable::Jobs, 1_200, 3);
        let spent = table(ImportTable::Expenditures, 1, 0);
        assert_eq!(
            label(vec![jobs.clone(), spent]).as_deref(),
            Some("Import 1,203 jobs and 1 expenditure")
        );
        assert_eq!(label(vec![jobs]).as_deref(), Some("Import 1,203 jobs"));
        assert_eq!(label(vec![table(ImportTable::Users, 0, 0)]), None);
    }
}
