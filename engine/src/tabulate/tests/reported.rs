//! Reported results beside measured ones.

use super::{labels, score, spec};
use crate::score::{ReportedScore, Score, ScoreKey};
use crate::spec::{ReportedRows, TableSpec};
use crate::tabulate::{Rank, Table, tabulate};

fn with_reported(reported: ReportedRows) -> Table {
    let scores: Vec<Score> = [("a", 0.5), ("b", 0.6)]
        .map(|(model, value)| score(model, "accuracy", 0, Ok(value)))
        .into();
    let reported_score = ReportedScore {
        key: ScoreKey {
            model: "paper".into(),
            ..scores[0].key.clone()
        },
        value: 0.9,
        spread: Some(0.01),
        trials: Some(10),
        note: Some("Other rows.".to_owned()),
    };
    let spec = TableSpec { reported, ..spec() };
    let mut labels = labels();
    labels
        .citations
        .insert("paper".into(), "doe2023".to_owned());
    labels
        .references
        .insert("doe2023".to_owned(), "Doe. A Paper. 2023.".to_owned());
    tabulate(&"main".into(), &spec, &scores, &[reported_score], &labels).unwrap()
}

fn marks(table: &Table) -> Vec<Option<Rank>> {
    table.rows.iter().map(|row| row.cells[0].mark).collect()
}

#[test]
fn what_is_reported_is_shown_cited_and_not_ranked() {
    let table = with_reported(ReportedRows::Shown);
    let row = &table.rows[2];
    assert_eq!(row.cells[0].printed.to_string(), "90.00 ± 1.00");
    assert_eq!(row.cells[0].footnotes, ["a"]);
    assert_eq!(row.headings[0].citation.as_deref(), Some("doe2023"));
    assert_eq!(marks(&table), [Some(Rank::Second), Some(Rank::Best), None]);
    assert_eq!(table.references[0].text, "Doe. A Paper. 2023.");
    let is_said = |note: &String| note.starts_with("Rows with a citation are reported");
    assert!(table.notes.iter().any(is_said));
}

#[test]
fn what_is_reported_is_ranked_or_hidden_where_asked() {
    let ranked = with_reported(ReportedRows::Ranked);
    assert_eq!(marks(&ranked), [None, Some(Rank::Second), Some(Rank::Best)]);
    let hidden = with_reported(ReportedRows::Hidden);
    assert_eq!(hidden.rows.len(), 2);
    assert!(hidden.references.is_empty());
}
