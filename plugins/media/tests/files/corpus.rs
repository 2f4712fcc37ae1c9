//! A corpus that is rendered, cut and described.

use std::fs;
use std::path::Path;

use emospec_decode::{Filter, Fit, PictureFormat, Pictures, Sound, Span, Watch, available};
use emospec_media::{
    Emotion, MusicSound, Picture, PictureParams, Segments, SegmentsParams, SoundParams,
    SyntheticParams, render_corpus,
};
use emospec_sdk::{FileExtractor, FileRows, FileSource, InputFile, Output, Rows, Run};
use tempfile::TempDir;

/// Views, or why there are none.
type Views = Vec<Result<Vec<f32>, String>>;

/// A folder with a rendered corpus, and its files; none, and a line that says so, without ffmpeg.
pub fn corpus(params: &SyntheticParams) -> Option<(TempDir, Vec<InputFile>)> {
    if !available() {
        println!("skipped: ffmpeg is not installed");
        return None;
    }
    let folder = TempDir::new().expect("a folder for files");
    let names = render_corpus(params, folder.path(), &Run::detached()).expect("it is rendered");
    let files = names
        .into_iter()
        .map(|(name, _)| input(folder.path(), &name));
    let files = files.collect();
    Some((folder, files))
}

pub fn input(folder: &Path, name: &str) -> InputFile {
    InputFile {
        name: name.to_owned(),
        path: folder.join(name),
    }
}

pub fn small() -> SyntheticParams {
    SyntheticParams {
        files: 5,
        seconds: 2.0,
        ..SyntheticParams::default()
    }
}

pub fn read(params: &SegmentsParams, files: &[InputFile]) -> FileRows {
    Segments::read(params, files, &Run::detached()).expect("files are no errors")
}

pub fn texts<'a>(found: &'a FileRows, name: &str) -> &'a [String] {
    match found.rows.iter().find(|(own, _)| *own == name) {
        Some((_, Output::Text(texts))) => texts,
        _ => panic!("there is no text `{name}`"),
    }
}

pub fn numbers<'a>(found: &'a FileRows, name: &str) -> &'a [f64] {
    match found.rows.iter().find(|(own, _)| *own == name) {
        Some((_, Output::Numbers(numbers))) => numbers,
        _ => panic!("there are no numbers `{name}`"),
    }
}

/// The sound features of spans of a file.
pub fn sound_of(path: &Path, starts: &[f64], ends: &[f64]) -> Views {
    let path = path.to_string_lossy();
    let rows = rows(&path, starts, ends);
    MusicSound::extract(&SoundParams::default(), &rows, &Run::detached())
        .expect("files are no errors")
}

/// The picture features of spans of a file.
pub fn pictures_of(path: &Path, starts: &[f64], ends: &[f64]) -> Views {
    let path = path.to_string_lossy();
    let rows = rows(&path, starts, ends);
    Picture::extract(&PictureParams::default(), &rows, &Run::detached())
        .expect("files are no errors")
}

/// Both.
pub fn views(path: &Path, starts: &[f64], ends: &[f64]) -> [Views; 2] {
    [
        sound_of(path, starts, ends),
        pictures_of(path, starts, ends),
    ]
}

fn rows<'a>(path: &'a str, starts: &'a [f64], ends: &'a [f64]) -> Rows<'a> {
    Rows::new(starts.len())
        .with_text("path", vec![path; starts.len()])
        .with_numbers("start", starts)
        .with_numbers("end", ends)
}

fn seconds(seconds: f64) -> SegmentsParams {
    SegmentsParams {
        seconds,
        ..SegmentsParams::default()
    }
}

