use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;

type Branches = [Vec<ValidationError<'static>>];

/// Which of a schema's alternatives a value was meant for.
pub enum Choice<'e> {
    /// This one: these are what it lacks.
    Branch(&'e [ValidationError<'static>]),
    /// One of those told apart by the word at this pointer, which is none of these.
    Tag(String, Vec<String>),
    /// None: it is of another kind.
    None,
}

/// Finds the alternative of `anyOf` or `oneOf` that a value was meant for, from the errors of each: it is one
/// that takes the value's kind and whose constant words, where it has any, are the value's.
pub fn choose<'e>(error: &ValidationError<'_>, branches: &'e Branches) -> Choice<'e> {
    let path = error.instance_path().as_str();
    let fitting: Vec<_> = branches
        .iter()
        .filter(|errors| fits(path, errors))
        .collect();
    let tagged: Vec<_> = fitting.iter().filter_map(|errors| tag(errors)).collect();
    if let [(pointer, _), ..] = &*tagged
        && tagged.len() == fitting.len()
        && tagged.iter().all(|(other, _)| other == pointer)
    {
        return Choice::Tag(
            pointer.clone(),
            tagged.iter().map(|(_, word)| word.clone()).collect(),
        );
    }
    fitting
        .into_iter()
        .min_by_key(|errors| (tag(errors).is_some(), errors.len()))
        .map_or(Choice::None, |errors| Choice::Branch(errors))
}

/// Whether errors concern what is inside a value rather than the value's own kind.
fn fits(path: &str, errors: &[ValidationError<'_>]) -> bool {
    !errors.iter().any(|error| {
        error.instance_path().as_str() == path
            && match error.kind() {
                Kind::Type { .. } | Kind::Constant { .. } | Kind::Enum { .. } => true,
                Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                    !context.iter().any(|errors| fits(path, errors))
                }
                _ => false,
            }
    })
}

/// The pointer and the word of a constant that an alternative is told apart by, where the value has another.
fn tag(errors: &[ValidationError<'_>]) -> Option<(String, String)> {
    errors.iter().find_map(|error| match error.kind() {
        Kind::Constant { expected_value } => Some((
            error.instance_path().as_str().to_owned(),
            expected_value.as_str()?.to_owned(),
        )),
        _ => None,
    })
}
