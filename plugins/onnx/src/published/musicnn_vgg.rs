//! The VGG-like tagger of the musicnn package (Pons and Serra, 2019), after `vgg` in its `musicnn/models.py`. It has
//! nothing but the shape of its layers in common with `VGGish`.

use emospec_sdk::Error;

use super::checkpoint::Checkpoint;
use super::musicnn::PATCH;
use super::tensorflow::Layers;
use crate::graph::{Graph, integer, integers};

/// The maximum's window and step, time x frequency, after each convolution.
const POOLS: [([i64; 2], [i64; 2]); 5] = [
    ([4, 1], [2, 2]),
    ([2, 2], [2, 2]),
    ([2, 2], [2, 2]),
    ([2, 2], [2, 2]),
    ([4, 4], [4, 4]),
];

/// The network as an ONNX file: `melspec`, N x 187 x 96, to `tags`, N x 50 probabilities, and `pool5`, N x 128: the
/// fifth pool's mean over time and frequency.
pub(super) fn onnx(checkpoint: Checkpoint<'_>) -> Result<Vec<u8>, Error> {
    let graph = Graph::new("MTT_vgg");
    let mut layers = Layers { graph, checkpoint };
    layers.graph.input("melspec", &PATCH);
    let channel = layers.graph.integers("channel", &[1]);
    let image = layers
        .graph
        .node("Unsqueeze", "image", &["melspec", &channel], Vec::new());
    let mut image = layers.normalised("batch_normalization", &image)?;
    for (number, (window, step)) in (1..).zip(POOLS) {
        image = layers.convolved(&format!("{number}CNN"), &image, [1; 4])?;
        image = layers.normalised(&format!("batch_normalization_{number}"), &image)?;
        let how = vec![
            integers("kernel_shape", &window),
            integers("strides", &step),
        ];
        let name = format!("{number}CNN/pool");
        image = layers.graph.node("MaxPool", &name, &[&image], how);
    }
    let graph = &mut layers.graph;
    let over = vec![integers("axes", &[2, 3]), integer("keepdims", 0)];
    graph.node("ReduceMean", "pool5", &[&image], over);
    // TensorFlow flattens with the channels last.
    let last = vec![integers("perm", &[0, 2, 3, 1])];
    let flat = graph.node("Transpose", "channels_last", &[&image], last);
    let shape = graph.integers("flat", &[0, -1]);
    let flat = graph.node(
        "Reshape",
        "channels_last/flat",
        &[&flat, &shape],
        Vec::new(),
    );
    let logits = layers.dense("dense", &flat)?;
    let graph = &mut layers.graph;
    graph.node("Sigmoid", "tags", &[&logits], Vec::new());
    graph.output("tags", &[50]);
    graph.output("pool5", &[128]);
    Ok(layers.graph.into_file())
}
