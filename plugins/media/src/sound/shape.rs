use ndarray::Array2;

use super::spectrum::{FRAME, HOP, hertz};

/// Share of a frame's magnitudes below its roll-off.
const ROLLOFF: f64 = 0.85;
/// Least power of a bin in the flatness.
const LEAST: f64 = 1e-10;
/// Samples closer to 0 than that are 0.
const ZERO: f32 = 1e-10;

/// The shape of spectra over time.
#[derive(Debug, Default)]
pub struct Shape {
    /// The mean frequency under the magnitudes, in Hz; 0 where there is nothing.
    pub centroid: Vec<f64>,
    /// The deviation from it, in Hz.
    pub bandwidth: Vec<f64>,
    /// The frequency below which 85 % of the magnitudes lie, in Hz.
    pub rolloff: Vec<f64>,
    /// The geometric mean of the powers through their mean, from 0 to 1.
    pub flatness: Vec<f64>,
}

impl Shape {
    /// Of squared magnitudes, frames x bins.
    pub fn of(power: &Array2<f32>) -> Self {
        let mut shape = Self::default();
        for frame in power.rows() {
            let magnitudes: Vec<f64> = frame.iter().map(|power| f64::from(power.sqrt())).collect();
            let total: f64 = magnitudes.iter().sum();
            let moment = |of: &dyn Fn(f64) -> f64| {
                let weighted = magnitudes.iter().enumerate();
                let sum: f64 = weighted.map(|(bin, value)| value * of(hertz(bin))).sum();
                if total > 0.0 { sum / total } else { 0.0 }
            };
            let centroid = moment(&|hertz| hertz);
            shape.centroid.push(centroid);
            shape
                .bandwidth
                .push(moment(&|hertz| (hertz - centroid).powi(2)).sqrt());
            shape.rolloff.push(rolloff(&magnitudes, ROLLOFF * total));
            shape.flatness.push(flatness(frame.iter().copied()));
        }
        shape
    }
}

fn rolloff(magnitudes: &[f64], threshold: f64) -> f64 {
    let mut sum = 0.0;
    let reached = magnitudes.iter().position(|value| {
        sum += value;
        sum >= threshold
    });
    hertz(reached.unwrap_or(0))
}

fn flatness(power: impl ExactSizeIterator<Item = f32>) -> f64 {
    let bins = power.len() as f64;
    let (mut logarithms, mut sum) = (0.0, 0.0);
    for value in power {
        let value = f64::from(value).max(LEAST);
        logarithms += value.ln();
        sum += value;
    }
    (logarithms / bins).exp() / (sum / bins)
}

/// Changes of sign in each frame, through its samples. The first and the last sample go on beyond the ends.
pub fn zero_crossings(samples: &[f32]) -> Vec<f64> {
    let (Some(first), Some(last)) = (samples.first(), samples.last()) else {
        return Vec::new();
    };
    let is_negative = |sample: f32| sample < -ZERO;
    let half = FRAME / 2;
    let padded = || {
        std::iter::repeat_n(*first, half)
            .chain(samples.iter().copied())
            .chain(std::iter::repeat_n(*last, half))
            .map(is_negative)
    };
    // How many changes lie at or before each sample.
    let mut before = Vec::with_capacity(samples.len() + FRAME);
    let (mut count, mut previous) = (0_u32, is_negative(*first));
    for sign in padded() {
        count += u32::from(sign != previous);
        previous = sign;
        before.push(count);
    }
    before
        .windows(FRAME)
        .step_by(HOP)
        .map(|frame| f64::from(frame[FRAME - 1] - frame[0]) / FRAME as f64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_spectrum_is_flat_and_a_line_is_not() {
        assert!((flatness([2.0_f32; 8].into_iter()) - 1.0).abs() < 1e-12);
        assert!(flatness([0.0, 0.0, 1.0, 0.0].into_iter()) < 1e-5);
    }

    #[test]
    fn an_alternating_signal_changes_its_sign_at_every_sample() {
        let samples: Vec<f32> = (0..8192)
            .map(|place| if place % 2 == 0 { 0.5 } else { -0.5 })
            .collect();
        let rates = zero_crossings(&samples);
        assert_eq!(rates.len(), 17);
        assert!((rates[8] - 2047.0 / 2048.0).abs() < 1e-12);
    }

    #[test]
    fn silence_has_no_shape() {
        let shape = Shape::of(&Array2::zeros((1, 1025)));
        let sum = shape.centroid[0] + shape.bandwidth[0] + shape.rolloff[0];
        assert!(sum.abs() < 1e-12 && (shape.flatness[0] - 1.0).abs() < 1e-9);
    }
}
