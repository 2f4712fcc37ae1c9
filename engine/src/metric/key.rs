//! Similarities in single precision as integers of the same order.
#![expect(
    clippy::inline_always,
    reason = "only what is inlined is compiled for the instruction set found at run time"
)]

/// A similarity: keys compare as [`f32::total_cmp`] compares, and equal ones tie.
pub(super) type Key = i32;

/// Below every similarity.
pub(super) const LOWEST: Key = Key::MIN;

/// The key of a similarity rounded to single precision: items that differ by noise alone tie.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the rounding is wanted")]
pub(super) fn key_of(similarity: f64) -> Key {
    // Adding zero turns -0 into 0, which the total order tells apart.
    let key = turned((similarity as f32 + 0.0).to_bits().cast_signed());
    key.max(LOWEST + 1)
}

/// The similarity in single precision.
#[inline(always)]
pub(super) fn value_of(key: Key) -> f32 {
    f32::from_bits(turned(key).cast_unsigned())
}

/// Turns the bits of a number into an integer of the same order, and back.
#[inline(always)]
fn turned(bits: i32) -> i32 {
    bits ^ ((bits >> 31).cast_unsigned() >> 1).cast_signed()
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    reason = "the compared values are exact"
)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_similarities_and_turn_back_into_them() {
        let values = [
            f64::NEG_INFINITY,
            -2.0,
            -0.5,
            -1e-30,
            0.0,
            1e-30,
            0.5,
            2.0,
            f64::INFINITY,
        ];
        for pair in values.windows(2) {
            assert!(key_of(pair[0]) < key_of(pair[1]));
        }
        for value in values {
            assert_eq!(value_of(key_of(value)), value as f32);
        }
    }

    #[test]
    fn the_signs_of_zero_tie() {
        assert_eq!(key_of(-0.0), key_of(0.0));
    }

    #[test]
    fn nothing_is_as_low_as_the_lowest() {
        for bits in [u64::MAX, 0xfff8_0000_0000_0000, 0x7ff8_0000_0000_0000] {
            assert!(key_of(f64::from_bits(bits)) > LOWEST);
        }
    }
}
