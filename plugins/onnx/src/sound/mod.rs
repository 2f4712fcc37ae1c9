//! Networks on sound.

mod params;

use emospec_decode::{LogMel, Sound, Watch};
use emospec_sdk::{ComponentCard, Error, FileExtractor, Rows, Run};

use crate::batches::Batches;
use crate::network::Network;
use crate::segments::by_file;

pub use params::{FrontEnd, SoundParams};

/// A network on log-mel patches of sound.
#[derive(Debug, Clone, Copy)]
pub struct SoundNetwork;

impl FileExtractor for SoundNetwork {
    type Params = SoundParams;
    const CARD: ComponentCard = ComponentCard {
        name: "sound",
        summary: "What an ONNX network makes of log-mel patches of sound, pooled over time.",
        source: "The network's own; front ends of VGGish (Hershey et al., ICASSP 2017) and musicnn (Pons and Serra, 2019).",
    };

    fn extract(
        params: &Self::Params,
        rows: &Rows<'_>,
        run: &Run<'_>,
    ) -> Result<Vec<Result<Vec<f32>, String>>, Error> {
        let format = params.front_end.format()?;
        let (mut item, mut axes) = ([format.patch, format.bands], "frames x bands");
        if params.bands_first {
            (item, axes) = ([format.bands, format.patch], "bands x frames");
        }
        let network = Network::load(&params.network, &item, &format!("{axes} of a patch"))?;
        let needed = params::samples(&format);
        let rate = format.rate;
        let log_mel = LogMel::new(format);
        let mut batches = Batches::new(&network, run, rows.count());
        let mut reasons = vec![None; rows.count()];
        for file in by_file(rows)? {
            let decoded = Sound::open(file.path, rate, &file.spans, Watch::of(run));
            let mut take = |row, mut samples: Vec<f32>| {
                if samples.is_empty() {
                    return Ok(Some("it has no sound there".to_owned()));
                }
                if params.pad && samples.len() < needed {
                    samples.resize(needed, 0.0);
                }
                if samples.len() < needed {
                    return Ok(Some(too_short(samples.len(), needed, rate)));
                }
                let frames = log_mel.frames(&samples);
                for patch in log_mel.patches(&frames.view()) {
                    if params.bands_first {
                        batches.push(row, patch.t().iter().copied())?;
                    } else {
                        batches.push(row, patch.iter().copied())?;
                    }
                }
                Ok(None)
            };
            file.gather(
                decoded,
                &mut reasons,
                |piece| piece.span,
                |row, piece| take(row, piece.samples),
            )?;
        }
        batches.rows(params.pooling, reasons)
    }
}

fn too_short(samples: usize, needed: usize, rate: u32) -> String {
    let seconds = |samples: usize| samples as f64 / f64::from(rate);
    format!(
        "its sound is {:.2} s long, and a patch takes {:.2} s (`pad` fills it with silence)",
        seconds(samples),
        seconds(needed)
    )
}

#[cfg(test)]
mod tests;
