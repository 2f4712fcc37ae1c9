use std::f64::consts::TAU;

/// Seconds in which a tone sets in.
const ATTACK: f64 = 0.01;
/// Most harmonics of a tone.
const HARMONICS: i32 = 6;

/// A tone that sets in quickly and dies away.
#[derive(Debug, Clone, Copy)]
pub struct Tone {
    /// The fundamental, in Hz.
    pub hertz: f64,
    /// The amplitude of the fundamental.
    pub amplitude: f64,
    /// Amplitude of each harmonic through that of the one before.
    pub sharpness: f64,
    /// Seconds in which it dies away to a third.
    pub decay: f64,
}

impl Tone {
    /// Adds it to samples at `rate` a second, from sample `start` on.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "samples have no more digits"
    )]
    pub fn add(&self, samples: &mut [f32], rate: f64, start: usize) {
        let decay = (-1.0 / (self.decay * rate)).exp();
        // What lies 60 decibels below its beginning is not heard.
        let end = samples
            .len()
            .min(start.saturating_add(frames(7.0 * self.decay * rate)));
        let Some(samples) = samples.get_mut(start..end) else {
            return;
        };
        for harmonic in 1..=HARMONICS {
            let hertz = self.hertz * f64::from(harmonic);
            let mut envelope = self.amplitude * self.sharpness.powi(harmonic - 1);
            if hertz > rate / 2.2 || envelope < 1e-3 * self.amplitude {
                break;
            }
            // A turning pointer: its height is the sine.
            let (step_y, step_x) = (TAU * hertz / rate).sin_cos();
            let (mut x, mut y) = (1.0_f64, 0.0_f64);
            for (place, sample) in samples.iter_mut().enumerate() {
                let attack = (place as f64 / (ATTACK * rate)).min(1.0);
                *sample += (envelope * attack * y) as f32;
                envelope *= decay;
                (x, y) = (x * step_x - y * step_y, x * step_y + y * step_x);
            }
        }
    }
}

/// Whole samples in so many.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float saturates"
)]
pub fn frames(count: f64) -> usize {
    count.round() as usize
}
