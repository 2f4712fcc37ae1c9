use indexmap::IndexMap;

use super::fold::divide;
use super::{Dataset, Part, Unfit, Values};
use crate::diagnostic::Code;
use crate::spec::{DivideSpec, Name};

/// How far from one the sum of shares may be.
const ROUNDING: f64 = 1e-6;

/// The rows of a part of `source`, dealt to new parts.
///
/// # Errors
/// Where the part has no such columns, or too few groups.
pub fn divided(source: &Dataset, spec: &DivideSpec) -> Result<Dataset, Unfit> {
    let sum: f64 = spec.shares.values().sum();
    if (sum - 1.0).abs() > ROUNDING || spec.shares.values().any(|share| *share <= 0.0) {
        return Err(Unfit {
            key: "/divide/shares".to_owned(),
            code: Code::CannotPair,
            message: format!(
                "the shares are positive numbers that sum to 1, and these sum to {sum}"
            ),
            help: "`shares: {train: 0.6, val: 0.2, test: 0.2}`".to_owned(),
        });
    }
    let Some(part) = source.parts.get(&spec.of.part) else {
        let known = source.parts.keys().map(Name::as_str);
        let what = format!("part in dataset `{}` named", spec.of.dataset);
        return Err(Unfit::no_column(
            "/divide/of",
            &what,
            spec.of.part.as_str(),
            known,
        ));
    };
    let groups = spec.group.iter().flatten().map(|name| {
        if let Some(Values::Text(texts)) = part.columns.get(name) {
            return Ok(texts.as_slice());
        }
        let known = columns_of(part, |values| matches!(values, Values::Text(_)));
        let what = "column of text";
        Err(Unfit::no_column(
            "/divide/group",
            what,
            name.as_str(),
            known,
        ))
    });
    let groups: Vec<_> = groups.collect::<Result<_, _>>()?;
    let classes = spec.stratify.as_ref().map(|name| {
        if let Some(Values::Classes(classes)) = part.columns.get(name) {
            return Ok(classes.as_slice());
        }
        let known = columns_of(part, |values| matches!(values, Values::Classes(_)));
        let what = "target with classes";
        Err(Unfit::no_column(
            "/divide/stratify",
            what,
            name.as_str(),
            known,
        ))
    });
    let classes = classes.transpose()?;
    let shares: Vec<f64> = spec.shares.values().copied().collect();
    let sides = divide(part.rows, &groups, classes, &shares, spec.seed).map_err(|error| Unfit {
        key: "/divide/shares".to_owned(),
        code: Code::CannotPair,
        message: error.to_string(),
        help: "name fewer parts, or tie fewer rows by `group`".to_owned(),
    })?;
    let parts = spec.shares.keys().zip(sides).map(|(name, rows)| {
        let places: Vec<u32> = rows
            .into_iter()
            .filter_map(|row| u32::try_from(row).ok())
            .collect();
        let columns = part.columns.iter();
        let columns = columns.map(|(name, values)| (name.clone(), values.at(&places)));
        let part = Part {
            rows: places.len(),
            columns: columns.collect::<IndexMap<_, _>>(),
        };
        (name.clone(), part)
    });
    Ok(Dataset {
        columns: source.columns.clone(),
        parts: parts.collect(),
    })
}

fn columns_of(part: &Part, fits: impl Fn(&Values) -> bool) -> impl Iterator<Item = &str> {
    part.columns
        .iter()
        .filter(move |(_, values)| fits(values))
        .map(|(name, _)| name.as_str())
}
