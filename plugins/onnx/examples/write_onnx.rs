//! Writes a published network as an ONNX file, for other runtimes: `write_onnx NAME CHECKPOINT OUT`.

use std::error::Error;
use std::fs;

use emospec_onnx::{PUBLISHED, sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, checkpoint, out] = arguments.as_slice() else {
        return Err("usage: write_onnx NAME CHECKPOINT OUT".into());
    };
    let bytes = fs::read(checkpoint)?;
    let published = PUBLISHED.iter().find(|published| published.name == name);
    let published = published.ok_or_else(|| format!("there is no network `{name}`"))?;
    let graph = published.onnx(&sha256(&bytes), &bytes)?;
    let graph = graph.ok_or_else(|| format!("{checkpoint} is not the checkpoint of `{name}`"))?;
    fs::write(out, graph)?;
    Ok(())
}
