use std::sync::Arc;

use dfdx::prelude::{
    Cpu, CpuError, Gradients, MeanTo, NoneTape, PutTape, Tape, Tensor, TensorFromVec,
};

use super::Buffer;
use super::gradient::{Node, add_gradient, new_node, take_gradient};
use crate::training::Loss;

/// A row-major matrix on a dfdx tape `T`, or without one.
///
/// [`Matrix::into_tensor`] hands it on to any operation of dfdx itself.
#[derive(Debug, Clone)]
pub struct Matrix<T = NoneTape> {
    rows: usize,
    columns: usize,
    values: Arc<Buffer>,
    node: Node,
    is_data: bool,
    tape: T,
}

impl Matrix {
    /// Given values, for which no gradient is computed.
    ///
    /// # Errors
    /// Where memory is short.
    ///
    /// # Panics
    /// Where `values` is not `rows` x `columns`.
    pub fn data(
        device: &Cpu,
        rows: usize,
        columns: usize,
        values: Buffer,
    ) -> Result<Self, CpuError> {
        assert_eq!(values.len(), rows * columns, "a matrix of another size");
        Ok(Self {
            rows,
            columns,
            values: Arc::new(values),
            node: new_node(device)?,
            is_data: true,
            tape: NoneTape,
        })
    }

    /// Given values, for which a gradient is computed.
    ///
    /// # Errors
    /// Where memory is short.
    ///
    /// # Panics
    /// Where `values` is not `rows` x `columns`.
    pub fn variable(
        device: &Cpu,
        rows: usize,
        columns: usize,
        values: Buffer,
    ) -> Result<Self, CpuError> {
        let mut matrix = Self::data(device, rows, columns, values)?;
        matrix.is_data = false;
        Ok(matrix)
    }

    /// Starts or continues a tape.
    pub fn with_tape<T>(self, tape: T) -> Matrix<T> {
        Matrix {
            rows: self.rows,
            columns: self.columns,
            values: self.values,
            node: self.node,
            is_data: self.is_data,
            tape,
        }
    }

    /// The elements, to be changed; copied first where somebody else holds them.
    pub(super) fn values_mut(&mut self) -> &mut [f32] {
        let values: &mut Buffer = Arc::make_mut(&mut self.values);
        values
    }

    /// Exchanges the elements for as many others.
    pub(super) fn replace_values(&mut self, values: Arc<Buffer>) {
        assert_eq!(values.len(), self.values.len(), "a matrix of another size");
        self.values = values;
    }

    /// The gradient that the backward pass left for this matrix, or zeros.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn take_gradient(&self, gradients: &mut Gradients<f32, Cpu>) -> Result<Buffer, CpuError> {
        let gradient = take_gradient(gradients, &self.node)?;
        Ok(gradient.unwrap_or_else(|| Buffer::zeros(self.values.len())))
    }
}

impl<T: Tape<f32, Cpu>> Matrix<T> {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The elements, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The elements, to be kept beyond the matrix.
    pub fn shared_values(&self) -> Arc<Buffer> {
        Arc::clone(&self.values)
    }

    /// The matrix and its tape.
    pub fn split_tape(self) -> (Matrix, T) {
        let matrix = Matrix {
            rows: self.rows,
            columns: self.columns,
            values: self.values,
            node: self.node,
            is_data: self.is_data,
            tape: NoneTape,
        };
        (matrix, self.tape)
    }

    /// The same matrix for a second reader: what it leads to is merged with the rest where both meet.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self {
            rows: self.rows,
            columns: self.columns,
            values: Arc::clone(&self.values),
            node: self.node.clone(),
            is_data: self.is_data,
            tape: T::default(),
        }
    }

    /// Adds an operation to the tape: `values` came from `inputs`, and `backward` turns the gradient of the result into
    /// those of the inputs, in their order; `None` where an input needs none.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn from_operation<const N: usize>(
        inputs: [Matrix; N],
        mut tape: T,
        (rows, columns): (usize, usize),
        values: Buffer,
        backward: impl FnOnce(Buffer, [bool; N]) -> [Option<Buffer>; N] + 'static,
    ) -> Result<Self, CpuError> {
        let device = inputs
            .first()
            .map_or_else(Cpu::default, |input| input.node.device().clone());
        let result = Matrix::variable(&device, rows, columns, values)?;
        if T::OWNS_TAPE {
            let node = result.node.clone();
            let wanted = inputs.each_ref().map(|input| !input.is_data);
            let nodes = inputs.map(|input| input.node);
            tape.add_backward_op(move |gradients| {
                let Some(gradient) = take_gradient(gradients, &node)? else {
                    return Ok(());
                };
                for (node, gradient) in nodes.iter().zip(backward(gradient, wanted)) {
                    if let Some(gradient) = gradient {
                        add_gradient(gradients, node, gradient)?;
                    }
                }
                Ok(())
            });
        }
        Ok(result.with_tape(tape))
    }

    /// The matrix as a tensor of dfdx, by copying it; gradients find their way back.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn into_tensor(self) -> Result<Tensor<(usize, usize), f32, Cpu, T>, CpuError> {
        let (matrix, mut tape) = self.split_tape();
        let shape = (matrix.rows, matrix.columns);
        let tensor = matrix
            .node
            .device()
            .try_tensor_from_vec(matrix.values.to_vec(), shape)?;
        let (node, copy) = (matrix.node, tensor.clone());
        tape.add_backward_op(move |gradients| {
            let gradient = std::mem::take(&mut **gradients.get_or_alloc_mut(&copy)?);
            add_gradient(gradients, &node, gradient.into())
        });
        Ok(tensor.put_tape(tape))
    }

    /// The mean of the elements, as a loss.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn into_loss(self) -> Result<Loss<T>, CpuError> {
        self.into_tensor()?.try_mean()
    }
}

#[cfg(test)]
mod tests {
    use dfdx::prelude::*;

    use super::*;

    #[test]
    fn gradients_pass_through_an_operation_of_dfdx() -> Result<(), CpuError> {
        let device = Cpu::default();
        let x = Matrix::variable(&device, 1, 3, vec![1.0, 2.0, 3.0].into())?;
        let tensor = x.clone().with_tape(OwnedTape::default()).into_tensor()?;
        let mut gradients = tensor.square().sum().backward();
        assert_eq!(*x.take_gradient(&mut gradients)?, [2.0, 4.0, 6.0]);
        Ok(())
    }

    #[test]
    fn gradients_of_two_readers_add_up() -> Result<(), CpuError> {
        let device = Cpu::default();
        let x = Matrix::variable(&device, 1, 2, vec![1.0, 2.0].into())?;
        let first = x.clone().with_tape(OwnedTape::default());
        let second = first.fork();
        let sum = first.into_tensor()?.square().sum() + second.into_tensor()?.sum() * 10.0;
        assert_eq!(*x.take_gradient(&mut sum.backward())?, [12.0, 14.0]);
        Ok(())
    }

    #[test]
    fn an_unread_matrix_has_a_gradient_of_zeros() -> Result<(), CpuError> {
        let x = Matrix::variable(&Cpu::default(), 2, 2, Buffer::zeros(4))?;
        assert_eq!(*x.take_gradient(&mut Gradients::leaky())?, [0.0; 4]);
        Ok(())
    }
}
