//! Mean ranks on a line, models that do not differ significantly joined by bars (figure 1 of Demšar, JMLR 7, 2006).

use super::canvas::{Anchor, Canvas, INK, Stroke, Words};
use super::face::{fitted, width};
use super::{LARGE, MARGIN, SMALL};
use crate::figure::{CriticalDifference, Ranked};

/// The most room for the title of a model on each side, as a share of the width.
const MOST_TITLE: f64 = 0.35;
/// Distance of the titles below each other.
const STEP: f64 = 10.0;

/// Draws the ranks, and returns where they end.
pub(super) fn draw(canvas: &mut Canvas, ranks: &CriticalDifference) -> f64 {
    let models = ranks.ordered();
    let count = models.len();
    let room = canvas.width * MOST_TITLE;
    let title = |model: &Ranked| {
        let rank = format!(" {:.2}", model.mean_rank);
        let left = room - width(&rank, SMALL);
        (fitted(&model.title, SMALL, left), rank)
    };
    let (left, right) = (MARGIN + room + 6.0, canvas.width - MARGIN - room - 6.0);
    let last = (count.max(2)) as f64;
    let place = |rank: f64| left + (rank - 1.0) / (last - 1.0) * (right - left);
    let thin = Stroke::plain(INK, 0.6);
    let mut y = MARGIN + LARGE;
    if let Some(critical) = ranks.critical_difference {
        y = difference(
            canvas,
            y,
            place(1.0),
            critical / (last - 1.0) * (right - left),
            critical,
        );
    }
    // The axis, with a tick at every rank that there is room for.
    let axis = y + SMALL + 6.0;
    canvas.line((left, axis), (right, axis), thin);
    let every = (12.0 / ((right - left) / (last - 1.0))).ceil().max(1.0);
    let mut rank = 1.0;
    while rank <= last {
        let at = place(rank);
        canvas.line((at, axis - 3.0), (at, axis), thin);
        canvas.text(
            (at, axis - 5.0),
            Words::small(format!("{rank:.0}"), Anchor::Middle),
        );
        rank += every;
    }
    // The better half on the left, best first; the others on the right, best last.
    let half = count.div_ceil(2);
    let groups = ranks.groups();
    let first = axis + 6.0 + groups.len() as f64 * 4.0 + 6.0;
    for (at, (low, high)) in groups.iter().enumerate() {
        let y = axis + 6.0 + at as f64 * 4.0;
        let ends = (
            place(models[*low].mean_rank),
            place(models[*high].mean_rank),
        );
        canvas.line(
            (ends.0 - 1.5, y),
            (ends.1 + 1.5, y),
            Stroke::plain(INK, 2.2),
        );
    }
    let mut lowest = first;
    for (at, model) in models.iter().enumerate() {
        let is_left = at < half;
        let line = if is_left { at } else { count - 1 - at };
        let y = first + line as f64 * STEP;
        lowest = lowest.max(y);
        let across = place(model.mean_rank);
        let end = if is_left { left - 3.0 } else { right + 3.0 };
        canvas.path(vec![(across, axis), (across, y), (end, y)], thin);
        let (name, rank) = title(model);
        let (text, anchor, at) = if is_left {
            (format!("{name}{rank}"), Anchor::End, left - 5.0)
        } else {
            (
                format!("{}  {name}", rank.trim()),
                Anchor::Start,
                right + 5.0,
            )
        };
        canvas.text((at, y + SMALL * 0.36), Words::small(text, anchor));
    }
    lowest + 6.0
}

/// The bar that is as long as the critical difference.
fn difference(canvas: &mut Canvas, y: f64, left: f64, long: f64, critical: f64) -> f64 {
    let thin = Stroke::plain(INK, 0.6);
    let text = Words::small(format!("critical difference {critical:.2}"), Anchor::Start);
    let long = long.min(canvas.width - MARGIN - left);
    let base = y + 4.0;
    canvas.text((left, y), text);
    canvas.line((left, base), (left + long, base), thin);
    for at in [left, left + long] {
        canvas.line((at, base - 2.0), (at, base + 2.0), thin);
    }
    base + 4.0
}
