//! What lines and markers stand for, under the plots, so that nothing is covered.

use super::canvas::{Anchor, At, Canvas, Colour, FAINT, GREY, Marker, Stroke, Words};
use super::colours::{category, dash};
use super::face::{fitted, width};
use super::series::{LINE, MARKER};
use super::{MARGIN, SMALL};
use crate::figure::{Plot, Shape};

/// Width of a sample, and of the space behind an entry.
const SAMPLE: f64 = 18.0;
const SPACE: f64 = 8.0;
/// Height of an entry.
const HEIGHT: f64 = SMALL + 2.5;

/// One thing that is explained.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    sample: Sample,
    title: String,
    /// What must not be cut.
    detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Sample {
    Line(usize),
    Marked(usize, usize),
    Bar,
    Dot(Colour, Marker),
}

/// Draws the legend, and returns where it ends. Sums of series stand in it where there is one panel alone.
pub(super) fn draw(canvas: &mut Canvas, top: f64, plots: &[&Plot], is_alone: bool) -> f64 {
    let entries = entries(plots, is_alone);
    let room = canvas.width - 2.0 * MARGIN;
    let longest = |entry: &Entry| width(&entry.title, SMALL) + width(&entry.detail, SMALL);
    let widest = entries.iter().map(longest).fold(0.0, f64::max);
    let widest = (SAMPLE + widest).min(room);
    let mut columns = 1_usize;
    while columns < entries.len() && (columns + 1) as f64 * (widest + SPACE) - SPACE <= room {
        columns += 1;
    }
    let step = (room + SPACE) / columns as f64;
    for (place, entry) in entries.iter().enumerate() {
        let x = MARGIN + (place % columns) as f64 * step;
        let y = top + (place / columns) as f64 * HEIGHT;
        sample(canvas, (x, y + HEIGHT / 2.0), entry.sample);
        let left = step - SPACE - SAMPLE - width(&entry.detail, SMALL);
        let text = format!("{}{}", fitted(&entry.title, SMALL, left), entry.detail);
        let at = (x + SAMPLE, y + HEIGHT / 2.0 + SMALL * 0.36);
        canvas.text(at, Words::small(text, Anchor::Start));
    }
    top + entries.len().div_ceil(columns) as f64 * HEIGHT
}

fn entries(plots: &[&Plot], is_alone: bool) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut markers: Vec<Entry> = Vec::new();
    for series in plots.iter().flat_map(|plot| &plot.series) {
        let sample = match series.shape {
            Shape::Line | Shape::Steps => Sample::Line(series.colour),
            Shape::Marked => Sample::Marked(series.colour, series.marker),
            Shape::Bars => Sample::Bar,
            Shape::Dots => Sample::Dot(category(series.colour), Marker::Circle),
        };
        let mut entry = Entry {
            sample,
            title: crate::text::line(&series.title),
            detail: String::new(),
        };
        match (&series.detail, series.shape) {
            (Some(view), Shape::Dots) => {
                let marker = Entry {
                    sample: Sample::Dot(FAINT, Marker::of(series.marker)),
                    title: crate::text::line(view),
                    detail: String::new(),
                };
                if !markers.contains(&marker) {
                    markers.push(marker);
                }
            }
            (Some(detail), _) if is_alone => entry.detail = format!(", {detail}"),
            _ => {}
        }
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    entries.extend(markers);
    entries
}

fn sample(canvas: &mut Canvas, (x, y): At, sample: Sample) {
    let mut line = |place: usize| {
        let stroke = Stroke {
            colour: category(place),
            width: LINE,
            dash: dash(place),
        };
        canvas.line((x, y), (x + SAMPLE - 4.0, y), stroke);
    };
    let (marker, fill) = match sample {
        Sample::Line(place) => return line(place),
        Sample::Marked(place, marker) => {
            line(place);
            (Marker::of(marker), category(place))
        }
        Sample::Bar => {
            canvas.rectangle((x + 3.0, y - 2.5), (8.0, 5.0), GREY);
            return;
        }
        Sample::Dot(colour, marker) => (marker, colour),
    };
    canvas.shapes.push(super::canvas::Shape::Markers {
        marker,
        points: vec![(x + (SAMPLE - 4.0) / 2.0, y)],
        radius: MARKER * 1.2,
        fill,
        opacity: 1.0,
    });
}
