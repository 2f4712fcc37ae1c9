//! How one item stands among others.
#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the instruction set found at run time"
)]

use pulp::Simd;
use pulp::bytemuck::{NoUninit, bytes_of};

use super::key::Key;

/// Items compared with one: how many are more similar, and how many as similar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// More similar.
    pub above: u32,
    /// As similar.
    pub tied: u32,
}

impl Standing {
    /// Among these keys.
    #[inline(always)]
    pub fn among<S: Simd>(simd: S, keys: &[Key], key: Key) -> Self {
        let (vectors, rest) = S::as_simd_i32s(keys);
        let sought = simd.splat_i32s(key);
        let mut standing = Self::default();
        for &vector in vectors {
            standing.above += lanes::<S>(simd, simd.greater_than_i32s(vector, sought));
            standing.tied += lanes::<S>(simd, simd.equal_i32s(vector, sought));
        }
        for &other in rest {
            standing.above += u32::from(other > key);
            standing.tied += u32::from(other == key);
        }
        standing
    }

    /// Among the keys of both.
    #[inline(always)]
    pub fn and(self, other: Self) -> Self {
        Self {
            above: self.above + other.above,
            tied: self.tied + other.tied,
        }
    }
}

/// Number of lanes in which the comparison holds. Masks have one bit or many for a lane, as the machine has it.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "a vector has few lanes")]
fn lanes<S: Simd>(simd: S, mask: S::m32s) -> u32 {
    let all = simd.equal_i32s(simd.splat_i32s(0), simd.splat_i32s(0));
    ones(mask) / (ones(all) / S::I32_LANES as u32)
}

#[inline(always)]
fn ones(mask: impl NoUninit) -> u32 {
    let bytes = bytes_of(&mask);
    match <[u8; 2]>::try_from(bytes) {
        Ok(pair) => u16::from_ne_bytes(pair).count_ones(),
        Err(_) => bytes.iter().map(|byte| byte.count_ones()).sum(),
    }
}
