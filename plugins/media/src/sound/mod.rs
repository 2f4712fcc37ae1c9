//! Features of music, in the manner of librosa.

mod chroma;
mod features;
mod loudness;
mod onsets;
mod params;
mod shape;
mod spectrum;
mod tempo;

pub use params::SoundParams;

use emospec_decode::{Sound, Span, Watch};
use emospec_sdk::{ComponentCard, Error, FileExtractor, Rows, Run};

use crate::Features;
use crate::reasons::{Views, collect, cut_short};
use crate::spans::{FileSpans, spans};
use features::SoundAnalysis;
use loudness::loudness;
use spectrum::RATE;

/// The extractor `sound`: 124 statistics of a segment's sound, each described in `docs/media.md`.
#[derive(Debug, Clone, Copy)]
pub struct MusicSound;

impl FileExtractor for MusicSound {
    type Params = SoundParams;
    const CARD: ComponentCard = ComponentCard {
        name: "sound",
        summary: "Statistics of timbre, harmony, loudness, rhythm and spectral shape of a segment's sound.",
        source: "The formulas and constants of librosa 0.11 (McFee et al., SciPy 2015), feature by feature in docs/media.md.",
    };

    fn extract(
        params: &SoundParams,
        rows: &Rows<'_>,
        run: &Run<'_>,
    ) -> Result<Vec<Result<Vec<f32>, String>>, Error> {
        params.check()?;
        let analysis = SoundAnalysis::new();
        let mut views = vec![Err(String::new()); rows.count()];
        for file in spans(rows)? {
            let of_file = of_file(&file, params, &analysis, Watch::of(run))?;
            for (row, view) in file.rows.iter().zip(of_file) {
                views[*row] = view;
            }
        }
        Ok(views)
    }
}

fn of_file(
    file: &FileSpans,
    params: &SoundParams,
    analysis: &SoundAnalysis,
    watch: Watch<'_>,
) -> Result<Views, Error> {
    let pieces = Sound::open(&file.path, RATE, &file.spans, watch)?;
    collect(file.spans.len(), pieces, |piece| {
        let span = file.spans[piece.span];
        (piece.span, view(&piece.samples, span, params, analysis))
    })
}

fn view(
    samples: &[f32],
    span: Span,
    params: &SoundParams,
    analysis: &SoundAnalysis,
) -> Result<Vec<f32>, String> {
    cut_short("sound", span, samples.len() as f64 / f64::from(RATE))?;
    let loudness = loudness(samples);
    if loudness < params.silence {
        return Err(format!(
            "it is silent: {loudness:.1} dBFS, below {:.1}",
            params.silence
        ));
    }
    analysis.features(samples).into_view()
}

/// The features of samples at 22,050 a second with their names, as the extractor computes them.
pub fn sound_features(samples: &[f32]) -> Features {
    SoundAnalysis::new().features(samples)
}
