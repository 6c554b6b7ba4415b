//! Nothing imports in a circle: what lies side by side has an order, so each part can be read, and moved, without what uses it.
//!
//! Looked at are the modules of a crate, then the modules inside each of them, down to the files. A module stands for all that
//! lies in it: it and its own inside may name each other, as is usual in Rust (`super::Draft`), and are one thing for whoever
//! stands beside it. A name that a module only hands on (`pub use issue::FieldIssue`) belongs to where it is written.

pub mod imports;

use std::collections::{BTreeMap, BTreeSet};

use self::imports::{Crate, Import, Module};
use super::Finding;
use super::source::Source;

/// Every crate of the product, and this one.
const CRATES: [&str; 4] = ["shared/src/", "api/src/", "frontend/src/", "xtask/src/"];

const RULE: &str = "this import closes a circle: what lies side by side in a module has an order";

/// Which of the parts that lie side by side names which.
type Order<'a> = BTreeMap<&'a [String], BTreeSet<&'a [String]>>;

/// Each import that leads back to where it is written.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    CRATES
        .iter()
        .flat_map(|root| circles_of(&Crate::new(root, sources)))
        .collect()
}

fn circles_of(whole: &Crate) -> Vec<Finding> {
    let imports = whole.imports();
    let mut order = Order::new();
    for import in &imports {
        if let Some((one, other)) = side_by_side(&import.from, &import.to) {
            order.entry(one).or_default().insert(other);
        }
    }
    let closes = |import: &&Import| {
        side_by_side(&import.from, &import.to)
            .is_some_and(|(one, other)| reaches(other, one, &order))
    };
    let lines: BTreeSet<_> = imports
        .iter()
        .filter(closes)
        .map(|import| (import.path, import.line))
        .collect();
    let finding = |(path, line): (&str, usize)| Finding {
        path: path.to_owned(),
        line,
        rule: RULE,
    };
    lines.into_iter().map(finding).collect()
}

/// The two parts of the innermost module around both that these lie in; none when one lies in the other.
fn side_by_side<'a>(one: &'a Module, other: &'a Module) -> Option<(&'a [String], &'a [String])> {
    let common = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    Some((one.get(..=common)?, other.get(..=common)?))
}

fn reaches(start: &[String], end: &[String], order: &Order) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![start];
    while let Some(part) = next.pop() {
        if part == end {
            return true;
        }
        if seen.insert(part) {
            next.extend(order.get(part).into_iter().flatten());
        }
    }
    false
}

#[cfg(test)]
mod tests;
