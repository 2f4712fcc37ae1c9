//! What the table language can say.

use super::{labels, only, printed, score, spec, table};
use crate::score::Score;
use crate::spec::{
    CellContent, CellOfMetric, CellSpec, Dimension, First, Notation, OrderSpec, TableSpec,
};
use crate::tabulate::{Rank, Table, tabulate};

/// Two models, two metrics, four seeds.
fn scores() -> Vec<Score> {
    let mut scores = Vec::new();
    for (model, start) in [("a", 0.50), ("b", 0.60)] {
        for (seed, step) in [0.0, 0.02, 0.04, 0.10].into_iter().enumerate() {
            let seed = seed as u64;
            scores.push(score(model, "accuracy", seed, Ok(start + step)));
            scores.push(score(model, "loss", seed, Ok(1.0 - start - step / 2.0)));
        }
    }
    scores
}

fn shown(show: CellContent, cell: CellSpec) -> Vec<Vec<String>> {
    let spec = TableSpec {
        cell: CellSpec { show, ..cell },
        filter: [(Dimension::Metric, only(&["accuracy"]))].into(),
        ..spec()
    };
    printed(&table(&spec, &scores()).unwrap())
}

fn titles(table: &Table) -> Vec<&str> {
    let rows = table.rows.iter();
    rows.map(|row| row.headings.last().unwrap().title.as_str())
        .collect()
}

#[test]
fn a_cell_shows_what_is_asked_for() {
    let cell = CellSpec::default;
    assert_eq!(shown(CellContent::Mean, cell()), [["54.00"], ["64.00"]]);
    assert_eq!(shown(CellContent::Std, cell()), [["4.32"], ["4.32"]]);
    // t of 3 degrees of freedom at 0.975 is 3.1824; half width 3.1824 x 4.3205 / 2.
    assert_eq!(
        shown(CellContent::Ci95, cell()),
        [["54.00 [47.13, 60.87]"], ["64.00 [57.13, 70.87]"]]
    );
    assert_eq!(
        shown(CellContent::MedianIqr, cell()),
        [["53.00 [51.50, 55.50]"], ["63.00 [61.50, 65.50]"]]
    );
}

#[test]
fn a_difference_is_taken_seed_by_seed_and_the_baseline_has_none() {
    let cell = CellSpec {
        baseline: Some("a".into()),
        ..CellSpec::default()
    };
    assert_eq!(shown(CellContent::Delta, cell), [["–"], ["+10.00 ± 0.00"]]);
}

#[test]
fn a_baseline_must_be_named_and_be_there() {
    let delta = |baseline: Option<&str>| {
        let spec = TableSpec {
            cell: CellSpec {
                show: CellContent::Delta,
                baseline: baseline.map(Into::into),
                ..CellSpec::default()
            },
            ..spec()
        };
        table(&spec, &scores()).unwrap_err().to_string()
    };
    assert_eq!(
        delta(None),
        "table `main` shows differences and does not say to which model: name it under `cell.baseline`"
    );
    assert_eq!(
        delta(Some("c")),
        "table `main` compares with the model `c`, which no score has: there are `a` and `b`"
    );
}

#[test]
fn one_metric_may_be_written_in_its_own_way() {
    let loss = CellOfMetric {
        show: Some(CellContent::Mean),
        decimals: Some(1),
        notation: Some(Notation::Scientific),
        ..CellOfMetric::default()
    };
    let spec = TableSpec {
        cells: [("loss".into(), loss)].into(),
        ..spec()
    };
    assert_eq!(
        printed(&table(&spec, &scores()).unwrap())[0],
        ["54.00 ± 4.32", "4.8e-1"]
    );
}

