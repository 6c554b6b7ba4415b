//! This build beside another one: the same books, the same client, in turn, so that only the ratio counts.

use std::path::Path;
use std::time::Duration;

use super::books::Database;
use super::judgement::grouped;
use super::load::Figures;
use super::measure::{self, LIST_PATH, Question};
use super::shop::Shop;
use crate::outcome::Outcome;

/// Each figure is the middle of so many turns.
const TURNS: usize = 3;
const CONNECTIONS: [usize; 2] = [1, 16];

/// Two shops with the same rows, served by two programs.
struct Pair {
    /// Served by the build that counts as one.
    other: Shop,
    ours: Shop,
}

/// What one turn of both saw.
struct Turn {
    other: f64,
    ours: f64,
}

/// Markdown: what each program does a second, and how often ours does what the other does once.
pub fn report(
    other: &Path,
    ours: &Path,
    database: Database,
    jobs: u32,
    lasting: Duration,
) -> Outcome<Vec<String>> {
    let pair = Pair::prepare(other, ours, database, jobs)?;
    let mut lines = vec![
        String::new(),
        format!("**{} jobs × 3 items, {}**", grouped(jobs), database.name()),
        String::new(),
        "| Work | at once | other, a second | this build, a second | ratio |".to_owned(),
        "|---|---|---|---|---|".to_owned(),
    ];
    lines.push(pair.memory("idle memory, MiB")?);
    let list = pair.other.get(LIST_PATH, &pair.other.sign_in()?)?;
    let questions = measure::questions(&list)?;
    for question in questions.iter().filter(|one| one.suits_any_build()) {
        for connections in CONNECTIONS {
            lines.push(pair.asked(question, connections, lasting)?);
        }
    }
    for connections in CONNECTIONS {
        let turns = turns(
            || Ok(measure::create(&pair.other, connections, lasting)?.figures),
            || Ok(measure::create(&pair.ours, connections, lasting)?.figures),
        )?;
        lines.push(line(measure::CREATE, connections, &turns));
    }
    lines.push(pair.memory("memory after the load, MiB")?);
    Ok(lines)
}

impl Pair {
    /// The other program seeds; ours gets a copy, which it brings up to its own tables when it starts.
    fn prepare(other: &Path, ours: &Path, database: Database, jobs: u32) -> Outcome<Self> {
        let [other, ours] = Shop::pair(other, ours, database, jobs)?;
        Ok(Self { other, ours })
    }

    fn asked(&self, question: &Question, connections: usize, lasting: Duration) -> Outcome<String> {
        let turns = turns(
            || Ok(question.drive(&self.other, connections, lasting)?.figures),
            || Ok(question.drive(&self.ours, connections, lasting)?.figures),
        )?;
        Ok(line(question.what, connections, &turns))
    }

    fn memory(&self, what: &str) -> Outcome<String> {
        let [other, ours] = [
            self.other.server.resident_kib()?,
            self.ours.server.resident_kib()?,
        ];
        Ok(format!(
            "| {what} | – | {} | {} | |",
            other / 1024,
            ours / 1024
        ))
    }
}

/// In turn, so that a machine that grows slow meanwhile is slow for both.
fn turns(
    other: impl Fn() -> Outcome<Figures>,
    ours: impl Fn() -> Outcome<Figures>,
) -> Outcome<Vec<Turn>> {
    (0..TURNS)
        .map(|_| {
            Ok(Turn {
                other: other()?.per_second(),
                ours: ours()?.per_second(),
            })
        })
        .collect()
}

fn line(what: &str, connections: usize, turns: &[Turn]) -> String {
    let other = middle(turns.iter().map(|turn| turn.other));
    let ours = middle(turns.iter().map(|turn| turn.ours));
    let ratio = middle(turns.iter().map(|turn| turn.ours / turn.other));
    format!("| {what} | {connections} | {other:.0} | {ours:.0} | {ratio:.2} × |")
}

fn middle(figures: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = figures.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_turn_counts_and_the_ratio_is_of_turns_not_of_middles() {
        let turn = |other, ours| Turn { other, ours };
        let turns = [turn(100.0, 300.0), turn(50.0, 200.0), turn(10.0, 20.0)];
        assert_eq!(
            line("one job", 16, &turns),
            "| one job | 16 | 50 | 200 | 3.00 × |"
        );
    }
}
