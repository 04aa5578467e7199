//! Chance that can be had again from its seed, on every machine: `SplitMix64` (Steele, Lea & Flood 2014).

/// The generator. Not for secrets.
#[derive(Debug, Clone)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// The stream of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn next_bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `bound` − 1, ⌊bits × bound / 2⁶⁴⌋; the bias is below `bound` / 2⁶⁴. 0 where nothing is below.
    pub const fn below(&mut self, bound: usize) -> usize {
        ((self.next_bits() as u128 * bound as u128) >> 64) as usize
    }

    /// Brings `all` into a drawn order (Fisher & Yates).
    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}
