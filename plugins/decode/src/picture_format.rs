use crate::{Filter, Fit};

/// The frames that a decoding gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PictureFormat {
    /// Frames a second; frame `i` is what is seen at `i / rate` seconds, rounded to the nearest frame of the file.
    pub rate: f64,
    /// Pixels of a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// How frames are brought to that size.
    pub fit: Fit,
    /// How their pixels are computed.
    pub filter: Filter,
}

impl PictureFormat {
    /// Bytes of a frame: red, green and blue of each pixel, row by row from the top.
    pub fn bytes(&self) -> usize {
        self.width * self.height * 3
    }

    /// The filter of ffmpeg that makes them.
    pub(crate) fn graph(&self) -> String {
        let Self {
            rate,
            width,
            height,
            ..
        } = self;
        let filter = match self.filter {
            Filter::Area => "area",
            Filter::Bilinear => "bilinear",
        };
        // Exact arithmetic: the same pixels on every machine.
        let flags = format!("flags={filter}+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact");
        let size = match self.fit {
            Fit::Stretch => format!("scale={width}:{height}:{flags}"),
            Fit::Crop => format!(
                "scale={width}:{height}:force_original_aspect_ratio=increase:{flags},crop={width}:{height}"
            ),
        };
        format!("fps={rate}:start_time=0,{size}")
    }
}
