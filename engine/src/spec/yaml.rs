use serde_json::Value;

/// What the writer takes for ends of lines, as YAML 1.1 did, while they are letters to a reader of YAML 1.2.
const OLD_BREAKS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// A letter that cannot be printed, and what it is written as: it has the writer quote a text, and escape what is odd in it.
const UNPRINTABLE: (&str, &str) = ("\u{7f}", "\\x7F");

/// A document as YAML, keys in their order. Loading it gives the same document: a `$` that would begin an interpolation is
/// written `$$`.
pub fn to_yaml(document: &Value) -> String {
    let mut document = document.clone();
    literal(&mut document);
    let written = write(&document);
    if !written.contains(OLD_BREAKS) {
        return written;
    }
    let mut times = 1;
    while written.contains(&UNPRINTABLE.1.repeat(times)) {
        times += 1;
    }
    mark(&mut document, &UNPRINTABLE.0.repeat(times));
    write(&document).replace(&UNPRINTABLE.1.repeat(times), "")
}

fn write(document: &Value) -> String {
    serde_yaml::to_string(document).unwrap_or_default()
}

/// Ends every text that has old ends of lines with a mark.
fn mark(value: &mut Value, mark: &str) {
    let end = |text: &mut String| {
        if text.contains(OLD_BREAKS) {
            text.push_str(mark);
        }
    };
    match value {
        Value::String(text) => end(text),
        Value::Array(items) => items.iter_mut().for_each(|item| self::mark(item, mark)),
        Value::Object(entries) => {
            let all = std::mem::take(entries);
            entries.extend(all.into_iter().map(|(mut key, mut value)| {
                end(&mut key);
                self::mark(&mut value, mark);
                (key, value)
            }));
        }
        _ => {}
    }
}

/// Has every text of a document mean itself.
fn literal(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('$') => *text = doubled(text),
        Value::Array(items) => items.iter_mut().for_each(literal),
        Value::Object(entries) => entries.values_mut().for_each(literal),
        _ => {}
    }
}

/// The text with each `$` twice that does not stand for itself.
fn doubled(text: &str) -> String {
    let mut doubled = String::with_capacity(text.len() + 1);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        doubled.push(letter);
        if letter == '$' && matches!(letters.peek(), Some('$' | '{')) {
            doubled.push('$');
        }
    }
    doubled
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dollar_is_doubled_only_where_it_would_mean_another_thing() {
        let written = to_yaml(&json!(["a$", "$b", "$$", "${c}", "$$${d}"]));
        assert_eq!(written, "- a$\n- $b\n- $$$\n- $${c}\n- $$$$$${d}\n");
    }

    #[test]
    fn old_ends_of_lines_are_escaped() {
        let document = json!({
            "a\u{2028}b": "one\u{85}two\\",
            "plain": ["\\x7F", "\u{7f}", "\n\u{2029}\u{7f}"],
        });
        let written = to_yaml(&document);
        let expected = r#"? "a\Lb"
: "one\Ntwo\\"
plain:
- \x7F
- "\x7F"
- "\n\P\x7F"
"#;
        assert_eq!(written, expected);
    }
}
