//! The only chance in a simulated run: one seed, one sequence.

use std::cell::Cell;

/// A small generator (xoshiro256**). Shared by everything of a run, so that the order of the draws is the run.
#[derive(Debug)]
pub struct Random {
    state: Cell<[u64; 4]>,
}

impl Random {
    /// The sequence of a seed.
    pub fn new(seed: u64) -> Self {
        // SplitMix64 spreads neighbouring seeds over the whole state.
        let mut next = seed;
        let mut spread = || {
            next = next.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = next;
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            word ^ (word >> 31)
        };
        Self { state: Cell::new([spread(), spread(), spread(), spread()]) }
    }

    /// 64 bits.
    pub fn bits(&self) -> u64 {
        let [mut a, mut b, mut c, mut d] = self.state.get();
        let drawn = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = d.rotate_left(45);
        self.state.set([a, b, c, d]);
        drawn
    }

    /// Evenly from `0..end`; 0 when `end` is 0.
    pub fn below(&self, end: u64) -> u64 {
        // The bias of a remainder of 64 bits is of no account here.
        self.bits().checked_rem(end).unwrap_or(0)
    }

    /// Evenly from `from..=to`.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        from + self.below(to.abs_diff(from).saturating_add(1)) as i64
    }

    /// True in so many of a thousand.
    pub fn permille(&self, chance: u32) -> bool {
        self.below(1000) < u64::from(chance)
    }

    /// One of these; `None` of nothing.
    pub fn pick<'a, T>(&self, among: &'a [T]) -> Option<&'a T> {
        among.get(self.below(among.len() as u64) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_sequence() {
        let draw = |seed| {
            let random = Random::new(seed);
            [random.bits(), random.below(10), random.between(-5, 5) as u64]
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn ranges_hold() {
        let random = Random::new(1);
        for _ in 0..1000 {
            assert!((-3..=3).contains(&random.between(-3, 3)));
            assert!(random.below(4) < 4);
        }
        assert_eq!((random.below(0), random.pick::<u8>(&[])), (0, None));
    }
}
