use super::band::{banded, grid, mean_and_deviation, summed_up};
use super::roc::Counted;
use super::runs::{defined, each_model};
use super::{Axis, Body, Guide, Panel, Plot, Runs, Series, Shape, Shown};
use crate::metric::{ClassificationInput, Ranking, Undefined};

/// Steps of the grid of recall.
const STEPS: u32 = 100;

/// Precision by recall of a class against the rest, one curve for each model, averaged over runs at equal recall. Between
/// thresholds precision is that of the next threshold that reaches the recall, so that the area is the average precision.
pub fn precision_recall(models: &[Runs<'_>], positive: usize) -> Shown<Panel> {
    let mut shares = Vec::new();
    for run in models.iter().flat_map(|model| &model.runs) {
        if let Ok(counted) = Counted::new(run, positive) {
            let (positives, negatives) = counted.all();
            shares.push(positives / (positives + negatives));
        }
    }
    let series = each_model(models, |place, model| {
        let (curves, note) = defined(&model.title, &model.runs, |run| of_class(run, positive));
        let averages: Vec<f64> = curves.iter().map(|curve| curve.1).collect();
        let on_grid: Vec<Vec<f64>> = curves.into_iter().map(|curve| curve.0).collect();
        let detail = summed_up("AP", &averages);
        (one_of(place, &model.title, detail, &on_grid), note)
    });
    let level = mean_and_deviation(&shares).map(|(share, _)| Guide::Level(share));
    Shown {
        shown: panel("", series.shown, level),
        notes: series.notes,
    }
}

/// The rankings of a run, one for each gallery, or why there are none.
pub type RankedRun = Result<Vec<Ranking>, Undefined>;

/// Interpolated precision by recall of rankings, one curve for each model: the mean over queries, averaged over runs.
/// Each model has the rankings of its runs, or why there are none; for several galleries, the mean over them.
pub fn retrieval_curve(title: &str, models: &[(String, Vec<RankedRun>)]) -> Shown<Panel> {
    let (mut shown, mut notes) = (Vec::new(), Vec::new());
    for (place, (model, runs)) in models.iter().enumerate() {
        let (curves, note) = defined(model, runs, |run| match run {
            Ok(rankings) => Ok(over_galleries(rankings)),
            Err(reason) => Err(reason),
        });
        shown.extend(one_of(place, model, None, &curves));
        notes.extend(note);
    }
    Shown {
        shown: panel(title, shown, None),
        notes,
    }
}

fn one_of(
    place: usize,
    title: &str,
    detail: Option<String>,
    curves: &[Vec<f64>],
) -> Option<Series> {
    let points = banded(&grid(STEPS), curves);
    let series = Series {
        title: title.to_owned(),
        detail,
        colour: place,
        marker: place,
        shape: Shape::Line,
        points: points.into_iter().map(|it| it.within(0.0, 1.0)).collect(),
    };
    (!series.points.is_empty()).then_some(series)
}

fn panel(title: &str, series: Vec<Series>, level: Option<Guide>) -> Panel {
    let body = if series.is_empty() {
        Body::Nothing("no model has a curve".to_owned())
    } else {
        Body::Plot(Plot {
            x: Axis::share("Recall"),
            y: Axis::share("Precision"),
            series,
            guides: level.into_iter().collect(),
            same_scale: true,
        })
    };
    Panel::new(title, body)
}

/// Precision at each recall of the grid, and the average precision.
fn of_class(
    input: &ClassificationInput<'_>,
    positive: usize,
) -> Result<(Vec<f64>, f64), Undefined> {
    let counted = Counted::new(input, positive)?;
    let (positives, _) = counted.all();
    let precision = |&(right, wrong): &(f64, f64)| right / (right + wrong);
    let at = |recall: f64| {
        // A row more than none: precision at recall 0 is that of the first threshold.
        let needed = (recall * positives - 1e-9).max(f64::MIN_POSITIVE);
        let reached = counted.above.iter().find(|above| above.0 >= needed);
        reached.map_or(0.0, precision)
    };
    let mut average = 0.0;
    let mut before = 0.0;
    for above in &counted.above {
        average += (above.0 - before) / positives * precision(above);
        before = above.0;
    }
    Ok((grid(STEPS).into_iter().map(at).collect(), average))
}

fn over_galleries(rankings: &[Ranking]) -> Vec<f64> {
    let curves: Vec<_> = rankings
        .iter()
        .map(Ranking::precision_recall_curve)
        .collect();
    let steps = curves.iter().map(Vec::len).min().unwrap_or(0);
    (0..steps)
        .map(|step| {
            let precisions = curves.iter().map(|curve| curve[step].precision);
            precisions.sum::<f64>() / curves.len() as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::examples::{input, runs};
    use super::*;

    #[test]
    fn a_perfect_model_keeps_precision_one() {
        let (curve, average) = of_class(&input(&[0, 1], &[0.9, 0.1, 0.2, 0.8]), 1).unwrap();
        assert!(
            curve
                .iter()
                .all(|precision| (precision - 1.0).abs() < 1e-12)
        );
        assert!((average - 1.0).abs() < 1e-12);
    }

    #[test]
    fn equal_odds_have_the_share_of_the_class_as_precision() {
        let (curve, average) = of_class(&input(&[0, 1, 0, 0], &[0.5; 8]), 1).unwrap();
        assert!(
            curve
                .iter()
                .all(|precision| (precision - 0.25).abs() < 1e-12)
        );
        assert!((average - 0.25).abs() < 1e-12);
    }

    #[test]
    fn average_precision_agrees_with_scikit_learn() {
        // average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) is 0.8333...
        let data = [0.9, 0.1, 0.6, 0.4, 0.65, 0.35, 0.2, 0.8];
        let (_, average) = of_class(&input(&[0, 0, 1, 1], &data), 1).unwrap();
        assert!((average - 5.0 / 6.0).abs() < 1e-6);
    }

    #[test]
    fn nothing_defined_says_so() {
        let shown = precision_recall(&[runs("m", vec![input(&[0], &[0.9, 0.1])])], 1);
        assert_eq!(
            shown.shown.body,
            Body::Nothing("no model has a curve".to_owned())
        );
        assert_eq!(shown.notes.len(), 1);
    }
}
