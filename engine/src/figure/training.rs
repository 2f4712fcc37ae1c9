use std::collections::BTreeMap;

use super::band::mean_and_deviation;
use super::{Axis, Body, Panel, Plot, Point, Range, Series, Shape};

/// The losses of an epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Epoch {
    /// Which one, from 1.
    pub epoch: u64,
    /// The loss on the rows trained on.
    pub train: Option<f64>,
    /// The loss on the rows held out to stop training.
    pub validation: Option<f64>,
}

/// A loss of an epoch.
type Loss = fn(&Epoch) -> Option<f64>;

/// Training and validation loss by epoch, averaged over runs; none of a model whose runs report no losses.
///
/// Runs that stop early leave the mean, which would then follow the few that go on: a curve ends where fewer than half of
/// the runs are left.
pub fn training(title: &str, runs: &[Vec<Epoch>]) -> Option<Panel> {
    let kinds: [(&str, Loss); 2] = [
        ("Training", |epoch| epoch.train),
        ("Validation", |epoch| epoch.validation),
    ];
    let series = kinds
        .into_iter()
        .enumerate()
        .filter_map(|(place, (kind, loss))| {
            let points = curve(runs, loss);
            let series = Series {
                title: kind.to_owned(),
                detail: None,
                colour: place,
                marker: place,
                shape: Shape::Line,
                points,
            };
            (!series.points.is_empty()).then_some(series)
        });
    let series: Vec<_> = series.collect();
    if series.is_empty() {
        return None;
    }
    let plot = Plot {
        x: Axis::new("Epoch", Range::Data),
        y: Axis::new("Loss", Range::Data),
        series,
        guides: Vec::new(),
        same_scale: false,
    };
    Some(Panel::new(title, Body::Plot(plot)))
}

fn curve(runs: &[Vec<Epoch>], loss: impl Fn(&Epoch) -> Option<f64>) -> Vec<Point> {
    let mut losses: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    let mut with_losses = 0;
    for run in runs {
        let mut has_any = false;
        for epoch in run {
            if let Some(loss) = loss(epoch).filter(|loss| loss.is_finite()) {
                losses.entry(epoch.epoch).or_default().push(loss);
                has_any = true;
            }
        }
        with_losses += usize::from(has_any);
    }
    losses
        .into_iter()
        .take_while(|(_, losses)| losses.len() * 2 >= with_losses)
        .filter_map(|(epoch, losses)| {
            let (y, deviation) = mean_and_deviation(&losses)?;
            let (x, low, high) = (epoch as f64, y - deviation, y + deviation);
            Some(Point { x, y, low, high })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(losses: &[f64]) -> Vec<Epoch> {
        let epochs = losses.iter().zip(1..);
        epochs
            .map(|(&loss, epoch)| Epoch {
                epoch,
                train: Some(loss),
                validation: None,
            })
            .collect()
    }

    #[test]
    fn a_curve_ends_where_fewer_than_half_of_the_runs_are_left() {
        let runs = [
            run(&[4.0, 3.0, 2.0, 1.0]),
            run(&[2.0, 1.0]),
            run(&[3.0, 2.0]),
        ];
        let panel = training("m", &runs).unwrap();
        let Body::Plot(plot) = &panel.body else {
            panic!("{panel:?}")
        };
        assert_eq!(plot.series.len(), 1);
        let points = &plot.series[0].points;
        assert_eq!(points.len(), 2);
        assert!((points[0].y - 3.0).abs() < 1e-12 && (points[0].high - 4.0).abs() < 1e-12);
    }

    #[test]
    fn a_model_without_losses_has_no_panel() {
        assert_eq!(training("m", &[]), None);
        assert_eq!(training("m", &[vec![]]), None);
        assert_eq!(training("m", &[run(&[f64::NAN])]), None);
    }
}
