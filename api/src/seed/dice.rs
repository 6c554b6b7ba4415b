//! Numbers that look random and are the same for the same seed.

/// A linear congruential generator: enough for made-up books, for nothing else.
pub struct Dice(u64);

impl Dice {
    pub fn of(seed: u64) -> Self {
        let mut dice = Self(seed ^ 0x5eed_b00c);
        dice.roll(2);
        dice
    }

    /// 0 up to, but not including, `sides` (at least 1).
    pub fn roll(&mut self, sides: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let drawn = (self.0 >> 33).cast_signed();
        drawn % sides.max(1)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.roll(high - low + 1)
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, share: i64) -> bool {
        self.roll(100) < share
    }

    /// One of them; none of nothing.
    pub fn pick<'t, T>(&mut self, things: &'t [T]) -> Option<&'t T> {
        let count = i64::try_from(things.len()).unwrap_or(i64::MAX);
        let index = usize::try_from(self.roll(count)).unwrap_or(0);
        things.get(index)
    }

    /// The random part of an id.
    pub fn ten_bytes(&mut self) -> [u8; 10] {
        let mut bytes = [0; 10];
        for byte in &mut bytes {
            *byte = u8::try_from(self.roll(256)).unwrap_or(0);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_and_another_gives_others() {
        let draw = |seed: u64| {
            let mut dice = Dice::of(seed);
            (0..20).map(|_| dice.roll(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert!(draw(3).iter().all(|number| (0..1000).contains(number)));
    }
}
