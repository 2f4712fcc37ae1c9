use tempfile::TempDir;

use super::*;
use crate::network::OutputChoice;
use crate::pooling::Pooling;
use crate::testing::{choice, mean_network, media};

/// Two seconds of orange, then two of blue; no pixel is lost.
const COLOURS: &str = "color=0xFF8000:size=64x48:rate=10:duration=2[a];color=0x0000FF:size=64x48:rate=10:duration=2[b];[a][b]concat";

fn params(folder: &TempDir) -> PictureParams {
    let network = mean_network(&[3, 4, 8, 8], &[2, 3, 4], 3);
    PictureParams {
        network: choice(folder.path(), &network, OutputChoice::Number(0), 2),
        rate: 10.0,
        width: 8,
        height: 8,
        border: 2,
        frames: 4,
        stack_hop: 4,
        pixels: Pixels::Range([0.0, 1.0]),
        ..PictureParams::default()
    }
}

fn extract(
    params: &PictureParams,
    path: &str,
    spans: &[(f64, f64)],
) -> Vec<Result<Vec<f32>, String>> {
    let (starts, ends): (Vec<_>, Vec<_>) = spans.iter().copied().unzip();
    let paths = vec![path; spans.len()];
    let rows = Rows::new(spans.len())
        .with_text("path", paths)
        .with_numbers("start", &starts)
        .with_numbers("end", &ends);
    PictureNetwork::extract(params, &rows, &Run::detached()).unwrap()
}

fn colours(folder: &TempDir) -> String {
    let codec = ["-c:v", "ffv1", "-pix_fmt", "bgr0"];
    media(folder.path(), "colours.mkv", COLOURS, &codec)
        .display()
        .to_string()
}

fn is_near(row: &[f32], wanted: [f32; 3]) -> bool {
    row.len() == 3
        && row
            .iter()
            .zip(wanted)
            .all(|(found, wanted)| (found - wanted).abs() < 0.01)
}

#[test]
fn rows_are_the_networks_outputs_over_the_stacks_of_their_span() {
    let folder = tempfile::tempdir().unwrap();
    let path = colours(&folder);
    let params = params(&folder);
    let found = extract(&params, &path, &[(0.0, 2.0), (2.0, 4.0), (0.8, 3.2)]);
    let row = |row: usize| found[row].as_ref().unwrap();
    assert!(is_near(row(0), [1.0, 0.5, 0.0]), "{found:?}");
    assert!(is_near(row(1), [0.0, 0.0, 1.0]), "{found:?}");
    assert!(is_near(row(2), [0.5, 0.25, 0.5]), "{found:?}");
    let params = PictureParams {
        pooling: Pooling::Max,
        ..params
    };
    let found = extract(&params, &path, &[(0.0, 4.0)]);
    assert!(
        is_near(found[0].as_ref().unwrap(), [1.0, 0.5, 1.0]),
        "{found:?}"
    );
}

#[test]
fn short_segment_is_refused_or_its_last_frame_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = colours(&folder);
    let mut params = params(&folder);
    let spans = [(0.0, 0.2), (7.0, 9.0)];
    let reason = extract(&params, &path, &spans)[0].clone().unwrap_err();
    assert!(reason.contains("2 frames"), "{reason}");
    params.pad = true;
    let found = extract(&params, &path, &spans);
    assert!(is_near(found[0].as_ref().unwrap(), [1.0, 0.5, 0.0]));
    assert!(found[1].is_err());
}

#[test]
fn file_without_pictures_costs_its_own_rows() {
    let folder = tempfile::tempdir().unwrap();
    let sound = media(folder.path(), "tone.wav", "sine=duration=1", &[]);
    let found = extract(
        &params(&folder),
        &sound.display().to_string(),
        &[(0.0, 1.0)],
    );
    assert!(!found[0].clone().unwrap_err().is_empty());
}

#[test]
fn layout_without_time_takes_one_frame() {
    let folder = tempfile::tempdir().unwrap();
    let mut params = PictureParams {
        layout: Layout::Nchw,
        ..params(&folder)
    };
    let error = PictureNetwork::extract(&params, &Rows::new(0), &Run::detached()).unwrap_err();
    assert!(
        error.to_string().contains("`frames` has to be 1"),
        "{error}"
    );
    params.frames = 1;
    let error = PictureNetwork::extract(&params, &Rows::new(0), &Run::detached()).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("[N, 3, 4, 8, 8]") && error.contains("[N, 3, 8, 8]"),
        "{error}"
    );
}
