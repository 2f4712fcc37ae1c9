//! A canvas as PNG.

use tiny_skia::{
    Color, FillRule, LineJoin, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, StrokeDash,
    Transform,
};
use ttf_parser::OutlineBuilder;

use super::DrawError;
use super::canvas::{At, Canvas, Colour, Marker, Shape, Words};
use super::face::{face, glyphs, width};

/// Pixels of a point: 300 to the inch.
const PIXELS: f64 = 300.0 / 72.0;
/// The highest image, in pixels; a higher drawing has fewer pixels to the inch.
const HIGHEST: f64 = 16_000.0;

/// The image.
///
/// # Errors
/// When the drawing has no size, or the encoder fails.
pub(super) fn image(canvas: &Canvas) -> Result<Vec<u8>, DrawError> {
    let scale = PIXELS.min(HIGHEST / canvas.height.max(1.0));
    let pixels = |length: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a size is positive and bounded"
        )]
        let pixels = (length * scale).ceil() as u32;
        pixels
    };
    let pixmap = Pixmap::new(pixels(canvas.width), pixels(canvas.height));
    let mut pixmap = pixmap.ok_or_else(|| DrawError::Png("it has no size".to_owned()))?;
    pixmap.fill(Color::WHITE);
    let transform = Transform::from_scale(single(scale), single(scale));
    let mut image = Image { pixmap, transform };
    for shape in &canvas.shapes {
        image.push(shape);
    }
    image
        .pixmap
        .encode_png()
        .map_err(|error| DrawError::Png(error.to_string()))
}

struct Image {
    pixmap: Pixmap,
    transform: Transform,
}

impl Image {
    fn push(&mut self, shape: &Shape) {
        match shape {
            Shape::Rectangle { at, size, fill } => {
                let (width, height) = (single(size.0), single(size.1));
                if let Some(rect) = Rect::from_xywh(single(at.0), single(at.1), width, height) {
                    self.fill(Some(PathBuilder::from_rect(rect)), *fill, 1.0);
                }
            }
            Shape::Line { points, stroke } => {
                let Some(path) = trace(points, false) else {
                    return;
                };
                let dash: Vec<f32> = stroke.dash.iter().map(|&length| single(length)).collect();
                let stroke_of = Stroke {
                    width: single(stroke.width),
                    line_join: LineJoin::Round,
                    dash: StrokeDash::new(dash, 0.0),
                    ..Stroke::default()
                };
                let paint = paint(stroke.colour, 1.0);
                self.pixmap
                    .stroke_path(&path, &paint, &stroke_of, self.transform, None);
            }
            Shape::Area {
                points,
                fill,
                opacity,
            } => self.fill(trace(points, true), *fill, *opacity),
            Shape::Markers {
                marker,
                points,
                radius,
                fill,
                opacity,
            } => self.fill(markers(*marker, points, *radius), *fill, *opacity),
            Shape::Text { at, words } => self.fill(outlines(*at, words), words.colour, 1.0),
        }
    }

    fn fill(&mut self, path: Option<Path>, colour: Colour, opacity: f64) {
        if let Some(path) = path {
            let paint = paint(colour, opacity);
            self.pixmap
                .fill_path(&path, &paint, FillRule::Winding, self.transform, None);
        }
    }
}

fn paint(colour: Colour, opacity: f64) -> Paint<'static> {
    let [red, green, blue] = colour;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an opacity lies between 0 and 1"
    )]
    let alpha = (opacity * 255.0).round() as u8;
    let mut paint = Paint {
        anti_alias: true,
        ..Paint::default()
    };
    paint.set_color_rgba8(red, green, blue, alpha);
    paint
}

fn trace(points: &[At], is_closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    push_corners(&mut path, points.iter().copied());
    if is_closed {
        path.close();
    }
    path.finish()
}

fn push_corners(path: &mut PathBuilder, points: impl Iterator<Item = At>) {
    for (place, (x, y)) in points.enumerate() {
        if place == 0 {
            path.move_to(single(x), single(y));
        } else {
            path.line_to(single(x), single(y));
        }
    }
}

fn markers(marker: Marker, points: &[At], radius: f64) -> Option<Path> {
    let mut path = PathBuilder::new();
    let corners = marker.corners();
    for &(x, y) in points {
        if corners.is_empty() {
            path.push_circle(single(x), single(y), single(radius));
        } else {
            let corner = |corner: &At| (x + corner.0 * radius, y + corner.1 * radius);
            push_corners(&mut path, corners.iter().map(corner));
            path.close();
        }
    }
    path.finish()
}

/// The outlines of the glyphs of a text.
fn outlines(at: At, words: &Words) -> Option<Path> {
    let face = face()?;
    let back = words.anchor.share() * width(&words.text, words.size);
    let em = words.size / f64::from(face.units_per_em());
    let mut path = PathBuilder::new();
    for set in glyphs(&words.text) {
        let along = set.at * words.size - back;
        let (x, y) = if words.upwards {
            (at.0, at.1 - along)
        } else {
            (at.0 + along, at.1)
        };
        let mut outline = Outline {
            path: &mut path,
            at: (single(x), single(y)),
            em: single(em),
            upwards: words.upwards,
        };
        face.outline_glyph(set.glyph, &mut outline);
    }
    path.finish()
}

/// Glyphs have their origin at the base line and grow upwards.
struct Outline<'a> {
    path: &'a mut PathBuilder,
    at: (f32, f32),
    em: f32,
    upwards: bool,
}

impl Outline<'_> {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        let (along, above) = (x * self.em, y * self.em);
        if self.upwards {
            (self.at.0 - above, self.at.1 - along)
        } else {
            (self.at.0 + along, self.at.1 - above)
        }
    }
}

impl OutlineBuilder for Outline<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.place(x1, y1), self.place(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second) = (self.place(x1, y1), self.place(x2, y2));
        let (x, y) = self.place(x, y);
        self.path
            .cubic_to(first.0, first.1, second.0, second.1, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a drawing is measured in points"
)]
fn single(value: f64) -> f32 {
    value as f32
}
