use std::sync::Arc;

use dfdx::prelude::{Cpu, CpuError};

use crate::ops::{Buffer, Matrix};

/// Rows that are predicted at once.
const BLOCK: usize = 64;

/// Predicts `rows` rows of some views, each given as its width and its values, row by row: `forward` turns a block of
/// each view, rows x width, into the outputs of as many rows (`Matrix::shared_values`; an empty array where there is no
/// such output), which are put together.
///
/// Every block has the same height, padded with zeros, so that the same row gives the same bytes wherever it stands and
/// whatever stands beside it, as long as `forward` treats each row for itself.
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where a view is not `rows` rows of its width.
pub fn predict_in_blocks<const VIEWS: usize, const OUTPUTS: usize>(
    rows: usize,
    views: [(usize, &[f32]); VIEWS],
    mut forward: impl FnMut([Matrix; VIEWS]) -> Result<[Arc<Buffer>; OUTPUTS], CpuError>,
) -> Result<[Vec<f32>; OUTPUTS], CpuError> {
    for (width, values) in views {
        assert_eq!(values.len(), rows * width, "a view of another size");
    }
    let mut outputs = [const { Vec::new() }; OUTPUTS];
    for start in (0..rows).step_by(BLOCK) {
        let count = BLOCK.min(rows - start);
        let block = views.map(|(width, values)| {
            let mut padded = Buffer::zeros(BLOCK * width);
            let part = &values[start * width..(start + count) * width];
            padded[..part.len()].copy_from_slice(part);
            (width, padded)
        });
        for (all, part) in outputs.iter_mut().zip(forward(matrices(block)?)?) {
            all.extend_from_slice(&part[..part.len() / BLOCK * count]);
        }
    }
    Ok(outputs)
}

fn matrices<const VIEWS: usize>(
    block: [(usize, Buffer); VIEWS],
) -> Result<[Matrix; VIEWS], CpuError> {
    let device = Cpu::default();
    let empty = Matrix::data(&device, 0, 0, Buffer::default())?;
    let mut matrices = [const { None }; VIEWS];
    for (matrix, (width, values)) in matrices.iter_mut().zip(block) {
        *matrix = Some(Matrix::data(&device, BLOCK, width, values)?);
    }
    Ok(matrices.map(|matrix| matrix.unwrap_or_else(|| empty.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::random;
    use crate::ops::{Linear, tanh};
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;

    #[test]
    fn a_row_gives_the_same_bytes_alone_and_among_others() -> Result<(), CpuError> {
        let layer = Linear::new(5, 3, &mut ChaCha8Rng::seed_from_u64(1))?;
        let view = random(150 * 5, 2);
        let predict = |values: &[f32]| {
            predict_in_blocks(values.len() / 5, [(5, values)], |[block]| {
                let output = tanh(layer.forward(block)?)?;
                Ok([output.shared_values(), Arc::default()])
            })
        };
        let [all, none] = predict(&view)?;
        assert_eq!((all.len(), none.len()), (450, 0));
        for (row, expected) in view.chunks(5).zip(all.chunks(3)) {
            assert_eq!(predict(row)?[0], expected);
        }
        Ok(())
    }

    #[test]
    fn no_rows_give_no_outputs() -> Result<(), CpuError> {
        let outputs = predict_in_blocks(0, [(5, &[])], |[block]| Ok([block.shared_values()]))?;
        assert!(outputs[0].is_empty());
        Ok(())
    }

    #[test]
    #[should_panic(expected = "a view of another size")]
    fn a_view_of_another_size_is_refused() {
        let _ = predict_in_blocks(2, [(5, &[0.0; 9])], |[block]| Ok([block.shared_values()]));
    }
}
