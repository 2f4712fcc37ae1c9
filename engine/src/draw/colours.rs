//! Colours that everybody can tell apart.

use super::canvas::Colour;

/// Colours of Okabe and Ito (Color Universal Design, 2008), without yellow, which is too faint for lines on white.
const CATEGORIES: [Colour; 7] = [
    [0x00, 0x72, 0xb2],
    [0xd5, 0x5e, 0x00],
    [0x00, 0x9e, 0x73],
    [0xcc, 0x79, 0xa7],
    [0xe6, 0x9f, 0x00],
    [0x56, 0xb4, 0xe9],
    [0x00, 0x00, 0x00],
];

/// Dashes of lines, in points: they tell lines apart where colours do not. As many as colours would repeat both together.
const DASHES: [&[f64]; 6] = [
    &[],
    &[4.0, 1.5],
    &[1.2, 1.2],
    &[5.0, 1.5, 1.2, 1.5],
    &[8.0, 2.0],
    &[3.0, 1.0, 1.0, 1.0, 1.0, 1.0],
];

/// The share from which numbers on its colour are white.
pub(super) const WHITE_ABOVE: f64 = 0.45;

/// The colour of a category.
pub(super) fn category(place: usize) -> Colour {
    CATEGORIES[place % CATEGORIES.len()]
}

/// The dash of a category.
pub(super) fn dash(place: usize) -> &'static [f64] {
    DASHES[place % DASHES.len()]
}

/// The colour of a share, white for 0 and dark blue for 1. Lightness falls evenly, in the space of Ottosson (A perceptual
/// color space for image processing, 2020), so that equal differences look equal, in grey too.
pub(super) fn sequential(share: f64) -> Colour {
    let share = share.clamp(0.0, 1.0);
    let lightness = 0.99 - 0.64 * share;
    // Most colourful in the middle; towards the ends there is less colour to be had.
    let chroma = 0.13 * (std::f64::consts::PI * share.powf(0.8) * 0.78).sin();
    let hue = (240.0 + 25.0 * share).to_radians();
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let cube = |value: f64| value * value * value;
    let long = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let medium = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let short = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548 * b);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
    ]
    .map(encoded)
}

/// Linear light as a byte of sRGB.
fn encoded(light: f64) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let value = if light <= 0.003_130_8 {
        12.92 * light
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between 0 and 255"
    )]
    let byte = (value * 255.0).round() as u8;
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_grow_darker() {
        let grey = |share: f64| {
            let [red, green, blue] = sequential(share).map(f64::from);
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        for step in 0..20 {
            let share = f64::from(step) / 20.0;
            assert!(grey(share) > grey(share + 0.05) + 2.0, "{share}");
        }
        assert!(sequential(0.0).iter().all(|&part| part > 245));
    }

    #[test]
    fn colour_and_dash_repeat_together_late() {
        let styles: Vec<_> = (0..42)
            .map(|place| (category(place), dash(place)))
            .collect();
        for (place, style) in styles.iter().enumerate() {
            assert!(!styles[..place].contains(style), "{place}");
        }
    }
}
