//! Layers as TensorFlow 1 names and stores them, batch x channels x time x frequency.

use emospec_sdk::Error;

use super::checkpoint::Checkpoint;
use crate::graph::{Graph, integers, number};

/// What TensorFlow's batch normalisation adds to the variance.
const EPSILON: f32 = 1e-3;

/// Adds the layers of a checkpoint to a graph.
#[derive(Debug)]
pub(super) struct Layers<'a> {
    pub graph: Graph,
    pub checkpoint: Checkpoint<'a>,
}

impl Layers<'_> {
    /// Batch normalisation by the stored moments; `layer` names them.
    pub fn normalised(&mut self, layer: &str, input: &str) -> Result<String, Error> {
        let mut inputs = vec![input.to_owned()];
        for part in ["gamma", "beta", "moving_mean", "moving_variance"] {
            inputs.push(self.stored(&format!("{layer}/{part}"), &[0])?);
        }
        let inputs: Vec<_> = inputs.iter().map(String::as_str).collect();
        let epsilon = vec![number("epsilon", EPSILON)];
        let operator = "BatchNormalization";
        Ok(self.graph.node(operator, layer, &inputs, epsilon))
    }

    /// A convolution of images, whose kernel is stored height x width x in x out, then the positive part.
    pub fn convolved(&mut self, layer: &str, input: &str, pads: [i64; 4]) -> Result<String, Error> {
        let kernel = self.stored(&format!("{layer}/kernel"), &[3, 2, 0, 1])?;
        self.convolution(layer, input, &kernel, &pads)
    }

    /// A convolution along time alone: the stored kernel, time x in x 1 x out, spans all channels.
    pub fn convolved_in_time(
        &mut self,
        layer: &str,
        input: &str,
        pads: [i64; 2],
    ) -> Result<String, Error> {
        let kernel = format!("{layer}/kernel");
        let (shape, values) = self.checkpoint.permuted(&kernel, &[3, 1, 0, 2])?;
        let kernel = self.graph.numbers(&kernel, &shape[..3], &values);
        self.convolution(layer, input, &kernel, &pads)
    }

    fn convolution(
        &mut self,
        layer: &str,
        input: &str,
        kernel: &str,
        pads: &[i64],
    ) -> Result<String, Error> {
        let bias = self.stored(&format!("{layer}/bias"), &[0])?;
        let pads = vec![integers("pads", pads)];
        let sum = self
            .graph
            .node("Conv", layer, &[input, kernel, &bias], pads);
        Ok(self.positive(&sum))
    }

    /// A dense layer, batch x in to batch x out.
    pub fn dense(&mut self, layer: &str, input: &str) -> Result<String, Error> {
        let kernel = self.stored(&format!("{layer}/kernel"), &[0, 1])?;
        let bias = self.stored(&format!("{layer}/bias"), &[0])?;
        let inputs = [input, &kernel, &bias];
        Ok(self.graph.node("Gemm", layer, &inputs, Vec::new()))
    }

    /// The positive part.
    pub fn positive(&mut self, input: &str) -> String {
        let name = format!("{input}/relu");
        self.graph.node("Relu", &name, &[input], Vec::new())
    }

    fn stored(&mut self, name: &str, axes: &[usize]) -> Result<String, Error> {
        let (shape, values) = self.checkpoint.permuted(name, axes)?;
        Ok(self.graph.numbers(name, &shape, &values))
    }
}
