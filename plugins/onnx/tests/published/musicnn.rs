use emospec_onnx::{Network, OutputChoice};

use crate::files::{difference, onnx, stored};

#[test]
fn musicnn_gives_what_tensorflow_gave() {
    let Some(graph) = onnx("MTT_musicnn", "MTT_musicnn.ckpt") else {
        return;
    };
    let Some(input) = stored("MTT_musicnn_in.f32") else {
        return;
    };
    for (output, file) in [
        ("tags", "MTT_musicnn_tftags.f32"),
        ("penultimate", "MTT_musicnn_tfpen.f32"),
    ] {
        let Some(wanted) = stored(file) else { return };
        let output = OutputChoice::Name(output.to_owned());
        let batch = input.len() / (187 * 96);
        let network = Network::of_bytes(&graph, &output, batch, &[187, 96]).unwrap();
        let found = network.run(input.clone()).unwrap();
        let apart = difference(&found, &wanted);
        println!("{output:?}: {apart:e}");
        assert!(apart < 1e-4, "{output:?}: {apart:e}");
    }
}
