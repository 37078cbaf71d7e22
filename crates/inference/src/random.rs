//! A counter-based random generator: every replicate of every stream has its own, whatever the order or the threads.
//!
//! Philox2x64-6, the shortest that its authors found to pass every test of `TestU01`, of J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3"
//! (SC11); the key is made of seed and stream by the finaliser of `SplitMix64` (G. L. Steele, D. Lea and C. H. Flood, 2014).

/// A stream of random numbers that depends on its three keys alone.
///
/// # Example
///
/// ```
/// use evenhand_inference::{Random, StreamKey};
///
/// let key = StreamKey { seed: 1, stream: 2, replicate: 3 };
/// let first: Vec<f64> = { let mut random = Random::new(key); (0..3).map(|_| random.uniform()).collect() };
/// let again: Vec<f64> = { let mut random = Random::new(key); (0..3).map(|_| random.uniform()).collect() };
/// assert_eq!(first, again);
/// assert!(first.iter().all(|u| 0.0 < *u && *u < 1.0));
/// ```
#[derive(Debug, Clone)]
pub struct Random {
    key: u64,
    replicate: u64,
    block: u64,
    spare: Option<u64>,
}

/// What a stream of random numbers depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct StreamKey {
    /// The seed of the whole audit.
    pub seed: u64,
    /// The purpose, as a metric's number.
    pub stream: u64,
    /// The replicate within the purpose.
    pub replicate: u64,
}

impl Random {
    /// The stream of a key, from its start.
    pub const fn new(key: StreamKey) -> Self {
        let mixed = mix(mix(key.seed).wrapping_add(key.stream.wrapping_mul(WEYL)));
        Self { key: mixed, replicate: key.replicate, block: 0, spare: None }
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let [first, second] = philox::<6>([self.block, self.replicate], self.key);
        self.block = self.block.wrapping_add(1);
        self.spare = Some(second);
        first
    }

    /// A uniform number strictly between 0 and 1, on a grid of 2⁻⁵².
    pub fn uniform(&mut self) -> f64 {
        ((self.bits() >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
    }

    /// A standard normal number, by inversion.
    pub fn normal(&mut self) -> f64 {
        super::special::normal_quantile(self.uniform())
    }
}

const MULTIPLIER: u64 = 0xD2B7_4407_B1CE_6E93;
const WEYL: u64 = 0x9E37_79B9_7F4A_7C15;

/// Rounds of Philox on a counter.
#[allow(clippy::cast_possible_truncation, reason = "the low half of a product is wanted")]
const fn philox<const ROUNDS: u32>(counter: [u64; 2], key: u64) -> [u64; 2] {
    let [mut left, mut right] = counter;
    let mut key = key;
    let mut round = 0;
    while round < ROUNDS {
        let product = left as u128 * MULTIPLIER as u128;
        left = (product >> 64) as u64 ^ key ^ right;
        right = product as u64;
        key = key.wrapping_add(WEYL);
        round += 1;
    }
    [left, right]
}

/// The finaliser of `SplitMix64`, a bijection.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(WEYL);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers, for ten rounds, that come with the authors' Random123 library.
    #[test]
    fn philox_gives_the_published_answers() {
        assert_eq!(philox::<10>([0, 0], 0), [0xca00_a045_9843_d731, 0x66c2_4222_c9a8_45b5]);
        assert_eq!(philox::<10>([u64::MAX; 2], u64::MAX), [0x65b0_21d6_0cd8_310f, 0x4d02_f322_2f86_df20]);
        assert_eq!(
            philox::<10>([0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344], 0xa409_3822_299f_31d0),
            [0x0a5e_742c_2997_341c, 0xb0f8_83d3_8000_de5d]
        );
    }

    #[test]
    fn keys_separate_streams() {
        let first = |seed, stream, replicate| Random::new(StreamKey { seed, stream, replicate }).bits();
        let all = [first(0, 0, 0), first(1, 0, 0), first(0, 1, 0), first(0, 0, 1), first(1, 1, 0)];
        for (i, left) in all.iter().enumerate() {
            assert!(all[..i].iter().all(|right| left != right));
        }
    }

    #[test]
    fn uniforms_have_the_right_moments() {
        let mut random = Random::new(StreamKey { seed: 7, stream: 0, replicate: 0 });
        let draws: Vec<f64> = (0..20_000).map(|_| random.uniform()).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|u| (u - mean).powi(2)).sum::<f64>() / 20_000.0;
        assert!((mean - 0.5).abs() < 0.01 && (variance - 1.0 / 12.0).abs() < 0.003);
    }
}