#[test]
fn every_segment_of_a_rendered_corpus_has_features() {
    let Some((_folder, files)) = corpus(&small()) else {
        return;
    };
    let found = read(&seconds(1.0), &files);
    assert!(found.rejected.is_empty(), "{:?}", found.rejected);
    assert_eq!(
        texts(&found, "segment")[1],
        "exciting/exciting-00.mp4@1.000-2.000"
    );
    assert_eq!(texts(&found, "file").len(), 10);
    let folders = texts(&found, "folder");
    assert_eq!((&*folders[0], &*folders[9]), ("exciting", "relax"));
    for file in &files {
        let [sound, picture] = views(&file.path, &[0.0, 1.0], &[1.0, 2.0]);
        for (views, width) in [(sound, 124), (picture, 36)] {
            for view in views {
                let view = view.expect("it has features");
                assert_eq!(view.len(), width);
                assert!(view.iter().all(|value| value.is_finite()));
            }
        }
    }
}

#[test]
fn a_segment_has_the_same_features_whichever_others_are_asked_for() {
    let Some((_folder, files)) = corpus(&small()) else {
        return;
    };
    let path = &files[2].path;
    let together = views(path, &[1.0, 0.0, 0.5], &[2.0, 1.0, 1.5]);
    let alone = views(path, &[0.5], &[1.5]);
    for (together, alone) in together.iter().zip(&alone) {
        assert_eq!(together[2], alone[0]);
        assert_ne!(together[0], alone[0]);
    }
}

#[test]
fn the_same_seed_renders_the_same_samples_and_frames() {
    let Some((_one, files)) = corpus(&small()) else {
        return;
    };
    let Some((_other, again)) = corpus(&small()) else {
        return;
    };
    let Some((_third, others)) = corpus(&SyntheticParams { seed: 1, ..small() }) else {
        return;
    };
    for (place, file) in files.iter().enumerate() {
        assert!(decoded(&file.path) == decoded(&again[place].path));
        assert!(decoded(&file.path) != decoded(&others[place].path));
    }
}

/// Coders differ a little between versions of ffmpeg, and what they are given does not.
#[test]
fn what_is_rendered_is_pinned_as_it_is_decoded() {
    let Some((_folder, files)) = corpus(&small()) else {
        return;
    };
    // Level in dB, changes of sign, mean of all bytes.
    let pinned = [
        [-14.95, 5717.0, 100.3],
        [-22.14, 792.0, 41.3],
        [-15.87, 1598.0, 89.3],
    ];
    for (file, pinned) in files.iter().zip(pinned) {
        let (samples, frames) = decoded(&file.path);
        let squares: f64 = samples
            .iter()
            .map(|sample| f64::from(*sample).powi(2))
            .sum();
        let level = 10.0 * (squares / samples.len() as f64).log10();
        let crossings = samples
            .windows(2)
            .filter(|pair| pair[0] * pair[1] < 0.0)
            .count();
        let brightness =
            frames.iter().map(|byte| f64::from(*byte)).sum::<f64>() / frames.len() as f64;
        let seen = [level, crossings as f64, brightness];
        for (seen_now, pinned) in seen.iter().zip(pinned) {
            assert!((seen_now - pinned).abs() < 0.05 * pinned.abs(), "{seen:?}");
        }
    }
}

/// All samples and frames of a file.
fn decoded(path: &Path) -> (Vec<f32>, Vec<u8>) {
    let all = [Span {
        start: 0.0,
        end: 2.0,
    }];
    let format = PictureFormat {
        rate: 12.0,
        width: 160,
        height: 120,
        fit: Fit::Stretch,
        filter: Filter::Area,
    };
    let mut sound = Sound::open(path, 22050, &all, Watch::alone()).expect("it starts");
    let mut pictures = Pictures::open(path, format, &all, Watch::alone()).expect("it starts");
    let sound = sound.next().expect("a span").expect("it is decoded");
    let pictures = pictures.next().expect("a span").expect("it is decoded");
    assert!(sound.is_whole() && pictures.is_whole());
    (sound.samples, pictures.bytes)
}

