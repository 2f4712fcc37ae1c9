//! Keys dealt into narrow buckets of similarity by counting.
#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the instruction set found at run time"
)]

use pulp::{Arch, Simd, WithSimd};

use super::key::{Key, LOWEST, value_of};
use super::standing::Standing;

/// Keys that are compared at once.
const WINDOW: usize = 16;
/// Keys of a bucket from which on it is sorted and searched: more are dealt into one only where similarities cluster.
const MANY: u32 = 128;
/// Buckets are at most so many, so that their numbers are exact in single precision.
const MOST: usize = 1 << 22;
/// Added to a number below 2^23, it leaves the integer nearest to it in the low bits.
const ROUNDING: f32 = 8_388_608.0;

/// The equal parts into which the range of similarities of a query is divided, from the highest down.
pub(super) struct Scale {
    highest: f32,
    /// Buckets in a unit of similarity; 0 where all keys go to the first.
    density: f32,
    buckets: usize,
}

impl Scale {
    /// Over the range of these keys.
    pub fn over(parts: [&[Key]; 3]) -> Self {
        let count: usize = parts.iter().map(|part| part.len()).sum();
        let buckets = (count / 4).next_power_of_two().min(MOST);
        let (lowest, highest) = Arch::new().dispatch(Range(parts));
        let (lowest, highest) = (value_of(lowest), value_of(highest));
        let density = (buckets - 1) as f32 / (highest - lowest);
        let usable = lowest.is_finite() && highest.is_finite() && density.is_finite();
        Self {
            highest,
            density: if usable { density } else { 0.0 },
            buckets,
        }
    }

    /// Rounding is monotonic, so a higher key never goes to a later bucket.
    #[inline(always)]
    fn bucket(&self, key: Key) -> u32 {
        ((self.highest - value_of(key)) * self.density + ROUNDING).to_bits() & 0x7f_ffff
    }
}

/// Finds the lowest and the highest key.
struct Range<'a>([&'a [Key]; 3]);

impl WithSimd for Range<'_> {
    type Output = (Key, Key);

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> (Key, Key) {
        let (mut lowest, mut highest) = (Key::MAX, Key::MIN);
        for part in self.0 {
            for &key in part {
                lowest = lowest.min(key);
                highest = highest.max(key);
            }
        }
        (lowest, highest)
    }
}

/// Writes the bucket of each key.
struct Number<'a> {
    scale: &'a Scale,
    keys: &'a [Key],
    buckets: &'a mut [u32],
}

impl WithSimd for Number<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (bucket, &key) in self.buckets.iter_mut().zip(self.keys) {
            *bucket = self.scale.bucket(key);
        }
    }
}

/// The keys of some items, bucket after bucket from the highest.
#[derive(Default)]
pub(super) struct Buckets {
    /// The bucket of each key, in the order in which they came.
    of_keys: Vec<u32>,
    /// Where each bucket ends, behind where the first starts.
    ends: Vec<u32>,
    /// The keys, then a window of lowest ones.
    keys: Vec<Key>,
}

impl Buckets {
    /// Deals the keys of both parts.
    pub fn fill(&mut self, scale: &Scale, parts: [&[Key]; 2]) {
        self.number(scale, parts);
        let fullest = self.count(scale.buckets);
        self.deal(parts);
        if fullest >= MANY {
            self.sort_the_full();
        }
    }

    fn number(&mut self, scale: &Scale, [left, right]: [&[Key]; 2]) {
        self.of_keys.resize(left.len() + right.len(), 0);
        let (of_left, of_right) = self.of_keys.split_at_mut(left.len());
        for (keys, buckets) in [(left, of_left), (right, of_right)] {
            if scale.density == 0.0 {
                buckets.fill(0);
            } else {
                Arch::new().dispatch(Number {
                    scale,
                    keys,
                    buckets,
                });
            }
        }
    }

    /// Sets `ends` to where the bucket before each ends, and returns the size of the largest bucket.
    fn count(&mut self, buckets: usize) -> u32 {
        self.ends.clear();
        // One more than there are, which rounding may reach, and one before the first.
        self.ends.resize(buckets + 2, 0);
        let counts = &mut self.ends[1..];
        for &bucket in &self.of_keys {
            counts[bucket as usize] += 1;
        }
        let (mut end, mut fullest) = (0, 0);
        for count in counts {
            let start = end;
            fullest = fullest.max(*count);
            end += *count;
            *count = start;
        }
        fullest
    }

    fn deal(&mut self, [left, right]: [&[Key]; 2]) {
        self.keys.resize(self.of_keys.len() + WINDOW, LOWEST);
        let (keys, beyond) = self.keys.split_at_mut(self.of_keys.len());
        beyond.fill(LOWEST);
        let next = &mut self.ends[1..];
        let (of_left, of_right) = self.of_keys.split_at(left.len());
        for (part, buckets) in [(left, of_left), (right, of_right)] {
            for (&key, &bucket) in part.iter().zip(buckets) {
                let at = &mut next[bucket as usize];
                keys[*at as usize] = key;
                *at += 1;
            }
        }
    }

    fn sort_the_full(&mut self) {
        for bounds in self.ends.windows(2) {
            if bounds[1] - bounds[0] >= MANY {
                self.keys[bounds[0] as usize..bounds[1] as usize]
                    .sort_unstable_by_key(|&key| std::cmp::Reverse(key));
            }
        }
    }

    /// The bucket of each key, in the order in which they came.
    pub fn of_keys(&self) -> &[u32] {
        &self.of_keys
    }

    /// How a key of that bucket stands among all keys here.
    #[inline(always)]
    pub fn standing<S: Simd>(&self, simd: S, bucket: u32, key: Key) -> Standing {
        let bounds = &self.ends[bucket as usize..][..2];
        let (start, end) = (bounds[0] as usize, bounds[1] as usize);
        let mut standing = if end - start < MANY as usize {
            // What is read beyond the bucket is lower, so it counts for nothing.
            let mut standing = Standing::among(simd, &self.keys[start..start + WINDOW], key);
            for more in (start + WINDOW..end).step_by(WINDOW) {
                let window = &self.keys[more..more + WINDOW];
                standing = standing.and(Standing::among(simd, window, key));
            }
            standing
        } else {
            search(&self.keys[start..end], key)
        };
        standing.above += bounds[0];
        standing
    }
}

/// Among keys in descending order.
#[cold]
#[expect(
    clippy::cast_possible_truncation,
    reason = "a gallery has fewer than 2^32 items"
)]
fn search(keys: &[Key], key: Key) -> Standing {
    let above = keys.partition_point(|&other| other > key);
    let tied = keys[above..].partition_point(|&other| other == key);
    Standing {
        above: above as u32,
        tied: tied as u32,
    }
}
