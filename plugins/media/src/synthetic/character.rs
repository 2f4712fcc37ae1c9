use super::Emotion;
use super::draw::Draw;

/// What the music of one file is like.
#[derive(Debug, Clone, PartialEq)]
pub struct Music {
    /// Beats a minute.
    pub tempo: f64,
    /// Whether it is in major, or else in minor.
    pub is_major: bool,
    /// The middle of the melody, in semitones of MIDI.
    pub register: f64,
    /// Level of its mean square, in decibels of full scale.
    pub level: f64,
    /// Probability that a note comes with one a semitone higher.
    pub dissonance: f64,
    /// Probability that a note begins with an eighth.
    pub density: f64,
    /// Loudness of the drums beside the melody.
    pub drums: f64,
    /// Amplitude of each harmonic through that of the one before.
    pub sharpness: f64,
}

/// What the pictures of one file are like.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The middle of its colours, in degrees.
    pub hue: f64,
    /// Saturation, from 0 to 1.
    pub saturation: f64,
    /// Brightness, from 0 to 1.
    pub brightness: f64,
    /// Speed of what moves, in widths of the picture a second.
    pub motion: f64,
    /// Cuts a second.
    pub cuts: f64,
}

/// Music: tempo, probability of major, register, level, dissonance, density, drums, sharpness. What listeners and
/// performers do agrees on these directions (Juslin and Laukka, Psychological Bulletin 129, 2003, table 11); the numbers are
/// made up.
const MUSIC: [[f64; 8]; 5] = [
    [136.0, 0.85, 67.0, -14.0, 0.15, 0.80, 0.9, 0.70],
    [105.0, 0.12, 56.0, -20.0, 0.70, 0.45, 0.3, 0.50],
    [120.0, 0.20, 60.0, -17.0, 0.50, 0.70, 0.6, 0.60],
    [68.0, 0.15, 59.0, -24.0, 0.12, 0.30, 0.0, 0.35],
    [78.0, 0.85, 64.0, -24.0, 0.05, 0.38, 0.1, 0.30],
];
/// How far each goes from that, as a standard deviation.
const MUSIC_SPREAD: [f64; 8] = [13.0, 0.15, 4.0, 2.4, 0.15, 0.11, 0.17, 0.1];
/// How each goes with the arousal and the valence of the file.
const MUSIC_AFFECT: [[f64; 2]; 8] = [
    [0.6, 0.0],
    [0.0, 0.6],
    [0.3, 0.4],
    [0.6, 0.0],
    [0.2, -0.5],
    [0.6, 0.0],
    [0.5, 0.0],
    [0.5, 0.0],
];

/// Pictures: hue, saturation, brightness, motion, cuts (Valdez and Mehrabian, JEP General 123, 1994, for colour; the numbers
/// are made up).
const LOOK: [[f64; 5]; 5] = [
    [35.0, 0.72, 0.65, 0.55, 0.60],
    [265.0, 0.38, 0.25, 0.35, 0.28],
    [5.0, 0.55, 0.40, 0.45, 0.50],
    [220.0, 0.30, 0.38, 0.12, 0.10],
    [140.0, 0.45, 0.60, 0.16, 0.10],
];
const LOOK_SPREAD: [f64; 5] = [45.0, 0.15, 0.13, 0.15, 0.2];
const LOOK_AFFECT: [[f64; 2]; 5] = [[0.0, 0.0], [0.5, 0.3], [0.0, 0.6], [0.6, 0.0], [0.6, 0.0]];

/// Draws what one file is like: the profile of its emotion, moved by an arousal and a valence that its music and its pictures
/// share, and each number by itself. `spread` multiplies how far.
pub fn characters(emotion: Emotion, spread: f64, draw: &mut Draw) -> (Music, Look) {
    let affect = [draw.normal(), draw.normal()];
    let mut around = |middle: f64, deviation: f64, with: [f64; 2]| {
        let shared = with[0] * affect[0] + with[1] * affect[1];
        let own = (1.0 - with[0].powi(2) - with[1].powi(2)).sqrt() * draw.normal();
        middle + spread * deviation * (shared + own)
    };
    let mut music = [0.0; 8];
    for (place, value) in music.iter_mut().enumerate() {
        let middle = MUSIC[emotion as usize][place];
        *value = around(middle, MUSIC_SPREAD[place], MUSIC_AFFECT[place]);
    }
    let mut look = [0.0; 5];
    for (place, value) in look.iter_mut().enumerate() {
        let middle = LOOK[emotion as usize][place];
        *value = around(middle, LOOK_SPREAD[place], LOOK_AFFECT[place]);
    }
    let [
        tempo,
        major,
        register,
        level,
        dissonance,
        density,
        drums,
        sharpness,
    ] = music;
    let [hue, saturation, brightness, motion, cuts] = look;
    (
        Music {
            tempo: tempo.clamp(45.0, 190.0),
            is_major: draw.chance(major),
            register: register.clamp(45.0, 80.0),
            level: level.clamp(-35.0, -10.0),
            dissonance: dissonance.clamp(0.0, 1.0),
            density: density.clamp(0.1, 1.0),
            drums: drums.clamp(0.0, 1.2),
            sharpness: sharpness.clamp(0.1, 0.9),
        },
        Look {
            hue: hue.rem_euclid(360.0),
            saturation: saturation.clamp(0.05, 1.0),
            brightness: brightness.clamp(0.08, 0.95),
            motion: motion.clamp(0.01, 1.5),
            cuts: cuts.clamp(0.02, 2.0),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_spread_a_file_is_the_profile_of_its_emotion() {
        let (music, look) = characters(Emotion::Tense, 0.0, &mut Draw::new(3, 0));
        assert!((music.tempo - 120.0).abs() < 1e-9 && (music.level + 17.0).abs() < 1e-9);
        assert!((look.hue - 5.0).abs() < 1e-9 && (look.cuts - 0.5).abs() < 1e-9);
    }

    #[test]
    fn music_and_pictures_move_together() {
        let (mut tempos, mut motions) = (Vec::new(), Vec::new());
        for number in 0..500 {
            let (music, look) = characters(Emotion::Exciting, 1.0, &mut Draw::new(0, number));
            tempos.push(music.tempo);
            motions.push(look.motion);
        }
        let correlation = crate::statistics::correlation(&tempos, &motions);
        assert!((0.2..0.5).contains(&correlation), "{correlation}");
    }

    #[test]
    fn draws_are_the_same_on_every_machine() {
        let (music, look) = characters(Emotion::Sad, 1.0, &mut Draw::new(0, 0));
        let drawn = [music.tempo, music.register, look.hue, look.brightness];
        let pinned = [
            69.169_451_072,
            71.262_690_981,
            165.469_313_371,
            0.530_584_485,
        ];
        for (drawn, pinned) in drawn.iter().zip(pinned) {
            assert!((drawn - pinned).abs() < 1e-6, "{drawn} and {pinned}");
        }
    }
}
