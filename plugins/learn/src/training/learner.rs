use dfdx::prelude::{Cpu, CpuError, NoneTape, OwnedTape, Tape};

use super::Loss;
use crate::ops::{Dropout, Matrix, Parameter};
use crate::pairs::{Pairs, Targets};

/// Both views of some rows, each rows x width, and their targets.
#[derive(Debug)]
pub struct Batch<T> {
    /// The views, in the order of the task.
    pub views: [Matrix<T>; 2],
    /// One entry a row.
    pub targets: Targets,
}

/// What a pass over a batch is for.
#[derive(Debug)]
pub struct Pass<'a> {
    /// Whether elements are dropped; on while training, off while predicting.
    pub dropout: Dropout<'a>,
    /// How much of the epochs at most is done, from 0 to below 1.
    pub progress: f64,
}

impl Pass<'_> {
    /// Nothing is dropped or learnt.
    pub fn predicting() -> Self {
        Pass {
            dropout: Dropout::Off,
            progress: 0.0,
        }
    }

    /// Whether the pass is a step of training.
    pub fn is_training(&self) -> bool {
        matches!(self.dropout, Dropout::On { .. })
    }
}

/// A network that can be trained: its parameters and its loss.
pub trait Learner {
    /// All parameters, always in the same order.
    fn parameters_mut(&mut self) -> Vec<&mut Parameter>;

    /// What is kept beside the parameters and changes while training, always in the same order: the statistics of batch
    /// normalisation. It goes back with the parameters to the best epoch.
    fn statistics_mut(&mut self) -> Vec<&mut Parameter> {
        Vec::new()
    }

    /// The mean loss of a batch. [Statistics](Learner::statistics_mut) change while training only.
    ///
    /// # Errors
    /// Where memory is short.
    fn loss<T: Tape<f32, Cpu>>(
        &mut self,
        batch: Batch<T>,
        pass: &mut Pass<'_>,
    ) -> Result<Loss<T>, CpuError>;

    /// The mean loss of all rows, nothing dropped: what stops training.
    ///
    /// # Errors
    /// Where memory is short.
    fn validation_loss(&mut self, pairs: &Pairs<'_>) -> Result<Loss<NoneTape>, CpuError> {
        let batch = Batch {
            views: pairs.all(&Cpu::default())?,
            targets: pairs.targets.clone(),
        };
        self.loss(batch, &mut Pass::predicting())
    }
}

impl Batch<NoneTape> {
    /// The batch at the start of a tape for each view.
    pub fn traced(self) -> Batch<OwnedTape<f32, Cpu>> {
        Batch {
            views: self.views.map(|view| view.with_tape(OwnedTape::default())),
            targets: self.targets,
        }
    }
}
