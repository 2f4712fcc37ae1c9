//! Text of anybody's inside HTML.

use serde::Serialize;

/// The text as itself, in an element or in a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// A document as JSON that stands in a script element: such an element ends where its text says so, and this text does
/// not.
pub fn script_json(document: &impl Serialize) -> String {
    let text = serde_json::to_string(document).unwrap_or_else(|_| "null".to_owned());
    text.replace('<', "\\u003c")
}

/// Characters of the longest word that a column is made wide enough for.
const LONGEST_WORD: usize = 30;

/// Whether a text has a word that has to be broken for its column to stay readable.
pub fn has_long_word(text: &str) -> bool {
    text.split_whitespace()
        .any(|word| word.chars().count() > LONGEST_WORD)
}

#[cfg(test)]
mod tests {
    use super::{escaped, script_json};

    #[test]
    fn no_text_opens_an_element_or_ends_an_attribute() {
        assert_eq!(
            escaped(r#"<img src=x onerror="a()"> & 'b'"#),
            "&lt;img src=x onerror=&quot;a()&quot;&gt; &amp; &#39;b&#39;"
        );
    }

    #[test]
    fn no_text_ends_a_script_or_begins_a_comment() {
        let text = "</script><!-- <script>";
        let json = script_json(&text);
        assert!(!json.contains('<'), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
