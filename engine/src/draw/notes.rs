//! Lines of text under a drawing.

use super::canvas::{Anchor, Canvas, FAINT, Words};
use super::face::wrapped;
use super::{MARGIN, SMALL};
use crate::text::cut;

/// Most characters of a note; CSV has no notes, captions of pgfplots have them whole.
const LONGEST: usize = 400;

/// Writes the notes below a height, and returns where they end.
pub(super) fn draw(canvas: &mut Canvas, below: f64, notes: &[String]) -> f64 {
    let mut y = below;
    for note in notes {
        let text = cut(note, LONGEST);
        for line in wrapped(&text, SMALL, canvas.width - 2.0 * MARGIN) {
            y += SMALL + 1.5;
            let words = Words {
                colour: FAINT,
                ..Words::small(line, Anchor::Start)
            };
            canvas.text((MARGIN, y), words);
        }
    }
    y
}
