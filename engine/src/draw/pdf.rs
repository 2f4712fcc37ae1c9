//! A canvas as PDF: one page of its size, text as text, the font embedded.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, LineJoinStyle, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};

use super::canvas::{Anchor, At, Canvas, Colour, Marker, Shape, Words};
use super::face::{FONT, face, glyphs, width};

const FONT_NAME: Name<'_> = Name(b"F");
const BASE_FONT: Name<'_> = Name(b"Arimo-Regular");
/// How characters are numbered in the font: by their glyphs.
const SYSTEM: SystemInfo<'_> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// The document.
///
/// # Errors
/// When the compressor fails; writing to memory gives it no cause to.
pub(super) fn document(canvas: &Canvas, title: &str) -> io::Result<Vec<u8>> {
    let mut page = Page {
        content: Content::new(),
        used: BTreeMap::new(),
        opacities: BTreeMap::new(),
    };
    for shape in &canvas.shapes {
        page.push(shape, canvas.height);
    }
    let [catalog, pages, leaf, content, font, info] = [1, 2, 3, 4, 5, 6].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([leaf]).count(1);
    let mut writer = pdf.page(leaf);
    let size = Rect::new(0.0, 0.0, single(canvas.width), single(canvas.height));
    writer.media_box(size).parent(pages).contents(content);
    let mut resources = writer.resources();
    resources.fonts().pair(FONT_NAME, font);
    let mut states = resources.ext_g_states();
    for (at, name) in (20..).zip(page.opacities.values()) {
        states.pair(Name(name.as_bytes()), Ref::new(at));
    }
    states.finish();
    resources.finish();
    writer.finish();
    for (at, percent) in (20..).zip(page.opacities.keys()) {
        let opacity = f32::from(*percent) / 100.0;
        pdf.ext_graphics(Ref::new(at)).non_stroking_alpha(opacity);
    }
    let drawn = packed(&page.content.finish())?;
    pdf.stream(content, &drawn).filter(Filter::FlateDecode);
    push_font(&mut pdf, font, &page.used)?;
    pdf.document_info(info).title(TextStr(title));
    Ok(pdf.finish())
}

fn packed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// A page under way.
struct Page {
    content: Content,
    /// Glyphs that are shown, with the characters they stand for.
    used: BTreeMap<u16, char>,
    /// Opacities in percent, with the names of their states.
    opacities: BTreeMap<u8, String>,
}

impl Page {
    fn push(&mut self, shape: &Shape, height: f64) {
        let up = |(x, y): At| (single(x), single(height - y));
        match shape {
            Shape::Rectangle { at, size, fill } => {
                self.fill(*fill, 1.0);
                let (x, y) = up((at.0, at.1 + size.1));
                self.content.rect(x, y, single(size.0), single(size.1));
                self.content.fill_nonzero();
            }
            Shape::Line { points, stroke } => {
                let [red, green, blue] = stroke.colour.map(|part| f32::from(part) / 255.0);
                self.content.set_stroke_rgb(red, green, blue);
                self.content.set_line_width(single(stroke.width));
                self.content.set_line_join(LineJoinStyle::RoundJoin);
                let dash = stroke.dash.iter().map(|&length| single(length));
                self.content.set_dash_pattern(dash, 0.0);
                self.trace(points.iter().map(|&at| up(at)));
                self.content.stroke();
            }
            Shape::Area {
                points,
                fill,
                opacity,
            } => {
                self.fill(*fill, *opacity);
                self.trace(points.iter().map(|&at| up(at)));
                self.content.close_path().fill_nonzero();
            }
            Shape::Markers {
                marker,
                points,
                radius,
                fill,
                opacity,
            } => {
                self.fill(*fill, *opacity);
                for &at in points {
                    self.marker(*marker, up(at), single(*radius));
                }
                self.content.fill_nonzero();
            }
            Shape::Text { at, words } => self.text(up(*at), words),
        }
    }

