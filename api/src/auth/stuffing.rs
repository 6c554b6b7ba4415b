//! Many different pairs of name and password from one address: somebody tries a list. The pairs are held as keyed digests,
//! in memory alone, under a key that ends with the process: they must be worth nothing to whoever steals a database.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::keyring::{KeyringError, MacKey, Secret};

/// So many different pairs within ten minutes shut an address.
pub const PAIRS_MAX: usize = 8;
pub const WINDOW_MS: i64 = 10 * 60_000;
/// No more addresses are watched at once; the one that was heard of longest ago makes room.
const ADDRESSES_MAX: usize = 10_000;

pub struct Stuffing {
    key: MacKey,
    addresses: Mutex<HashMap<String, Vec<Tried>>>,
}

/// A name with a password, by digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    name: [u8; 16],
    both: [u8; 16],
}

struct Tried {
    pair: Pair,
    at_ms: i64,
}

impl Stuffing {
    pub fn new() -> Result<Self, KeyringError> {
        Ok(Self {
            key: MacKey::new(&Secret::random()?),
            addresses: Mutex::default(),
        })
    }

    pub fn pair(&self, username: &str, password: &str) -> Pair {
        let name = username.to_lowercase();
        Pair {
            name: half(self.key.sign(&[b"name", name.as_bytes()])),
            // No text has this byte, so no two pairs give the same bytes.
            both: half(
                self.key
                    .sign(&[b"both", name.as_bytes(), &[0xff], password.as_bytes()]),
            ),
        }
    }

    /// A pair that is wrong, or that was refused unseen; whether it is one too many.
    pub fn wrong(&self, address: &str, pair: Pair, now_ms: i64) -> bool {
        let mut addresses = self.addresses();
        if !addresses.contains_key(address) && addresses.len() >= ADDRESSES_MAX {
            make_room(&mut addresses);
        }
        let tried = addresses.entry(address.to_owned()).or_default();
        tried.retain(|old| counts(old, now_ms) && old.pair.both != pair.both);
        tried.push(Tried {
            pair,
            at_ms: now_ms,
        });
        let too_many = tried.len() >= PAIRS_MAX;
        if too_many {
            addresses.remove(address);
        }
        too_many
    }

    /// Somebody signed in from there: what they mistyped before was no guessing.
    pub fn right(&self, address: &str, pair: Pair) {
        if let Some(tried) = self.addresses().get_mut(address) {
            tried.retain(|old| old.pair.name != pair.name);
        }
    }

    /// Forgets what counts no more.
    pub fn forget(&self, now_ms: i64) {
        self.addresses().retain(|_, tried| {
            tried.retain(|old| counts(old, now_ms));
            !tried.is_empty()
        });
    }

    fn addresses(&self) -> MutexGuard<'_, HashMap<String, Vec<Tried>>> {
        self.addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn counts(tried: &Tried, now_ms: i64) -> bool {
    (0..WINDOW_MS).contains(&(now_ms - tried.at_ms))
}

fn make_room(addresses: &mut HashMap<String, Vec<Tried>>) {
    let last = |tried: &Vec<Tried>| tried.last().map(|newest| newest.at_ms);
    let quietest = addresses.iter().min_by_key(|(_, tried)| last(tried));
    if let Some(address) = quietest.map(|(address, _)| address.clone()) {
        addresses.remove(&address);
    }
}

fn half([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..]: [u8; 32]) -> [u8; 16] {
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "198.51.100.1";

    fn tries(stuffing: &Stuffing, names: std::ops::Range<u32>, now_ms: i64) -> Vec<bool> {
        names
            .map(|number| stuffing.pair(&format!("name_{number}"), "x"))
            .map(|pair| stuffing.wrong(HOME, pair, now_ms))
            .collect()
    }

    #[test]
    fn the_eighth_different_pair_within_ten_minutes_is_one_too_many() {
        let stuffing = Stuffing::new().unwrap();
        assert_eq!(tries(&stuffing, 0..7, 0), [false; 7]);
        assert_eq!(tries(&stuffing, 0..7, 1), [false; 7], "the same again");
        assert!(!stuffing.wrong("198.51.100.2", stuffing.pair("name_8", "x"), 1));
        assert_eq!(tries(&stuffing, 7..8, WINDOW_MS), [true]);
        let later = Stuffing::new().unwrap();
        assert_eq!(tries(&later, 0..7, 0), [false; 7]);
        assert_eq!(tries(&later, 7..14, WINDOW_MS), [false; 7]);
    }

    #[test]
    fn whoever_signs_in_takes_back_what_they_mistyped_and_nobody_elses() {
        let stuffing = Stuffing::new().unwrap();
        for round in 0..20 {
            let ada = |password: &str| stuffing.pair("Ada", &format!("{password}{round}"));
            assert!(!stuffing.wrong(HOME, ada("one"), round));
            assert!(!stuffing.wrong(HOME, ada("two"), round));
            stuffing.right(HOME, stuffing.pair("ada", "right"));
        }
        assert_eq!(tries(&stuffing, 0..7, 20), [false; 7]);
        stuffing.right(HOME, stuffing.pair("ada", "right"));
        assert_eq!(tries(&stuffing, 7..8, 20), [true]);
    }

    #[test]
    fn no_more_than_ten_thousand_addresses_are_watched() {
        let stuffing = Stuffing::new().unwrap();
        let pair = stuffing.pair("ada", "x");
        for number in 0..10_050 {
            stuffing.wrong(&number.to_string(), pair, number);
        }
        assert_eq!(stuffing.addresses().len(), ADDRESSES_MAX);
        assert!(!stuffing.addresses().contains_key("0"));
        stuffing.forget(10_049 + WINDOW_MS);
        assert_eq!(stuffing.addresses().len(), 0);
    }
}
