use dfdx::prelude::{Cpu, CpuError, NoneTape, Tape};
use emospec_learn::ops::Parameter;
use emospec_learn::pairs::Pairs;
use emospec_learn::training::{Batch, Learner, Loss, Pass};

use super::{batch_loss, predicted_loss};
use crate::network::Network;

impl Learner for Network {
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        Self::parameters_mut(self)
    }

    fn loss<T: Tape<f32, Cpu>>(
        &mut self,
        batch: Batch<T>,
        pass: &mut Pass<'_>,
    ) -> Result<Loss<T>, CpuError> {
        let forward = self.forward(batch.views, &mut pass.dropout)?;
        batch_loss(self.architecture().question, forward, &batch.targets)
    }

    fn validation_loss(&mut self, pairs: &Pairs<'_>) -> Result<Loss<NoneTape>, CpuError> {
        let prediction = self.predict(pairs.rows(), pairs.views)?;
        predicted_loss(self.architecture().question, prediction, &pairs.targets)
    }
}
