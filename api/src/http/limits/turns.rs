//! What a person may have going on at once, however seldom it is asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::id::UserId;
use shared::problem::ProblemCode;

use crate::error::ApiError;

/// Turns at something costly: so many for each person, and so many for all.
pub struct Turns {
    each: usize,
    all: usize,
    taken: Arc<Mutex<HashMap<UserId, usize>>>,
}

/// One of them, given back when this is dropped.
#[derive(Debug)]
pub struct Turn {
    who: UserId,
    taken: Arc<Mutex<HashMap<UserId, usize>>>,
}

impl Turns {
    pub fn new(each: usize, all: usize) -> Self {
        Self {
            each,
            all,
            taken: Arc::default(),
        }
    }

    /// Problems: `slow_down` when the person has all of theirs, `busy` when nobody can have one.
    pub fn enter(&self, who: UserId) -> Result<Turn, ApiError> {
        let mut taken = locked(&self.taken);
        let own = taken.get(&who).copied().unwrap_or_default();
        if own >= self.each {
            let detail = format!(
                "{} files are being made for you already. Wait until one of them is there.",
                self.each
            );
            return Err(ApiError::new(ProblemCode::SlowDown, detail).retry_after(5));
        }
        if taken.values().sum::<usize>() >= self.all {
            return Err(ApiError::busy("Other people's files are being made."));
        }
        taken.insert(who, own + 1);
        Ok(Turn {
            who,
            taken: Arc::clone(&self.taken),
        })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut taken = locked(&self.taken);
        if let Some(own) = taken.get_mut(&self.who) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.remove(&self.who);
            }
        }
    }
}

/// Counting cannot fail halfway: what a panic left is right.
fn locked(taken: &Mutex<HashMap<UserId, usize>>) -> MutexGuard<'_, HashMap<UserId, usize>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_so_many_and_all_together_so_many() {
        let turns = Turns::new(2, 3);
        let [ada, bola] = [
            "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e5f",
            "01934f3c-7b1e-7c5a-9d3e-0a1b2c3d4e60",
        ]
        .map(|id| id.parse::<UserId>().unwrap());
        let first = turns.enter(ada).unwrap();
        let _second = turns.enter(ada).unwrap();
        assert_eq!(turns.enter(ada).unwrap_err().code(), ProblemCode::SlowDown);
        let _third = turns.enter(bola).unwrap();
        assert_eq!(turns.enter(bola).unwrap_err().code(), ProblemCode::Busy);
        drop(first);
        assert!(turns.enter(ada).is_ok());
    }
}
