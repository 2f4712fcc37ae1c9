mod language;
mod reported;
mod significance;

use super::examples::{labels, only, retrieval, score, spec};
use super::{Content, Printed, Rank, Table, TabulateError, tabulate};
use crate::score::{Missing, Score};
use crate::spec::{CellContent, CellSpec, Dimension, TableSpec};

fn table(spec: &TableSpec, scores: &[Score]) -> Result<Table, TabulateError> {
    tabulate(&"main".into(), spec, scores, &[], &labels())
}

fn printed(table: &Table) -> Vec<Vec<String>> {
    table
        .rows
        .iter()
        .map(|row| {
            row.cells
                .iter()
                .map(|cell| cell.printed.to_string())
                .collect()
        })
        .collect()
}

fn marks(table: &Table, column: usize) -> Vec<Option<Rank>> {
    table
        .rows
        .iter()
        .map(|row| row.cells[column].mark)
        .collect()
}

fn column_of(metric: &str, values: &[f64]) -> Vec<Score> {
    values
        .iter()
        .enumerate()
        .map(|(index, value)| score(&format!("m{index}"), metric, 0, Ok(*value)))
        .collect()
}

#[test]
fn a_cell_is_mean_and_sample_deviation_over_seeds() {
    let scores: Vec<Score> = [0.1, 0.2, 0.3, 0.4]
        .into_iter()
        .zip(0..)
        .map(|(value, seed)| score("a", "loss", seed, Ok(value)))
        .collect();
    let table = table(&spec(), &scores).unwrap();
    let Content::Value {
        trials,
        mean,
        std: Some(std),
        ..
    } = table.rows[0].cells[0].content
    else {
        panic!("no value")
    };
    assert_eq!(trials, 4);
    assert!((mean - 0.25).abs() < 1e-15);
    // Sum of squares 0.05 over n - 1 = 3.
    assert!((std - (0.05_f64 / 3.0).sqrt()).abs() < 1e-15);
    assert_eq!(
        table.notes,
        ["Mean ± sample standard deviation over 4 seeds."]
    );
}

#[test]
fn one_trial_has_no_deviation_and_equal_trials_have_zero() {
    let scores = [
        score("a", "accuracy", 0, Ok(0.1)),
        score("b", "accuracy", 0, Ok(0.1)),
        score("b", "accuracy", 1, Ok(0.1)),
        score("b", "accuracy", 2, Ok(0.1)),
    ];
    let table = table(&spec(), &scores).unwrap();
    assert_eq!(printed(&table), [["10.00"], ["10.00 ± 0.00"]]);
    assert_eq!(
        table.rows[1].cells[0].content,
        Content::Value {
            trials: 3,
            mean: 0.1,
            std: Some(0.0),
            median: None,
            interval: None,
        }
    );
    assert_eq!(
        table.notes,
        ["Mean ± sample standard deviation over 1 to 3 trials."]
    );
}

#[test]
fn the_order_of_scores_does_not_touch_a_number() {
    let values = [0.1, 0.7, 0.200_000_000_3, 1e-9, 0.3];
    let mut scores: Vec<Score> = values
        .into_iter()
        .zip(0..)
        .map(|(value, seed)| score("a", "loss", seed, Ok(value)))
        .collect();
    let forwards = table(&spec(), &scores).unwrap();
    scores.reverse();
    assert_eq!(forwards, table(&spec(), &scores).unwrap());
}

#[test]
fn a_failed_trial_is_shown_and_never_averaged_away() {
    let scores = [
        score("a", "loss", 0, Ok(1.0)),
        score("a", "loss", 1, Err(Missing::NotRun)),
        score(
            "a",
            "loss",
            2,
            Err(Missing::Failed("out of memory".to_owned())),
        ),
        score(
            "b",
            "loss",
            0,
            Err(Missing::Failed("out of memory".to_owned())),
        ),
        score("c", "loss", 0, Ok(2.0)),
    ];
    let table = table(&spec(), &scores).unwrap();
    assert_eq!(printed(&table), [["failed 1/3"], ["failed 1/1"], ["2.00"]]);
    assert_eq!(table.rows[0].cells[0].footnotes, ["a"]);
    assert_eq!(
        table.rows[1].cells[0].footnotes,
        ["a"],
        "the same message is one footnote"
    );
    assert_eq!(table.footnotes.len(), 1);
    assert_eq!(table.footnotes[0].text, "failed: out of memory");
    assert_eq!(
        marks(&table, 0),
        [None, None, None],
        "one value is not the best of anything"
    );
}

