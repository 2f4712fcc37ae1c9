use std::fs;

use emospec_decode::LogMelFormat;
use tempfile::TempDir;

use super::*;
use crate::network::OutputChoice;
use crate::pooling::Pooling;
use crate::testing::{choice, mean_network, media};

/// Four seconds of two tones.
const TONES: &str = "sine=frequency=440:sample_rate=16000:duration=4,tremolo=f=1.5:d=.9";

fn params(folder: &TempDir, batch: usize) -> SoundParams {
    let network = mean_network(&[1, 96, 64], &[1, 2], 64);
    SoundParams {
        network: choice(folder.path(), &network, OutputChoice::Number(0), batch),
        ..SoundParams::default()
    }
}

fn extract(
    params: &SoundParams,
    path: &str,
    spans: &[(f64, f64)],
) -> Result<Vec<Result<Vec<f32>, String>>, Error> {
    let (starts, ends): (Vec<_>, Vec<_>) = spans.iter().copied().unzip();
    let paths = vec![path; spans.len()];
    let rows = Rows::new(spans.len())
        .with_text("path", paths)
        .with_numbers("start", &starts)
        .with_numbers("end", &ends);
    SoundNetwork::extract(params, &rows, &Run::detached())
}

fn tones(folder: &TempDir) -> String {
    let codec = ["-c:a", "pcm_f32le"];
    media(folder.path(), "tones.wav", TONES, &codec)
        .display()
        .to_string()
}

#[test]
fn rows_are_the_networks_outputs_over_the_patches_of_their_span() {
    let folder = tempfile::tempdir().unwrap();
    let path = tones(&folder);
    let params = params(&folder, 3);
    let spans = [(0.0, 4.0), (1.0, 3.0)];
    let found = extract(&params, &path, &spans).unwrap();

    // The same by hand: the mean over the frames of all whole patches.
    let bytes = fs::read(&path).unwrap();
    let data = bytes.windows(4).position(|four| four == b"data").unwrap() + 8;
    let samples = bytes[data..].chunks_exact(4);
    let samples: Vec<f32> = samples
        .map(|four| f32::from_le_bytes(four.try_into().unwrap()))
        .collect();
    let log_mel = LogMel::new(LogMelFormat::vggish());
    for ((start, end), row) in [(0, 64000), (16000, 48000)].into_iter().zip(found) {
        let frames = log_mel.frames(&samples[start..end]);
        let patches = log_mel.patches(&frames.view());
        let whole = frames.slice(ndarray::s![..patches.len() * 96, ..]);
        let mean = whole.mean_axis(ndarray::Axis(0)).unwrap();
        for (found, wanted) in row.unwrap().iter().zip(&mean) {
            assert!((found - wanted).abs() < 1e-4, "{found} {wanted}");
        }
    }
}

#[test]
fn size_of_batches_and_company_in_them_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let path = tones(&folder);
    let spans = [(0.0, 2.0), (0.5, 4.0), (2.0, 4.0)];
    let together = extract(&params(&folder, 4), &path, &spans).unwrap();
    for batch in [1, 2, 7] {
        assert_eq!(
            extract(&params(&folder, batch), &path, &spans).unwrap(),
            together
        );
    }
    let alone = extract(&params(&folder, 4), &path, &spans[2..]).unwrap();
    assert_eq!(alone[..], together[2..]);
}

#[test]
fn outputs_are_chosen_by_name_and_pooled_as_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = tones(&folder);
    let mut params = params(&folder, 2);
    let mean = extract(&params, &path, &[(0.0, 4.0)])
        .unwrap()
        .remove(0)
        .unwrap();
    params.network.output = OutputChoice::Name("double".to_owned());
    params.pooling = Pooling::MeanStd;
    let both = extract(&params, &path, &[(0.0, 4.0)])
        .unwrap()
        .remove(0)
        .unwrap();
    assert_eq!(both.len(), 128);
    assert!(
        mean.iter()
            .zip(&both)
            .all(|(mean, double)| (2.0 * mean - double).abs() < 1e-4)
    );
    params.network.output = OutputChoice::Name("triple".to_owned());
    let error = extract(&params, &path, &[(0.0, 4.0)])
        .unwrap_err()
        .to_string();
    assert!(error.contains("mean, double"), "{error}");
}

#[test]
fn short_segment_is_refused_or_filled_with_silence() {
    let folder = tempfile::tempdir().unwrap();
    let path = tones(&folder);
    let mut params = params(&folder, 2);
    let spans = [(3.5, 4.5), (0.0, 1.0), (9.0, 10.0)];
    let found = extract(&params, &path, &spans).unwrap();
    let reason = found[0].clone().unwrap_err();
    assert!(
        reason.contains("0.50 s") && reason.contains("0.97 s"),
        "{reason}"
    );
    assert!(found[1].is_ok() && found[2].is_err());
    params.pad = true;
    let found = extract(&params, &path, &spans).unwrap();
    assert!(found[0].is_ok() && found[1].is_ok() && found[2].is_err());
}

#[test]
fn file_without_sound_costs_its_own_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("broken.wav");
    fs::write(&path, b"RIFF and nothing else").unwrap();
    let found = extract(
        &params(&folder, 2),
        &path.display().to_string(),
        &[(0.0, 2.0)],
    )
    .unwrap();
    assert!(!found[0].clone().unwrap_err().is_empty());
}

#[test]
fn graph_that_wants_other_patches_is_refused_with_both_shapes() {
    let folder = tempfile::tempdir().unwrap();
    let mut params = params(&folder, 2);
    params.front_end = FrontEnd::Musicnn;
    let error = extract(&params, "absent.wav", &[]).unwrap_err().to_string();
    for shape in ["[N, 1, 96, 64]", "[N, 187, 96]", "frames x bands"] {
        assert!(error.contains(shape), "{error}");
    }
    params.front_end = FrontEnd::Vggish;
    params.bands_first = true;
    let error = extract(&params, "absent.wav", &[]).unwrap_err().to_string();
    assert!(error.contains("[N, 64, 96]"), "{error}");
}

#[test]
fn file_that_is_no_network_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (bytes, why) in [
        (&b"\xff\xff\xff no network"[..], "not an ONNX file"),
        (b"", "tract cannot run it"),
    ] {
        let mut params = params(&folder, 2);
        params.network = choice(folder.path(), bytes, OutputChoice::Number(0), 1);
        let error = extract(&params, "absent.wav", &[]).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}
