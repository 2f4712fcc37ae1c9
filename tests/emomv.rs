//! The released EmoMV-C files, where they are to be had.

use emospec::report::read_scores;

use crate::sandbox::{Sandbox, emomv_folder, ran, repository};

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
