use std::fs;
use std::path::Path;

use emospec_onnx::{Network, OutputChoice, PUBLISHED, folders, sha256};

/// The most that two runtimes may differ, relative to the largest number.
const TOLERANCE: f32 = 1e-4;

/// The ONNX file made from the checkpoint of a published network, where the checkpoint is there.
fn onnx(name: &str) -> Option<Vec<u8>> {
    let file = format!("{name}.ckpt");
    let mut places = folders().into_iter().map(|folder| folder.join(&file));
    let Some(path) = places.find(|path| path.is_file()) else {
        eprintln!("skipped: no file {file}; `emospec weights fetch {name}` places it");
        return None;
    };
    let bytes = fs::read(path).unwrap();
    let mut known = PUBLISHED.iter();
    let published = known.find(|published| published.name == name).unwrap();
    let graph = published.onnx(&sha256(&bytes), &bytes).unwrap();
    Some(graph.expect("the file is not the published one"))
}

/// Ends the test where tract and the original runtime differ in an output of a network.
pub fn assert_same(name: &str, output: &str, item: &[usize], input: &[f32], golden: &str) {
    let Some(graph) = onnx(name) else { return };
    let chosen = OutputChoice::Name(output.to_owned());
    let network = Network::of_bytes(&graph, &chosen, 1, item).unwrap();
    let found = network.run(input).unwrap();

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/published/golden");
    let bytes = fs::read(folder.join(golden)).unwrap();
    let (wanted, _) = bytes.as_chunks();
    let wanted: Vec<f32> = wanted
        .iter()
        .map(|&four| f32::from_le_bytes(four))
        .collect();
    assert_eq!(found.len(), wanted.len());
    assert!(
        found.iter().all(|value| value.is_finite()),
        "{name} {output}"
    );
    let largest = |values: &mut dyn Iterator<Item = f32>| {
        values.fold(0.0_f32, |most, value| most.max(value.abs()))
    };
    let apart = largest(
        &mut found
            .iter()
            .zip(&wanted)
            .map(|(found, wanted)| found - wanted),
    );
    let apart = apart / largest(&mut wanted.iter().copied());
    println!("{name} {output}: {apart:e}");
    assert!(apart < TOLERANCE, "{name} {output}: {apart:e}");
}

/// Ends the test where what an item becomes depends on the others in its batch. Its place may change the last bits.
pub fn assert_others_do_not_matter(name: &str, output: &str, item: &[usize], input: &[f32]) {
    let Some(graph) = onnx(name) else { return };
    let chosen = OutputChoice::Name(output.to_owned());
    let network = Network::of_bytes(&graph, &chosen, 3, item).unwrap();
    let other: Vec<f32> = input.iter().rev().map(|value| value / 2.0).collect();
    let nothing = vec![0.0; input.len()];
    for place in 0..3 {
        let row = |others: &[f32]| {
            let mut batch = [others; 3];
            batch[place] = input;
            let outputs = network.run(&batch.concat()).unwrap();
            outputs[place * network.width()..][..network.width()].to_vec()
        };
        assert_eq!(row(&other), row(&nothing), "{name}, place {place}");
    }
}