    fn fill(&mut self, colour: Colour, opacity: f64) {
        let [red, green, blue] = colour.map(|part| f32::from(part) / 255.0);
        self.content.set_fill_rgb(red, green, blue);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "an opacity lies between 0 and 1"
        )]
        let percent = (opacity * 100.0).round() as u8;
        let name = self
            .opacities
            .entry(percent)
            .or_insert_with(|| format!("A{percent}"));
        self.content.set_parameters(Name(name.as_bytes()));
    }

    fn trace(&mut self, points: impl Iterator<Item = (f32, f32)>) {
        for (place, (x, y)) in points.enumerate() {
            if place == 0 {
                self.content.move_to(x, y);
            } else {
                self.content.line_to(x, y);
            }
        }
    }

    fn marker(&mut self, marker: Marker, (x, y): (f32, f32), radius: f32) {
        let corners = marker.corners();
        if !corners.is_empty() {
            let corner =
                |&(right, down): &At| (x + single(right) * radius, y - single(down) * radius);
            self.trace(corners.iter().map(corner));
            self.content.close_path();
            return;
        }
        // Four curves make a circle to a part in a thousand.
        let (r, k) = (radius, radius * 0.552_28);
        self.content
            .move_to(x + r, y)
            .cubic_to(x + r, y + k, x + k, y + r, x, y + r)
            .cubic_to(x - k, y + r, x - r, y + k, x - r, y)
            .cubic_to(x - r, y - k, x - k, y - r, x, y - r)
            .cubic_to(x + k, y - r, x + r, y - k, x + r, y)
            .close_path();
    }

    fn text(&mut self, (x, y): (f32, f32), words: &Words) {
        self.fill(words.colour, 1.0);
        let back = words.anchor.share() * width(&words.text, words.size);
        let back = single(back);
        let matrix = if words.upwards {
            [0.0, 1.0, -1.0, 0.0, x, y - back]
        } else {
            [1.0, 0.0, 0.0, 1.0, x - back, y]
        };
        let mut codes = Vec::new();
        for set in glyphs(&words.text) {
            codes.extend_from_slice(&set.glyph.0.to_be_bytes());
            self.used.insert(set.glyph.0, set.character);
        }
        self.content
            .begin_text()
            .set_font(FONT_NAME, single(words.size))
            .set_text_matrix(matrix)
            .show(Str(&codes))
            .end_text();
    }
}

/// Writes the font, with the widths and the characters of the glyphs that are used.
fn push_font(pdf: &mut Pdf, font: Ref, used: &BTreeMap<u16, char>) -> io::Result<()> {
    let [descendant, descriptor, file, characters] = [10, 11, 12, 13].map(Ref::new);
    let Some(face) = face() else { return Ok(()) };
    let scale = 1000.0 / f32::from(face.units_per_em());
    pdf.type0_font(font)
        .base_font(BASE_FONT)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(descendant)
        .to_unicode(characters);
    let mut cid = pdf.cid_font(descendant);
    cid.subtype(CidFontType::Type2)
        .base_font(BASE_FONT)
        .system_info(SYSTEM)
        .font_descriptor(descriptor)
        .cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = cid.widths();
    for &glyph in used.keys() {
        let advance = face.glyph_hor_advance(ttf_parser::GlyphId(glyph));
        // A glyph that the font has not is shown as wide as it is measured.
        let advance = match (glyph, advance) {
            (0, _) | (_, None) => 1000.0,
            (_, Some(advance)) => f32::from(advance) * scale,
        };
        widths.consecutive(glyph, [advance]);
    }
    widths.finish();
    cid.finish();
    let bounds = face.global_bounding_box();
    let bounds = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max];
    let [left, low, right, high] = bounds.map(|end| f32::from(end) * scale);
    let ascent = f32::from(face.ascender()) * scale;
    pdf.font_descriptor(descriptor)
        .name(BASE_FONT)
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(left, low, right, high))
        .italic_angle(0.0)
        .ascent(ascent)
        .descent(f32::from(face.descender()) * scale)
        .cap_height(ascent)
        .stem_v(80.0)
        .font_file2(file);
    let program = packed(FONT)?;
    pdf.stream(file, &program)
        .filter(Filter::FlateDecode)
        .pair(Name(b"Length1"), i32::try_from(FONT.len()).unwrap_or(0));
    let mut map = UnicodeCmap::new(Name(b"Characters"), SYSTEM);
    for (&glyph, &character) in used {
        map.pair(glyph, character);
    }
    let map = map.finish();
    pdf.cmap(characters, &map);
    Ok(())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a drawing is measured in points"
)]
fn single(value: f64) -> f32 {
    // As in SVG, two decimals.
    ((value * 100.0).round() / 100.0) as f32
}

impl Anchor {
    /// The share of a text's width that lies before the point given.
    pub(super) fn share(self) -> f64 {
        match self {
            Self::Start => 0.0,
            Self::Middle => 0.5,
            Self::End => 1.0,
        }
    }
}
