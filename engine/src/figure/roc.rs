use super::band::{banded, grid, summed_up};
use super::runs::{defined, each_model};
use super::{Axis, Body, Guide, Panel, Plot, Point, Runs, Series, Shape, Shown};
use crate::metric::{ClassificationInput, Undefined};

/// Steps of the grid of false positive rates.
const STEPS: u32 = 100;

/// Receiver operating characteristics of a class against the rest, one curve for each model: averaged over runs at equal
/// false positive rates (vertical averaging: Fawcett, An Introduction to ROC Analysis, Pattern Recognition Letters 27, 2006).
pub fn roc(models: &[Runs<'_>], positive: usize) -> Shown<Panel> {
    let series = each_model(models, |place, model| {
        let (curves, note) = defined(&model.title, &model.runs, |run| Curve::new(run, positive));
        let areas: Vec<f64> = curves.iter().map(Curve::area).collect();
        let places = grid(STEPS);
        let on_grid: Vec<Vec<f64>> = curves
            .iter()
            .map(|curve| places.iter().map(|&at| curve.at(at)).collect())
            .collect();
        let mut points = banded(&places, &on_grid);
        points.insert(0, Point::new(0.0, 0.0));
        let series = Series {
            title: model.title.clone(),
            detail: summed_up("AUC", &areas),
            colour: place,
            marker: place,
            shape: Shape::Line,
            points: points.into_iter().map(|it| it.within(0.0, 1.0)).collect(),
        };
        ((!curves.is_empty()).then_some(series), note)
    });
    let body = if series.shown.is_empty() {
        Body::Nothing("no model has a curve".to_owned())
    } else {
        Body::Plot(Plot {
            x: Axis::share("False positive rate"),
            y: Axis::share("True positive rate"),
            series: series.shown,
            guides: vec![Guide::Diagonal],
            same_scale: true,
        })
    };
    Shown {
        shown: Panel::new("", body),
        notes: series.notes,
    }
}

/// Rows of a class against the rest by descending probability, rows of equal probability together.
pub(super) struct Counted {
    /// How many rows of the class, and how many others, have at least each probability.
    pub above: Vec<(f64, f64)>,
}

impl Counted {
    /// # Errors
    /// [`Undefined`] where the input is, or where there are no rows of the class or no others.
    pub fn new(input: &ClassificationInput<'_>, positive: usize) -> Result<Self, Undefined> {
        let (truth, rows) = input.checked()?;
        let mut scored: Vec<(f32, bool)> = truth
            .into_iter()
            .zip(rows)
            .filter_map(|(class, row)| Some((row.get(positive)? + 0.0, class == positive)))
            .collect();
        let positives = scored.iter().filter(|row| row.1).count();
        if positives == 0 {
            return Err(Undefined::AbsentClass { class: positive });
        }
        if positives == scored.len() {
            return Err(Undefined::ConstantTruth);
        }
        scored.sort_by(|left, right| right.0.total_cmp(&left.0));
        let (mut right, mut wrong) = (0.0, 0.0);
        let tied = scored.chunk_by(|left, right| left.0.total_cmp(&right.0).is_eq());
        let above = tied.map(|tied| {
            let of_class = tied.iter().filter(|row| row.1).count();
            right += of_class as f64;
            wrong += (tied.len() - of_class) as f64;
            (right, wrong)
        });
        let above = above.collect();
        Ok(Self { above })
    }

    /// Rows of the class, and others; at least one each.
    pub fn all(&self) -> (f64, f64) {
        self.above.last().copied().unwrap_or((1.0, 1.0))
    }
}

/// A curve through (0, 0) and (1, 1), as false and true positive rates.
struct Curve(Vec<(f64, f64)>);

impl Curve {
    fn new(input: &ClassificationInput<'_>, positive: usize) -> Result<Self, Undefined> {
        let counted = Counted::new(input, positive)?;
        let (positives, negatives) = counted.all();
        let rates = counted
            .above
            .iter()
            .map(|(right, wrong)| (wrong / negatives, right / positives));
        Ok(Self([(0.0, 0.0)].into_iter().chain(rates).collect()))
    }

    /// The highest true positive rate at a false positive rate.
    fn at(&self, rate: f64) -> f64 {
        let beyond = self.0.partition_point(|point| point.0 <= rate);
        match (self.0.get(beyond.wrapping_sub(1)), self.0.get(beyond)) {
            (Some(left), Some(right)) => {
                left.1 + (right.1 - left.1) * (rate - left.0) / (right.0 - left.0)
            }
            (Some(last), None) => last.1,
            _ => 0.0,
        }
    }

    /// The area below: the probability that a row of the class has the higher score, half for equal ones.
    fn area(&self) -> f64 {
        let parts = self
            .0
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0) * f64::midpoint(pair[0].1, pair[1].1));
        parts.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{input, runs};
    use super::*;

    fn series(panel: &Panel) -> &[Series] {
        match &panel.body {
            Body::Plot(plot) => &plot.series,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_perfect_model_rises_at_once() {
        let shown = roc(&[runs("m", vec![input(&[0, 1], &[0.9, 0.1, 0.2, 0.8])])], 1);
        let series = &series(&shown.shown)[0];
        assert_eq!(series.detail.as_deref(), Some("AUC 1.000"));
        assert_eq!(series.points[0], Point::new(0.0, 0.0));
        assert!(series.points[1..].iter().all(|point| point.y > 1.0 - 1e-12));
    }

    #[test]
    fn equal_odds_are_the_diagonal() {
        let shown = roc(&[runs("m", vec![input(&[0, 1, 1, 0], &[0.5; 8])])], 1);
        let series = &series(&shown.shown)[0];
        assert_eq!(series.detail.as_deref(), Some("AUC 0.500"));
        assert!(
            series
                .points
                .iter()
                .all(|point| (point.x - point.y).abs() < 1e-12)
        );
    }

    #[test]
    fn the_area_is_that_of_the_metric() {
        let truth = [0, 0, 1, 1, 1, 0, 1, 0, 0, 1];
        let positive = [0.1, 0.4, 0.35, 0.8, 0.4, 0.65, 0.9, 0.4, 0.2, 0.7_f32];
        let data: Vec<f32> = positive.iter().flat_map(|p| [1.0 - p, *p]).collect();
        let input = input(&truth, &data);
        let metric = crate::metric::find("auc").unwrap();
        let expected = metric
            .value(&crate::metric::Input::Classification(input))
            .unwrap();
        let area = Curve::new(&input, 1).unwrap().area();
        assert!((area - expected).abs() < 1e-12);
    }

    #[test]
    fn a_run_of_one_class_is_left_out_and_said() {
        let whole = input(&[0, 1], &[0.9, 0.1, 0.2, 0.8]);
        let lacking = input(&[0], &[0.9, 0.1]);
        let shown = roc(
            &[runs("m", vec![whole, lacking]), runs("n", vec![lacking])],
            1,
        );
        assert_eq!(series(&shown.shown).len(), 1);
        assert_eq!(
            shown.notes,
            [
                "m: without 1 of 2 runs, not defined (no row of class 1)",
                "n: not defined (no row of class 1)"
            ]
        );
    }
}
