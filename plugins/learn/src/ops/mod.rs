//! Operations for networks on a dfdx tape, where dfdx lacks one or is slow.
//!
//! dfdx keeps the tape, merges it, runs the backward pass and offers losses; these operations join it through
//! `add_backward_op` and `get_or_alloc_mut`. A [`Matrix`] has run-time width. Every operation is single-threaded and
//! adds in a fixed order, so the same input gives the same bytes.
//!
//! An operation is written once for both passes: compute the values, then hand
//! [`Matrix::from_operation`] a closure that turns the gradient of the result into those of the inputs.

#![expect(
    clippy::inline_always,
    reason = "a loop gets the wide instructions only where it is inlined into its dispatch"
)]

mod adam;
mod batch_norm;
mod bilinear;
mod buffer;
mod concatenate_columns;
mod contrastive;
mod dropout;
mod elementwise;
mod gelu;
mod gradient;
mod layer_norm;
mod linear;
mod losses;
pub mod matmul;
mod matrix;
mod order;
mod pairwise_distance;
mod pairwise_product;
mod parameter;
mod product;
mod ranking;
mod relu;
mod reverse_gradient;
mod row_distance;
mod row_product;
mod sigmoid;
pub mod simd;
mod tanh;
mod triplet_loss;
mod unit_norm;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use adam::Adam;
pub use batch_norm::BatchNorm;
pub use bilinear::BilinearPooling;
pub use buffer::Buffer;
pub use concatenate_columns::concatenate_columns;
pub use contrastive::{Relation, contrastive};
pub use dropout::{Dropout, add};
pub use gelu::gelu;
pub use layer_norm::LayerNorm;
pub use linear::Linear;
pub use losses::cross_entropy;
pub use matrix::Matrix;
pub use order::order;
pub use pairwise_distance::pairwise_squared_distance;
pub use pairwise_product::pairwise_product;
pub use parameter::Parameter;
pub use product::product;
pub use ranking::ranking;
pub use relu::relu;
pub use reverse_gradient::reverse_gradient;
pub use row_distance::row_distance;
pub use row_product::row_product;
pub use sigmoid::sigmoid;
pub use simd::vectorised;
pub use tanh::tanh;
pub use triplet_loss::triplet_loss;
pub use unit_norm::unit_norm;
