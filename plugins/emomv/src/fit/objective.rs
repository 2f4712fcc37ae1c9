//! The loss: that of the question, plus, with weight 1 each, the cross entropies of the auxiliary targets.

use dfdx::prelude::{
    Cpu, CpuError, MeanTo, NoneTape, Rank0, Tape, TensorFromVec, TryAdd, WithEmptyTape,
};

use emospec_learn::ops::{Matrix, cross_entropy};
use emospec_learn::pairs::Targets;
use emospec_learn::training::Loss;

use crate::network::{Forward, Prediction, Question};

/// The mean loss of a batch.
///
/// # Errors
/// Where memory is short.
pub fn batch_loss<T: Tape<f32, Cpu>>(
    question: Question,
    forward: Forward<T>,
    targets: &Targets,
) -> Result<Loss<T>, CpuError> {
    let mut loss = match question {
        Question::Classification { .. } => cross_entropy(forward.comparison, &targets.comparison)?,
        Question::Retrieval { margin } => {
            contrastive(forward.comparison, &targets.comparison, margin)?
        }
    };
    if let Some((heads, classes)) = forward.auxiliary.zip(targets.auxiliary.as_ref()) {
        for (head, classes) in heads.into_iter().zip(classes) {
            loss = loss.try_add(cross_entropy(head, classes)?)?;
        }
    }
    Ok(loss)
}

/// The mean loss of predicted rows.
///
/// # Errors
/// Where memory is short.
pub fn predicted_loss(
    question: Question,
    prediction: Prediction,
    targets: &Targets,
) -> Result<Loss<NoneTape>, CpuError> {
    let device = Cpu::default();
    let rows = prediction.rows;
    let matrix = |values: Vec<f32>| Matrix::data(&device, rows, values.len() / rows, values.into());
    let auxiliary = match prediction.auxiliary {
        [left, right] if !left.is_empty() => Some([matrix(left)?, matrix(right)?]),
        _ => None,
    };
    let comparison = matrix(prediction.comparison)?;
    let embeddings = Default::default();
    batch_loss(
        question,
        Forward {
            comparison,
            auxiliary,
            embeddings,
        },
        targets,
    )
}

/// sum(y d^2 + (1 - y) max(0, margin - d)^2) / (2 rows), for the cosine distance d = 1 - cos and the class y
/// (Hadsell et al. 2006, equation 4).
fn contrastive<T: Tape<f32, Cpu>>(
    cosines: Matrix<T>,
    classes: &[usize],
    margin: f32,
) -> Result<Loss<T>, CpuError> {
    let shape = (cosines.rows(), 1);
    let device = Cpu::default();
    let weights = |wanted: usize| {
        let weight = |&class: &usize| f32::from(u8::from(class == wanted));
        device.try_tensor_from_vec(classes.iter().map(weight).collect(), shape)
    };
    let distance = cosines.into_tensor()?.try_negate()?.try_add(1.0)?;
    let too_near = distance
        .with_empty_tape()
        .try_negate()?
        .try_add(margin)?
        .try_relu()?;
    let of_matches = distance.try_square()? * weights(1)?;
    let of_mismatches = too_near.try_square()? * weights(0)?;
    Ok(of_matches.try_add(of_mismatches)?.try_mean::<Rank0, _>()? * 0.5)
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::{AsArray, Backward, OwnedTape};

    use super::*;
    use emospec_learn::ops::testing::assert_close;

    fn variable(rows: usize, columns: usize, values: &[f32]) -> Result<Matrix, CpuError> {
        Matrix::variable(&Cpu::default(), rows, columns, values.to_vec().into())
    }

    /// d = .25, .4, 1.3, .4 with y = 1, 0, 0, 1: (.0625 + .36 + 0 + .16) / 8.
    #[test]
    fn contrastive_loss_follows_the_formula() -> Result<(), CpuError> {
        let cosines = variable(4, 1, &[0.75, 0.6, -0.3, 0.6])?;
        let loss = contrastive(
            cosines.clone().with_tape(OwnedTape::default()),
            &[1, 0, 0, 1],
            1.0,
        )?;
        assert!((loss.array() - 0.582_5 / 8.0).abs() < 1e-7);
        let gradient = cosines.take_gradient(&mut loss.backward())?;
        // Of d^2 / 8: -2 d / 8; of (1 - d)^2 / 8: 2 (1 - d) / 8.
        assert_close(&gradient, &[-0.0625, 0.15, 0.0, -0.1], 1e-6);
        Ok(())
    }

    #[test]
    fn auxiliary_targets_count_with_weight_one() -> Result<(), CpuError> {
        let forward = Forward {
            comparison: variable(1, 2, &[0.0, 0.0])?,
            auxiliary: Some([variable(1, 5, &[0.0; 5])?, variable(1, 3, &[0.0; 3])?]),
            embeddings: Default::default(),
        };
        let targets = Targets {
            comparison: vec![1],
            auxiliary: Some([vec![2], vec![0]]),
        };
        let loss = batch_loss(Question::Classification { classes: 2 }, forward, &targets)?;
        assert!((loss.array() - 30.0_f32.ln()).abs() < 1e-6);
        Ok(())
    }
}
