//! The views of a segment.
//!
//! A segment has, for each view, a hidden state of [`HIDDEN`] numbers, the sum of
//! - its emotion's state, times [`EMOTION`] and the signal,
//! - its content, [`CONTENT`] numbers that its picture and its sound share, turned into a state by a random matrix that
//!   differs between the views, times [`SHARED`] and the signal,
//! - its recording's state, which differs between the views, and
//! - a state of its own, which differs between the views.
//!
//! The view is `gain * max(0, bias + state * loadings + noise)`, column by column: no less than zero, as pooled
//! activations are, with many columns that say the same.
//!
//! So emotions alone tell a part of the mismatched pairs, and a model that compares the content of both views tells
//! more. The strengths are set so that, on data like EmoMV-C with the default parameters, the mean over data sets has the
//! benchmark network first, then comparing predicted emotions, then a perceptron on the views side by side, then one
//! view alone, near chance; and none is near 100 %. On data like EmoMV-A, with ten times the rows, the content is easier
//! to learn and the order differs.

use rand::Rng;

use crate::emotion;
use crate::normal::{normal, normals};
use crate::segment::Segment;
use crate::stream::{LOOK, RECORDINGS, SEGMENTS, stream};

/// Numbers in a hidden state.
const HIDDEN: usize = 24;
/// Numbers in a segment's content.
const CONTENT: usize = 6;
/// Strength of the emotion, against a recording's and a segment's own state of strength 1.
const EMOTION: f32 = 0.5;
/// Strength of the content.
const SHARED: f32 = 2.0;

/// How one view looks.
struct Look {
    emotions: Vec<f32>,
    content: Vec<f32>,
    loadings: Vec<f32>,
    biases: Vec<f32>,
    gain: f32,
}

impl Look {
    fn draw(width: usize, bias: f32, gain: f32, rng: &mut impl Rng) -> Self {
        let shrunk = |values: Vec<f32>, by: usize| -> Vec<f32> {
            let divisor = (by as f32).sqrt();
            values.into_iter().map(|value| value / divisor).collect()
        };
        Self {
            emotions: normals(rng, emotion::COUNT * HIDDEN),
            content: shrunk(normals(rng, CONTENT * HIDDEN), CONTENT),
            loadings: shrunk(normals(rng, HIDDEN * width), HIDDEN),
            biases: (0..width).map(|_| bias + 0.5 * normal(rng)).collect(),
            gain,
        }
    }

    /// One row of the view.
    fn view(
        &self,
        segment: &Segment,
        signal: f32,
        content: &[f32],
        recording: &mut impl Rng,
        own: &mut impl Rng,
    ) -> Vec<f32> {
        let emotion = &self.emotions[segment.emotion * HIDDEN..][..HIDDEN];
        let mut state: Vec<f32> = emotion
            .iter()
            .map(|value| signal * EMOTION * value + normal(recording) + normal(own))
            .collect();
        for (value, row) in content.iter().zip(self.content.chunks_exact(HIDDEN)) {
            add_scaled(&mut state, signal * SHARED * value, row);
        }
        let mut view = self.biases.clone();
        for (value, row) in state
            .iter()
            .zip(self.loadings.chunks_exact(self.biases.len()))
        {
            add_scaled(&mut view, *value, row);
        }
        for value in &mut view {
            *value = self.gain * (*value + normal(own)).max(0.0);
        }
        view
    }
}

/// Adds `factor` times `row` to `sum`.
fn add_scaled(sum: &mut [f32], factor: f32, row: &[f32]) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += factor * value;
    }
}

/// Draws the views of segments.
pub struct Generator {
    seed: u64,
    signal: f32,
    video: Look,
    music: Look,
}

impl Generator {
    /// For views of these widths.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the strength of the signal needs no more digits"
    )]
    pub fn new(seed: u64, signal: f64, video_width: usize, music_width: usize) -> Self {
        let rng = &mut stream(seed, LOOK);
        Self {
            seed,
            signal: signal as f32,
            // Biases and gains give about the share of zeros and the magnitude of pooled SlowFast and VGGish features.
            video: Look::draw(video_width, 2.5, 1.0, rng),
            music: Look::draw(music_width, 1.0, 0.0625, rng),
        }
    }

    /// The video and the music view of a segment: the same whichever others are drawn.
    pub fn views(&self, segment: &Segment) -> [Vec<f32>; 2] {
        let recording = &mut stream(self.seed, RECORDINGS + segment.recording as u64);
        let own = &mut stream(self.seed, SEGMENTS + segment.index as u64);
        let content = normals(own, CONTENT);
        [&self.video, &self.music]
            .map(|look| look.view(segment, self.signal, &content, recording, own))
    }
}
