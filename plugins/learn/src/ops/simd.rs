//! Elementwise loops with the widest vector instructions the machine has.
//!
//! The loops add and multiply in a fixed order and never fuse the two, so they round alike on every machine.

/// Runs `work` compiled for the best instruction set found at run time.
///
/// The loops in `work` must be inlined into it: mark the functions it calls `#[inline(always)]`.
#[inline]
pub fn vectorised<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

/// `e^x` to about 1e-7 relative, in operations that a compiler vectorises; NaN stays NaN.
///
/// `x` is held within +-80, so the result is never infinite or subnormal. Range reduction by a two-part ln 2 and
/// the polynomial of the Cephes library (Moshier, `expf`).
#[inline(always)]
pub fn exponential(x: f32) -> f32 {
    /// Adding it rounds to an integer, which is then found in the low bits.
    const ROUNDING: f32 = 12_582_912.0;
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-80.0, 80.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUNDING;
    let power = shifted - ROUNDING;
    let rest = (x - power * LN_2_HIGH) - power * LN_2_LOW;
    let mut series = 1.987_569_2e-4;
    series = series * rest + 1.398_199_9e-3;
    series = series * rest + 8.333_452e-3;
    series = series * rest + 4.166_579_6e-2;
    series = series * rest + 1.666_666_5e-1;
    series = series * rest + 5e-1;
    let fraction = series * rest * rest + rest + 1.0;
    fraction * f32::from_bits(shifted.to_bits().wrapping_add(127) << 23)
}

/// Sums of independent lanes that are added last: the order is fixed and the loop vectorises.
#[inline(always)]
pub fn sum_of(count: usize, term: impl Fn(usize) -> f32) -> f32 {
    const LANES: usize = 8;
    let mut lanes = [0.0; LANES];
    let whole = count - count % LANES;
    for start in (0..whole).step_by(LANES) {
        for (lane, sum) in lanes.iter_mut().enumerate() {
            *sum += term(start + lane);
        }
    }
    let rest: f32 = (whole..count).map(&term).sum();
    lanes.iter().sum::<f32>() + rest
}

/// Adds the elements of `term` to those of `sum`.
pub fn add_to(sum: &mut [f32], term: &[f32]) {
    vectorised(|| {
        for (sum, term) in sum.iter_mut().zip(term) {
            *sum += term;
        }
    });
}

/// Multiplies the elements of `values` by those of `factors`.
pub fn scale_by(values: &mut [f32], factors: &[f32]) {
    vectorised(|| {
        for (value, factor) in values.iter_mut().zip(factors) {
            *value *= factor;
        }
    });
}

/// The sum of every column of a row-major matrix, in `sums`.
pub fn sum_columns(values: &[f32], sums: &mut [f32]) {
    vectorised(|| {
        sums.fill(0.0);
        for row in values.chunks_exact(sums.len()) {
            for (sum, value) in sums.iter_mut().zip(row) {
                *sum += value;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_agrees_with_the_library_in_double_precision() {
        for step in -80_000..=80_000_i32 {
            let x = step as f32 / 1000.0;
            let expected = f64::from(x).exp();
            let relative = (f64::from(exponential(x)) - expected).abs() / expected;
            assert!(relative < 2e-7, "exp({x}) is off by {relative}");
        }
    }

    #[test]
    fn exponential_keeps_nan_and_stays_finite() {
        assert!(exponential(f32::NAN).is_nan());
        assert!(exponential(f32::INFINITY).is_finite());
        assert!(exponential(f32::NEG_INFINITY) > 0.0);
    }

    #[test]
    fn every_term_is_summed_once() {
        for count in 0..40 {
            let expected: usize = (0..count).sum();
            let sum = sum_of(count, |index| index as f32);
            assert!((sum - expected as f32).abs() < f32::EPSILON);
        }
    }
}
