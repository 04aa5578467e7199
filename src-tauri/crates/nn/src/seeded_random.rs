//! Random numbers as a function of a seed and a place: nothing to store, nothing to keep in order between threads.

/// Splitmix64 (Steele, Lea and Flood 2014) of the place.
#[inline(always)]
pub(crate) fn bits(seed: u64, place: u64) -> u64 {
    let mut bits = seed.wrapping_add(place.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// Uniform in [0, 1).
#[inline(always)]
pub(crate) fn uniform(seed: u64, place: u64) -> f64 {
    (bits(seed, place) >> 11) as f64 / (1u64 << 53) as f64
}

/// Standard normal (Box and Muller 1958).
pub(crate) fn normal(seed: u64, place: u64) -> f64 {
    let radius = (-2.0 * (1.0 - uniform(seed, 2 * place)).ln()).sqrt();
    radius * (std::f64::consts::TAU * uniform(seed, 2 * place + 1)).cos()
}

/// `count` normal numbers of this standard deviation; each `name` has its own sequence.
pub(crate) fn normals(seed: u64, name: &str, count: usize, std: f64) -> Vec<f32> {
    let seed = name.bytes().fold(seed, |seed, byte| bits(seed, u64::from(byte)));
    (0..count as u64).map(|place| (normal(seed, place) * std) as f32).collect()
}
