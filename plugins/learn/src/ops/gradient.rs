//! Gradients of matrices in dfdx's store.

use dfdx::prelude::{Cpu, CpuError, Gradients, Tensor, ZerosTensor};

use super::Buffer;
use super::simd::add_to;

/// What names a matrix among the gradients of a dfdx tape: a tensor without elements.
///
/// dfdx lends nobody a reference to a tensor's values, and copying them for every operation costs more than the small
/// operations do. So the values are kept beside the tensor, and gradients are moved in and out of its slot.
pub type Node = Tensor<(usize,), f32, Cpu>;

/// A name that no matrix has yet.
pub(super) fn new_node(device: &Cpu) -> Result<Node, CpuError> {
    device.try_zeros_like(&(0,))
}

/// Moves a gradient out of its slot; `None` where nothing was put there.
pub(super) fn take_gradient(
    gradients: &mut Gradients<f32, Cpu>,
    node: &Node,
) -> Result<Option<Buffer>, CpuError> {
    let slot: &mut Vec<f32> = gradients.get_or_alloc_mut(node)?;
    let gradient = Buffer::from(std::mem::take(slot));
    Ok((!gradient.is_empty()).then_some(gradient))
}

/// Adds to the gradient in a slot, or moves it in where there is none.
pub(super) fn add_gradient(
    gradients: &mut Gradients<f32, Cpu>,
    node: &Node,
    gradient: Buffer,
) -> Result<(), CpuError> {
    let slot: &mut Vec<f32> = gradients.get_or_alloc_mut(node)?;
    if slot.is_empty() {
        *slot = gradient.into_vec();
    } else {
        add_to(slot, &gradient);
    }
    Ok(())
}
