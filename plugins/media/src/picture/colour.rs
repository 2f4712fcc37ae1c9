/// Hue, saturation and value of a pixel (Smith, "Color gamut transform pairs", SIGGRAPH 1978).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour {
    /// In degrees from red, 0 up to 360; 0 of greys.
    pub hue: f32,
    /// From 0 to 1.
    pub saturation: f32,
    /// From 0 to 1.
    pub value: f32,
}

impl Colour {
    /// Of red, green and blue. Differences of whole numbers are exact, so that the hues that bins begin with are, too.
    pub fn of(pixel: [u8; 3]) -> Self {
        let [red, green, blue] = pixel.map(f32::from);
        let value = red.max(green).max(blue);
        let range = value - red.min(green).min(blue);
        if range <= 0.0 {
            return Self {
                hue: 0.0,
                saturation: 0.0,
                value: value / 255.0,
            };
        }
        let sector = if red >= value {
            (green - blue) / range
        } else if green >= value {
            (blue - red) / range + 2.0
        } else {
            (red - green) / range + 4.0
        };
        Self {
            hue: (sector * 60.0).rem_euclid(360.0),
            saturation: range / value,
            value: value / 255.0,
        }
    }
}

/// The luma of red, green and blue (ITU-R BT.601).
pub fn luma([red, green, blue]: [f32; 3]) -> f32 {
    0.299 * red + 0.587 * green + 0.114 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hues_go_round_from_red_over_green_and_blue() {
        let colours = [[9, 0, 0], [9, 9, 0], [0, 9, 0], [0, 0, 9], [8, 0, 4]];
        for (colour, degrees) in colours.into_iter().zip([0.0, 60.0, 120.0, 240.0, 330.0]) {
            assert!((Colour::of(colour).hue - degrees).abs() < 1e-4);
        }
    }

    #[test]
    fn greys_have_no_saturation() {
        let grey = Colour::of([51; 3]);
        assert!(grey.saturation.abs() < 1e-9 && (grey.value - 0.2).abs() < 1e-6);
        assert!((luma([1.0; 3]) - 1.0).abs() < 1e-6);
    }
}