#[test]
fn what_is_undefined_or_not_run_says_so() {
    let undefined = || Err(Missing::Undefined("one class only".to_owned()));
    let scores = [
        score("a", "loss", 0, undefined()),
        score("a", "loss", 1, undefined()),
        score("b", "loss", 0, Ok(1.0)),
        score("b", "loss", 1, undefined()),
        score("c", "loss", 0, Err(Missing::NotRun)),
        score("d", "loss", 0, Ok(1.0)),
        score("d", "loss", 1, Err(Missing::NotRun)),
        score("e", "loss", 0, Ok(f64::NAN)),
    ];
    let table = table(&spec(), &scores).unwrap();
    assert_eq!(
        printed(&table),
        [["n/a"], ["n/a 1/2"], ["not run"], ["not run 1/2"], ["n/a"]]
    );
    let footnotes: Vec<&str> = table
        .footnotes
        .iter()
        .map(|footnote| footnote.text.as_str())
        .collect();
    assert_eq!(
        footnotes,
        [
            "not defined: one class only",
            "not defined: the value is NaN"
        ]
    );
}

#[test]
fn a_combination_that_does_not_exist_is_a_dash_without_footnote() {
    let mut scores = vec![
        score("a", "accuracy", 0, Ok(0.5)),
        score("b", "accuracy", 0, Ok(0.6)),
    ];
    let mut other = score("a", "map", 0, Ok(0.4));
    other.key.task = "retrieval".into();
    scores.push(other);
    let table = table(&spec(), &scores).unwrap();
    assert_eq!(printed(&table), [["50.00", "40.00"], ["60.00", "–"]]);
    assert!(table.rows[1].cells[1].footnotes.is_empty());
}

#[test]
fn tasks_are_not_averaged_silently() {
    let mut scores = vec![
        score("a", "accuracy", 0, Ok(0.5)),
        score("a", "accuracy", 0, Ok(0.6)),
    ];
    scores[1].key.task = "sorting".into();
    assert_eq!(
        table(&spec(), &scores).unwrap_err().to_string(),
        "table `main` mixes the tasks `matching` and `sorting` for metric `accuracy`: name one under `where.task`, or \
         put `task` into rows or columns"
    );
    let by_task = TableSpec {
        columns: vec![Dimension::Task, Dimension::Metric],
        ..spec()
    };
    assert_eq!(
        printed(&table(&by_task, &scores).unwrap()),
        [["50.00", "60.00"]]
    );
    let one_task = TableSpec {
        filter: [(Dimension::Task, only(&["sorting"]))].into(),
        ..spec()
    };
    assert_eq!(printed(&table(&one_task, &scores).unwrap()), [["60.00"]]);
}

