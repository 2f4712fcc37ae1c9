use super::band::summed_up;
use super::runs::defined;
use super::{Axis, Body, Guide, Panel, Plot, Point, Runs, Series, Shape, Shown};
use crate::metric::{
    CONFIDENCE_BINS, ClassificationInput, ConfidenceBin, Undefined, confidence_bins,
    expected_calibration_error, most_probable,
};

/// A reliability curve of each model: accuracy by confidence in the predicted class, in bins of equal width, over the share
/// of rows in each bin as bars (Guo, Pleiss, Sun and Weinberger, ICML 2017).
///
/// A bin's accuracy is that of all its rows; its band is one standard deviation over runs, each weighted by its rows.
pub fn calibration(models: &[Runs<'_>]) -> Shown<Vec<Panel>> {
    let (mut shown, mut notes) = (Vec::new(), Vec::new());
    for model in models {
        let (runs, note) = defined(&model.title, &model.runs, bins);
        notes.extend(note);
        let body = if runs.is_empty() {
            Body::Nothing("no predictions".to_owned())
        } else {
            Body::Plot(plot(&runs))
        };
        let errors: Vec<f64> = runs
            .iter()
            .map(|bins| expected_calibration_error(bins))
            .collect();
        let panel = Panel::new(&model.title, body);
        shown.push(panel.with_detail(summed_up("ECE", &errors)));
    }
    Shown { shown, notes }
}

/// The rows of a run by their confidence. A row whose highest probability is shared is right in part.
fn bins(run: &ClassificationInput<'_>) -> Result<Vec<ConfidenceBin>, Undefined> {
    let (truth, rows) = run.checked()?;
    let judged = truth.into_iter().zip(rows).map(|(class, row)| {
        let top = most_probable(row);
        let confidence = top.first().and_then(|&first| row.get(first)).copied();
        let right = if top.contains(&class) {
            1.0 / top.len() as f64
        } else {
            0.0
        };
        (f64::from(confidence.unwrap_or(0.0)), right)
    });
    Ok(confidence_bins(judged))
}

fn plot(runs: &[Vec<ConfidenceBin>]) -> Plot {
    let total: usize = runs.iter().flatten().map(|bin| bin.rows).sum();
    let share = |at: usize| {
        let rows: usize = runs.iter().map(|bins| bins[at].rows).sum();
        rows as f64 / total.max(1) as f64
    };
    // The last edge closes the last bar.
    let edges = (0..=CONFIDENCE_BINS).map(|at| {
        let x = at as f64 / CONFIDENCE_BINS as f64;
        Point::new(x, if at < CONFIDENCE_BINS { share(at) } else { 0.0 })
    });
    let bars = Series {
        title: "Share of rows".to_owned(),
        detail: None,
        colour: 0,
        marker: 0,
        shape: Shape::Bars,
        points: edges.collect(),
    };
    let accuracy = Series {
        title: "Accuracy".to_owned(),
        detail: None,
        colour: 0,
        marker: 0,
        shape: Shape::Marked,
        points: (0..CONFIDENCE_BINS)
            .filter_map(|at| accuracy(runs, at))
            .collect(),
    };
    Plot {
        x: Axis::share("Confidence"),
        y: Axis::share("Accuracy"),
        series: vec![bars, accuracy],
        guides: vec![Guide::Diagonal],
        same_scale: true,
    }
}

fn accuracy(runs: &[Vec<ConfidenceBin>], at: usize) -> Option<Point> {
    let bins: Vec<&ConfidenceBin> = runs
        .iter()
        .map(|bins| &bins[at])
        .filter(|bin| bin.rows > 0)
        .collect();
    let rows: f64 = bins.iter().map(|bin| bin.rows as f64).sum();
    if bins.is_empty() {
        return None;
    }
    let y = bins.iter().map(|bin| bin.right).sum::<f64>() / rows;
    let x = bins.iter().map(|bin| bin.confidence).sum::<f64>() / rows;
    let apart = |bin: &&ConfidenceBin| {
        let weight = bin.rows as f64;
        weight * (bin.right / weight - y).powi(2)
    };
    let deviation = (bins.iter().map(apart).sum::<f64>() / rows).sqrt();
    let (low, high) = (y - deviation, y + deviation);
    Some(Point { x, y, low, high }.within(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::super::examples::{input, runs};
    use super::*;

    fn accuracies(shown: &Shown<Vec<Panel>>) -> &Series {
        match &shown.shown[0].body {
            Body::Plot(plot) => &plot.series[1],
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn sure_and_right_is_a_point_at_the_corner() {
        let shown = calibration(&[runs("m", vec![input(&[0, 1], &[1.0, 0.0, 0.0, 1.0])])]);
        let series = accuracies(&shown);
        assert_eq!(series.points, [Point::new(1.0, 1.0)]);
        assert_eq!(shown.shown[0].detail.as_deref(), Some("ECE 0.000"));
    }

    #[test]
    fn even_odds_are_half_right_whatever_the_classes() {
        let shown = calibration(&[runs("m", vec![input(&[0, 0, 0], &[0.5; 6])])]);
        assert_eq!(accuracies(&shown).points, [Point::new(0.5, 0.5)]);
    }

    #[test]
    fn nothing_is_said_of_no_rows() {
        let shown = calibration(&[runs("m", vec![input(&[], &[])])]);
        assert_eq!(
            shown.shown[0].body,
            Body::Nothing("no predictions".to_owned())
        );
    }
}
