use serde_json::Value;

/// A document as YAML, keys in their order. Loading it gives the same document: a `$` that would begin an interpolation is
/// written `$$`.
pub fn to_yaml(document: &Value) -> String {
    let mut document = document.clone();
    literal(&mut document);
    serde_yaml::to_string(&document).unwrap_or_default()
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
}