#[test]
fn seeds_and_folds_can_be_seen_one_by_one() {
    let spec = TableSpec {
        filter: [
            (Dimension::Metric, only(&["accuracy"])),
            (Dimension::Seed, only(&["3", "0"])),
        ]
        .into(),
        columns: vec![Dimension::Seed],
        ..spec()
    };
    let table = table(&spec, &scores()).unwrap();
    assert_eq!(printed(&table), [["60.00", "50.00"], ["70.00", "60.00"]]);
    assert_eq!(table.columns[0].headings[0].title, "3");
}

#[test]
fn families_make_groups_of_rows() {
    let mut labels = labels();
    for (model, family) in [("a", "Networks"), ("b", "Trees"), ("c", "Networks")] {
        labels.families.insert(model.into(), family.to_owned());
    }
    let mut scores = scores();
    scores.push(score("c", "accuracy", 0, Ok(0.9)));
    let spec = TableSpec {
        filter: [(Dimension::Metric, only(&["accuracy"]))].into(),
        rows: vec![Dimension::Family, Dimension::Model],
        ..spec()
    };
    let table = tabulate(&"main".into(), &spec, &scores, &[], &labels).unwrap();
    assert_eq!(titles(&table), ["a", "c", "b"]);
    let marks: Vec<_> = table.rows.iter().map(|row| row.cells[0].mark).collect();
    assert_eq!(
        marks,
        [None, Some(Rank::Best), Some(Rank::Second)],
        "models are ranked across families"
    );
}

#[test]
fn rows_are_ordered_by_a_column_in_its_direction() {
    let ordered = |metric: &str, first| {
        let spec = TableSpec {
            order: Some(OrderSpec {
                by: [(Dimension::Metric, metric.into())].into(),
                first,
            }),
            ..spec()
        };
        let mut scores = scores();
        scores.push(score("c", "f1", 0, Ok(0.5)));
        titles(&table(&spec, &scores).unwrap()).join(" ")
    };
    assert_eq!(ordered("accuracy", First::Best), "b a c");
    assert_eq!(ordered("accuracy", First::Worst), "a b c");
    assert_eq!(ordered("loss", First::Best), "b a c");
    assert_eq!(
        ordered("f1", First::Best),
        "c a b",
        "what has no value comes last"
    );
}

#[test]
fn an_order_by_no_column_or_by_two_is_refused() {
    let spec = TableSpec {
        order: Some(OrderSpec {
            by: [(Dimension::Metric, "f1".into())].into(),
            first: First::Best,
        }),
        ..spec()
    };
    assert_eq!(
        table(&spec, &scores()).unwrap_err().to_string(),
        "table `main` orders its rows by metric `f1`, which 0 of its columns are: name one, by its `metric`"
    );
}

#[test]
fn a_transposed_table_has_rows_for_columns() {
    let spec = TableSpec {
        transpose: true,
        ..spec()
    };
    let table = table(&spec, &scores()).unwrap();
    assert_eq!(titles(&table), ["accuracy", "loss"]);
    assert_eq!(table.rows[0].cells[1].mark, Some(Rank::Best));
}

#[test]
fn cells_that_are_not_there_are_explained() {
    let mut scores = scores();
    scores.retain(|score| score.key.model.as_str() != "b" || score.key.metric.as_str() != "loss");
    let table = table(&spec(), &scores).unwrap();
    assert_eq!(printed(&table)[1][1], "–");
    assert_eq!(table.notes[1], "–: no such score: b for loss.");
}

#[test]
fn classes_are_not_averaged_and_can_be_columns() {
    let mut scores = Vec::new();
    for class in ["left", "right"] {
        let mut one = score("a", "recall", 0, Ok(0.5));
        one.key.class = Some(class.to_owned());
        scores.push(one);
    }
    let error = table(&spec(), &scores).unwrap_err().to_string();
    assert!(
        error.contains("mixes the classes `left` and `right`"),
        "{error}"
    );
    let spec = TableSpec {
        columns: vec![Dimension::Metric, Dimension::Class],
        ..spec()
    };
    assert_eq!(printed(&table(&spec, &scores).unwrap()), [["0.50", "0.50"]]);
}
