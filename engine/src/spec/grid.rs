use serde_json::Value;

use super::Params;
use super::load::{SourceMap, pointer};
use crate::diagnostic::{Code, Diagnostic};

/// The key of a grid: `{grid: [a, b]}`.
const GRID: &str = "grid";
/// Models that the grids of one model may make.
const MOST: usize = 10_000;
/// Characters of a value that a suffix shows.
const SHOWN: usize = 24;

/// Why grids cannot be expanded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GridError {
    /// Where, from the parameters on: `/encoder/width`.
    pub pointer: String,
    message: &'static str,
}

impl GridError {
    /// The diagnostic, for parameters that stand at a pointer of the spec.
    pub fn diagnostic(&self, pointer: &str, source: &SourceMap) -> Diagnostic {
        Diagnostic::error(Code::BadGrid, self.message)
            .at(source.place(&format!("{pointer}{}", self.pointer)))
    }
}

/// Parameters with every combination of the values of their grids, and for each a suffix that tells it apart.
///
/// A grid is a map with the one key `grid` and a list, in the parameters or in maps within them. The first grid
/// changes slowest. A suffix is made of plain name characters: `-learning_rate-0.01`, for each grid in turn; a value
/// that has no short plain form is told by its number in the grid, from 0. Without grids there is one combination,
/// with an empty suffix.
///
/// # Errors
/// When a grid is no list or empty, or when there are more than 10 000 combinations.
pub fn expand_grids(params: &Params) -> Result<Vec<(String, Params)>, GridError> {
    let mut grids = Vec::new();
    collect(params, "", &mut grids)?;
    let mut combinations = vec![(String::new(), Value::Object(params.clone()))];
    for Grid { pointer, values } in &grids {
        if combinations.len() * values.len() > MOST {
            let message = "the grids make more than 10000 models";
            return Err(GridError {
                pointer: pointer.clone(),
                message,
            });
        }
        let words = words(values);
        let name = pointer::dotted(pointer).replace(|letter: char| !is_plain(letter), "_");
        combinations = combinations
            .into_iter()
            .flat_map(|(suffix, params)| {
                let points = values.iter().zip(&words);
                points
                    .map(|(value, word)| {
                        (
                            format!("{suffix}-{name}-{word}"),
                            with(&params, pointer, value),
                        )
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
    }
    let expanded = combinations
        .into_iter()
        .filter_map(|(suffix, params)| match params {
            Value::Object(params) => Some((suffix, params)),
            _ => None,
        });
    Ok(expanded.collect())
}

struct Grid {
    pointer: String,
    values: Vec<Value>,
}

fn collect(params: &Params, at: &str, grids: &mut Vec<Grid>) -> Result<(), GridError> {
    for (key, value) in params {
        let pointer = pointer::join(at, key);
        let Value::Object(inner) = value else {
            continue;
        };
        match inner.get(GRID).filter(|_| inner.len() == 1) {
            Some(Value::Array(values)) if !values.is_empty() => {
                grids.push(Grid {
                    pointer,
                    values: values.clone(),
                });
            }
            Some(Value::Array(_)) => {
                return Err(GridError {
                    pointer,
                    message: "the grid has no values",
                });
            }
            Some(_) => {
                return Err(GridError {
                    pointer,
                    message: "a grid is a list of values: `{grid: [a, b]}`",
                });
            }
            None => collect(inner, &pointer, grids)?,
        }
    }
    Ok(())
}

fn with(params: &Value, pointer: &str, value: &Value) -> Value {
    let mut params = params.clone();
    if let Some(slot) = params.pointer_mut(pointer) {
        *slot = value.clone();
    }
    params
}

/// A word for each value, all of them distinct.
fn words(values: &[Value]) -> Vec<String> {
    let words: Vec<_> = values.iter().map(word).collect();
    let is_distinct = |index: usize| !words[..index].contains(&words[index]);
    if words.iter().all(Option::is_some) && (0..words.len()).all(is_distinct) {
        words.into_iter().flatten().collect()
    } else {
        (0..values.len()).map(|index| index.to_string()).collect()
    }
}

/// The short plain form of a value, where it has one.
fn word(value: &Value) -> Option<String> {
    let text = match value {
        Value::Array(items) => items
            .iter()
            .map(word)
            .collect::<Option<Vec<_>>>()?
            .join("_"),
        Value::String(text) => text.clone(),
        Value::Object(_) => return None,
        simple => simple.to_string().replace('+', ""),
    };
    (!text.is_empty() && text.len() <= SHOWN && text.chars().all(is_plain)).then_some(text)
}

fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn expanded(params: Value) -> Result<Vec<(String, Value)>, GridError> {
        let Value::Object(params) = params else {
            unreachable!()
        };
        let points = expand_grids(&params)?;
        Ok(points
            .into_iter()
            .map(|(suffix, params)| (suffix, Value::Object(params)))
            .collect())
    }

    #[test]
    fn combinations_come_with_the_first_grid_slowest() {
        let points = expanded(
            json!({"rate": {"grid": [0.1, 0.01]}, "k": 3, "net": {"width": {"grid": [8, 16]}}}),
        )
        .unwrap();
        let suffixes: Vec<_> = points.iter().map(|(suffix, _)| suffix.as_str()).collect();
        assert_eq!(
            suffixes,
            [
                "-rate-0.1-net.width-8",
                "-rate-0.1-net.width-16",
                "-rate-0.01-net.width-8",
                "-rate-0.01-net.width-16"
            ]
        );
        assert_eq!(
            points[1].1,
            json!({"rate": 0.1, "k": 3, "net": {"width": 16}})
        );
    }

    #[test]
    fn without_grids_there_is_one_combination_without_suffix() {
        assert_eq!(
            expanded(json!({"k": 3})),
            Ok(vec![(String::new(), json!({"k": 3}))])
        );
    }

    #[test]
    fn a_suffix_continues_a_name() {
        let values = json!([1e-30, -5, true, null, "a b", [64, 32], {"x": 1}, "é", "", 1e30]);
        for (index, value) in values.as_array().unwrap().iter().enumerate() {
            let points = expanded(json!({"a/b c": {"grid": [value, index]}})).unwrap();
            for (suffix, _) in points {
                assert!(suffix.chars().all(is_plain), "{suffix}");
            }
        }
    }

    #[test]
    fn suffixes_of_one_grid_are_distinct() {
        let points = expanded(json!({"a": {"grid": ["1", 1, {"x": 1}]}})).unwrap();
        let suffixes: Vec<_> = points.into_iter().map(|(suffix, _)| suffix).collect();
        assert_eq!(suffixes, ["-a-0", "-a-1", "-a-2"]);
    }

    #[test]
    fn grids_that_cannot_be_expanded_say_where() {
        let pointer = |params: Value| expanded(params).unwrap_err().pointer;
        assert_eq!(pointer(json!({"a": {"b": {"grid": []}}})), "/a/b");
        assert_eq!(pointer(json!({"a": {"grid": 0.1}})), "/a");
        let many: Vec<_> = (0..101).collect();
        assert_eq!(
            pointer(json!({"a": {"grid": many}, "b": {"grid": many}})),
            "/b"
        );
    }

    #[test]
    fn a_map_with_more_than_the_key_grid_is_no_grid() {
        assert_eq!(
            expanded(json!({"a": {"grid": [1, 2], "step": 1}}))
                .unwrap()
                .len(),
            1
        );
    }
}
