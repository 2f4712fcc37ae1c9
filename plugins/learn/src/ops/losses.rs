use dfdx::losses::cross_entropy_with_logits_loss;
use dfdx::prelude::{Cpu, CpuError, Tape, TensorFromVec};

use super::Matrix;
use crate::training::Loss;

/// Mean of -log softmax of the class of each row. `logits`: rows x classes.
///
/// # Errors
/// Where memory is short.
///
/// # Panics
/// Where a class has no column.
pub fn cross_entropy<T: Tape<f32, Cpu>>(
    logits: Matrix<T>,
    classes: &[usize],
) -> Result<Loss<T>, CpuError> {
    let width = logits.columns();
    let mut wanted = vec![0.0; logits.values().len()];
    for (row, &class) in wanted.chunks_exact_mut(width).zip(classes) {
        row[class] = 1.0;
    }
    let wanted = Cpu::default().try_tensor_from_vec(wanted, (logits.rows(), width))?;
    Ok(cross_entropy_with_logits_loss(
        logits.into_tensor()?,
        wanted,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(rows: usize, columns: usize, values: &[f32]) -> Result<Matrix, CpuError> {
        Matrix::variable(&Cpu::default(), rows, columns, values.to_vec().into())
    }

    #[test]
    fn cross_entropy_of_equal_logits_is_the_log_of_the_classes() -> Result<(), CpuError> {
        use dfdx::prelude::AsArray;
        let loss = cross_entropy(variable(3, 5, &[2.0; 15])?, &[0, 4, 2])?;
        assert!((loss.array() - 5.0_f32.ln()).abs() < 1e-6);
        Ok(())
    }

    #[test]
    fn huge_logits_give_a_finite_loss() -> Result<(), CpuError> {
        use dfdx::prelude::AsArray;
        let loss = cross_entropy(variable(1, 2, &[1e4, -1e4])?, &[1])?;
        assert!((loss.array() - 2e4).abs() < 1.0);
        Ok(())
    }
}
