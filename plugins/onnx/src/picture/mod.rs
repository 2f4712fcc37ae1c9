//! Networks on pictures.

mod frames;
mod layout;
mod params;
mod pixels;
mod size;

use emospec_decode::{PictureSpan, Pictures, Watch};
use emospec_sdk::{ComponentCard, Error, FileExtractor, Rows, Run};

use crate::batches::Batches;
use crate::network::Network;
use crate::segments::by_file;

pub use layout::Layout;
pub use params::PictureParams;
pub use pixels::Pixels;
pub use size::{FrameFit, PixelFilter};

/// A network on stacks of frames.
#[derive(Debug, Clone, Copy)]
pub struct PictureNetwork;

impl FileExtractor for PictureNetwork {
    type Params = PictureParams;
    const CARD: ComponentCard = ComponentCard {
        name: "picture",
        summary: "What an ONNX network makes of stacks of frames, pooled over time.",
        source: "The network's own.",
    };

    fn extract(
        params: &Self::Params,
        rows: &Rows<'_>,
        run: &Run<'_>,
    ) -> Result<Vec<Result<Vec<f32>, String>>, Error> {
        let stack = params.stack()?;
        let axes = format!("a stack in the layout `{:?}`", params.layout).to_lowercase();
        let network = Network::load(&params.network, &stack, &axes)?;
        let mut batches = Batches::new(&network, run, rows.count());
        let mut reasons = vec![None; rows.count()];
        for file in by_file(rows)? {
            let decoded = Pictures::open(file.path, params.format(), &file.spans, Watch::of(run));
            file.gather(
                decoded,
                &mut reasons,
                |piece| piece.span,
                |row, piece| take(params, &piece, row, &mut batches),
            )?;
        }
        batches.rows(params.pooling, reasons)
    }
}

/// Puts the stacks of a segment on their way; says why there is none, where there is not.
fn take(
    params: &PictureParams,
    piece: &PictureSpan,
    row: usize,
    batches: &mut Batches<'_>,
) -> Result<Option<String>, Error> {
    let mut seen: Vec<&[u8]> = piece.frames().collect();
    let Some(&last) = seen.last() else {
        return Ok(Some("it has no picture there".to_owned()));
    };
    if params.pad && seen.len() < params.frames {
        seen.resize(params.frames, last);
    }
    if seen.len() < params.frames {
        return Ok(Some(format!(
            "it has {} frames at {} a second, and a stack takes {} (`pad` repeats the last)",
            seen.len(),
            params.rate,
            params.frames
        )));
    }
    for stack in seen.windows(params.frames).step_by(params.stack_hop.max(1)) {
        batches.push(row, frames::stacked(params, stack))?;
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
