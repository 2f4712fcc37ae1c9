use super::colour::{Colour, luma};

/// Bins of the hue histogram, 30 degrees each.
pub const HUES: usize = 12;
/// Levels of each channel in the colour histogram.
const LEVELS: usize = 4;
/// Its bins.
pub const COLOURS: usize = LEVELS * LEVELS * LEVELS;

/// What one frame looks like; every number on a scale from 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Means of red, green and blue.
    pub means: [f64; 3],
    /// Their deviations over the frame.
    pub deviations: [f64; 3],
    /// The share of each hue, every pixel counted by saturation times value.
    pub hues: [f64; HUES],
    /// The mean luma.
    pub brightness: f64,
    /// The deviation of the luma (Peli, "Contrast in complex images", JOSA A 7, 1990).
    pub contrast: f64,
    /// The mean saturation.
    pub saturation: f64,
    /// Hasler and Süsstrunk, "Measuring colourfulness in natural images", SPIE 5007, 2003.
    pub colourfulness: f64,
    /// The luma of each pixel.
    pub luma: Vec<f32>,
    /// The share of the pixels in each of 4 x 4 x 4 ranges of red, green and blue.
    pub colours: [f64; COLOURS],
}

impl Frame {
    /// Of red, green and blue bytes, pixel by pixel.
    pub fn of(bytes: &[u8]) -> Self {
        let pixels = bytes.as_chunks::<3>().0;
        let share = 1.0 / pixels.len().max(1) as f64;
        let mut channels = [Moments::default(); 3];
        let (mut lumas, mut red_green, mut yellow_blue) =
            (Moments::default(), Moments::default(), Moments::default());
        let (mut hues, mut colours) = ([0.0; HUES], [0.0; COLOURS]);
        let mut saturation = 0.0;
        let mut luma_of = Vec::with_capacity(pixels.len());
        for pixel in pixels {
            let rgb = pixel.map(|byte| f32::from(byte) / 255.0);
            let [red, green, blue] = rgb.map(f64::from);
            for (channel, value) in channels.iter_mut().zip([red, green, blue]) {
                channel.add(value);
            }
            red_green.add(red - green);
            yellow_blue.add(f64::midpoint(red, green) - blue);
            let luma = luma(rgb);
            lumas.add(f64::from(luma));
            luma_of.push(luma);
            let colour = Colour::of(*pixel);
            saturation += f64::from(colour.saturation);
            hues[hue_bin(colour.hue)] += share * f64::from(colour.saturation * colour.value);
            colours[colour_bin(*pixel)] += share;
        }
        let spread = red_green.deviation().hypot(yellow_blue.deviation());
        let distance = red_green.mean().hypot(yellow_blue.mean());
        Self {
            means: channels.map(Moments::mean),
            deviations: channels.map(Moments::deviation),
            hues,
            brightness: lumas.mean(),
            contrast: lumas.deviation(),
            saturation: saturation * share,
            colourfulness: spread + 0.3 * distance,
            luma: luma_of,
            colours,
        }
    }

    /// The mean absolute difference of the luma of two frames of one size.
    pub fn motion(&self, other: &Self) -> f64 {
        let differences = self.luma.iter().zip(&other.luma);
        let sum: f64 = differences.map(|(a, b)| f64::from((a - b).abs())).sum();
        sum / self.luma.len().max(1) as f64
    }

    /// The share of the pixels whose colour changed, at the least: half the sum of the differences of the colour histograms
    /// (Zhang, Kankanhalli and Smoliar, "Automatic partitioning of full-motion video", Multimedia Systems 1, 1993).
    pub fn change(&self, other: &Self) -> f64 {
        let differences = self.colours.iter().zip(&other.colours);
        differences.map(|(a, b)| (a - b).abs()).sum::<f64>() / 2.0
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a hue lies from 0 to 360"
)]
fn hue_bin(hue: f32) -> usize {
    ((hue / 360.0 * HUES as f32) as usize).min(HUES - 1)
}

fn colour_bin(pixel: [u8; 3]) -> usize {
    let level = |byte: u8| usize::from(byte) * LEVELS / 256;
    pixel
        .into_iter()
        .fold(0, |bin, byte| bin * LEVELS + level(byte))
}

/// Sums of numbers and of their squares.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    fn mean(self) -> f64 {
        self.sum / self.count.max(1.0)
    }

    fn deviation(self) -> f64 {
        let variance = self.squares / self.count.max(1.0) - self.mean().powi(2);
        variance.max(0.0).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(pixel: [u8; 3]) -> Frame {
        Frame::of(&pixel.repeat(64))
    }

    #[test]
    fn a_plain_red_has_one_hue_and_no_contrast() {
        let red = plain([255, 0, 0]);
        assert!((red.hues[0] - 1.0).abs() < 1e-9);
        assert!((red.brightness - 0.299).abs() < 1e-6 && red.contrast < 1e-6);
        assert!((red.saturation - 1.0).abs() < 1e-9);
        assert!((red.colourfulness - 0.3 * 1.25_f64.sqrt()).abs() < 1e-6);
    }

    #[test]
    fn black_against_white_is_the_greatest_motion_and_change() {
        let (black, white) = (plain([0; 3]), plain([255; 3]));
        assert!((black.motion(&white) - 1.0).abs() < 1e-6);
        assert!((black.change(&white) - 1.0).abs() < 1e-9);
        assert!(black.change(&black).abs() < 1e-12);
    }
}
