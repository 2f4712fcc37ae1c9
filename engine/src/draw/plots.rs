//! Plots side by side. What all panels have in common (numbers of axes, titles, the legend) stands once.

use super::canvas::{Anchor, Canvas, GRID, INK, Stroke, Words};
use super::face::{fitted, width};
use super::grid::{Rows, empty, panel_title};
use super::scale::Scale;
use super::series::{self, Frame};
use super::{LARGE, MARGIN, SMALL, legend};
use crate::figure::{Body, Guide, Panel, Plot, Range};

/// Points of an axis between its ticks, at least.
const BETWEEN_TICKS: f64 = 18.0;
/// Space between panels side by side, beside their numbers.
const GAP: f64 = 9.0;
/// Height of the numbers under a panel.
const NUMBERS: f64 = SMALL + 3.0;
/// The greatest height of a single panel that is not square.
const MOST_HEIGHT: f64 = 190.0;

/// What all panels share.
struct Layout {
    rows: Rows,
    /// Whether the numbers of all panels are the same, and stand once for a row or a column.
    same_numbers: (bool, bool),
    /// Whether the titles of all axes are the same.
    same_titles: (bool, bool),
    /// Room for the numbers and titles left of a panel.
    left: f64,
    /// Where the first panel begins.
    start: f64,
    /// Width and height of the area between the axes.
    inner: (f64, f64),
    /// Whether panels have titles, and second lines.
    has_titles: bool,
    has_details: bool,
}

/// Draws the panels and their legend, and returns where they end.
pub(super) fn draw(canvas: &mut Canvas, panels: &[Panel]) -> f64 {
    let plots = panels.iter().filter_map(|panel| match &panel.body {
        Body::Plot(plot) => Some(plot),
        _ => None,
    });
    let plots: Vec<&Plot> = plots.collect();
    let Some(&first) = plots.first() else {
        return MARGIN;
    };
    let layout = Layout::new(canvas.width, panels, &plots);
    let (mut top, mut bottom) = (MARGIN, MARGIN);
    let mut first_top = None;
    for (place, panel) in panels.iter().enumerate() {
        let (_, column) = layout.rows.place(place);
        if column == 0 && place > 0 {
            top = bottom + 5.0;
        }
        let x = layout.start + column as f64 * (layout.inner.0 + layout.left + GAP);
        let y = layout.title(canvas, (x, top), panel);
        first_top.get_or_insert(y);
        let frame = Frame {
            at: (x, y),
            size: layout.inner,
        };
        let below = match &panel.body {
            Body::Plot(plot) => layout.plot(canvas, frame, plot, place),
            Body::Nothing(why) => {
                empty(canvas, frame.at, frame.size, why);
                y + layout.inner.1
            }
            _ => y,
        };
        bottom = if column == 0 {
            below
        } else {
            bottom.max(below)
        };
    }
    let middle = f64::midpoint(first_top.unwrap_or(MARGIN), bottom - NUMBERS);
    let below = layout.shared_titles(canvas, first, middle, bottom);
    legend::draw(canvas, below + 2.0, &plots, panels.len() == 1)
}

impl Layout {
    fn new(width_of_all: f64, panels: &[Panel], plots: &[&Plot]) -> Self {
        let is_wide = width_of_all > 300.0;
        let in_row = match (panels.len(), is_wide) {
            (0 | 1, _) => 1,
            (_, false) => 2,
            (count, true) => count.div_ceil(count.div_ceil(4)),
        };
        let rows = Rows {
            panels: panels.len(),
            in_row,
        };
        let fixed = |range: Range| matches!(range, Range::Fixed(..));
        let all = |is: &dyn Fn(&Plot) -> bool| plots.iter().all(|plot| is(plot));
        let same_numbers = (
            all(&|plot| fixed(plot.x.range)),
            all(&|plot| fixed(plot.y.range)),
        );
        let same_titles = (
            plots.iter().all(|plot| plot.x.title == plots[0].x.title),
            plots.iter().all(|plot| plot.y.title == plots[0].y.title),
        );
        let numbers = plots
            .iter()
            .filter(|plot| plot.y.has_numbers)
            .flat_map(|plot| scales(plot).1.ticks(4.0))
            .map(|tick| width(&tick.1, SMALL) + 3.0)
            .fold(0.0, f64::max);
        let own_title = if same_titles.1 { 0.0 } else { LARGE + 2.0 };
        let shared_title = if same_titles.1 { LARGE + 3.0 } else { 0.0 };
        let beside = own_title + numbers;
        // Numbers that stand once need room only before the first panel.
        let (start, left) = if same_numbers.1 {
            (MARGIN + shared_title + beside, own_title)
        } else {
            (MARGIN + shared_title + beside, beside)
        };
        let gaps = (in_row - 1) as f64 * (left + GAP);
        let across = (width_of_all - start - MARGIN - 4.0 - gaps) / in_row as f64;
        let is_square = all(&|plot| plot.same_scale);
        let high = match (is_square, in_row) {
            (true, _) => across.min(if is_wide { 230.0 } else { across }),
            (false, 1) => (across * 0.62).min(MOST_HEIGHT),
            (false, _) => across * 0.75,
        };
        let across = if is_square { high } else { across };
        Self {
            rows,
            same_numbers,
            same_titles,
            left,
            start,
            inner: (across, high),
            has_titles: panels.iter().any(|panel| !panel.title.is_empty()),
            has_details: panels.iter().any(|panel| panel.detail.is_some()),
        }
    }

    /// Writes the lines above a panel, and returns where it begins.
    fn title(&self, canvas: &mut Canvas, (x, mut y): (f64, f64), panel: &Panel) -> f64 {
        if self.has_titles {
            y += LARGE;
            panel_title(canvas, (x, y), self.inner.0, panel);
        }
        if self.has_details {
            y += SMALL + 1.0;
        }
        y + 4.0
    }

