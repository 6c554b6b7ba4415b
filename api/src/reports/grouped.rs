//! Reports by customer, item, person, payment method and description: the largest first, the rest together.

use std::collections::{BTreeMap, HashMap};

use shared::jobs::PaymentMethod;
use shared::reports::{Period, Report, ReportKind, ReportRow, shares_bp};
use shared::text;

use super::asked::{Asked, minus, plus};
use super::lists;
use crate::customers;
use crate::db::Conn;
use crate::error::ApiError;
use crate::expenditures;
use crate::jobs;
use crate::ledger::Sum;
use crate::people;
use crate::stored::stored;

const WALK_IN: &str = "walk-in";

/// Sums by what they are grouped by.
#[derive(Default)]
struct Groups {
    sums: HashMap<String, Sum>,
    /// How each key that is a text is spelled most often.
    spelled: HashMap<String, String>,
}

pub fn report(conn: &mut Conn, asked: &Asked<'_>, kind: ReportKind) -> Result<Report, ApiError> {
    let now = groups(conn, asked, kind, asked.period)?;
    let before = match asked.compared {
        Some(beside) => Some(groups(conn, asked, kind, beside)?),
        None => None,
    };
    let mut sorted: Vec<(&String, Sum)> = now.sums.iter().map(|(key, sum)| (key, *sum)).collect();
    sorted.sort_by(|a, b| b.1.amount_minor.cmp(&a.1.amount_minor).then(a.0.cmp(b.0)));
    let all = sorted
        .iter()
        .fold(Sum::default(), |sum, (_, one)| plus(sum, *one));
    let rest = sorted.split_off(sorted.len().min(asked.limit));
    let labels = labels(conn, kind, &now, &sorted)?;
    let beside = |key: &str| {
        let before = before.as_ref()?;
        Some(before.sums.get(key).copied().unwrap_or_default())
    };
    let mut rows: Vec<ReportRow> = Vec::with_capacity(sorted.len());
    let (mut shown, mut shown_before) = (Sum::default(), Sum::default());
    for ((key, sum), label) in sorted.iter().zip(labels) {
        let mut row = asked.row(((*key).clone(), label), *sum, list(kind, asked.period, key));
        row.compared = beside(key).map(|sum| asked.sum(sum));
        shown = plus(shown, *sum);
        shown_before = plus(shown_before, beside(key).unwrap_or_default());
        rows.push(row);
    }
    let all_before = before.map(|before| before.sums.into_values().fold(Sum::default(), plus));
    let rest_before = all_before.map(|all| minus(all, shown_before));
    let mut others = others(asked, (rest.len(), minus(all, shown)), rest_before);
    let mut total = asked.row(
        ("total".to_owned(), "Total".to_owned()),
        all,
        whole_list(kind, asked.period),
    );
    total.compared = all_before.map(|sum| asked.sum(sum));
    let amounts = sorted.iter().map(|(_, sum)| sum.amount_minor);
    let amounts: Vec<i128> = amounts
        .chain(others.is_some().then(|| minus(all, shown).amount_minor))
        .collect();
    if let Some(shares) = shares_bp(&amounts) {
        let shared = rows.iter_mut().chain(&mut others);
        shared
            .zip(shares)
            .for_each(|(row, share)| row.share_bp = Some(share));
        total.share_bp = Some(10_000);
    }
    Ok(Report {
        period: asked.period,
        compared: asked.compared,
        by: None,
        own_only: asked.actor.is_limited(),
        rows,
        others,
        total,
    })
}

/// What has no row of its own, in either period.
fn others(asked: &Asked<'_>, (many, sum): (usize, Sum), before: Option<Sum>) -> Option<ReportRow> {
    let was_there = before.is_some_and(|before| before.count > 0);
    if many == 0 && !was_there {
        return None;
    }
    let label = match many {
        0 => "Others".to_owned(),
        1 => "1 other".to_owned(),
        many => format!("{many} others"),
    };
    let mut row = asked.row(("others".to_owned(), label), sum, None);
    row.compared = before.map(|sum| asked.sum(sum));
    Some(row)
}

