//! musicnn (Pons and Serra, "musicnn: pre-trained convolutional neural networks for music audio tagging", 2019), after
//! `musicnn/models.py` of the package: `build_musicnn` with 64 mid-end filters and 200 back-end units.

use emospec_sdk::Error;

use super::checkpoint::Checkpoint;
use super::tensorflow::Layers;
use crate::graph::{Graph, integer, integers};

/// Frames and mel bands of a patch.
pub(super) const PATCH: [i64; 2] = [187, 96];
/// Tags of the `MagnaTagATune` vocabulary.
const TAGS: i64 = 50;

/// The convolutions of the front end: their padding along time before and after, and their names in the checkpoint.
const FRONT_END: [(&str, [i64; 2]); 5] = [
    ("conv2d", [3, 3]),
    ("conv2d_1", [3, 3]),
    ("conv2d_2", [63, 64]),
    ("conv2d_3", [31, 32]),
    ("conv2d_4", [15, 16]),
];

/// The network as an ONNX file: `melspec`, N x 187 x 96, to `tags`, N x 50 probabilities; `penultimate`, N x 200; and
/// `max_pool` and `mean_pool`, N x 753.
pub(super) fn onnx(checkpoint: Checkpoint<'_>) -> Result<Vec<u8>, Error> {
    let graph = Graph::new("MTT_musicnn");
    let mut layers = Layers { graph, checkpoint };
    let front = front_end(&mut layers)?;
    let middle = mid_end(&mut layers, &front)?;
    back_end(&mut layers, &middle)?;
    Ok(layers.graph.into_file())
}

fn front_end(layers: &mut Layers<'_>) -> Result<String, Error> {
    layers.graph.input("melspec", &PATCH);
    let channel = layers.graph.integers("channel", &[1]);
    let image = layers
        .graph
        .node("Unsqueeze", "image", &["melspec", &channel], Vec::new());
    let image = layers.normalised("batch_normalization", &image)?;
    let mut found = Vec::new();
    for (number, (layer, [before, after])) in (1..).zip(FRONT_END) {
        let filtered = layers.convolved(layer, &image, [before, 0, after, 0])?;
        let filtered = layers.normalised(&format!("batch_normalization_{number}"), &filtered)?;
        // The maximum over frequency.
        let over = vec![integers("axes", &[3]), integer("keepdims", 0)];
        let name = format!("{layer}/pooled");
        found.push(layers.graph.node("ReduceMax", &name, &[&filtered], over));
    }
    Ok(joined(layers, "front", &found, 1))
}

/// Batch x 561 x time to batch x 753 x time: the front end and three layers on it, the last two with a shortcut.
fn mid_end(layers: &mut Layers<'_>, front: &str) -> Result<String, Error> {
    let mut found = vec![front.to_owned()];
    let mut below = front.to_owned();
    for (layer, number) in [("conv2d_5", 6), ("conv2d_6", 7), ("conv2d_7", 8)] {
        let filtered = layers.convolved_in_time(layer, &below, [3, 3])?;
        let filtered = layers.normalised(&format!("batch_normalization_{number}"), &filtered)?;
        below = if found.len() == 1 {
            filtered
        } else {
            let name = format!("{layer}/shortcut");
            let inputs = [filtered.as_str(), &below];
            layers.graph.node("Add", &name, &inputs, Vec::new())
        };
        found.push(below.clone());
    }
    Ok(joined(layers, "middle", &found, 1))
}

fn back_end(layers: &mut Layers<'_>, middle: &str) -> Result<(), Error> {
    let over_time = || vec![integers("axes", &[2]), integer("keepdims", 0)];
    let graph = &mut layers.graph;
    let max = graph.node("ReduceMax", "max_pool", &[middle], over_time());
    let mean = graph.node("ReduceMean", "mean_pool", &[middle], over_time());
    // Channel by channel: its maximum, then its mean.
    let last = graph.integers("last", &[2]);
    let pair = [(&max, "max_pool/column"), (&mean, "mean_pool/column")];
    let columns = pair.map(|(value, name)| graph.node("Unsqueeze", name, &[value, &last], vec![]));
    let pooled = joined(layers, "pooled", &columns, 2);
    let flat = layers.graph.integers("flat", &[0, -1]);
    let pooled = layers
        .graph
        .node("Reshape", "pooled/flat", &[&pooled, &flat], Vec::new());
    let pooled = layers.normalised("batch_normalization_9", &pooled)?;
    let dense = layers.dense("dense", &pooled)?;
    let dense = layers.positive(&dense);
    let dense = layers.normalised("batch_normalization_10", &dense)?;
    let graph = &mut layers.graph;
    let penultimate = graph.node("Identity", "penultimate", &[&dense], Vec::new());
    let logits = layers.dense("dense_1", &penultimate)?;
    let graph = &mut layers.graph;
    graph.node("Sigmoid", "tags", &[&logits], Vec::new());
    graph.output("tags", &[TAGS]);
    graph.output("penultimate", &[200]);
    graph.output("max_pool", &[753]);
    graph.output("mean_pool", &[753]);
    Ok(())
}

fn joined(layers: &mut Layers<'_>, name: &str, values: &[String], axis: i64) -> String {
    let values: Vec<_> = values.iter().map(String::as_str).collect();
    let along = vec![integer("axis", axis)];
    layers.graph.node("Concat", name, &values, along)
}
