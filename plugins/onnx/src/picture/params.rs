use emospec_decode::{Filter, Fit, PictureFormat};
use emospec_sdk::Error;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FrameFit, Layout, PixelFilter, Pixels};
use crate::network::NetworkChoice;
use crate::pooling::Pooling;

/// Most numbers of a stack.
const LARGEST_STACK: usize = 1 << 28;

/// What is computed of pictures. Frames after the last whole stack of a segment are left out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PictureParams {
    /// The network, and which of its outputs.
    pub network: NetworkChoice,
    /// Frames a second.
    #[schemars(range(min = 0.01, max = 1000.0))]
    pub rate: f64,
    /// Pixels of a row of the frames that the network is given.
    #[schemars(range(min = 1, max = 4096))]
    pub width: usize,
    /// Rows of these frames.
    #[schemars(range(min = 1, max = 4096))]
    pub height: usize,
    /// Pixels cut off on each side: frames are brought to a size larger by that before.
    #[schemars(range(min = 0, max = 1024))]
    pub border: usize,
    /// How frames are brought to that size.
    pub fit: FrameFit,
    /// How pixels are computed.
    pub filter: PixelFilter,
    /// What becomes of the pixels, which are 0 to 255.
    pub pixels: Pixels,
    /// Frames of a stack.
    #[schemars(range(min = 1, max = 1024))]
    pub frames: usize,
    /// Frames from one stack to the next.
    #[schemars(range(min = 1, max = 100_000))]
    pub stack_hop: usize,
    /// The order of axes that the graph wants.
    pub layout: Layout,
    /// How the outputs of a segment's stacks become one row.
    pub pooling: Pooling,
    /// Whether the last frame of a segment shorter than a stack is repeated; else it has no view.
    pub pad: bool,
}

impl Default for PictureParams {
    fn default() -> Self {
        Self {
            network: NetworkChoice::default(),
            rate: 25.0,
            width: 224,
            height: 224,
            border: 16,
            fit: FrameFit::default(),
            filter: PixelFilter::default(),
            pixels: Pixels::Range([-1.0, 1.0]),
            frames: 16,
            stack_hop: 16,
            layout: Layout::default(),
            pooling: Pooling::default(),
            pad: false,
        }
    }
}

impl PictureParams {
    /// How frames are decoded.
    pub(super) fn format(&self) -> PictureFormat {
        PictureFormat {
            rate: self.rate,
            width: self.width + 2 * self.border,
            height: self.height + 2 * self.border,
            fit: match self.fit {
                FrameFit::Crop => Fit::Crop,
                FrameFit::Stretch => Fit::Stretch,
            },
            filter: match self.filter {
                PixelFilter::Bilinear => Filter::Bilinear,
                PixelFilter::Area => Filter::Area,
            },
        }
    }

    /// The shape of a stack.
    ///
    /// # Errors
    /// Where the numbers contradict each other.
    pub(super) fn stack(&self) -> Result<Vec<usize>, Error> {
        let (time, height, width) = (self.frames, self.height, self.width);
        let size = [3, time, height, width];
        let count = size
            .iter()
            .try_fold(1, |count: usize, &size| count.checked_mul(size));
        if count.is_none_or(|count| count == 0 || count > LARGEST_STACK) {
            return Err(Error::new(format_args!(
                "stacks of {time} frames of {width} x {height} pixels are empty or too large"
            )));
        }
        if let Pixels::Standardised { std, .. } = self.pixels
            && !std.iter().all(|&std| std > 0.0)
        {
            return Err(Error::new("each `std` of `pixels` has to be above 0"));
        }
        match self.layout {
            Layout::Ncthw => Ok(vec![3, time, height, width]),
            Layout::Ntchw => Ok(vec![time, 3, height, width]),
            Layout::Nthwc => Ok(vec![time, height, width, 3]),
            Layout::Nchw | Layout::Nhwc if time != 1 => Err(Error::new(format_args!(
                "the layout has no time, so `frames` has to be 1, and is {time}"
            ))),
            Layout::Nchw => Ok(vec![3, height, width]),
            Layout::Nhwc => Ok(vec![height, width, 3]),
        }
    }
}
