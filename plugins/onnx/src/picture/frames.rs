//! Bytes of decoded frames to the numbers of a stack.

use super::{Layout, PictureParams, Pixels};

/// The numbers of a stack of decoded frames, in the order of the layout. Frames are RGB bytes, row by row, larger than the
/// network's by the border on each side.
pub(super) fn stacked(params: &PictureParams, frames: &[&[u8]]) -> Vec<f32> {
    let of = values(params.pixels);
    let (border, width, height) = (params.border, params.width, params.height);
    let row = 3 * (width + 2 * border);
    let rows = move |frame: &'_ [u8]| {
        let inside = frame.chunks_exact(row).skip(border).take(height);
        let inside = inside.flat_map(|row| &row[3 * border..3 * (border + width)]);
        inside.copied().collect::<Vec<u8>>()
    };
    let frames: Vec<Vec<u8>> = frames.iter().map(|frame| rows(frame)).collect();
    let colour = |frame: &[u8], colour: usize| -> Vec<f32> {
        let pixels = frame.iter().skip(colour).step_by(3);
        pixels
            .map(|&pixel| of[colour][usize::from(pixel)])
            .collect()
    };
    match params.layout {
        Layout::Ncthw | Layout::Nchw => (0..3)
            .flat_map(|channel| frames.iter().flat_map(move |frame| colour(frame, channel)))
            .collect(),
        Layout::Ntchw => frames
            .iter()
            .flat_map(|frame| (0..3).flat_map(move |channel| colour(frame, channel)))
            .collect(),
        Layout::Nthwc | Layout::Nhwc => frames
            .iter()
            .flat_map(|frame| frame.chunks_exact(3))
            .flat_map(|pixel| (0..3).map(|colour| of[colour][usize::from(pixel[colour])]))
            .collect(),
    }
}

/// What each of the 256 values of each colour becomes.
fn values(pixels: Pixels) -> [[f32; 256]; 3] {
    std::array::from_fn(|colour| {
        std::array::from_fn(|value| {
            let part = value as f32 / 255.0;
            match pixels {
                Pixels::Range([low, high]) => low + (high - low) * part,
                Pixels::Standardised { mean, std } => (part - mean[colour]) / std[colour],
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two frames of one pixel within a border of one; only the middle pixel counts.
    fn stack(layout: Layout, pixels: Pixels) -> Vec<f32> {
        let params = PictureParams {
            width: 1,
            height: 1,
            border: 1,
            frames: 2,
            layout,
            pixels,
            ..PictureParams::default()
        };
        let frame = |rgb: [u8; 3]| {
            let mut frame = vec![9; 27];
            frame[12..15].copy_from_slice(&rgb);
            frame
        };
        let (first, second) = (frame([0, 51, 255]), frame([255, 0, 102]));
        stacked(&params, &[&first, &second])
    }

    #[test]
    fn layouts_order_colour_and_time() {
        let unit = Pixels::Range([0.0, 1.0]);
        assert_eq!(stack(Layout::Ncthw, unit), [0.0, 1.0, 0.2, 0.0, 1.0, 0.4]);
        let frame_by_frame = [0.0, 0.2, 1.0, 1.0, 0.0, 0.4];
        assert_eq!(stack(Layout::Ntchw, unit), frame_by_frame);
        assert_eq!(stack(Layout::Nthwc, unit), frame_by_frame);
    }

    #[test]
    fn pixels_reach_both_ends_of_the_range() {
        let pixels = stack(Layout::Nthwc, Pixels::Range([-1.0, 1.0]));
        assert_eq!((pixels[0], pixels[2]), (-1.0, 1.0));
    }

    #[test]
    fn colours_are_standardised_each_by_its_own_moments() {
        let pixels = Pixels::Standardised {
            mean: [0.5, 0.0, 0.0],
            std: [0.25, 0.1, 1.0],
        };
        assert_eq!(stack(Layout::Nthwc, pixels)[..3], [-2.0, 2.0, 1.0]);
    }
}
