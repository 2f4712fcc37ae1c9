/// The text on one line: white space becomes single spaces, invisible format characters that could reorder or hide
/// the text around them go, and other control characters (which could drive a terminal) become `U+FFFD`.
pub fn line(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|character| !is_format(*character))
        .map(|character| match character {
            character if character.is_whitespace() => ' ',
            character if character.is_control() => char::REPLACEMENT_CHARACTER,
            character => character,
        })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The line, cut behind so many characters where it is longer.
pub fn cut(text: &str, longest: usize) -> String {
    let text = line(text);
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

/// Bidirectional controls, zero-width spaces and joins, and tags.
fn is_format(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_breaks_controls_or_reordering() {
        assert_eq!(line(" a\r\n\tb \u{2028}c"), "a b c");
        assert_eq!(line("\u{1b}[31mred"), "\u{fffd}[31mred");
        assert_eq!(line("ab\u{202e}cd\u{200b}e"), "abcde");
        assert_eq!(line("שלום é"), "שלום é");
    }

    #[test]
    fn a_long_line_ends_in_an_ellipsis() {
        assert_eq!(cut("one two", 4), "one…");
        assert_eq!(cut("one", 3), "one");
    }
}
