//! How far the work is, told twice a second, and whether it goes on.

use std::time::{Duration, Instant as Stopwatch};

use crate::error::ApiError;
use crate::work::{Halt, Work};

const TOLD_EVERY: Duration = Duration::from_millis(500);

pub struct Pace<'w> {
    work: &'w Work,
    rows: i64,
    /// As counted beforehand.
    total: i64,
    told: Stopwatch,
    /// Why it does not go on.
    halt: Option<Halt>,
}

impl<'w> Pace<'w> {
    pub fn of(work: &'w Work) -> Self {
        Self {
            work,
            rows: 0,
            total: 0,
            told: Stopwatch::now(),
            halt: None,
        }
    }

    pub fn expect(&mut self, rows: u64) -> Result<(), ApiError> {
        self.total = i64::try_from(rows).map_err(ApiError::internal)?;
        self.tell()
    }

    /// One more row. Problem `busy` when the work is over: [`Pace::end`] knows why.
    pub fn row(&mut self) -> Result<(), ApiError> {
        self.rows += 1;
        if self.work.is_stopped() {
            let halt = match self.work.is_leaving() {
                true => Halt::Stopped,
                false => Halt::Cancelled,
            };
            return self.stop(halt);
        }
        match self.told.elapsed() >= TOLD_EVERY {
            true => self.tell(),
            false => Ok(()),
        }
    }

    /// What was made, or why it was not. Whoever asked can ask again: nothing is tried twice.
    pub fn end<T>(self, made: Result<T, ApiError>) -> Result<T, Halt> {
        self.work.counts(self.rows, self.rows);
        made.map_err(|error| self.halt.unwrap_or(Halt::GivenUp(error)))
    }

    fn tell(&mut self) -> Result<(), ApiError> {
        self.told = Stopwatch::now();
        self.work.counts(self.rows.min(self.total), self.total);
        match self.work.step(|_tx| Ok(())) {
            Ok(()) => Ok(()),
            Err(halt) => self.stop(halt),
        }
    }

    fn stop(&mut self, halt: Halt) -> Result<(), ApiError> {
        self.halt = Some(halt);
        Err(ApiError::busy("The work stops."))
    }
}
