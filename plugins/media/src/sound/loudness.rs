use super::spectrum::{FRAME, HOP};

/// Least mean square, -100 dB.
const LEAST: f64 = 1e-10;

/// The level of a mean square, in decibels of full scale.
fn level(mean_square: f64) -> f64 {
    10.0 * mean_square.max(LEAST).log10()
}

/// The level of a segment's mean square.
pub fn loudness(samples: &[f32]) -> f64 {
    let squares = samples.iter().map(|sample| f64::from(*sample).powi(2));
    level(squares.sum::<f64>() / samples.len().max(1) as f64)
}

/// How far the loudest sample lies above the segment's level, in decibels.
pub fn crest(samples: &[f32]) -> f64 {
    let peak = samples.iter().map(|sample| f64::from(sample.abs()));
    level(peak.fold(0.0, f64::max).powi(2)) - loudness(samples)
}

/// The levels of frames, whose middles lie a hop apart from the first sample on; beyond the ends there is silence.
pub fn levels(samples: &[f32]) -> Vec<f64> {
    let half = FRAME / 2;
    (0..=samples.len() / HOP)
        .map(|frame| {
            let middle = frame * HOP;
            let inside = &samples[middle.saturating_sub(half)..(middle + half).min(samples.len())];
            let squares = inside.iter().map(|sample| f64::from(*sample).powi(2));
            level(squares.sum::<f64>() / FRAME as f64)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_sine_is_three_decibels_below_full_scale() {
        let samples: Vec<f32> = (0..44100)
            .map(|n| (n as f32 * std::f32::consts::TAU / 100.0).sin())
            .collect();
        assert!((loudness(&samples) + 3.0103).abs() < 1e-3);
        assert!((crest(&samples) - 3.0103).abs() < 1e-3);
        assert!((levels(&samples)[10] + 3.0103).abs() < 0.1);
    }

    #[test]
    fn silence_is_100_decibels_below_full_scale() {
        assert!((loudness(&[0.0; 10]) + 100.0).abs() < 1e-9);
        assert!((loudness(&[]) + 100.0).abs() < 1e-9);
        assert_eq!(levels(&[0.0; 1024]).len(), 3);
    }
}
