use super::band::banded;
use super::runs::defined;
use super::{Axis, Body, Panel, Plot, Range, Runs, Series, Shape, Shown};
use crate::metric::{ClassificationInput, Undefined};

/// Bins of probability.
const BINS: usize = 20;

/// For each model, how the predicted probability of a class is distributed over the rows of each true class: shares of the
/// rows of that class in bins of equal width, averaged over runs.
pub fn distribution(models: &[Runs<'_>], positive: usize, classes: &[String]) -> Shown<Vec<Panel>> {
    let (mut shown, mut notes) = (Vec::new(), Vec::new());
    let of_class = classes.get(positive).map_or("", String::as_str);
    for model in models {
        let (runs, note) = defined(&model.title, &model.runs, |run| {
            shares(run, positive, classes.len())
        });
        notes.extend(note);
        let edges: Vec<f64> = (0..=BINS).map(|at| at as f64 / BINS as f64).collect();
        let series = classes.iter().enumerate().filter_map(|(class, title)| {
            let of_runs: Vec<Vec<f64>> = runs.iter().filter_map(|run| run[class].clone()).collect();
            let series = Series {
                title: title.clone(),
                detail: None,
                colour: class,
                marker: class,
                shape: Shape::Steps,
                points: banded(&edges, &of_runs),
            };
            (!series.points.is_empty()).then_some(series)
        });
        let series: Vec<Series> = series.collect();
        let body = if series.is_empty() {
            Body::Nothing("no predictions".to_owned())
        } else {
            Body::Plot(Plot {
                x: Axis::share(format!("Predicted probability of {of_class}")),
                y: Axis::new("Share of the class", Range::FromZero),
                series,
                guides: Vec::new(),
                same_scale: false,
            })
        };
        shown.push(Panel::new(&model.title, body));
    }
    Shown { shown, notes }
}

/// For each true class that has rows, the share of its rows in each bin, and 0 to close the last.
fn shares(
    run: &ClassificationInput<'_>,
    positive: usize,
    classes: usize,
) -> Result<Vec<Option<Vec<f64>>>, Undefined> {
    let (truth, rows) = run.checked()?;
    let mut counts = vec![vec![0.0; BINS + 1]; classes];
    for (class, row) in truth.into_iter().zip(rows) {
        let probability = f64::from(row.get(positive).copied().unwrap_or(0.0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a probability lies between 0 and 1"
        )]
        let bin = ((probability * BINS as f64) as usize).min(BINS - 1);
        if let Some(count) = counts.get_mut(class).and_then(|bins| bins.get_mut(bin)) {
            *count += 1.0;
        }
    }
    let share = |counts: Vec<f64>| {
        let rows: f64 = counts.iter().sum();
        (rows > 0.0).then(|| counts.iter().map(|count| count / rows).collect())
    };
    Ok(counts.into_iter().map(share).collect())
}

#[cfg(test)]
mod tests {
    use super::super::examples::{classes, input, runs};
    use super::*;

    #[test]
    fn shares_of_each_class_add_up_to_one() {
        let data = [0.9, 0.1, 0.0, 1.0, 0.45, 0.55, 0.5, 0.5];
        let shown = distribution(
            &[runs("m", vec![input(&[0, 1, 1, 1], &data)])],
            1,
            &classes(2),
        );
        let Body::Plot(plot) = &shown.shown[0].body else {
            panic!("{shown:?}")
        };
        for series in &plot.series {
            let total: f64 = series.points.iter().map(|point| point.y).sum();
            assert!((total - 1.0).abs() < 1e-12);
            assert_eq!(series.points.len(), BINS + 1);
        }
        assert!((plot.series[1].points[19].y - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_class_without_rows_has_no_series() {
        let shown = distribution(&[runs("m", vec![input(&[0], &[0.9, 0.1])])], 1, &classes(2));
        let Body::Plot(plot) = &shown.shown[0].body else {
            panic!("{shown:?}")
        };
        assert_eq!(plot.series.len(), 1);
    }
}