    /// Draws one plot, and returns where it ends, with its numbers and title.
    fn plot(&self, canvas: &mut Canvas, frame: Frame, plot: &Plot, place: usize) -> f64 {
        let (x, y) = scales(plot);
        let is_first = self.rows.place(place).1 == 0;
        let is_lowest = self.rows.is_lowest(place);
        let numbers = (
            plot.x.has_numbers && (is_lowest || !self.same_numbers.0),
            plot.y.has_numbers && (is_first || !self.same_numbers.1),
        );
        axes(canvas, frame, (x, y), numbers);
        for guide in &plot.guides {
            let ends = match guide {
                Guide::Diagonal => [(x.low, y.low), (x.high, y.high)],
                Guide::Level(level) => [(x.low, *level), (x.high, *level)],
            };
            let ends = ends.map(|(at, height)| frame.at((x, y), at, height));
            canvas.line(ends[0], ends[1], Stroke::plain([0x99; 3], 0.6));
        }
        series::draw(canvas, frame, (x, y), &plot.series);
        frame_lines(canvas, frame);
        let mut below = frame.at.1 + frame.size.1;
        if numbers.0 {
            below += NUMBERS;
        }
        let large = |text: String| Words {
            size: LARGE,
            ..Words::small(text, Anchor::Middle)
        };
        if !self.same_titles.0 {
            below += LARGE + 1.0;
            let title = fitted(&plot.x.title, LARGE, frame.size.0);
            canvas.text((frame.at.0 + frame.size.0 / 2.0, below), large(title));
        }
        if !self.same_titles.1 {
            let title = fitted(&plot.y.title, LARGE, frame.size.1);
            let at = (
                frame.at.0 - self.left + LARGE - 1.0,
                frame.at.1 + frame.size.1 / 2.0,
            );
            let words = Words {
                upwards: true,
                ..large(title)
            };
            canvas.text(at, words);
        }
        below
    }

    /// Writes the titles that all panels share, and returns where the lower one ends.
    fn shared_titles(&self, canvas: &mut Canvas, plot: &Plot, middle: f64, below: f64) -> f64 {
        let large = |text: String| Words {
            size: LARGE,
            ..Words::small(text, Anchor::Middle)
        };
        if self.same_titles.1 {
            let title = fitted(&plot.y.title, LARGE, 2.0 * middle);
            let words = Words {
                upwards: true,
                ..large(title)
            };
            canvas.text((MARGIN + LARGE - 1.0, middle), words);
        }
        if !self.same_titles.0 {
            return below;
        }
        let in_row = self.rows.in_row as f64;
        let across = in_row * self.inner.0 + (in_row - 1.0) * (self.left + GAP);
        let title = fitted(&plot.x.title, LARGE, canvas.width - 2.0 * MARGIN);
        let half = width(&title, LARGE) / 2.0;
        let at = (self.start + across / 2.0).clamp(
            (MARGIN + half).min(canvas.width / 2.0),
            (canvas.width - MARGIN - half).max(canvas.width / 2.0),
        );
        canvas.text((at, below + LARGE + 1.0), large(title));
        below + LARGE + 3.0
    }
}

/// What the axes of a plot span.
pub(super) fn scales(plot: &Plot) -> (Scale, Scale) {
    let points = || plot.series.iter().flat_map(|series| &series.points);
    let x = Scale::over(plot.x.range, points().map(|point| point.x));
    let heights = points().flat_map(|point| [point.y, point.low, point.high]);
    let y = Scale::over(plot.y.range, heights);
    if plot.same_scale && plot.x.range == Range::Data {
        let (across, up) = (x.high - x.low, y.high - y.low);
        let most = across.max(up);
        return (x.widened(most / across), y.widened(most / up));
    }
    // Curves along time begin at the axis.
    if plot.x.range == Range::Data && !plot.same_scale {
        let ends = points().map(|point| point.x);
        let (low, high) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |ends, x| {
            (ends.0.min(x), ends.1.max(x))
        });
        if low < high {
            return (Scale { low, high }, y);
        }
    }
    (x, y)
}

/// The grid, and the numbers where they stand at this panel.
fn axes(canvas: &mut Canvas, frame: Frame, (x, y): (Scale, Scale), numbers: (bool, bool)) {
    let (left, top) = frame.at;
    let (right, bottom) = (left + frame.size.0, top + frame.size.1);
    let light = Stroke::plain(GRID, 0.5);
    for (value, text) in x.ticks((frame.size.0 / BETWEEN_TICKS).clamp(3.0, 6.0)) {
        let at = left + x.place(value) * frame.size.0;
        canvas.line((at, top), (at, bottom), light);
        if numbers.0 {
            canvas.text(
                (at, bottom + SMALL + 2.0),
                Words::small(text, Anchor::Middle),
            );
        }
    }
    for (value, text) in y.ticks((frame.size.1 / BETWEEN_TICKS).clamp(3.0, 6.0)) {
        let at = bottom - y.place(value) * frame.size.1;
        canvas.line((left, at), (right, at), light);
        if numbers.1 {
            let base = at + SMALL * 0.36;
            canvas.text((left - 3.0, base), Words::small(text, Anchor::End));
        }
    }
}

fn frame_lines(canvas: &mut Canvas, frame: Frame) {
    let (left, top) = frame.at;
    let (right, bottom) = (left + frame.size.0, top + frame.size.1);
    let corner = vec![(left, top), (left, bottom), (right, bottom)];
    canvas.path(corner, Stroke::plain(INK, 0.6));
}
