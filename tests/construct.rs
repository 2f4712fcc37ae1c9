//! From synthetic music videos to tables, a study and files in the released layout; and from damaged files to a report. Needs
//! ffmpeg; without it these tests say that they are skipped.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::sandbox::{Ran, Sandbox, ran, repository};

/// Fewer and shorter files than the spec asks for, in the sandbox.
const SMALL: [&str; 6] = [
    "datasets.rated.root=media/rated",
    "datasets.rated.make.params={files: 30, seconds: 6, folders: true}",
    "datasets.rated.params.seconds=3",
    "datasets.clips.params.seconds=3",
    "datasets.pairs.pairs.balance=0.3",
    "datasets.clips.labels.emotion.min_confidence=0.3",
];

fn spec(name: &str) -> String {
    let path = repository().join("specs").join(name);
    path.to_string_lossy().into_owned()
}

fn has_ffmpeg() -> bool {
    let there = Command::new("ffmpeg").arg("-version").output().is_ok();
    if !there {
        println!("skipped: there is no ffmpeg");
    }
    there
}

/// Runs a verb on a shipped spec, small, with its media in the sandbox.
fn small(sandbox: &Sandbox, verb: &[&str], name: &str, further: &[&str]) -> Ran {
    let mut command = sandbox.command(verb);
    command.arg(spec(name));
    let root = sandbox.path().to_string_lossy().into_owned();
    let clips = [
        format!("datasets.clips.root={root}/media/clips"),
        "datasets.clips.make.params={files: 40, seconds: 6, seed: 1, folders: false}".to_owned(),
    ];
    for change in SMALL {
        let change = change.replace("=media", &format!("={root}/media"));
        command.arg("--set").arg(change);
    }
    let is_own = name == "own-clips.yaml";
    for change in clips.iter().filter(|_| !is_own) {
        command.arg("--set").arg(change);
    }
    command
        .args(further)
        .env("EMOSPEC_CLIPS_DIR", sandbox.path().join("media/own"));
    ran(&command.output().unwrap())
}

#[test]
fn synthetic_music_videos_end_in_tables_cards_a_study_and_released_files() {
    if !has_ffmpeg() {
        return;
    }
    let sandbox = Sandbox::new();
    let first = small(&sandbox, &["run"], "construct.yaml", &[]).ended(0);
    for text in [
        "Classification of synthetic pairs",
        "Predictor of `emotion`",
    ] {
        assert!(first.out.contains(text), "{}", first.out);
    }
    for file in [
        "classification.tex",
        "labels-clips-emotion.csv",
        "cards/pairs.md",
        "cards/pairs.croissant.json",
    ] {
        assert!(
            sandbox
                .path()
                .join("results/construct")
                .join(file)
                .is_file(),
            "{file}"
        );
    }
    let results = sandbox.results("results/construct");
    let again = small(&sandbox, &["run"], "construct.yaml", &[]).ended(0);
    assert!(!again.err.contains("making"), "{}", again.err);
    again.says(&["36 in the cache, 0 to run"]);
    assert_eq!(sandbox.results("results/construct"), results);

    let questionnaires = sandbox.path().join("questionnaires");
    let folder = questionnaires.to_string_lossy().into_owned();
    let fewer = ["--set", "studies.labels.pairs=8", &folder];
    small(&sandbox, &["study", "design"], "study.yaml", &fewer).ended(0);
    let page = fs::read_to_string(questionnaires.join("p01.html")).unwrap();
    assert!(page.contains("data:video/mp4;base64,"));

    own_clips_with_damaged_files_end_in_tables_and_a_report(&sandbox);
}

/// The clips of the sandbox as clips of one's own, two of them damaged; the labels and features of the rest are known.
fn own_clips_with_damaged_files_end_in_tables_and_a_report(sandbox: &Sandbox) {
    let own = sandbox.path().join("media/own");
    fs::create_dir_all(&own).unwrap();
    let clips = sandbox.path().join("media/clips");
    let files = fs::read_dir(clips)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.extension().is_some()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "mp4"));
    files.sort();
    for (place, path) in files.iter().enumerate() {
        let mut bytes = fs::read(path).unwrap();
        match place {
            0 => bytes.truncate(bytes.len() / 3),
            1 => bytes[..2000].fill(0x5a),
            _ => {}
        }
        fs::write(own.join(path.file_name().unwrap()), bytes).unwrap();
    }
    let ran = small(sandbox, &["run"], "own-clips.yaml", &[]).ended(0);
    assert!(ran.out.contains("pairs of own clips"), "{}", ran.out);
    let rejected = sandbox.read("results/own-clips/rejected-clips.csv");
    for file in files.iter().take(2) {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap();
        assert!(rejected.contains(name), "{name} is not in\n{rejected}");
    }
    assert!(Path::new(&spec("own-clips.yaml")).is_file());
}
