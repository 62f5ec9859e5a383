//! Chance that repeats: the same seed throws the same numbers on every machine and in every release.

use uuid::{Builder, Uuid};

use gridwalk_domain::time::Timestamp;
use sha2::{Digest, Sha256};

/// SplitMix64. Not for secrets: what it makes can be foretold, and in the demo place it shall be.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 up to, not including, 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of this probability happens.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number from `low` to `high`, both included; `low` where they are the wrong way round.
    pub(super) fn range(&mut self, low: i64, high: i64) -> i64 {
        let width = (high - low).max(0) as u64 + 1;
        low + (self.next() % width) as i64
    }

    /// A number from `low` up to `high`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }

    /// An index below `len`; 0 for an empty list.
    pub(super) fn index(&mut self, len: usize) -> usize {
        (self.next() % len.max(1) as u64) as usize
    }

    /// One of them; `None` of none.
    pub(super) fn pick<'a, T>(&mut self, among: &'a [T]) -> Option<&'a T> {
        among.get(self.index(among.len()))
    }

    /// An index by weight; 0 without weights.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        0
    }

    /// Puts them into a random order.
    pub(super) fn shuffle<T>(&mut self, among: &mut [T]) {
        for index in (1..among.len()).rev() {
            among.swap(index, self.index(index + 1));
        }
    }

    /// Milliseconds for a number of minutes.
    pub(super) fn minutes(&mut self, low: f64, high: f64) -> i64 {
        (self.between(low, high) * 60_000.0) as i64
    }

    /// 16 bytes in hex, for the salt of personal fields.
    pub(super) fn salt(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }

    /// A UUIDv7 of that instant.
    pub(super) fn id_at(&mut self, at: Timestamp) -> Uuid {
        let (high, low) = (self.next().to_be_bytes(), self.next().to_be_bytes());
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&high);
        bytes[8..].copy_from_slice(&low[..2]);
        Builder::from_unix_timestamp_millis(at.millis().max(0) as u64, &bytes).into_uuid()
    }
}

/// A lasting UUIDv8 of a name: the same place and the same person have the same id at every start.
pub(super) fn id_of(kind: &str, name: &str) -> Uuid {
    let digest = Sha256::digest(format!("gridwalk demo/{kind}/{name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}
