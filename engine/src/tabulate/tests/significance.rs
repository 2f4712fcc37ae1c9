//! Which cells differ by more than noise.

use super::{labels, score, spec, table};
use crate::score::Score;
use crate::spec::{Correction, PairedTest, TableSpec, TestSpec};
use crate::tabulate::{Table, TabulateError, Tested, tabulate};

/// Ten seeds: `far` is well below `best`, `near` within noise of it, `flat` has no noise at all.
fn scores() -> Vec<Score> {
    let noise = [0.3, -0.4, 0.1, 0.5, -0.2, -0.6, 0.4, 0.0, -0.3, 0.2];
    let mut scores = Vec::new();
    for (seed, noise) in noise.into_iter().enumerate() {
        let turned = if seed % 2 == 0 { noise } else { -noise };
        for (model, value) in [
            ("best", 0.80 + noise / 50.0),
            ("near", 0.797 - noise / 40.0),
            ("far", 0.60 + turned / 50.0),
        ] {
            scores.push(score(model, "accuracy", seed as u64, Ok(value)));
        }
    }
    scores
}

fn tested(against: &str, by: PairedTest) -> Result<Table, TabulateError> {
    let spec = TableSpec {
        test: Some(TestSpec {
            against: against.into(),
            by,
            correction: Correction::Holm,
            level: 0.05,
        }),
        ..spec()
    };
    table(&spec, &scores())
}

fn verdicts(table: &Table) -> Vec<Option<bool>> {
    let cells = table.rows.iter().map(|row| row.cells[0].test);
    cells.map(|test| test.map(|test| test.differs)).collect()
}

#[test]
fn models_within_noise_of_the_best_are_told_from_those_that_are_not() {
    for by in [
        PairedTest::Auto,
        PairedTest::PairedT,
        PairedTest::Wilcoxon,
        PairedTest::Permutation,
    ] {
        let table = tested("best", by).unwrap();
        assert_eq!(verdicts(&table), [None, Some(false), Some(true)], "{by:?}");
        assert!(
            table
                .notes
                .iter()
                .any(|note| note.starts_with("≈ not told apart from the best")),
            "{:?}",
            table.notes
        );
    }
}

#[test]
fn a_named_baseline_is_tested_against_wherever_it_ranks() {
    let table = tested("far", PairedTest::Auto).unwrap();
    assert_eq!(verdicts(&table), [Some(true), Some(true), None]);
    let note = "† differs from far: paired t test over 10 trials, Holm-corrected over the models of a column, level 0.05.";
    assert!(
        table.notes.iter().any(|found| found == note),
        "{:?}",
        table.notes
    );
}

#[test]
fn p_values_are_corrected_within_a_column() {
    let table = tested("far", PairedTest::Auto).unwrap();
    let of = |row: usize| -> Tested { table.rows[row].cells[0].test.unwrap() };
    let (mut larger, mut lesser) = (of(0), of(1));
    if larger.p < lesser.p {
        (larger, lesser) = (lesser, larger);
    }
    assert!((lesser.adjusted - (2.0 * lesser.p)).abs() < 1e-15);
    assert!(larger.adjusted >= larger.p);
}

#[test]
fn the_corrected_test_is_for_folds() {
    let table = tested("far", PairedTest::CorrectedT).unwrap();
    assert_eq!(verdicts(&table), [None, None, None]);
    let note = "Some cells are not tested: the corrected t test is for folds, and there is one.";
    assert!(
        table.notes.iter().any(|found| found == note),
        "{:?}",
        table.notes
    );
}

#[test]
fn folds_are_tested_by_the_corrected_test() {
    let mut scores = scores();
    for score in &mut scores {
        score.key.fold = u32::try_from(score.key.seed).unwrap();
        score.key.seed = 0;
    }
    let spec = TableSpec {
        test: Some(TestSpec {
            against: "far".into(),
            by: PairedTest::Auto,
            correction: Correction::None,
            level: 0.05,
        }),
        ..spec()
    };
    let table = tabulate(&"main".into(), &spec, &scores, &[], &labels()).unwrap();
    let is_named = |note: &String| note.contains("corrected resampled t test over 10 trials");
    assert!(table.notes.iter().any(is_named), "{:?}", table.notes);
}

#[test]
fn a_single_trial_cannot_be_tested_and_says_so() {
    let scores: Vec<Score> = scores()
        .into_iter()
        .filter(|score| score.key.seed == 0)
        .collect();
    let spec = TableSpec {
        test: Some(TestSpec {
            against: "best".into(),
            by: PairedTest::Auto,
            correction: Correction::Holm,
            level: 0.05,
        }),
        ..spec()
    };
    let table = table(&spec, &scores).unwrap();
    assert_eq!(verdicts(&table), [None, None, None]);
    let is_said = |note: &String| note.starts_with("Some cells are not tested:");
    assert!(table.notes.iter().any(is_said), "{:?}", table.notes);
}
