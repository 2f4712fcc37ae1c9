//! Films with the pictures of one file and the sound of another.

use emospec_decode::{Watch, probe};
use emospec_media::{StimulusParams, make_stimuli};
use emospec_sdk::{Rows, Run};

use crate::corpus::{corpus, small, views};

#[test]
fn a_stimulus_has_the_pictures_of_one_file_and_the_sound_of_another() {
    let Some((folder, files)) = corpus(&small()) else {
        return;
    };
    let [seen, heard] = [0, 3].map(|place: usize| files[place].path.to_string_lossy());
    let rows = Rows::new(1)
        .with_text("picture_path", vec![&seen])
        .with_text("sound_path", vec![&heard])
        .with_numbers("picture_start", &[0.5])
        .with_numbers("picture_end", &[2.0])
        .with_numbers("sound_start", &[0.0])
        .with_numbers("sound_end", &[1.0]);
    let params = StimulusParams::default();
    let names = make_stimuli(&params, &rows, folder.path(), &Run::detached()).expect("it is made");
    assert_eq!(names, ["stimulus-00.mp4"]);
    let path = folder.path().join(&names[0]);
    let found = probe(&path, Watch::alone()).expect("it is a film");
    let picture = found.picture.expect("pictures");
    assert_eq!((picture.width, picture.height), (320, 240));
    assert!((found.duration.expect("a length") - 1.0).abs() < 0.1);
    // Loudness and brightness survive coding.
    let [sound, pictures] = views(&path, &[0.0], &[0.9]);
    let [own_sound, _] = views(&files[3].path, &[0.0], &[0.9]);
    let [_, own_pictures] = views(&files[0].path, &[0.5], &[1.4]);
    let near = |one: &Result<Vec<f32>, String>, other: &Result<Vec<f32>, String>, place: usize| {
        let value = |view: &Result<Vec<f32>, String>| view.as_ref().expect("features")[place];
        (value(one) - value(other)).abs()
    };
    assert!(near(&sound[0], &own_sound[0], 107) < 1.0);
    assert!(near(&pictures[0], &own_pictures[0], 24) < 0.03);
}

#[test]
fn a_stimulus_that_cannot_be_made_names_its_files() {
    let Some((folder, files)) = corpus(&small()) else {
        return;
    };
    let seen = files[0].path.to_string_lossy();
    let rows = Rows::new(1)
        .with_text("picture_path", vec![&seen])
        .with_text("sound_path", vec!["/nowhere/none.mp4"])
        .with_numbers("picture_start", &[0.0])
        .with_numbers("picture_end", &[1.0])
        .with_numbers("sound_start", &[0.0])
        .with_numbers("sound_end", &[1.0]);
    let params = StimulusParams::default();
    let failure = make_stimuli(&params, &rows, folder.path(), &Run::detached())
        .expect_err("there is no such file");
    assert!(
        failure.to_string().contains("/nowhere/none.mp4"),
        "{failure}"
    );
}