#[test]
fn models_are_not_compared_on_different_datasets() {
    let mut scores = column_of("accuracy", &[0.5, 0.6]);
    scores[1].key.dataset = "colours".into();
    let error = table(&spec(), &scores).unwrap_err();
    assert!(
        matches!(
            error,
            TabulateError::Mixture {
                dimension: "dataset",
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn the_same_trial_twice_is_refused() {
    let scores = [
        score("a", "loss", 7, Ok(1.0)),
        score("a", "loss", 7, Ok(1.0)),
    ];
    assert_eq!(
        table(&spec(), &scores).unwrap_err().to_string(),
        "table `main` has the score of metric `loss` of model `a` for seed 7, fold 0 twice"
    );
}

#[test]
fn an_empty_selection_names_what_there_is() {
    let mut scores = column_of("loss", &[0.5, 0.6]);
    scores[1].key.split = "grouped".into();
    let filtered = |filter: Vec<(Dimension, &[&str])>| {
        let filter = filter
            .into_iter()
            .map(|(dimension, names)| (dimension, only(names)))
            .collect();
        table(&TableSpec { filter, ..spec() }, &scores)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        filtered(vec![(Dimension::Model, &["m0", "m7"])]),
        "table `main` selects the model `m7`, which no score has: there are `m0` and `m1`"
    );
    assert_eq!(
        filtered(vec![
            (Dimension::Split, &["grouped"]),
            (Dimension::Model, &["m0"])
        ]),
        "table `main` selects the model `m0`, which no score of split `grouped` has: there is `m1`"
    );
    assert_eq!(
        filtered(vec![(Dimension::Query, &["left"])]),
        "table `main` selects the query `left`, which no score has: there is none"
    );
    assert_eq!(
        table(&spec(), &[]).unwrap_err().to_string(),
        "table `main` has no scores to show: run the experiment first"
    );
}

#[test]
fn rows_and_columns_follow_the_filter_and_else_first_appearance() {
    let scores = [
        score("b", "loss", 0, Ok(1.0)),
        score("b", "accuracy", 0, Ok(0.5)),
        score("a", "loss", 0, Ok(1.0)),
        score("c", "accuracy", 0, Ok(0.5)),
    ];
    let names = |table: &Table| -> (Vec<String>, Vec<String>) {
        let rows = table
            .rows
            .iter()
            .map(|row| row.headings[0].title.clone())
            .collect();
        (
            rows,
            table
                .columns
                .iter()
                .map(|column| column.headings[0].title.clone())
                .collect(),
        )
    };
    let (rows, columns) = names(&table(&spec(), &scores).unwrap());
    assert_eq!(
        (rows.join(" "), columns.join(" ")),
        ("b a c".to_owned(), "loss accuracy".to_owned())
    );
    let filter = [
        (Dimension::Model, only(&["c", "a", "b"])),
        (Dimension::Metric, only(&["accuracy", "loss"])),
    ];
    let (rows, columns) = names(
        &table(
            &TableSpec {
                filter: filter.into(),
                ..spec()
            },
            &scores,
        )
        .unwrap(),
    );
    assert_eq!(
        (rows.join(" "), columns.join(" ")),
        ("c a b".to_owned(), "accuracy loss".to_owned())
    );
}

#[test]
fn marks_follow_the_metrics_direction() {
    let higher = table(&spec(), &column_of("accuracy", &[0.5, 0.7, 0.6])).unwrap();
    assert_eq!(
        marks(&higher, 0),
        [None, Some(Rank::Best), Some(Rank::Second)]
    );
    let lower = table(&spec(), &column_of("loss", &[0.5, 0.7, 0.6])).unwrap();
    assert_eq!(
        marks(&lower, 0),
        [Some(Rank::Best), None, Some(Rank::Second)]
    );
    let unknown = table(&spec(), &column_of("other", &[0.5, 0.7])).unwrap();
    assert_eq!(marks(&unknown, 0), [None, None]);
}

#[test]
fn what_prints_alike_is_marked_alike() {
    let tied = table(
        &spec(),
        &column_of("accuracy", &[0.700_01, 0.700_04, 0.6, 0.600_01, 0.5]),
    )
    .unwrap();
    let (best, second) = (Some(Rank::Best), Some(Rank::Second));
    assert_eq!(marks(&tied, 0), [best, best, second, second, None]);
    let all_alike = table(&spec(), &column_of("accuracy", &[0.7, 0.700_01])).unwrap();
    assert_eq!(marks(&all_alike, 0), [None, None]);
    let single = table(&spec(), &column_of("accuracy", &[0.7])).unwrap();
    assert_eq!(marks(&single, 0), [None]);
}

#[test]
fn models_are_ranked_within_a_dataset() {
    let mut scores = column_of("accuracy", &[0.5, 0.6]);
    scores.extend(column_of("accuracy", &[0.9, 0.8]));
    scores[2].key.dataset = "colours".into();
    scores[3].key.dataset = "colours".into();
    let by_dataset = TableSpec {
        rows: vec![Dimension::Dataset, Dimension::Model],
        ..spec()
    };
    let (best, second) = (Some(Rank::Best), Some(Rank::Second));
    assert_eq!(
        marks(&table(&by_dataset, &scores).unwrap(), 0),
        [second, best, best, second]
    );
}

#[test]
fn numbers_are_printed_at_the_precision_asked_for() {
    let shown = |value: f64, metric: &str, cell: CellSpec| {
        printed(
            &table(
                &TableSpec { cell, ..spec() },
                &[score("a", metric, 0, Ok(value))],
            )
            .unwrap(),
        )[0][0]
            .clone()
    };
    let cell = |percent, decimals| CellSpec {
        show: CellContent::Mean,
        percent,
        decimals,
        ..CellSpec::default()
    };
    assert_eq!(shown(0.123_46, "accuracy", cell(true, 1)), "12.3");
    assert_eq!(shown(0.123_46, "accuracy", cell(false, 3)), "0.123");
    assert_eq!(
        shown(0.123_46, "loss", cell(true, 0)),
        "0",
        "a metric that is no fraction is never in percent"
    );
    assert_eq!(
        shown(-0.001, "loss", cell(true, 2)),
        "0.00",
        "what rounds to zero has no sign"
    );
    assert_eq!(shown(-0.5, "loss", cell(true, 2)), "-0.50");
}

#[test]
fn columns_are_grouped_by_all_but_the_last_dimension() {
    let (spec, scores) = retrieval();
    let table = table(&spec, &scores).unwrap();
    assert_eq!(table.column_groups(0), [0..6, 6..12]);
    assert_eq!(table.column_groups(1).len(), 12);
    assert_eq!(
        table.rows[3].cells[3].printed,
        Printed::Words("failed 2/4".to_owned())
    );
    assert_eq!(
        table.notes[0],
        "Mean ± sample standard deviation over 4 seeds."
    );
}

#[test]
fn a_metric_no_heading_names_is_named_in_a_note() {
    let one = TableSpec {
        columns: vec![Dimension::Dataset],
        ..spec()
    };
    let table = table(&one, &column_of("accuracy", &[0.5, 0.6])).unwrap();
    assert_eq!(table.notes, ["Metric: accuracy (%)."]);
    assert_eq!(printed(&table), [["50.00"], ["60.00"]]);
}
