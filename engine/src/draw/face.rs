//! The font of figures: how wide text is, and which glyphs show it.

use std::sync::OnceLock;

use ttf_parser::{Face, GlyphId};
use unicode_bidi::BidiInfo;

use crate::text::line;

/// The font that text is measured and set in: Arimo without hints and without the scripts that would make it large; its
/// licence lies beside it.
pub(super) const FONT: &[u8] = include_bytes!("font/Arimo-Regular.ttf");

/// The family of the font, and those that are as wide where it is not installed.
pub(super) const FAMILY: &str = "Arimo, Arial, 'Liberation Sans', Helvetica, sans-serif";

/// The font; none would be a mistake of this engine, and leaves text out.
pub(super) fn face() -> Option<&'static Face<'static>> {
    static FACE: OnceLock<Option<Face<'static>>> = OnceLock::new();
    FACE.get_or_init(|| Face::parse(FONT, 0).ok()).as_ref()
}

/// The width of a text of that size.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// How far a character moves on, in ems. One that the font has not is as wide as the widest that viewers put in its
/// place.
fn advance(character: char) -> f64 {
    let known = face().and_then(|face| {
        let advance = face.glyph_hor_advance(face.glyph_index(character)?)?;
        Some(f64::from(advance) / f64::from(face.units_per_em()))
    });
    known.unwrap_or(1.0)
}

/// A glyph, and how far from the start of its text it stands, in ems.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Set {
    pub glyph: GlyphId,
    pub character: char,
    pub at: f64,
}

/// The glyphs of a text from left to right, whatever the direction it reads in; what the font has no glyph for is shown as
/// an empty box.
pub(super) fn glyphs(text: &str) -> Vec<Set> {
    let bidi = BidiInfo::new(text, Some(unicode_bidi::Level::ltr()));
    let mut at = 0.0;
    let mut glyphs = Vec::new();
    for paragraph in &bidi.paragraphs {
        let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for run in runs {
            let is_backward = levels[run.start].is_rtl();
            let mut characters: Vec<char> = text[run].chars().collect();
            if is_backward {
                characters.reverse();
            }
            for character in characters {
                let glyph = face().and_then(|face| face.glyph_index(character));
                glyphs.push(Set {
                    glyph: glyph.unwrap_or_default(),
                    character,
                    at,
                });
                at += advance(character);
            }
        }
    }
    glyphs
}

/// The text on one line, cut with an ellipsis where it is wider than the room there is.
pub(super) fn fitted(text: &str, size: f64, room: f64) -> String {
    let text = line(text);
    if width(&text, size) <= room {
        return text;
    }
    let room = room - width("…", size);
    let mut used = 0.0;
    let kept = text.chars().take_while(|&character| {
        used += advance(character) * size;
        used <= room
    });
    let kept: String = kept.collect();
    format!("{}…", kept.trim_end())
}

/// The text broken into lines no wider than the room; a word that is wider is cut.
pub(super) fn wrapped(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in line(text).split(' ') {
        if let Some(last) = lines.last_mut() {
            let longer = format!("{last} {word}");
            if width(&longer, size) <= room {
                *last = longer;
                continue;
            }
        }
        lines.push(fitted(word, size, room));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_is_as_wide_as_arial() {
        // Widths of Arial and Helvetica in thousandths of an em: H 722, e 556, l 222, o 556.
        let expected = 722.0 + 556.0 + 222.0 * 2.0 + 556.0;
        assert!((width("Hello", 1000.0) - expected).abs() < 3.0);
    }

    #[test]
    fn what_is_too_wide_ends_in_an_ellipsis() {
        let cut = fitted("A rather long title", 7.0, 30.0);
        assert!(cut.ends_with('…') && width(&cut, 7.0) <= 30.0, "{cut}");
        assert_eq!(fitted("short", 7.0, 30.0), "short");
        assert_eq!(fitted("x", 7.0, 1.0), "…");
    }

    #[test]
    fn lines_break_between_words() {
        let lines = wrapped("one two three", 7.0, width("one two", 7.0) + 0.1);
        assert_eq!(lines, ["one two", "three"]);
        assert_eq!(wrapped("", 7.0, 10.0), [""]);
    }

    #[test]
    fn text_that_reads_leftwards_is_set_from_its_end() {
        let set: String = glyphs("a שלום b").iter().map(|set| set.character).collect();
        assert_eq!(set, "a םולש b");
    }
}
