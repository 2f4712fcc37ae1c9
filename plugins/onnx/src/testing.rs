//! Small networks and media files for tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::graph::{Graph, integer, integers};
use crate::network::{NetworkChoice, OutputChoice, sha256};

/// A network of one layer: the mean of `input` over all of `axes`, named `mean`, and twice that, named `double`.
pub fn mean_network(input: &[i64], axes: &[i64], width: i64) -> Vec<u8> {
    let mut graph = Graph::new("mean");
    graph.input("input", input);
    let over = vec![integers("axes", axes), integer("keepdims", 0)];
    let mean = graph.node("ReduceMean", "mean", &["input"], over);
    let two = graph.numbers("two", &[1], &[2.0]);
    graph.node("Mul", "double", &[&mean, &two], Vec::new());
    graph.output("mean", &[width]);
    graph.output("double", &[width]);
    graph.into_file()
}

/// The network written into `folder`, as parameters name it.
pub fn choice(folder: &Path, network: &[u8], output: OutputChoice, batch: usize) -> NetworkChoice {
    let digest = sha256(network);
    let file = folder.join(format!("{digest}.onnx"));
    fs::write(&file, network).unwrap();
    NetworkChoice {
        file: file.display().to_string(),
        sha256: digest,
        output,
        batch,
    }
}

/// A file that ffmpeg makes of a source; it needs no encoder that loses anything.
pub fn media(folder: &Path, name: &str, source: &str, codec: &[&str]) -> PathBuf {
    let file = folder.join(name);
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", source])
        .args(codec)
        .arg(&file)
        .status();
    assert!(made.unwrap().success());
    file
}
