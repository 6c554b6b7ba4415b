//! Reports as files: the page's rows and columns in its order, and the report's own total as the last row.

use serde::Serialize;
use shared::instant::Instant;
use shared::money::Money;
use shared::reports::{Period, Report, ReportExport, ReportKind, ReportRow, ReportSum};

use super::service;
use crate::app::App;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::exports::{Cell, Column, Give, Kind, Last, List, Paper, Shape, span};
use crate::records::between;
use crate::settings::Shop;

/// In the place of an amount that cannot be told, as the page says it.
const BEYOND: &str = "beyond the largest amount";

/// The report that was asked for, as its reader is told it.
#[derive(Serialize)]
pub struct Exported {
    report: ReportKind,
    #[serde(flatten)]
    asked: ReportExport,
    #[serde(skip)]
    told: Report,
}

impl Exported {
    /// Problem `malformed` for what the report would refuse.
    pub async fn read(
        app: &App,
        actor: &Actor,
        report: ReportKind,
        asked: ReportExport,
    ) -> Result<Self, ApiError> {
        let (actor, now, query) = (actor.clone(), app.db.now(), asked.report());
        let told = app
            .db
            .read(move |conn| service::report(conn, &actor, now, (report, &query)))
            .await?;
        Ok(Self {
            report,
            asked,
            told,
        })
    }

    fn columns(&self) -> Vec<Column> {
        let is_beside = self.told.compared.is_some();
        let all = match self.report {
            ReportKind::Money => self.of_money(),
            _ => self.of_groups(),
        };
        let shown = all
            .into_iter()
            .filter(|(.., of_beside)| is_beside || !of_beside);
        shown.map(|(head, kind, _)| Column { head, kind }).collect()
    }

    /// Each head with its kind, and whether it is about the other period.
    fn of_money(&self) -> Vec<(&'static str, Kind, bool)> {
        let (step, jobs) = self.report.heads();
        vec![
            (
                self.told.by.map_or(step, |by| by.label()),
                Kind::Text,
                false,
            ),
            (jobs, Kind::Count, false),
            ("In", Kind::Amount, false),
            ("Expenditures", Kind::Count, false),
            ("Out", Kind::Amount, false),
            ("Net", Kind::Amount, false),
            ("Jobs before", Kind::Count, true),
            ("In before", Kind::Amount, true),
            ("Expenditures before", Kind::Count, true),
            ("Out before", Kind::Amount, true),
            ("Net before", Kind::Amount, true),
        ]
    }

    fn of_groups(&self) -> Vec<(&'static str, Kind, bool)> {
        let (what, many) = self.report.heads();
        let (money, many_before, before) = match self.report {
            ReportKind::Spending => ("Spent", "Times before", "Spent before"),
            ReportKind::Items => ("Amount", "Lines before", "Amount before"),
            _ => ("Amount", "Jobs before", "Amount before"),
        };
        vec![
            (what, Kind::Text, false),
            (many, Kind::Count, false),
            (money, Kind::Amount, false),
            (many_before, Kind::Count, true),
            (before, Kind::Amount, true),
            ("Share in %", Kind::Share, false),
        ]
    }

    fn cells(row: &ReportRow) -> Vec<Cell> {
        let mut cells = vec![Cell::text(row.label.as_str())];
        cells.extend([Cell::Count(row.count), amount(row.money)]);
        match &row.out {
            Some(out) => {
                cells.extend([Cell::Count(out.count), amount(out.money)]);
                cells.push(amount(row.net()));
                cells.extend(row.compared.map(sum).into_iter().flatten());
                cells.extend(out.compared.map(sum).into_iter().flatten());
                cells.extend(row.compared.map(|_| amount(row.net_before())));
            }
            None => {
                cells.extend(row.compared.map(sum).into_iter().flatten());
                cells.push(row.share_bp.map_or(Cell::Nothing, Cell::Share));
            }
        }
        cells
    }
}

impl List for Exported {
    const NAME: &'static str = "reports";

    fn shape(&self) -> Shape {
        Shape {
            format: self.asked.format,
            separator: self.asked.separator,
        }
    }

    fn paper(&self, _conn: &mut Conn, shop: &Shop, now: Instant) -> Result<Paper, ApiError> {
        let today = shop.zone.day_of(now)?;
        // What waits does so today, whatever the days.
        let days = (self.report != ReportKind::Work).then_some(self.told.period);
        let named = days.unwrap_or(Period {
            from: today,
            to: today,
        });
        let name = span(Some(named.from), Some(named.to), today);
        let told =
            |days: Option<Period>| between(days.map(|days| days.from), days.map(|days| days.to));
        let asked = [
            ("Days", told(days)),
            ("Beside", told(self.told.compared)),
            ("Counted", Some(self.report.goes_by().to_owned())),
        ];
        Ok(Paper {
            title: title(self.report),
            name: format!("report-{}-{name}", self.report),
            columns: self.columns(),
            asked: asked
                .into_iter()
                .filter_map(|(what, told)| Some((what, told?)))
                .collect(),
        })
    }

    fn rows(
        &self,
        _conn: &mut Conn,
        _actor: &Actor,
        give: &mut Give<'_>,
    ) -> Result<Last, ApiError> {
        let mut rows = self.told.rows.iter().chain(&self.told.others);
        rows.try_for_each(|row| give(&Self::cells(row)))?;
        Ok(Last::Told(Self::cells(&self.told.total)))
    }
}

/// What stands over the sheets.
const fn title(report: ReportKind) -> &'static str {
    match report {
        ReportKind::Money => "Report of money in and out",
        ReportKind::Customers => "Report by customer",
        ReportKind::Items => "Report by item",
        ReportKind::Staff => "Report by person",
        ReportKind::Methods => "Report by payment",
        ReportKind::Spending => "Report of spending",
        ReportKind::Work => "Report of unfinished work",
    }
}

fn sum(sum: ReportSum) -> [Cell; 2] {
    [Cell::Count(sum.count), amount(sum.money)]
}

fn amount(money: Option<Money>) -> Cell {
    money.map_or_else(
        || Cell::text(BEYOND),
        |money| Cell::Amount(money.amount_minor().into()),
    )
}