fn groups(
    conn: &mut Conn,
    asked: &Asked<'_>,
    kind: ReportKind,
    period: Period,
) -> Result<Groups, ApiError> {
    let own = asked.actor.limited_to();
    let span = (period.from, period.to, own.as_deref());
    Ok(match kind {
        ReportKind::Customers => {
            let rows = jobs::done_by_customer(conn, span)?.into_iter();
            let keyed = rows.map(|(id, sum)| (id.unwrap_or_else(|| WALK_IN.to_owned()), sum));
            Groups::of(keyed.collect())
        }
        ReportKind::Staff => Groups::of(jobs::done_by_author(conn, span)?.into_iter().collect()),
        ReportKind::Methods => Groups::of(jobs::done_by_method(conn, span)?.into_iter().collect()),
        ReportKind::Items => Groups::folded(jobs::sold_by_description(conn, span)?),
        ReportKind::Spending => Groups::folded(expenditures::by_description(conn, span)?),
        ReportKind::Money | ReportKind::Work => Groups::default(),
    })
}

impl Groups {
    fn of(sums: HashMap<String, Sum>) -> Self {
        let spelled = HashMap::new();
        Self { sums, spelled }
    }

    /// Spellings that people take for the same are one, named as it is written most often.
    fn folded(rows: Vec<(String, Sum)>) -> Self {
        let mut groups = Self::default();
        let mut most: HashMap<String, u64> = HashMap::new();
        // In a fixed order, so that of two equally common spellings always the same one is chosen.
        let rows: BTreeMap<String, Sum> = rows.into_iter().collect();
        for (text, sum) in rows {
            let key = text::fold(&text);
            let known = groups.sums.entry(key.clone()).or_default();
            *known = plus(*known, sum);
            let count = most.entry(key.clone()).or_default();
            if sum.count > *count {
                *count = sum.count;
                groups.spelled.insert(key, text);
            }
        }
        groups
    }
}

/// What people read for each key.
fn labels(
    conn: &mut Conn,
    kind: ReportKind,
    groups: &Groups,
    shown: &[(&String, Sum)],
) -> Result<Vec<String>, ApiError> {
    let keys: Vec<String> = shown.iter().map(|(key, _)| (*key).clone()).collect();
    let known: HashMap<String, String> = match kind {
        ReportKind::Customers => {
            let ids: Vec<String> = keys.iter().filter(|key| *key != WALK_IN).cloned().collect();
            let names = customers::names(conn, &ids)?.into_iter();
            names
                .map(|(id, customer)| (id, customer.name))
                .chain([(WALK_IN.to_owned(), "Walk-in".to_owned())])
                .collect()
        }
        ReportKind::Staff => {
            let names = people::named(conn, keys.iter().map(String::as_str))?;
            names
                .into_iter()
                .map(|(id, user)| (id, user.username))
                .collect()
        }
        ReportKind::Methods => {
            let label = |key: &String| {
                Ok((
                    key.clone(),
                    stored::<PaymentMethod>(key)?.label().to_owned(),
                ))
            };
            keys.iter().map(label).collect::<Result<_, ApiError>>()?
        }
        _ => groups.spelled.clone(),
    };
    let label = |key: &String| known.get(key).unwrap_or(key).clone();
    Ok(keys.iter().map(label).collect())
}

/// The list that sums to the row, if one does: a job with other items beside comes to more than the one that is asked for.
fn list(kind: ReportKind, period: Period, key: &str) -> Option<String> {
    let more = match kind {
        ReportKind::Customers if key == WALK_IN => "&walk_in=true".to_owned(),
        ReportKind::Customers => format!("&customer_id={key}"),
        ReportKind::Staff => format!("&created_by={key}"),
        ReportKind::Methods => format!("&payment_method={key}"),
        _ => return None,
    };
    Some(lists::done(period, &more))
}

fn whole_list(kind: ReportKind, period: Period) -> Option<String> {
    match kind {
        ReportKind::Items => None,
        ReportKind::Spending => Some(lists::spent(period)),
        _ => Some(lists::done(period, "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_people_take_for_the_same_are_one() {
        let sum = |count, amount_minor| Sum {
            count,
            amount_minor,
        };
        let rows = [
            ("Banner", sum(1, 10)),
            ("banner", sum(3, 20)),
            ("  BÁNNER", sum(3, 5)),
            ("Label", sum(1, 1)),
        ];
        let rows = rows.map(|(text, sum)| (text.to_owned(), sum));
        let groups = Groups::folded(rows.to_vec());
        assert_eq!(groups.sums.len(), 2);
        let key = text::fold("banner");
        assert_eq!(groups.sums[&key], sum(7, 35));
        assert_eq!(groups.spelled[&key], "  BÁNNER");
    }
}
