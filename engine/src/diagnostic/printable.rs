use std::borrow::Cow;

/// Characters of a value that are shown before it is cut.
const SHOWN: usize = 60;
/// Items of a list that are shown before it is cut.
const LISTED: usize = 24;

/// The text with control characters written as escapes, so that a value from a file cannot drive a terminal.
pub fn printable(text: &str) -> Cow<'_, str> {
    let unsafe_character = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(unsafe_character) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if unsafe_character(letter) {
            shown.extend(letter.escape_debug());
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
}

/// A name or value in backquotes, cut when long.
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", printable(&text[..end])),
        None if text.is_empty() => "`\"\"`".to_owned(),
        None => format!("`{}`", printable(text)),
    }
}

/// Names in backquotes with commas between, cut when there are many.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.into_iter().collect();
    let mut shown: Vec<_> = names.iter().take(LISTED).map(|name| quoted(name)).collect();
    if names.len() > LISTED {
        shown.push(format!("and {} more", names.len() - LISTED));
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(printable("a\u{1b}[31m\nb"), "a\\u{1b}[31m\\nb");
        assert_eq!(printable("\u{202e}x"), "\\u{202e}x");
        assert_eq!(printable("grün"), "grün");
    }

    #[test]
    fn long_values_and_lists_are_cut() {
        assert_eq!(quoted(&"é".repeat(61)).chars().count(), 63);
        let names: Vec<_> = (0..30).map(|number| number.to_string()).collect();
        assert!(listed(names.iter().map(String::as_str)).ends_with("`23`, and 6 more"));
    }
}
