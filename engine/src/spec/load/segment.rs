/// A piece of a text with interpolations.
#[derive(Debug, PartialEq, Eq)]
pub enum Segment {
    /// Stands as it is.
    Literal(String),
    /// `${dotted.path}`.
    Path(String),
    /// `${env:NAME}` or `${env:NAME:-default}`.
    Variable {
        name: String,
        default: Option<String>,
    },
}

/// The pieces of a text, in order. `$$` is a literal `$`, and so is a `$` before anything but `{`.
///
/// # Errors
/// What is wrong with an interpolation, in words.
pub fn segments(text: &str) -> Result<Vec<Segment>, String> {
    let mut segments = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(dollar) = rest.find('$') {
        literal.push_str(&rest[..dollar]);
        rest = &rest[dollar + 1..];
        if let Some(after) = rest.strip_prefix('{') {
            let (inside, after) = after
                .split_once('}')
                .ok_or("`${` without a closing `}`; write `$${` for a literal `${`")?;
            if !literal.is_empty() {
                segments.push(Segment::Literal(std::mem::take(&mut literal)));
            }
            segments.push(interpolation(inside)?);
            rest = after;
        } else {
            literal.push('$');
            rest = rest.strip_prefix('$').unwrap_or(rest);
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        segments.push(Segment::Literal(literal));
    }
    Ok(segments)
}

fn interpolation(inside: &str) -> Result<Segment, String> {
    if let Some(variable) = inside.strip_prefix("env:") {
        let (name, default) = match variable.split_once(":-") {
            Some((name, default)) => (name, Some(default.to_owned())),
            None => (variable, None),
        };
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        if name.is_empty() || !name.chars().all(is_name) {
            return Err(
                "`${env:...}` takes the name of an environment variable: letters, digits and `_`"
                    .to_owned(),
            );
        }
        return Ok(Segment::Variable {
            name: name.to_owned(),
            default,
        });
    }
    if inside.split('.').any(str::is_empty) {
        return Err(
            "`${...}` takes a dotted path such as `${models.net.title}`, or `${env:NAME}`"
                .to_owned(),
        );
    }
    Ok(Segment::Path(inside.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Segment {
        Segment::Literal(text.to_owned())
    }

    #[test]
    fn dollars_are_literal_unless_a_brace_follows() {
        assert_eq!(segments("^a$"), Ok(vec![literal("^a$")]));
        assert_eq!(
            segments("5$ $$${x.y}$${z}"),
            Ok(vec![
                literal("5$ $"),
                Segment::Path("x.y".into()),
                literal("${z}")
            ])
        );
    }

    #[test]
    fn a_default_begins_after_the_first_colon_and_dash() {
        let variable = |default: &str| Segment::Variable {
            name: "A_1".into(),
            default: Some(default.into()),
        };
        assert_eq!(segments("${env:A_1:-/x:-y}"), Ok(vec![variable("/x:-y")]));
        assert_eq!(segments("${env:A_1:-}"), Ok(vec![variable("")]));
    }

    #[test]
    fn unfinished_interpolations_are_refused() {
        for text in ["${", "${}", "${a..b}", "${env:}", "${env:A B}", "x${env:A"] {
            assert!(segments(text).is_err(), "{text}");
        }
    }
}
