//! Points of a plot.

use super::canvas::{At, Canvas, GREY, Marker, Stroke};
use super::colours::{category, dash};
use super::scale::Scale;
use super::simplify::simplified;
use crate::figure::{Point, Series, Shape};

/// How far a line may lie from where it should, in points: less than can be seen.
const TOLERANCE: f64 = 0.08;
/// Width of lines.
pub(super) const LINE: f64 = 1.0;
/// Radius of the markers on lines, and of dots alone.
pub(super) const MARKER: f64 = 1.5;
const DOT: f64 = 1.15;

/// The area between the axes: its upper left corner and its size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub at: At,
    pub size: At,
}

impl Frame {
    /// Where a point of the plot lies.
    pub fn at(self, (x, y): (Scale, Scale), across: f64, up: f64) -> At {
        (
            self.at.0 + x.place(across) * self.size.0,
            self.at.1 + (1.0 - y.place(up)) * self.size.1,
        )
    }
}

/// Draws every series: first what is behind, then bands, then lines.
pub(super) fn draw(canvas: &mut Canvas, frame: Frame, scales: (Scale, Scale), series: &[Series]) {
    for one in series {
        match one.shape {
            Shape::Bars => bars(canvas, frame, scales, &one.points),
            Shape::Steps => {
                let outline = steps(&one.points, frame, scales);
                canvas.area(outline, category(one.colour), 0.15);
            }
            Shape::Line | Shape::Marked => band(canvas, frame, scales, one),
            Shape::Dots => {}
        }
    }
    for one in series {
        let stroke = Stroke {
            colour: category(one.colour),
            width: LINE,
            dash: dash(one.colour),
        };
        let at = |point: &Point| frame.at(scales, point.x, point.y);
        let points: Vec<At> = one.points.iter().map(at).collect();
        match one.shape {
            Shape::Bars => {}
            Shape::Steps => canvas.path(steps(&one.points, frame, scales), stroke),
            Shape::Line => canvas.path(simplified(&points, TOLERANCE), stroke),
            Shape::Marked => {
                canvas.path(points.clone(), stroke);
                markers(canvas, one, points, MARKER, 1.0);
            }
            Shape::Dots => markers(canvas, one, points, DOT, 0.65),
        }
    }
}

fn markers(canvas: &mut Canvas, series: &Series, points: Vec<At>, radius: f64, opacity: f64) {
    canvas.shapes.push(super::canvas::Shape::Markers {
        marker: Marker::of(series.marker),
        points,
        radius,
        fill: category(series.colour),
        opacity,
    });
}

fn band(canvas: &mut Canvas, frame: Frame, scales: (Scale, Scale), series: &Series) {
    let points = &series.points;
    #[expect(clippy::float_cmp, reason = "a band that is none is exactly none")]
    if points.iter().all(|point| point.low == point.high) {
        return;
    }
    let edge = |height: fn(&Point) -> f64| {
        let at = |point: &Point| frame.at(scales, point.x, height(point));
        simplified(&points.iter().map(at).collect::<Vec<_>>(), TOLERANCE)
    };
    let mut outline = edge(|point| point.high);
    outline.extend(edge(|point| point.low).into_iter().rev());
    canvas.area(outline, category(series.colour), 0.16);
}

/// The outline of a histogram on the page.
fn steps(points: &[Point], frame: Frame, scales: (Scale, Scale)) -> Vec<At> {
    let outline = outline(points, scales.1.low.max(0.0)).into_iter();
    outline.map(|(x, y)| frame.at(scales, x, y)).collect()
}

/// The outline of a histogram, from its base and back to it.
pub(super) fn outline(points: &[Point], base: f64) -> Vec<At> {
    let mut outline = Vec::new();
    let mut height = base;
    for point in points {
        outline.push((point.x, height));
        height = point.y;
        outline.push((point.x, height));
    }
    if let Some(last) = points.last() {
        outline.push((last.x, base));
    }
    outline.dedup();
    outline
}

fn bars(canvas: &mut Canvas, frame: Frame, scales: (Scale, Scale), points: &[Point]) {
    for pair in points.windows(2) {
        let upper = frame.at(scales, pair[0].x, pair[0].y);
        let lower = frame.at(scales, pair[1].x, 0.0);
        let size = (lower.0 - upper.0 - 0.5, lower.1 - upper.1);
        if size.1 > 0.0 {
            canvas.rectangle((upper.0 + 0.25, upper.1), size, GREY);
        }
    }
}
