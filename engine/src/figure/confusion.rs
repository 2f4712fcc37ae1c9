use super::runs::defined;
use super::{Body, Matrix, Panel, Runs, Shown};
use crate::metric::confusion_matrix;

/// A confusion matrix of each model: expected counts of predicted classes by true class, summed over the runs and divided by
/// the number of seeds. Rows of equal probabilities are split evenly, as in the metrics that follow from the matrix.
pub fn confusion(models: &[Runs<'_>], classes: &[String], seeds: usize) -> Shown<Vec<Panel>> {
    let (mut shown, mut notes) = (Vec::new(), Vec::new());
    for model in models {
        let (matrices, note) = defined(&model.title, &model.runs, confusion_matrix);
        let body = if matrices.is_empty() {
            Body::Nothing("no predictions".to_owned())
        } else {
            let cells = (0..classes.len())
                .flat_map(|truth| (0..classes.len()).map(move |predicted| (truth, predicted)));
            let count = |(truth, predicted)| {
                let counts = matrices.iter().map(|matrix| matrix.count(truth, predicted));
                counts.sum::<f64>() / seeds.max(1) as f64
            };
            Body::Matrix(Matrix {
                row_title: "True class".to_owned(),
                column_title: "Predicted class".to_owned(),
                rows: classes.to_vec(),
                columns: classes.to_vec(),
                counts: cells.map(count).collect(),
            })
        };
        notes.extend(note);
        shown.push(Panel::new(&model.title, body));
    }
    Shown { shown, notes }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{classes, input, runs};
    use super::*;

    fn matrix(panel: &Panel) -> &Matrix {
        match &panel.body {
            Body::Matrix(matrix) => matrix,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_perfect_model_has_everything_on_the_diagonal() {
        let shown = confusion(
            &[runs(
                "m",
                vec![input(&[0, 1, 1], &[0.9, 0.1, 0.2, 0.8, 0.0, 1.0])],
            )],
            &classes(2),
            1,
        );
        assert_eq!(matrix(&shown.shown[0]).counts, [1.0, 0.0, 0.0, 2.0]);
        assert_eq!(matrix(&shown.shown[0]).share(1, 1), Some(1.0));
    }

    #[test]
    fn counts_are_means_over_seeds_and_even_odds_are_split() {
        let even = input(&[0, 1], &[0.5; 4]);
        let always = input(&[0, 1], &[0.0, 1.0, 0.0, 1.0]);
        let shown = confusion(&[runs("m", vec![even, always])], &classes(2), 2);
        assert_eq!(matrix(&shown.shown[0]).counts, [0.25, 0.75, 0.25, 0.75]);
    }

    #[test]
    fn what_is_not_defined_is_said() {
        let shown = confusion(
            &[runs("m", vec![input(&[], &[])]), runs("n", vec![])],
            &classes(2),
            1,
        );
        assert_eq!(shown.notes, ["m: not defined (no rows)"]);
        for panel in shown.shown {
            assert_eq!(panel.body, Body::Nothing("no predictions".to_owned()));
        }
    }

    #[test]
    fn a_class_without_rows_has_no_shares() {
        let shown = confusion(&[runs("m", vec![input(&[0], &[0.9, 0.1])])], &classes(2), 1);
        assert_eq!(matrix(&shown.shown[0]).share(1, 0), None);
    }
}
