use emospec_learn::dfdx::prelude::{
    Cpu, CpuError, MeanTo, Rank0, Tape, TensorFromVec, TryAdd, TryMul,
};
use emospec_learn::ops::{Matrix, pairwise_squared_distance, row_distance};
use emospec_learn::training::Loss;

/// Added below the root, whose slope at 0 would be infinite.
const LEAST: f32 = 1e-12;

/// The root mean square distance of partners.
pub fn together<T: Tape<f32, Cpu>>(left: Matrix<T>, right: Matrix<T>) -> Result<Loss<T>, CpuError> {
    let squares = row_distance(left, right)?.into_tensor()?.try_square()?;
    squares.try_mean::<Rank0, _>()?.try_add(LEAST)?.try_sqrt()
}

/// The mean, over all pairs of rows, of max(0, margin - d^2) for their distance d where their classes differ.
pub fn apart<T: Tape<f32, Cpu>>(
    left: Matrix<T>,
    right: Matrix<T>,
    [left_classes, right_classes]: [&[usize]; 2],
    margin: f32,
) -> Result<Loss<T>, CpuError> {
    let distances = pairwise_squared_distance(left, right)?;
    let shape = (distances.rows(), distances.columns());
    let differ = left_classes.iter().flat_map(|left| {
        right_classes
            .iter()
            .map(move |right| f32::from(u8::from(left != right)))
    });
    let differ = Cpu::default().try_tensor_from_vec(differ.collect(), shape)?;
    let missing = distances.into_tensor()?.try_negate()?.try_add(margin)?;
    missing.try_relu()?.try_mul(differ)?.try_mean()
}

#[cfg(test)]
mod tests {
    use emospec_learn::dfdx::prelude::{AsArray, Backward, OwnedTape};

    use super::*;

    fn variable(values: &[f32]) -> Result<Matrix, CpuError> {
        Matrix::variable(&Cpu::default(), values.len(), 1, values.to_vec().into())
    }

    #[test]
    fn partners_cost_their_distance_and_equal_ones_leave_the_gradient_finite()
    -> Result<(), CpuError> {
        let loss = together(variable(&[1.0, 2.0])?, variable(&[1.0, 6.0])?)?;
        assert!((loss.array() - 8.0_f32.sqrt()).abs() < 1e-6);
        let equal = variable(&[1.0, 2.0])?;
        let traced = equal.clone().with_tape(OwnedTape::default());
        let loss = together(
            traced,
            variable(&[1.0, 2.0])?.with_tape(OwnedTape::default()),
        )?;
        let gradient = equal.take_gradient(&mut loss.backward())?;
        assert!(gradient.iter().all(|value| value.abs() < 1e-9));
        Ok(())
    }

    #[test]
    fn only_near_rows_of_different_classes_cost_something() -> Result<(), CpuError> {
        let (left, right) = (variable(&[0.0, 0.0])?, variable(&[0.2, 3.0])?);
        let loss = apart(left, right, [&[0, 1], &[1, 0]], 0.1)?;
        assert!((loss.array() - 0.06 / 4.0).abs() < 1e-6);
        Ok(())
    }
}
