use super::character::Music;
use super::draw::Draw;
use super::tone::{Tone, frames};

/// Samples a second.
pub const RATE: u32 = 22_050;

/// Semitones of the degrees of both scales.
const MAJOR: [i32; 7] = [0, 2, 4, 5, 7, 9, 11];
const MINOR: [i32; 7] = [0, 2, 3, 5, 7, 8, 10];
/// Degrees that the chords of four bars stand on.
const MAJOR_CHORDS: [i32; 4] = [0, 4, 5, 3];
const MINOR_CHORDS: [i32; 4] = [0, 5, 3, 4];

/// Renders music: chords of four bars over and over, a melody that walks at random, and drums.
pub fn render(music: &Music, seconds: f64, draw: &mut Draw) -> Vec<f32> {
    let rate = f64::from(RATE);
    let mut samples = vec![0.0; frames(seconds * rate)];
    let mut player = Player {
        music,
        tonic: f64::from(draw.below(12)) + 36.0,
        draw,
        rate,
    };
    let eighth = 30.0 / music.tempo;
    let mut degree = 0;
    for (count, beat) in (0..).map(|count| (count, f64::from(count) * eighth)) {
        if beat >= seconds {
            break;
        }
        let start = frames(beat * rate);
        if count % 8 == 0 {
            player.chord(&mut samples, start, count / 8 % 4, 8.0 * eighth);
        }
        if player.draw.chance(music.density) {
            degree += [-2, -1, -1, 0, 1, 1, 2][player.draw.below(7) as usize];
            degree = degree.clamp(-6, 6);
            player.note(&mut samples, start, degree, eighth);
        }
        player.drums(&mut samples, start, count % 2 == 0);
    }
    to_level(&mut samples, music.level);
    samples
}

struct Player<'a> {
    music: &'a Music,
    /// The lowest tonic, in semitones of MIDI.
    tonic: f64,
    draw: &'a mut Draw,
    rate: f64,
}

impl Player<'_> {
    /// A degree of the scale, in semitones above the tonic.
    fn semitones(&self, degree: i32) -> f64 {
        let scale = if self.music.is_major { MAJOR } else { MINOR };
        let place = usize::try_from(degree.rem_euclid(7)).unwrap_or(0);
        f64::from(scale[place] + 12 * degree.div_euclid(7))
    }

    fn tone(&self, midi: f64, amplitude: f64, decay: f64) -> Tone {
        Tone {
            hertz: 440.0 * ((midi - 69.0) / 12.0).exp2(),
            amplitude,
            sharpness: self.music.sharpness,
            decay,
        }
    }

    /// A triad and its root an octave lower.
    fn chord(&mut self, samples: &mut [f32], start: usize, bar: i32, seconds: f64) {
        let chords = if self.music.is_major {
            MAJOR_CHORDS
        } else {
            MINOR_CHORDS
        };
        let root = chords[usize::try_from(bar).unwrap_or(0)];
        for (step, amplitude) in [(-7, 0.5), (0, 0.3), (2, 0.25), (4, 0.25)] {
            let midi = self.tonic + 12.0 + self.semitones(root + step);
            self.sound(samples, start, midi, amplitude, seconds);
        }
    }

    /// A note of the melody, in the octave nearest to the register.
    fn note(&mut self, samples: &mut [f32], start: usize, degree: i32, eighth: f64) {
        let octave = ((self.music.register - self.tonic) / 12.0).round() * 12.0;
        let midi = self.tonic + octave + self.semitones(degree);
        self.sound(samples, start, midi, 0.6, 2.0 * eighth);
    }

    /// A tone, with one a semitone higher where the music is dissonant.
    fn sound(&mut self, samples: &mut [f32], start: usize, midi: f64, amplitude: f64, decay: f64) {
        self.tone(midi, amplitude, decay)
            .add(samples, self.rate, start);
        if self.draw.chance(self.music.dissonance) {
            let rub = self.tone(midi + 1.0, 0.7 * amplitude, decay);
            rub.add(samples, self.rate, start);
        }
    }

    /// A thump on the beat, a hiss between.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "samples have no more digits"
    )]
    fn drums(&mut self, samples: &mut [f32], start: usize, is_beat: bool) {
        if is_beat {
            let thump = Tone {
                hertz: 55.0,
                amplitude: 1.5 * self.music.drums,
                sharpness: 0.3,
                decay: 0.06,
            };
            thump.add(samples, self.rate, start);
            return;
        }
        let end = samples.len().min(start + frames(0.05 * self.rate));
        let length = (end - start).max(1) as f64;
        for (place, sample) in samples[start..end].iter_mut().enumerate() {
            let fade = 1.0 - place as f64 / length;
            *sample += (0.4 * self.music.drums * fade * self.draw.between(-1.0, 1.0)) as f32;
        }
    }
}

/// Scales samples so that their mean square lies at `level` decibels; what goes beyond full scale is bent back.
#[expect(
    clippy::cast_possible_truncation,
    reason = "samples have no more digits"
)]
fn to_level(samples: &mut [f32], level: f64) {
    let squares: f64 = samples
        .iter()
        .map(|sample| f64::from(*sample).powi(2))
        .sum();
    let root = (squares / samples.len().max(1) as f64).sqrt().max(1e-9);
    let gain = 10.0_f64.powf(level / 20.0) / root;
    for sample in samples {
        let scaled = f64::from(*sample) * gain;
        *sample = (scaled / (1.0 + scaled.abs().powi(4)).powf(0.25)) as f32;
    }
}
