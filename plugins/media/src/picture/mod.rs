//! Features of pictures.

mod colour;
mod features;
mod frame;
mod params;

pub use params::PictureParams;

use emospec_decode::{Filter, Fit, PictureFormat, PictureSpan, Pictures, Span, Watch};
use emospec_sdk::{ComponentCard, Error, FileExtractor, Rows, Run};

use crate::Features;
use crate::reasons::{Views, collect, cut_short};
use crate::spans::{FileSpans, spans};
use features::PictureAnalysis;
use frame::Frame;

/// The extractor `picture`: 36 statistics of a segment's pictures, each described in `docs/media.md`.
#[derive(Debug, Clone, Copy)]
pub struct Picture;

impl FileExtractor for Picture {
    type Params = PictureParams;
    const CARD: ComponentCard = ComponentCard {
        name: "picture",
        summary: "Statistics of colour, light, motion and cuts of a segment's pictures.",
        source: "Hasler and Süsstrunk (SPIE 2003), Peli (JOSA A 1990), Zhang et al. (Multimedia Systems 1993), feature by \
                 feature in docs/media.md.",
    };

    fn extract(
        params: &PictureParams,
        rows: &Rows<'_>,
        run: &Run<'_>,
    ) -> Result<Vec<Result<Vec<f32>, String>>, Error> {
        params.check()?;
        let mut views = vec![Err(String::new()); rows.count()];
        for file in spans(rows)? {
            for (row, view) in file
                .rows
                .iter()
                .zip(of_file(&file, params, Watch::of(run))?)
            {
                views[*row] = view;
            }
        }
        Ok(views)
    }
}

/// The frames that features are computed of.
fn format(params: &PictureParams) -> PictureFormat {
    PictureFormat {
        rate: params.rate,
        width: params.width,
        height: params.height,
        fit: Fit::Stretch,
        filter: Filter::Area,
    }
}

fn of_file(file: &FileSpans, params: &PictureParams, watch: Watch<'_>) -> Result<Views, Error> {
    let pieces = Pictures::open(&file.path, format(params), &file.spans, watch)?;
    collect(file.spans.len(), pieces, |piece| {
        (piece.span, view(&piece, file.spans[piece.span], params))
    })
}

fn view(piece: &PictureSpan, span: Span, params: &PictureParams) -> Result<Vec<f32>, String> {
    // The last frame is seen until the next would have been.
    let lacking = piece.wanted.saturating_sub(piece.frames().len() + 1);
    if piece.bytes.is_empty() || lacking > 0 {
        cut_short("picture", span, piece.frames().len() as f64 / params.rate)?;
    }
    picture_features(piece.frames(), params).into_view()
}

/// The features of frames with their names, as the extractor computes them: red, green and blue bytes, pixel by pixel.
pub fn picture_features<'a>(
    frames: impl Iterator<Item = &'a [u8]>,
    params: &PictureParams,
) -> Features {
    let mut analysis = PictureAnalysis::default();
    for frame in frames {
        analysis.add(Frame::of(frame));
    }
    analysis.features(params)
}