#[test]
fn emotions_differ_in_what_is_heard_and_seen() {
    let params = SyntheticParams {
        files: 2,
        seconds: 4.0,
        classes: vec![Emotion::Exciting, Emotion::Sad],
        spread: 0.0,
        ..SyntheticParams::default()
    };
    let Some((_folder, files)) = corpus(&params) else {
        return;
    };
    let [exciting, sad] = [0, 1].map(|place: usize| {
        views(&files[place].path, &[0.0], &[4.0]).map(|views| {
            let mut views = views.into_iter();
            views.next().expect("a row").expect("it has features")
        })
    });
    let (loudness, brightness, motion) = (107, 24, 32);
    assert!(exciting[0][loudness] > sad[0][loudness] + 5.0);
    assert!(exciting[1][brightness] > sad[1][brightness] + 0.1);
    assert!(exciting[1][motion] > sad[1][motion]);
}

#[test]
fn damaged_files_are_rejected_and_the_others_read() {
    let Some((folder, mut files)) = corpus(&small()) else {
        return;
    };
    let bytes = fs::read(&files[0].path).expect("it is there");
    let damaged: [(&str, &[u8]); 3] = [
        ("cut.mp4", &bytes[..500]),
        ("empty.mp4", b""),
        ("text.mp4", b"this is no film"),
    ];
    for (name, bytes) in damaged {
        fs::write(folder.path().join(name), bytes).expect("it is written");
        files.push(input(folder.path(), name));
    }
    let found = read(&seconds(1.0), &files);
    assert_eq!(texts(&found, "file").len(), 10);
    let rejected: Vec<_> = found.rejected.iter().map(|one| &*one.file).collect();
    assert_eq!(rejected, ["cut.mp4", "empty.mp4", "text.mp4"]);
    for one in &found.rejected {
        assert!(
            one.reason.starts_with("it cannot be read: "),
            "{}",
            one.reason
        );
    }
}

#[test]
fn cuts_are_read_from_the_text_of_a_table() {
    let Some((_folder, files)) = corpus(&small()) else {
        return;
    };
    let params = |text: &str| -> SegmentsParams {
        serde_json::from_value(serde_json::json!({ "cuts": text })).expect("parameters")
    };
    let text = "file,start,end\nsad/sad-00.mp4,0.25,1.5\nsad/sad-00.mp4,1,9\n";
    let found = read(&params(text), &files);
    assert_eq!(texts(&found, "segment"), ["sad/sad-00.mp4@0.250-1.500"]);
    assert_eq!(numbers(&found, "end"), [1.5]);
    assert_eq!(found.rejected.len(), 5);
    let without_ends = params("file,start\na,1\n");
    let failure = Segments::read(&without_ends, &files, &Run::detached()).expect_err("no ends");
    assert!(
        failure
            .to_string()
            .contains("the columns file, start and end")
    );
}

#[test]
fn a_silent_segment_and_one_that_ends_early_have_reasons() {
    let Some((folder, files)) = corpus(&small()) else {
        return;
    };
    let [sound, picture] = views(&files[0].path, &[1.0, 5.0], &[4.0, 6.0]);
    assert_eq!(
        sound[0],
        Err("its sound ends after 1.0 of 3.0 seconds".to_owned())
    );
    assert_eq!(sound[1], Err("there is no sound in it".to_owned()));
    assert_eq!(
        picture[0],
        Err("its picture ends after 1.0 of 3.0 seconds".to_owned())
    );
    assert_eq!(picture[1], Err("there is no picture in it".to_owned()));
    let silent = folder.path().join("silent.wav");
    let mut bytes = b"RIFF\xa4\x3e\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x80\x3e\0\0".to_vec();
    bytes.resize(44 + 16000, 0);
    fs::write(&silent, bytes).expect("it is written");
    let [sound, picture] = views(&silent, &[0.0], &[1.0]);
    assert_eq!(
        sound[0],
        Err("it is silent: -100.0 dBFS, below -60.0".to_owned())
    );
    let reason = picture[0].clone().expect_err("it has no pictures");
    assert!(reason.starts_with("it cannot be read: "), "{reason}");
}
