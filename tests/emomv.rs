//! The released EmoMV files, where they are to be had.

use std::fs;
use std::path::Path;

use emospec::dataset::format::{Format, Stored};
use emospec::report::read_scores;

use crate::sandbox::{Sandbox, emomv_folder, ran, repository};

/// A spec of the released annotation of a dataset, with the sources of the two clips of a row as its groups. Row numbers
/// stand for the views: an audit of groups needs none of the features.
fn annotated(
    sandbox: &Sandbox,
    folder: &Path,
    files: &[(&str, String)],
    groups: [&str; 2],
    split: &str,
) -> String {
    let parts = files.iter().map(|(part, file)| {
        let file = format!("{file}_MATCH_MISMATCH_labels.csv");
        let labels = fs::read_to_string(folder.join("annotation").join(&file)).unwrap();
        let rows = labels.lines().count();
        let numbers = Stored::Matrix {
            rows,
            width: 1,
            data: (0..rows).map(|row| row as f32).collect(),
        };
        let view = format!("{part}.npy");
        sandbox.store(&format!("data/{view}"), Format::Npy, &[(0.into(), numbers)]);
        sandbox.write(&format!("data/{file}"), labels);
        format!(
            "      {part}:
        - {{file: {file}, columns: {{id: 1, match: 2}}}}
        - {{file: {view}, columns: {{video: 0, music: 0}}}}
"
        )
    });
    let parts: String = parts.collect();
    let [video, music] = groups;
    format!(
        "version: 1
name: audit
seeds: 1
datasets:
  released:
    type: files
    root: data
    columns:
      id: {{role: id}}
      video: {{role: view}}
      music: {{role: view}}
      match: {{role: target, classes: [mismatched, matched]}}
      video_source: {{role: group, from: id, pattern: '{video}'}}
      music_source: {{role: group, from: id, pattern: '{music}'}}
    parts:
{parts}splits:
  official: {{type: parts, {split}}}
audit: {{content_overlap: off, label_leak: off}}
tasks:
  pairing: {{type: classification, split: official, views: [video, music], target: match, metrics: [accuracy]}}
models:
  chance: {{type: reference/chance}}
"
    )
}

/// The clips of A are named CLASS_RECORDING(NUMBER)-CLIP-of-CLIPS. The class stays: recordings are numbered anew in each
/// (`fear_98` and `relax_98`, `exciting_TT(5)` and `tense_TT(5)` are different videos).
const OF_A: [&str; 2] = [
    r"^(.*?)(?:-\d+-of-\d+)?(?:_PAIR_.*)?$",
    r"^(?:.*_PAIR_)?(.*?)(?:-\d+-of-\d+)?$",
];

#[test]
fn audit_finds_the_test_rows_of_emomv_a_that_share_a_source_video_with_train_or_validation() {
    let Some(folder) = emomv_folder() else { return };
    let folder = folder.join("DS1_EmoMV_A");
    if !folder.is_dir() {
        println!("skipped: there is no {}", folder.display());
        return;
    }
    let sandbox = Sandbox::new();
    let files = [("train", "TRAIN"), ("val", "VAL"), ("test", "TEST")];
    let files = files.map(|(part, file)| (part, format!("DS1_{file}")));
    let split = "train: train, validation: val, test: test";
    let spec = annotated(&sandbox, &folder, &files, OF_A, split);
    sandbox.write("a.yaml", &spec);
    sandbox.run(&["validate", "a.yaml"]).ended(0).says(&[
        "197 of 248 test rows share a group (video_source 175, music_source 175) with train or validation",
        "152 of 556 validation rows share a group (video_source 112, music_source 112) with train",
    ]);

    let lines = spec.lines().filter(|line| !line.contains("music_source"));
    let one: Vec<_> = lines.collect();
    sandbox.write("video.yaml", one.join("\n"));
    sandbox
        .run(&["validate", "video.yaml"])
        .ended(0)
        .says(&["175 of 248 test rows share a group (video_source) with train or validation"]);
}

#[test]
fn audit_finds_no_source_video_of_emomv_b_and_c_on_both_sides() {
    let Some(folder) = emomv_folder() else { return };
    let segments = [r"^(.{11})_", r"^(?:.*_PAIR_)?(.{11})_\d+$"];
    let videos = [r"^(.{11})", r"(.{11})$"];
    for (name, number, groups) in [("DS2_EmoMV_B", 2, videos), ("DS3_EmoMV_C", 3, segments)] {
        let sandbox = Sandbox::new();
        let files = [("train", "TRAIN"), ("val", "VAL")];
        let files = files.map(|(part, file)| (part, format!("DS{number}_{file}")));
        let folder = folder.join(name);
        let found = |groups| {
            let spec = annotated(&sandbox, &folder, &files, groups, "train: train, test: val");
            sandbox.write("spec.yaml", spec);
            sandbox.run(&["validate", "spec.yaml"]).ended(0).err
        };
        let told = found(groups);
        assert!(!told.contains("share a group"), "{told}");
        // Videos whose names begin with one letter would be found: the groups are read.
        let told = found([r"^(.)", r"(.)$"]);
        assert!(told.contains("share a group"), "{told}");
    }
}

#[test]
fn emomv_c_gives_exact_chance_levels_and_a_benchmark_above_them() {
    let Some(folder) = emomv_folder() else { return };
    let sandbox = Sandbox::new();
    let spec = repository().join("specs/emomv-c.yaml");
    let output = sandbox
        .command(&["run", spec.to_str().unwrap(), "--set", "seeds=2"])
        .env("EMOSPEC_EMOMV_DIR", folder)
        .output()
        .unwrap();
    ran(&output).ended(0);
    let scores = read_scores(&sandbox.read("results/emomv-c/scores.csv")).unwrap();
    let value = |model: &str, query: Option<&str>, metric: &str| {
        let mut found = scores.iter().filter(|score| {
            score.key.model.as_str() == model
                && score.key.query.as_ref().map(emospec::spec::Name::as_str) == query
                && score.key.metric.as_str() == metric
        });
        *found.next().unwrap().value.as_ref().unwrap()
    };
    let exact = [
        ("map", 0.2794),
        ("top1", 0.247),
        ("top3", 0.559),
        ("top5", 0.730),
    ];
    for query in ["video", "music"] {
        for (metric, level) in exact {
            let digits = if metric == "map" { 1e4 } else { 1e3 };
            let rounded = (value("chance", Some(query), metric) * digits).round() / digits;
            assert!(
                (rounded - level).abs() < 1e-9,
                "{query} {metric}: {rounded}"
            );
        }
        for model in ["emomv-single", "emomv-multi"] {
            assert!(value(model, Some(query), "map") > 0.35, "{model} {query}");
        }
    }
    let same = |value: f64, expected: f64| (value - expected).abs() < 1e-12;
    assert!(same(value("chance", None, "accuracy"), 0.5));
    assert!(same(value("chance", None, "auc"), 0.5));
    assert!(same(value("always-matched", None, "f1"), 2.0 / 3.0));
    for model in ["emomv-single", "emomv-multi"] {
        assert!(value(model, None, "auc") > 0.68, "{model}");
    }
}
