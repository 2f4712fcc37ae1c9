//! A canvas as SVG.

use std::fmt::Write as _;

use super::canvas::{Anchor, At, Canvas, Colour, Marker, Shape, Words};
use super::face::FAMILY;
use crate::text::html::escaped;
use crate::text::line;

/// The document; title and description are for those who do not see it.
pub(super) fn document(canvas: &Canvas, name: &str, title: &str, description: &str) -> String {
    let (width, height) = (number(canvas.width), number(canvas.height));
    // A name is plain, so it can be part of an identifier, which has to differ between the figures of one page.
    let id: String = name
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { '-' })
        .collect();
    let mut text = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}" role="img" aria-labelledby="figure-{id}-title figure-{id}-description" font-family="{FAMILY}">
<title id="figure-{id}-title">{}</title>
<desc id="figure-{id}-description">{}</desc>
<rect width="{width}" height="{height}" fill="{}"/>
"#,
        escape(&line(title)),
        escape(&line(description)),
        hexadecimal(super::canvas::WHITE)
    );
    for shape in &canvas.shapes {
        push(&mut text, shape);
    }
    text.push_str("</svg>\n");
    text
}

/// Writes a shape; writing to a string cannot fail.
fn push(text: &mut String, shape: &Shape) {
    match shape {
        Shape::Rectangle { at, size, fill } => {
            let _ = writeln!(
                text,
                r#"<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>"#,
                number(at.0),
                number(at.1),
                number(size.0),
                number(size.1),
                hexadecimal(*fill)
            );
        }
        Shape::Line { points, stroke } => {
            let dash: Vec<String> = stroke.dash.iter().map(|&length| number(length)).collect();
            let dash = if dash.is_empty() {
                String::new()
            } else {
                format!(r#" stroke-dasharray="{}""#, dash.join(" "))
            };
            let _ = writeln!(
                text,
                r#"<path d="{}" fill="none" stroke="{}" stroke-width="{}" stroke-linejoin="round"{dash}/>"#,
                path(points),
                hexadecimal(stroke.colour),
                number(stroke.width)
            );
        }
        Shape::Area {
            points,
            fill,
            opacity,
        } => push_filled(text, &format!("{}Z", path(points)), *fill, *opacity),
        Shape::Markers {
            marker,
            points,
            radius,
            fill,
            opacity,
        } => push_filled(text, &markers(*marker, points, *radius), *fill, *opacity),
        Shape::Text { at, words } => push_text(text, *at, words),
    }
}

fn push_filled(text: &mut String, path: &str, fill: Colour, opacity: f64) {
    let opacity = if opacity < 1.0 {
        format!(r#" fill-opacity="{}""#, number(opacity))
    } else {
        String::new()
    };
    let _ = writeln!(
        text,
        r#"<path d="{path}" fill="{}"{opacity}/>"#,
        hexadecimal(fill)
    );
}

fn push_text(text: &mut String, at: At, words: &Words) {
    let anchor = match words.anchor {
        Anchor::Start => "",
        Anchor::Middle => r#" text-anchor="middle""#,
        Anchor::End => r#" text-anchor="end""#,
    };
    let (x, y) = (number(at.0), number(at.1));
    let turned = if words.upwards {
        format!(r#" transform="rotate(-90 {x} {y})""#)
    } else {
        String::new()
    };
    let _ = writeln!(
        text,
        r#"<text x="{x}" y="{y}" font-size="{}" fill="{}"{anchor}{turned}>{}</text>"#,
        number(words.size),
        hexadecimal(words.colour),
        escape(&words.text)
    );
}

/// The points, connected.
fn path(points: &[At]) -> String {
    let mut path = String::new();
    for (place, (x, y)) in points.iter().enumerate() {
        let letter = if place == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{letter}{} {}", number(*x), number(*y));
    }
    path
}

/// Markers as one path: many of them would otherwise make large files.
fn markers(marker: Marker, points: &[At], radius: f64) -> String {
    let mut path = String::new();
    let corners = marker.corners();
    for (x, y) in points {
        if corners.is_empty() {
            let (r, d) = (number(radius), number(2.0 * radius));
            let left = number(x - radius);
            let _ = write!(
                path,
                "M{left} {}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0Z",
                number(*y)
            );
            continue;
        }
        let mut before = (0.0, 0.0);
        for (place, corner) in corners.iter().enumerate() {
            let corner = (corner.0 * radius, corner.1 * radius);
            let _ = if place == 0 {
                write!(path, "M{} {}", number(x + corner.0), number(y + corner.1))
            } else {
                let step = (corner.0 - before.0, corner.1 - before.1);
                write!(path, "l{} {}", number(step.0), number(step.1))
            };
            before = corner;
        }
        path.push('Z');
    }
    path
}

fn hexadecimal([red, green, blue]: Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A number with at most two decimals.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// Text as XML prints it; what XML has no place for becomes `U+FFFD`.
fn escape(text: &str) -> String {
    let printable = text.chars().map(|character| match character {
        '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        character if character.is_control() => char::REPLACEMENT_CHARACTER,
        character => character,
    });
    escaped(&printable.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_at_most_two_decimals() {
        let shown = [1.0, -0.001, 0.126, 100.0, -2.5].map(number);
        assert_eq!(shown, ["1", "0", "0.13", "100", "-2.5"]);
    }

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(
            escape("</text><script>&\"'\u{0}\u{ffff}"),
            "&lt;/text&gt;&lt;script&gt;&amp;&quot;&#39;\u{fffd}\u{fffd}"
        );
    }
}
