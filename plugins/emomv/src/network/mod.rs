//! The benchmark network of EmoMV (Thao, Roig and Herremans 2023): two towers, and in classification what compares them.

mod architecture;
mod fusion;
mod pair_classifier;
mod pair_fusion;
mod prediction;
mod tower;

use std::sync::Arc;

use dfdx::prelude::{Cpu, CpuError, Tape};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

pub use architecture::{Architecture, Question};
pub use fusion::Fusion;
pub use pair_classifier::PairClassifier;
pub use pair_fusion::PairFusion;
pub use prediction::Prediction;
pub use tower::{Tower, TowerOutput};

use emospec_learn::ops::{Buffer, Dropout, Matrix, Parameter, row_product};

/// The network: serialised bit for bit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Network {
    architecture: Architecture,
    towers: [Tower; 2],
    classifier: Option<PairClassifier>,
}

/// What the network makes of a batch of pairs.
#[derive(Debug)]
pub struct Forward<T> {
    /// Classification: rows x classes, before the softmax. Retrieval: rows x 1, the cosines of the pairs.
    pub comparison: Matrix<T>,
    /// Per view, rows x auxiliary classes, before the softmax, where these are learnt.
    pub auxiliary: Option<[Matrix<T>; 2]>,
    /// Per view, rows x embedding width, of unit length.
    pub embeddings: [Arc<Buffer>; 2],
}

impl Network {
    /// Draws all parameters and sketches.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn new(architecture: Architecture, random: &mut ChaCha8Rng) -> Result<Self, CpuError> {
        let first = Tower::new(&architecture, 0, random)?;
        let second = Tower::new(&architecture, 1, random)?;
        let classifier = match architecture.question {
            Question::Classification { classes } => Some(PairClassifier::new(
                architecture.fusion,
                architecture.embedding_width,
                architecture.pooled_width,
                classes,
                random,
            )?),
            Question::Retrieval { .. } => None,
        };
        Ok(Self {
            architecture,
            towers: [first, second],
            classifier,
        })
    }

    /// Its shape.
    pub fn architecture(&self) -> &Architecture {
        &self.architecture
    }

    /// Both views of a batch of pairs, rows x width each, to what is compared.
    ///
    /// # Errors
    /// Where memory is short.
    pub fn forward<T: Tape<f32, Cpu>>(
        &self,
        views: [Matrix<T>; 2],
        dropout: &mut Dropout<'_>,
    ) -> Result<Forward<T>, CpuError> {
        let [left, right] = views;
        let left = self.towers[0].forward(left, dropout)?;
        let right = self.towers[1].forward(right, dropout)?;
        let embeddings = [
            left.embedding.shared_values(),
            right.embedding.shared_values(),
        ];
        let comparison = match &self.classifier {
            Some(classifier) => classifier.forward(left.embedding, right.embedding)?,
            None => row_product(left.embedding, right.embedding)?,
        };
        let auxiliary = left
            .auxiliary
            .zip(right.auxiliary)
            .map(|(left, right)| [left, right]);
        Ok(Forward {
            comparison,
            auxiliary,
            embeddings,
        })
    }

    /// All parameters, always in the same order.
    pub fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let [left, right] = &mut self.towers;
        let mut parameters = left.parameters_mut();
        parameters.extend(right.parameters_mut());
        parameters.extend(
            self.classifier
                .iter_mut()
                .flat_map(PairClassifier::parameters_mut),
        );
        parameters
    }
}
