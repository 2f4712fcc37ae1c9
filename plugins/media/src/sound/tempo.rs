use std::fmt;
use std::sync::Arc;

use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};

use super::spectrum::{HOP, RATE};

/// Frames of a stretch whose repetition is looked at, 8 seconds.
const STRETCH: usize = 344;
/// Length of the transform: no lag meets itself again.
const TRANSFORM: usize = 720;
/// The tempo that is likeliest beforehand, in beats a minute.
const USUAL: f64 = 120.0;
/// The fastest tempo.
const FASTEST: f64 = 320.0;

/// The pulse of a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pulse {
    /// Beats a minute; the usual 120 where nothing repeats.
    pub tempo: f64,
    /// How much onsets repeat at that tempo, from 0 to 1.
    pub strength: f64,
}

/// What finds tempos, made once for many segments.
#[derive(Clone)]
pub struct TempoFinder {
    window: Vec<f64>,
    forward: Arc<dyn RealToComplex<f64>>,
    inverse: Arc<dyn ComplexToReal<f64>>,
}

impl fmt::Debug for TempoFinder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TempoFinder")
    }
}

impl TempoFinder {
    /// Plans its transforms.
    pub fn new() -> Self {
        let mut planner = RealFftPlanner::new();
        let turn = std::f64::consts::TAU / STRETCH as f64;
        Self {
            window: (0..STRETCH)
                .map(|place| 0.5 - 0.5 * (turn * place as f64).cos())
                .collect(),
            forward: planner.plan_fft_forward(TRANSFORM),
            inverse: planner.plan_fft_inverse(TRANSFORM),
        }
    }

    /// The mean over frames of the autocorrelation of the onset strength around them, under a Hann window of 8 seconds and
    /// scaled to 1 at its highest (Grosche, Müller and Kurth, "Cyclic tempogram", ICASSP 2010).
    fn repetition(&self, strength: &[f64]) -> Vec<f64> {
        let padded = ramped(strength);
        let mut mean = vec![0.0; STRETCH];
        let mut stretch = self.forward.make_input_vec();
        let mut spectrum = self.forward.make_output_vec();
        for frame in 0..strength.len() {
            stretch.fill(0.0);
            let windowed = padded[frame..frame + STRETCH].iter().zip(&self.window);
            for (value, (strength, weight)) in stretch.iter_mut().zip(windowed) {
                *value = strength * weight;
            }
            // The lengths are those they made themselves.
            let _ = self.forward.process(&mut stretch, &mut spectrum);
            for value in &mut spectrum {
                *value = value.norm_sqr().into();
            }
            let _ = self.inverse.process(&mut spectrum, &mut stretch);
            let highest = stretch[..STRETCH]
                .iter()
                .map(|value| value.abs())
                .fold(0.0, f64::max);
            if highest > 0.0 {
                let scale = highest * strength.len() as f64;
                for (mean, value) in mean.iter_mut().zip(&stretch) {
                    *mean += value / scale;
                }
            }
        }
        mean
    }

    /// The tempo whose period the onsets repeat with, weighted by a log-normal distribution around 120 beats a minute, one
    /// octave wide (Ellis, "Beat tracking by dynamic programming", JNMR 36, 2007, equation 7).
    pub fn pulse(&self, strength: &[f64]) -> Pulse {
        let repetition = self.repetition(strength);
        let tempo = |lag: usize| 60.0 * f64::from(RATE) / (HOP * lag) as f64;
        let score = |lag: usize| {
            (1e6 * repetition[lag].max(0.0)).ln_1p() - 0.5 * (tempo(lag) / USUAL).log2().powi(2)
        };
        let lag = (1..STRETCH)
            .filter(|lag| tempo(*lag) < FASTEST)
            // Of equals the first.
            .rev()
            .max_by(|one, other| score(*one).total_cmp(&score(*other)));
        match lag {
            Some(lag) if repetition[lag] > 0.0 => Pulse {
                tempo: tempo(lag),
                strength: repetition[lag],
            },
            _ => Pulse {
                tempo: USUAL,
                strength: 0.0,
            },
        }
    }
}

/// Half a stretch before and after, rising from 0 to the first value and falling from the last.
fn ramped(values: &[f64]) -> Vec<f64> {
    let half = STRETCH / 2;
    let ramp = |end: f64| (0..half).map(move |place| end * place as f64 / half as f64);
    let (first, last) = (
        values.first().copied().unwrap_or(0.0),
        values.last().copied().unwrap_or(0.0),
    );
    let mut after: Vec<f64> = ramp(last).collect();
    after.reverse();
    ramp(first)
        .chain(values.iter().copied())
        .chain(after)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beats_every_half_second_are_120_a_minute() {
        let strength: Vec<f64> = (0..430)
            .map(|frame| f64::from(u8::from(frame % 22 == 0)))
            .collect();
        let pulse = TempoFinder::new().pulse(&strength);
        assert!((pulse.tempo - 117.45).abs() < 0.1, "{pulse:?}");
        assert!(pulse.strength > 0.3);
    }

    #[test]
    fn without_onsets_the_tempo_is_the_usual_and_has_no_strength() {
        let pulse = TempoFinder::new().pulse(&[0.0; 100]);
        assert_eq!(
            pulse,
            Pulse {
                tempo: 120.0,
                strength: 0.0
            }
        );
        assert_eq!(TempoFinder::new().pulse(&[]), pulse);
    }
}
