use std::ffi::OsString;
use std::path::Path;

use crate::pieces::Pieces;
use crate::program::Program;
use crate::sound::input;
use crate::{Failure, PictureFormat, Reason, Span, Watch};

/// The pictures of a file, span by span in the order of their beginnings, at a given rate and size.
///
/// Pictures that come with music, such as a cover, are none.
pub struct Pictures<'a>(Pieces<'a>, PictureFormat);

/// The frames of one span.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureSpan {
    /// The place of the span among those asked for.
    pub span: usize,
    /// Bytes of a frame.
    frame: usize,
    /// Its frames one after another; fewer than `wanted` where the pictures ended before the span.
    pub bytes: Vec<u8>,
    /// Frames that the span covers.
    pub wanted: usize,
}

impl PictureSpan {
    /// The frames: red, green and blue of each pixel, row by row from the top.
    pub fn frames(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.bytes.chunks_exact(self.frame)
    }

    /// Whether the pictures went on to the span's end.
    pub fn is_whole(&self) -> bool {
        self.frames().len() == self.wanted
    }
}

impl<'a> Pictures<'a> {
    /// Begins to decode the first picture stream of a file.
    ///
    /// # Errors
    /// Where ffmpeg cannot be started, or the format has no pixels or no frames.
    pub fn open(
        path: &Path,
        format: PictureFormat,
        spans: &[Span],
        watch: Watch<'a>,
    ) -> Result<Self, Failure> {
        if format.bytes() == 0 || !(format.rate > 0.0 && format.rate.is_finite()) {
            return Err(Failure::File(Reason::new(
                "pictures need a width, a height and a rate above 0",
            )));
        }
        let mut arguments = input(path);
        let graph = format.graph();
        arguments.extend(
            ["-map", "0:V:0", "-an", "-sn", "-dn", "-vf", &graph]
                .into_iter()
                .chain(["-fps_mode", "passthrough", "-pix_fmt", "rgb24"])
                .chain(["-c:v", "rawvideo", "-f", "rawvideo", "pipe:1"])
                .map(OsString::from),
        );
        let program = Program::start("ffmpeg", &arguments, path, watch)?;
        let pieces = Pieces::new(program, format.bytes(), format.rate, spans);
        Ok(Self(pieces, format))
    }
}

impl Iterator for Pictures<'_> {
    type Item = Result<PictureSpan, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.0.next()?.map(|piece| PictureSpan {
            span: piece.span,
            frame: self.1.bytes(),
            bytes: piece.bytes,
            wanted: piece.wanted,
        }))
    }
}
