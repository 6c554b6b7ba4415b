//! A report as plain text, for the command line: the same lines that the browser shows.

use std::fmt::Write as _;

use shared::imports::{ImportReport, ImportRow, ImportTable, RowOutcome};
use shared::jobs::JobStatus;
use shared::money::Money;

use super::host::OnHost;

/// The fate of the tables, the sums by month, and every row that does not simply come in.
pub fn report_text(done: &OnHost) -> String {
    let mut text = String::new();
    if let Some(report) = &done.import.report {
        // Writing into a string cannot fail.
        let written = head(&mut text, report)
            .and_then(|()| tables(&mut text, report))
            .and_then(|()| sums(&mut text, report))
            .and_then(|()| users(&mut text, report))
            .and_then(|()| rows(&mut text, &done.notable));
        if let Err(error) = written {
            log::warn!("a report could not be written out: {error}");
        }
    }
    text
}

fn head(text: &mut String, report: &ImportReport) -> std::fmt::Result {
    writeln!(
        text,
        "{} bytes, times read as {}. {} spellings of names become {} customers.\n",
        report.bytes, report.time_zone, report.names, report.customers
    )?;
    report
        .warnings
        .iter()
        .try_for_each(|warning| writeln!(text, "{warning}\n"))
}

fn tables(text: &mut String, report: &ImportReport) -> std::fmt::Result {
    writeln!(
        text,
        "{:<18}{:>10}{:>10}{:>10}{:>14}{:>15}{:>10}",
        "Rows", "In file", "New", "Adjusted", "Here already", "Changed since", "Left out"
    )?;
    for line in &report.tables {
        writeln!(
            text,
            "{:<18}{:>10}{:>10}{:>10}{:>14}{:>15}{:>10}",
            name(line.table, line.status),
            line.read,
            line.new,
            line.adjusted,
            line.already_here,
            line.changed_since,
            line.left_out
        )?;
    }
    Ok(())
}

fn sums(text: &mut String, report: &ImportReport) -> std::fmt::Result {
    writeln!(
        text,
        "\n{:<10}{:<18}{:>20}{:>18}{:>20}{:>16}{:>20}  Check",
        "Month", "Sums", "In file", "Left out", "Here already", "Adjusted", "Come in"
    )?;
    for line in &report.sums {
        let month = line
            .month
            .map_or_else(|| "no date".to_owned(), |month| month.to_string());
        writeln!(
            text,
            "{month:<10}{:<18}{:>20}{:>18}{:>20}{:>16}{:>20}  {}",
            name(line.table, line.status),
            shown(line.source),
            shown(line.left_out),
            shown(line.already_here),
            shown(line.adjusted),
            shown(line.imported),
            if line.adds_up() {
                "adds up"
            } else {
                "DOES NOT ADD UP"
            }
        )?;
    }
    Ok(())
}

fn users(text: &mut String, report: &ImportReport) -> std::fmt::Result {
    for user in &report.renamed {
        writeln!(text, "\nUser “{}” becomes {}.", user.from, user.to)?;
    }
    if !report.users_without_password.is_empty() {
        writeln!(
            text,
            "\nThese users need a code from an administrator before they can sign in: {}.",
            report.users_without_password.join(", ")
        )?;
    }
    Ok(())
}

fn rows(text: &mut String, rows: &[ImportRow]) -> std::fmt::Result {
    for (outcome, title) in [
        (RowOutcome::LeftOut, "Left out"),
        (RowOutcome::Adjusted, "Adjusted"),
        (
            RowOutcome::ChangedSince,
            "Changed since they came in, and left out",
        ),
        (RowOutcome::Vanished, "No longer in the old application"),
    ] {
        let of: Vec<&ImportRow> = rows.iter().filter(|row| row.outcome == outcome).collect();
        if of.is_empty() {
            continue;
        }
        writeln!(text, "\n{title}: {}", of.len())?;
        for row in of {
            let total = row
                .source_total
                .map_or_else(String::new, |total| format!(", {total}"));
            writeln!(
                text,
                "  {} {} ({}{total}): {}",
                row.table,
                row.old_id,
                row.label,
                row.reasons.join("; ")
            )?;
        }
    }
    Ok(())
}

fn name(table: ImportTable, status: Option<JobStatus>) -> &'static str {
    match (table, status) {
        (ImportTable::Users, _) => "Users",
        (ImportTable::Jobs, Some(JobStatus::Done)) => "Completed jobs",
        (ImportTable::Jobs, Some(_)) => "Incomplete jobs",
        (ImportTable::Jobs, None) => "Without a job",
        (ImportTable::JobItems, _) => "Items of jobs",
        (ImportTable::Expenditures, _) => "Expenditures",
    }
}

fn shown(amount: Money) -> String {
    match amount.amount_minor() {
        0 => "–".to_owned(),
        _ => amount.to_string(),
    }
}
