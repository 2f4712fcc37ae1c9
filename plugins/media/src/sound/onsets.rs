use ndarray::Array2;

use super::spectrum::{FRAME, HOP};

/// How far an onset must stand out, of the range of onset strengths.
const MARGIN: f64 = 0.07;
/// Frames before, and up to and including, that an onset must be the strongest of (30 ms).
const NEIGHBOURS: usize = 1;
/// Frames to both sides whose mean it must exceed (100 ms).
const SURROUNDINGS: usize = 4;
/// Frames after an onset without another (30 ms).
const PAUSE: usize = 1;

/// The onset strength of each frame: the mean over bands of how many decibels they rose since the frame before, falls
/// counted as 0, moved by half a frame to where it begins (Böck and Widmer, "Maximum filter
/// vibrato suppression for onset detection", 2013, without that filter).
pub fn onset_strength(mel: &Array2<f32>) -> Vec<f64> {
    let frames = mel.nrows();
    let delay = 1 + FRAME / (2 * HOP);
    let mut strength = vec![0.0; frames.min(delay)];
    for frame in 1..frames {
        if strength.len() == frames {
            break;
        }
        let (now, before) = (mel.row(frame), mel.row(frame - 1));
        let rises = now
            .iter()
            .zip(before)
            .map(|(now, before)| (now - before).max(0.0));
        strength.push(rises.map(f64::from).sum::<f64>() / mel.ncols() as f64);
    }
    strength
}

/// The frames of onsets: peaks of the strength, scaled to a range from 0 to 1, that are the strongest among their
/// neighbours and stand out of their surroundings by 0.07 (Böck, Krebs and Schedl, ISMIR 2012).
pub fn onsets(strength: &[f64]) -> Vec<usize> {
    let least = strength.iter().copied().fold(f64::INFINITY, f64::min);
    let most = strength.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most <= least {
        return Vec::new();
    }
    let scaled: Vec<f64> = strength
        .iter()
        .map(|value| (value - least) / (most - least))
        .collect();
    let is_onset = |frame: usize| {
        let neighbours = &scaled[frame.saturating_sub(NEIGHBOURS)..=frame];
        let around = &scaled
            [frame.saturating_sub(SURROUNDINGS)..(frame + SURROUNDINGS + 1).min(scaled.len())];
        let mean = around.iter().sum::<f64>() / around.len() as f64;
        neighbours.iter().all(|other| *other <= scaled[frame]) && scaled[frame] >= mean + MARGIN
    };
    let mut onsets: Vec<usize> = Vec::new();
    for frame in 0..scaled.len() {
        let is_paused = onsets.last().is_some_and(|last| frame - last <= PAUSE);
        if !is_paused && is_onset(frame) {
            onsets.push(frame);
        }
    }
    onsets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_that_stands_out_is_an_onset() {
        let mut strength = vec![0.0; 30];
        strength[8] = 5.0;
        strength[9] = 4.0;
        strength[20] = 1.0;
        strength[27] = 0.2;
        assert_eq!(onsets(&strength), [8, 20]);
        assert!(onsets(&[1.0; 30]).is_empty());
        assert!(onsets(&[]).is_empty());
    }

    #[test]
    fn strength_counts_rises_alone() {
        let mel = Array2::from_shape_vec(
            (8, 2),
            vec![
                0.0, 0.0, 6.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
            ],
        )
        .unwrap();
        assert_eq!(
            onset_strength(&mel),
            [0.0, 0.0, 0.0, 3.0, 1.0, 0.0, 0.0, 0.0]
        );
    }
}
