//! Where panels stand.

use super::canvas::{Anchor, Canvas, EMPTY, FAINT, Words};
use super::face::{fitted, wrapped};
use super::{LARGE, SMALL};
use crate::figure::Panel;

/// Panels in rows of so many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows {
    pub panels: usize,
    pub in_row: usize,
}

impl Rows {
    /// The row and the column of a panel.
    pub fn place(self, panel: usize) -> (usize, usize) {
        (panel / self.in_row.max(1), panel % self.in_row.max(1))
    }

    /// Whether no panel stands below.
    pub fn is_lowest(self, panel: usize) -> bool {
        panel + self.in_row >= self.panels
    }
}

/// Writes a panel's title, its base line through a point, and the second line below it.
pub(super) fn panel_title(canvas: &mut Canvas, (x, y): (f64, f64), room: f64, panel: &Panel) {
    let title = fitted(&panel.title, LARGE, room);
    let words = Words {
        size: LARGE,
        ..Words::small(title, Anchor::Start)
    };
    canvas.text((x, y), words);
    if let Some(detail) = &panel.detail {
        let detail = fitted(detail, SMALL, room);
        canvas.text((x, y + SMALL + 1.0), Words::small(detail, Anchor::Start));
    }
}

/// Says in the middle of a panel why it is empty.
pub(super) fn empty(
    canvas: &mut Canvas,
    (x, y): (f64, f64),
    (width, height): (f64, f64),
    why: &str,
) {
    canvas.rectangle((x, y), (width, height), EMPTY);
    let lines = wrapped(why, SMALL, width - 4.0);
    let mut base = y + height / 2.0 - (lines.len() as f64 - 1.0) * 4.25 + 2.5;
    for line in lines {
        let words = Words {
            colour: FAINT,
            ..Words::small(line, Anchor::Middle)
        };
        canvas.text((x + width / 2.0, base), words);
        base += 8.5;
    }
}
