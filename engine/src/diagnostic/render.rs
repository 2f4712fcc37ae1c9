use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Place, Severity, SourceTexts, printable};

/// Bytes of a source line kept on either side of what is underlined, so that a file of one long line stays cheap.
const AROUND: usize = 2000;

impl Diagnostics {
    /// The diagnostics for people, one block each, with a blank line between: code and message, `file:line:column`,
    /// the source line underlined, and the help.
    ///
    /// `width` is the width of the terminal in columns; source lines are cut to it. Ends with a newline unless
    /// empty.
    pub fn render(&self, colour: bool, width: usize) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        }
        .term_width(width);
        let mut text = String::new();
        for diagnostic in self {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&block(diagnostic, self.texts(), &renderer));
            text.push('\n');
        }
        text
    }
}

fn block(diagnostic: &Diagnostic, texts: &SourceTexts, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level
        .primary_title(printable(&diagnostic.message))
        .id(diagnostic.code.as_str())
        .elements(Vec::<Origin>::new());
    if let Some(place) = &diagnostic.place {
        let file = printable(&place.file.to_string_lossy()).into_owned();
        group = match texts.of(&place.file) {
            Some(text) => {
                group.element(snippet(text, place, diagnostic.label.as_deref()).path(file))
            }
            None => group.element(
                Origin::path(file)
                    .line(place.line)
                    .char_column(place.column),
            ),
        };
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    renderer.render(&[group])
}

/// The lines of a place alone: rendering then takes no longer in a large file.
fn snippet<'a>(
    text: &'a str,
    place: &Place,
    label: Option<&'a str>,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let start = place.start.min(text.len());
    let end = place.end.clamp(start, text.len());
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[end..]
        .find('\n')
        .map_or(text.len(), |length| end + length);
    let from = text.floor_char_boundary(line_start.max(start.saturating_sub(AROUND)));
    let to = text.floor_char_boundary(line_end.min(end + AROUND));
    Snippet::source(&text[from..to])
        .line_start(place.line)
        .annotation(
            AnnotationKind::Primary
                .span(start - from..end - from)
                .label(label.map(printable)),
        )
}
